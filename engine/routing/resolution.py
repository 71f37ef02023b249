"""Resolving a candidate rule when a task is created: never an invisible task.

Order (organisation.md): candidates in the scope who are valid today, minus the excluded; where
nobody is left the next scope up; then the fallback; then the process administrators.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from engine import feel
from engine.errors import Invalid
from engine.model.events import UserTaskCreated
from engine.model.organisation import Organisation
from engine.model.people import Role, group, person, post
from engine.model.rosters import Shift
from engine.participation import Mode
from engine.routing.chains import Chain, Stake, asked, chain
from engine.routing.language import Rule, parse
from engine.routing.scopes import DUTY_MANAGER, first_unit, words

_NOBODY: frozenset[str] = frozenset()
ADMINISTRATORS = group(Role.ADMINISTRATOR.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What routing may know of the case."""

    project: str | None
    initiator: str
    today: date
    variables: Mapping[str, Any] = field(default_factory=dict)
    """Variables visible at the task."""
    done: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of the people who completed each user task of this case, by element id."""
    on_shift: Sequence[Shift] = ()
    """Whose shift it is now (班次); given where a rule asks for it, as `on_duty`."""
    on_duty: Sequence[Shift] = ()
    """Who is on duty now (值班)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    principals: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


def settle(event: UserTaskCreated, organisation: Organisation, facts: CaseFacts) -> UserTaskCreated:
    """Fill in the principals, the excluded people and the snapshot of how they were found.

    An assignee, candidate users or groups of the diagram (zeebe:assignmentDefinition) are honoured
    where the node has no `gj:assign`. Raises Invalid where an expression gives no readable rule.
    """
    chosen_of = choosable(event.settings, organisation, facts) if _chooses(event) else _NOBODY
    resolver = _at_stake(_Resolver(organisation, facts, chosen_of), event.settings)
    text = resolver.text(event.settings.get("gj:assign", ""))
    excluded = resolver.people_of(resolver.text(event.settings.get("gj:exclude", "")))
    if text:
        found, how = resolver.search(text, event.settings, excluded)
    else:
        found, how = resolver.of_diagram(event, excluded), {"rule": "zeebe:assignmentDefinition"}
    if not found.principals:
        if text and not resolver.search(text, event.settings, ())[0].principals:
            how = {**how, "vacant": True}
        found, reason = resolver.fall_back(event.settings, excluded)
        how = {**how, "fallback": reason}
    if event.settings.get("gj:amount"):
        how = {**how, "amount": resolver.amount(event.settings["gj:amount"])}
    if "chain(" in text:
        how = {**how, **resolver.levels(text, found.people)}
    holder = resolver.holder(event, excluded)
    if holder is not None:
        how = {**how, "assignee_name": organisation.people[holder].name}
    elif event.assignee is not None:
        how = {**how, "unknown_assignee": event.assignee}
    return replace(
        event,
        assignee=holder,
        principals=found.principals,
        excluded=excluded,
        routing={**how, "people": list(found.people)},
    )


def choosable(
    settings: Mapping[str, str], organisation: Organisation, facts: CaseFacts
) -> frozenset[str]:
    """Return who may be chosen for a step: whom `gj:chooseFrom` finds, or everybody active."""
    rule = settings.get("gj:chooseFrom", "").strip()
    active = (each.id for each in organisation.people.values() if each.active)
    if not rule:
        return frozenset(active)
    return frozenset(_Resolver(organisation, facts, frozenset()).people_of(rule))


def readers(
    settings: Mapping[str, str], organisation: Organisation, facts: CaseFacts, rule: str
) -> tuple[str, ...]:
    """Return whom a rule of copies (`gj:cc`, `gj:ccVacant`) finds in the scope of the node.

    Raises Invalid where an expression gives no readable rule.
    """
    resolver = _Resolver(organisation, facts, _NOBODY)
    text = resolver.text(settings.get(rule, ""))
    around = {"gj:scope": settings.get("gj:scope", "case.project")}
    return resolver.search(text, around, ())[0].people if text else ()


