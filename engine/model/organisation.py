"""The organisation: a tree of units, a catalogue of posts, and who holds which post where, when.

The assignment is the heart: a person may hold several, and the unit gives each its scope.
All questions take a date, because people move; the record keeps snapshots of what was true.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import inf

from engine.model.people import Role, group, person, post
from engine.model.rosters import AuthorityLimit, spans
from engine.model.substitutions import Scope, StandIn, Substitution

CALENDAR = "cn"
"""The calendar where no unit names one: the announced holidays and usual office hours."""

SCOPE_ORDER = ("team", "department", "project", "region", "company")
"""Types of units from the inside out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One node of the tree company → region → project (小区) → department → team."""

    code: str
    name: str
    type: str
    parent: str | None = None
    calendar: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def exists_on(self, day: date) -> bool:
        return spans(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One entry of the catalogue of posts (岗位); a higher rank is a higher post."""

    code: str
    name: str
    rank: int = 0
    is_key: bool = False
    trade: str = ""
    """The line of work it belongs to (专业): customer service, engineering, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can sign in or hold a post."""

    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    groups: frozenset[str] = frozenset()
    active: bool = True
    successor: str | None = None
    """Who takes what would reach this person after he has left."""
    email: str = ""
    mobile: str = ""
    wecom: str = ""
    """The userid at WeCom 企业微信."""
    dingtalk: str = ""
    """The userid at DingTalk 钉钉."""
    feishu: str = ""
    """The user_id, open_id or union_id at Feishu 飞书."""

    @property
    def addresses(self) -> Mapping[str, str]:
        """Return where messages reach this person, by channel."""
        known = {
            "email": self.email,
            "sms": self.mobile,
            "wecom": self.wecom,
            "dingtalk": self.dingtalk,
            "feishu": self.feishu,
        }
        return {channel: address for channel, address in known.items() if address}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One person holds one post in one unit, from and to (both inclusive, open where None)."""

    person: str
    unit: str
    post: str
    is_primary: bool = False
    is_head: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return spans(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingLine:
    """An exception to "the superior is the head": of one person, or of a unit's people."""

    superior: str
    person: str = ""
    unit: str = ""
    """The unit whose head is passed over; counts where no person is named."""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return spans(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant:
    """A functional role by post, or for one unit only; people's own roles stand with them."""

    role: Role
    person: str = ""
    post: str = ""
    unit: str = ""
    """The unit that it is for, with all below it; empty = everywhere."""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return spans(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The whole organisation at one version; small enough to be read at once and cached."""

    version: int = 0
    units: Mapping[str, Unit] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()
    lines: tuple[ReportingLine, ...] = ()
    limits: tuple[AuthorityLimit, ...] = ()
    grants: tuple[RoleGrant, ...] = ()
    substitutions: tuple[Substitution, ...] = ()
    """Those that are not over; kept by themselves, not with the rest (see the store)."""
    _by: Mapping[str, Mapping[str, tuple[Assignment, ...]]] = field(
        init=False, repr=False, compare=False
    )
    """Assignments by person, by unit, and by post in a unit or around it: routing asks often."""
    _groups: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    """Active people by group."""
    _within: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    """Each unit with all below it: asked for whoever heads one, with every request."""

    def __post_init__(self) -> None:
        index = {name: _indexed(self.assignments, name) for name in ("person", "unit")}
        around: dict[str, list[Assignment]] = defaultdict(list)
        for each in self.assignments:
            for unit in self.lineage(each.unit):
                around[post(unit, each.post)].append(each)
        index["post"] = {place: tuple(those) for place, those in around.items()}
        object.__setattr__(self, "_by", index)
        groups: dict[str, list[str]] = defaultdict(list)
        for who in self.people.values():
            for code in sorted(who.groups) if who.active else ():
                groups[code].append(who.id)
        object.__setattr__(self, "_groups", {code: tuple(ids) for code, ids in groups.items()})
        within: dict[str, list[str]] = defaultdict(list)
        for code in self.units:
            for unit in self.lineage(code):
                within[unit].append(code)
        object.__setattr__(self, "_within", {unit: tuple(codes) for unit, codes in within.items()})

    def lineage(self, unit: str | None) -> Iterator[str]:
        """Yield the unit and what it belongs to, from the inside out."""
        seen: set[str] = set()
        while unit is not None and unit in self.units and unit not in seen:
            seen.add(unit)
            yield unit
            unit = self.units[unit].parent

    def ancestor(self, unit: str | None, of_type: str) -> str | None:
        """Return the unit of this type that `unit` is or lies in."""
        return next((u for u in self.lineage(unit) if self.units[u].type == of_type), None)

    def calendar_of(self, unit: str | None) -> str:
        """Return the code of the calendar of a unit: its own, or that of what it belongs to."""
        codes = (self.units[each].calendar for each in self.lineage(unit))
        return next(filter(None, codes), CALENDAR)

    def holders(self, post_code: str, within: str | None, on: date) -> tuple[str, ...]:
        """Return the active people who hold the post in `within` or below it, in stable order."""
        held = self._valid(on, "post", post(within or "", post_code))
        return tuple(dict.fromkeys(a.person for a in held))

    def members(self, code: str) -> tuple[str, ...]:
        """Return the active people of a group."""
        return self._groups.get(code, ())

    def heads(self, unit: str, on: date) -> tuple[str, ...]:
        """Return the heads of exactly this unit."""
        leading = (a for a in self._by["unit"].get(unit, ()) if a.is_head)
        return tuple(dict.fromkeys(a.person for a in leading if self._counts(a, on)))

    def led_by(self, person_id: str, on: date) -> frozenset[str]:
        """Return the units that somebody heads, with all that lie below them."""
        headed = (a.unit for a in self._valid(on, "person", person_id) if a.is_head)
        return frozenset(code for unit in headed for code in self._within.get(unit, ()))

    def held_by(self, person_id: str, on: date) -> tuple[Assignment, ...]:
        """Return the posts that somebody holds, the primary one first."""
        held = self._valid(on, "person", person_id)
        return tuple(sorted(held, key=lambda each: not each.is_primary))

    def superiors(self, person_id: str, on: date, levels: int = 1) -> tuple[str, ...]:
        """Return the `levels`-th superior: head of the unit, then of its parents, never oneself.

        Reporting lines go before heads. Units without a head are passed over; the topmost one
        found counts for missing levels.
        """
        found = tuple(self.levels(person_id, on))
        return found[min(levels, len(found)) - 1] if found else ()

    def levels(self, person_id: str, on: date) -> Iterator[tuple[str, ...]]:
        """Yield the superiors of somebody level by level, from the inside out, each level once."""
        return (heads for _, heads in self.ladder(person_id, on) if heads)

    def ladder(self, person_id: str, on: date) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each level above somebody: its unit, and who heads it; nobody where it is vacant.

        Reporting lines of people go first, without a unit. A level whose heads are he himself, or
        those of a level below, is left out: nobody is asked twice, and nothing is vacant there.
        """
        seen: list[tuple[str, ...]] = []
        who = person_id
        while (named := self._line(on, person=who)) and named not in seen:
            seen.append(named)
            yield "", named
            who = named[0]
        for unit in self.lineage(self.primary_unit(who, on)):
            above = self._line(on, unit=unit) or self.heads(unit, on)
            heads = tuple(h for h in above if h not in {person_id, who})
            if not above:
                yield unit, ()
            elif heads and heads not in seen:
                seen.append(heads)
                yield unit, heads

    def _line(self, on: date, *, person: str = "", unit: str = "") -> tuple[str, ...]:
        return tuple(
            each.superior
            for each in self.lines
            if (each.person, "" if each.person else each.unit) == (person, unit)
            and each.holds_on(on)
            and self.is_active(each.superior)
        )[:1]

    def is_active(self, person_id: str) -> bool:
        """Tell whether somebody is known and has not left."""
        known = self.people.get(person_id)
        return known is not None and known.active

    def in_place_of(self, person_id: str) -> str:
        """Return who takes the work of somebody who has left: his successor, or that one's."""
        seen: set[str] = set()
        while person_id not in seen and not self.is_active(person_id):
            seen.add(person_id)
            known = self.people.get(person_id)
            person_id = (known.successor if known else None) or person_id
        return person_id

    def below(self, leaders: Collection[str], on: date) -> tuple[str, ...]:
        """Return everybody with a post in a unit, or below one, that one of the leaders heads."""
        led = {unit for unit in self.units if not set(leaders).isdisjoint(self.heads(unit, on))}
        held = (a for a in self.assignments if a.holds_on(on) and a.person not in leaders)
        people = (a.person for a in held if not led.isdisjoint(self.lineage(a.unit)))
        return tuple(dict.fromkeys(people))

    def primary_unit(self, person_id: str, on: date) -> str | None:
        """Return the unit of the primary assignment, or of the first one."""
        held = self.held_by(person_id, on)
        return held[0].unit if held else None

    def units_of(self, person_id: str, on: date) -> tuple[str, ...]:
        """Return the units that somebody holds a post in."""
        return tuple(dict.fromkeys(a.unit for a in self._valid(on, "person", person_id)))

    def principals(self, person_id: str, on: date) -> frozenset[str]:
        """Return every address at which work reaches this person on that day.

        Who holds a post in a department is reached through the project, region and company too.
        """
        who = self.people.get(person_id)
        roles = {role.value for role in self.roles(person_id, on)}
        groups = (who.groups | roles) if who else frozenset[str]()
        posts = {
            post(unit, a.post)
            for a in self._valid(on, "person", person_id)
            for unit in self.lineage(a.unit)
        }
        return frozenset({person(person_id), *posts, *(group(code) for code in groups)})

    def post_title(self, person_id: str, on: date, around: str | None = None) -> str:
        """Return post and unit as people say it, for the record: of the primary assignment.

        Who holds several acts in each project with the post that he has there: `around` is the unit
        of the case.
        """
        held = self.held_by(person_id, on)
        if not held:
            return ""
        there = (h for h in held if self._related(tuple(self.lineage(h.unit)), around or ""))
        first = next(there, held[0])
        unit, title = self.units.get(first.unit), self.posts.get(first.post)
        return f"{unit.name if unit else first.unit}·{title.name if title else first.post}"

    def roles(self, person_id: str, on: date, around: str | None = None) -> frozenset[Role]:
        """Return somebody's roles: his own, those of his posts, and those that count `around`.

        A role that is for one unit counts only where a unit in it, or the unit itself, is named.
        """
        who = self.people.get(person_id)
        posts = {each.post for each in self._valid(on, "person", person_id)}
        within = ("", *self.lineage(around))
        granted = (
            each.role
            for each in self.grants
            if each.unit in within
            and each.holds_on(on)
            and (each.person == person_id or (not each.person and each.post in posts))
        )
        return frozenset((*(who.roles if who else ()), *granted))

    def authority(self, person_id: str, matter: str, on: date, around: str | None = None) -> float:
        """Return how much somebody may approve in a matter: the most that one of his posts may.

        Yuan; infinite where a post has no limit, 0 where none of them has the authority. Of a post
        the limit of the nearest unit counts, of several there the one that began last; posts
        beside the unit `around` do not.
        """
        found = [0.0]
        for held in self._valid(on, "person", person_id):
            lineage = tuple(self.lineage(held.unit))
            if around is not None and not self._related(lineage, around):
                continue
            places = (*lineage, "")
            mine = [
                each
                for each in self.limits
                if (each.post, each.matter) == (held.post, matter)
                and each.unit in places
                and each.holds_on(on)
            ]
            mine.sort(key=lambda each: each.valid_from or date.min, reverse=True)
            nearest = min(mine, key=lambda each: places.index(each.unit), default=None)
            if nearest is not None:
                found.append(inf if nearest.amount is None else nearest.amount)
        return max(found)

    def _related(self, lineage: tuple[str, ...], around: str) -> bool:
        return around in lineage or (bool(lineage) and lineage[0] in self.lineage(around))

    def stands_in(self, agent: str, now: datetime, on: date) -> tuple[StandIn, ...]:
        """Return in whose place somebody may act now; who has left has handed over for good."""
        return tuple(
            StandIn(
                principal=each.principal,
                name=self.people[each.principal].name,
                scope=Scope.of(each),
                principals=self.principals(each.principal, on) - self._roles_of(each.principal, on),
            )
            for each in self.substitutions
            if each.agent == agent and each.in_force(now) and self.is_active(each.principal)
        )

    def stood_in_for(self, principal: str, now: datetime) -> tuple[Scope, ...]:
        """Return which work of somebody stands in his agent's list only."""
        mine = (each for each in self.substitutions if each.principal == principal and each.alone)
        return tuple(Scope.of(each) for each in mine if each.in_force(now))

    def _roles_of(self, person_id: str, on: date) -> frozenset[str]:
        """Return the addresses of functional roles, in which nobody stands in for anybody."""
        return frozenset(group(role.value) for role in self.roles(person_id, on))

    def _valid(self, on: date, name: str, value: str) -> Iterator[Assignment]:
        return (each for each in self._by[name].get(value, ()) if self._counts(each, on))

    def _counts(self, assignment: Assignment, on: date) -> bool:
        """Tell whether somebody active holds a post on a day, in a unit that there is then."""
        who = self.people.get(assignment.person)
        unit = self.units.get(assignment.unit)
        exists = unit is None or unit.exists_on(on)
        return exists and assignment.holds_on(on) and who is not None and who.active


def _indexed(assignments: Iterable[Assignment], name: str) -> dict[str, tuple[Assignment, ...]]:
    found: dict[str, list[Assignment]] = defaultdict(list)
    for each in assignments:
        found[getattr(each, name)].append(each)
    return {value: tuple(those) for value, those in found.items()}
