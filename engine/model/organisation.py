"""The organisation: a tree of units, a catalogue of posts, and who holds which post where, when.

The assignment is the heart: a person may hold several, and the unit gives each its scope.
All questions take a date, because people move; the record keeps snapshots of what was true.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.model.people import Role, group, person, post

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One entry of the catalogue of posts (岗位); a higher rank is a higher post."""

    code: str
    name: str
    rank: int = 0
    is_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can sign in or hold a post."""

    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    groups: frozenset[str] = frozenset()
    active: bool = True


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
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The whole organisation at one version; small enough to be read at once and cached."""

    version: int = 0
    units: Mapping[str, Unit] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()
    _by: Mapping[str, Mapping[str, tuple[Assignment, ...]]] = field(
        init=False, repr=False, compare=False
    )
    """Assignments by person, by post and by unit: routing asks often, and of few of them."""

    def __post_init__(self) -> None:
        index = {name: _indexed(self.assignments, name) for name in ("person", "post", "unit")}
        object.__setattr__(self, "_by", index)

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

    def holders(self, post_code: str, within: str | None, on: date) -> tuple[str, ...]:
        """Return the active people who hold the post in `within` or below it, in stable order."""
        return tuple(
            dict.fromkeys(
                a.person
                for a in self._valid(on, "post", post_code)
                if within in tuple(self.lineage(a.unit))
            )
        )

    def heads(self, unit: str, on: date) -> tuple[str, ...]:
        """Return the heads of exactly this unit."""
        return tuple(dict.fromkeys(a.person for a in self._valid(on, "unit", unit) if a.is_head))

    def held_by(self, person_id: str, on: date) -> tuple[Assignment, ...]:
        """Return the posts that somebody holds, the primary one first."""
        held = self._valid(on, "person", person_id)
        return tuple(sorted(held, key=lambda each: not each.is_primary))

    def superiors(self, person_id: str, on: date, levels: int = 1) -> tuple[str, ...]:
        """Return the `levels`-th superior: head of the unit, then of its parents, never oneself.

        Units without a head are passed over; the topmost head found counts for missing levels.
        """
        found: list[tuple[str, ...]] = []
        for unit in self.lineage(self.primary_unit(person_id, on)):
            heads = tuple(h for h in self.heads(unit, on) if h != person_id)
            if heads and heads not in found:
                found.append(heads)
        return found[min(levels, len(found)) - 1] if found else ()

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
        groups = (who.groups | {role.value for role in who.roles}) if who else frozenset[str]()
        posts = {
            post(unit, a.post)
            for a in self._valid(on, "person", person_id)
            for unit in self.lineage(a.unit)
        }
        return frozenset({person(person_id), *posts, *(group(code) for code in groups)})

    def post_title(self, person_id: str, on: date) -> str:
        """Return post and unit of the primary assignment as people say it, for the record."""
        held = self.held_by(person_id, on)
        if not held:
            return ""
        first = held[0]
        unit, title = self.units.get(first.unit), self.posts.get(first.post)
        return f"{unit.name if unit else first.unit}·{title.name if title else first.post}"

    def _valid(self, on: date, name: str, value: str) -> Iterator[Assignment]:
        for assignment in self._by[name].get(value, ()):
            who = self.people.get(assignment.person)
            if assignment.holds_on(on) and who is not None and who.active:
                yield assignment


def _indexed(
    assignments: tuple[Assignment, ...], name: str
) -> Mapping[str, tuple[Assignment, ...]]:
    found: dict[str, list[Assignment]] = defaultdict(list)
    for each in assignments:
        found[getattr(each, name)].append(each)
    return {value: tuple(those) for value, those in found.items()}