@dataclass(frozen=True, slots=True)
class _Resolver:
    organisation: Organisation
    facts: CaseFacts
    choosable: frozenset[str]
    """Who may have been chosen."""
    stake: Stake | None = None

    def text(self, setting: str) -> str:
        """Return the rule that a setting says or, as a FEEL expression, gives."""
        if not setting.startswith("="):
            return setting.strip()
        scope = {name: feel.from_json(held) for name, held in self.facts.variables.items()}
        value = feel.expression(setting[1:]).value(scope)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise Invalid(f"{setting!r} gives {value!r}, not the text of a candidate rule")
        return value

    def amount(self, setting: str) -> float | None:
        """Return what is at stake (yuan) as `gj:amount` says; None where it gives no number."""
        scope = {name: feel.from_json(held) for name, held in self.facts.variables.items()}
        value = feel.expression(setting.removeprefix("=")).value(scope)
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            return None
        return float(value)

    def people_of(self, text: str) -> tuple[str, ...]:
        if not text:
            return ()
        return self.as_said(parse(text), self.facts.project).people

    def search(
        self, text: str, settings: Mapping[str, str], excluded: tuple[str, ...]
    ) -> tuple[_Found, dict[str, Any]]:
        """Resolve each alternative in the scope, then in each one above it, until somebody is left.

        Above the first scope only who stands above the case counts: a post in a sibling project
        has no business with it.
        """
        scopes = tuple(self.scopes(settings.get("gj:scope", "case.project")))
        found, units = [], []
        for rule in _alternatives(parse(text)):
            for unit in scopes:
                here = self.without(self.resolve(rule, unit), excluded)
                if settings.get("gj:mode") == Mode.ON_SHIFT:
                    here = self.of_shift(here, unit)
                if unit != scopes[0]:
                    here = _of_people(tuple(p for p in here.people if self.is_above(p, scopes)))
                if here.people:
                    found.append(here)
                    units.append(unit)
                    break
        how = {"rule": text, "unit": next(iter((*units, *reversed(scopes))), None)}
        return _joined(found), how

    def is_above(self, person_id: str, scopes: tuple[str | None, ...]) -> bool:
        """Tell whether somebody stands in a unit of the case's lineage, or beside all projects."""
        today = self.facts.today
        return any(
            unit in scopes or self.organisation.ancestor(unit, "project") is None
            for unit in self.organisation.units_of(person_id, today)
        )

    def scopes(self, setting: str) -> Iterator[str | None]:
        start = first_unit(
            setting,
            self.organisation,
            project=self.facts.project,
            home=self.organisation.primary_unit(self.facts.initiator, self.facts.today),
            variables=self.facts.variables,
        )
        lineage = list(self.organisation.lineage(start))
        roots = (c for c, u in self.organisation.units.items() if u.parent is None)
        yield from lineage or roots

    def without(self, found: _Found, excluded: tuple[str, ...]) -> _Found:
        """Drop who is excluded, unknown or gone; posts stay, they are checked by person."""
        out = {p for p in found.people if p in excluded or not self.is_active(p)}
        gone = {person(p) for p in out}
        return _Found(
            principals=tuple(p for p in found.principals if p not in gone),
            people=tuple(p for p in found.people if p not in out),
        )

    def holder(self, event: UserTaskCreated, excluded: tuple[str, ...]) -> str | None:
        """Return who holds the task from the start: the diagram's assignee, if he may."""
        named = self.organisation.in_place_of(event.assignee) if event.assignee else None
        return named if named and named not in excluded and self.is_active(named) else None

    def is_active(self, person_id: str) -> bool:
        return self.organisation.is_active(person_id)

    def of_shift(self, found: _Found, unit: str | None) -> _Found:
        """Keep those whose shift it is in the unit or below it, person by person."""
        now = {s.person for s in self.facts.on_shift if self.lies_in(s.unit, unit)}
        return _of_people(tuple(each for each in found.people if each in now))

    def lies_in(self, inner: str, outer: str | None) -> bool:
        return outer in tuple(self.organisation.lineage(inner))

    def of_diagram(self, event: UserTaskCreated, excluded: tuple[str, ...]) -> _Found:
        users = (*([event.assignee] if event.assignee else []), *event.candidate_users)
        groups = (self.members(code) for code in event.candidate_groups)
        return self.without(_joined([self.succeeded(_of_people(users)), *groups]), excluded)

    def members(self, code: str) -> _Found:
        """Address a group that somebody is in."""
        members = self.organisation.members(code)
        return _Found(principals=(group(code),) if members else (), people=members)

    def fall_back(
        self, settings: Mapping[str, str], excluded: tuple[str, ...]
    ) -> tuple[_Found, str]:
        """Find who takes what would reach nobody."""
        for word in words(self.text(settings.get("gj:fallback", ""))):
            if word == "process_admin":
                break
            for unit in self.organisation.lineage(self.facts.project):
                left = self.without(self.fallen_back(word, unit), excluded)
                if left.people:
                    told = f"superior: head of {unit}" if word == "superior" else f"{word}: {unit}"
                    return left, told
        return _Found(principals=(ADMINISTRATORS,)), "process_admin"

    def fallen_back(self, word: str, unit: str) -> _Found:
        if word == "superior":
            return _of_people(self.organisation.heads(unit, self.facts.today))
        if word == DUTY_MANAGER:
            on_duty = self.resolve(parse(f"duty({DUTY_MANAGER})"), unit)
            return on_duty if on_duty.people else self.resolve(parse(f"post({word})"), unit)
        return self.resolve(parse(word), unit)

    def resolve(self, rule: Rule, unit: str | None) -> _Found:
        """Find whom a rule means; for somebody who has left, his successor."""
        return self.succeeded(self.as_said(rule, unit))

    def succeeded(self, found: _Found) -> _Found:
        instead = {p: self.organisation.in_place_of(p) for p in found.people}
        addresses = {person(p): person(other) for p, other in instead.items()}
        return _Found(
            principals=tuple(dict.fromkeys(addresses.get(p, p) for p in found.principals)),
            people=tuple(dict.fromkeys(instead.values())),
        )

    def as_said(self, rule: Rule, unit: str | None) -> _Found:
        answer: Callable[[Rule, str | None], _Found] = getattr(self, f"_{rule.op}")
        return answer(rule, unit)

    def _union(self, rule: Rule, unit: str | None) -> _Found:
        return _joined([self.resolve(arg, unit) for arg in rule.args])

    def _minus(self, rule: Rule, unit: str | None) -> _Found:
        """A difference is fixed person by person: an address cannot leave somebody out."""
        left, right = self.resolve(rule.args[0], unit), self.as_said(rule.args[1], unit)
        return _of_people(tuple(p for p in left.people if p not in right.people))

    def _post(self, rule: Rule, unit: str | None) -> _Found:
        code = self.word(rule.args[0])
        people = self.organisation.holders(code, unit, self.facts.today)
        return _Found(principals=(post(unit or "", code),), people=people)

    def _duty(self, rule: Rule, unit: str | None) -> _Found:
        """Name who is on duty with the post in the unit, or below it."""
        code = self.word(rule.args[0])
        turns = (t for t in self.facts.on_duty if t.post == code and self.lies_in(t.unit, unit))
        return _of_people(tuple(dict.fromkeys(turn.person for turn in turns)))

    def _head(self, rule: Rule, unit: str | None) -> _Found:
        del unit  # a unit is named
        return _of_people(self.organisation.heads(self.word(rule.args[0]), self.facts.today))

    def _superior(self, rule: Rule, unit: str | None) -> _Found:
        levels = int(self.word(rule.args[1])) if len(rule.args) > 1 else 1
        below = (
            (rule.args[0].text,)
            if rule.args[0].op == "code"
            else self.resolve(rule.args[0], unit).people
        )
        found = (self.organisation.superiors(p, self.facts.today, levels) for p in below)
        return _of_people(tuple(dict.fromkeys(p for people in found for p in people)))

    def _below(self, rule: Rule, unit: str | None) -> _Found:
        """Name whom the people of the argument lead: 回避 spares them too."""
        heads = self.resolve(rule.args[0], unit).people
        return _of_people(self.organisation.below(heads, self.facts.today))

    def _chain(self, rule: Rule, unit: str | None) -> _Found:
        """Name the superiors level by level; all heads of a level, missing levels left out."""
        del unit  # whose superiors they are is said
        return _of_people(
            tuple(dict.fromkeys(p for each in self.chains(rule) for p in each.people))
        )

    def chains(self, rule: Rule) -> list[Chain]:
        """Return what is above each person whom a chain begins with; of nobody, all is missing."""
        until = rule.args[1].text if len(rule.args) > 1 else ""
        named = rule.args[0]
        below = (named.text,) if named.op == "code" else self.resolve(named, None).people
        found = [chain(self.organisation, p, until, self.facts.today, self.stake) for p in below]
        return found or [Chain(levels=(), missing=(named.text or named.op,))]

    def levels(self, text: str, people: Sequence[str]) -> dict[str, Any]:
        """Return the levels of a rule's chains as far as they are asked, and what is missing."""
        return asked([c for rule in _chains(parse(text)) for c in self.chains(rule)], people)

    def _chosen(self, rule: Rule, unit: str | None) -> _Found:
        """Name whom somebody has chosen, of those who may be: others count for nothing."""
        del unit  # people are chosen by name
        said = self.facts.variables.get(self.word(rule.args[0]))
        chosen = said.get("chosen") if isinstance(said, Mapping) else None
        return _of_people(tuple(each for each in chosen or () if each in self.choosable))

    def _user(self, rule: Rule, unit: str | None) -> _Found:
        del unit  # a person is the same everywhere
        return _of_people((self.word(rule.args[0]),))

    def _group(self, rule: Rule, unit: str | None) -> _Found:
        del unit  # groups have no scope
        return self.members(self.word(rule.args[0]))

    def _done(self, rule: Rule, unit: str | None) -> _Found:
        del unit  # history names people
        return _of_people(self.facts.done.get(self.word(rule.args[0]), ()))

    def _initiator(self, rule: Rule, unit: str | None) -> _Found:
        """Who started the case; what the system started was started by nobody."""
        del rule, unit
        known = self.facts.initiator in self.organisation.people
        return _of_people((self.facts.initiator,) if known else ())

    def _path(self, rule: Rule, unit: str | None) -> _Found:
        del unit  # a variable holds ids
        value: Any = self.facts.variables
        for part in rule.text.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        ids = value if isinstance(value, list) else [value]
        return _of_people(tuple(str(i) for i in ids if i))

    def word(self, rule: Rule) -> str:
        """Return an argument as a code: literal, or what a variable holds."""
        if rule.op == "code":
            return rule.text
        people = self.resolve(rule, None).people
        return people[0] if people else ""


def _at_stake(resolver: _Resolver, settings: Mapping[str, str]) -> _Resolver:
    matter, rule = settings.get("gj:matter", "").strip(), settings.get("gj:amount", "")
    amount = resolver.amount(rule) if matter and rule else None
    if amount is None:
        return resolver
    stake = Stake(matter=matter, amount=amount, around=resolver.facts.project)
    return replace(resolver, stake=stake)


def _alternatives(rule: Rule) -> Iterator[Rule]:
    """Yield what a union joins: each is sought on its own."""
    if rule.op == "union":
        for arg in rule.args:
            yield from _alternatives(arg)
    else:
        yield rule


def _chains(rule: Rule) -> Iterator[Rule]:
    """Yield the chains of superiors that a rule asks, wherever they stand in it."""
    if rule.op == "chain":
        yield rule
    for arg in rule.args:
        yield from _chains(arg)


def _joined(parts: Sequence[_Found]) -> _Found:
    return _Found(
        principals=tuple(dict.fromkeys(p for part in parts for p in part.principals)),
        people=tuple(dict.fromkeys(p for part in parts for p in part.people)),
    )


def _of_people(people: tuple[str, ...]) -> _Found:
    return _Found(principals=tuple(person(p) for p in people), people=people)


def _chooses(event: UserTaskCreated) -> bool:
    return any("chosen" in event.settings.get(name, "") for name in ("gj:assign", "gj:exclude"))
