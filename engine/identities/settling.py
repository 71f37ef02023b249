"""What somebody is and holds here once his groups are taken for what the rules say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from engine import organisations
from engine.identities.vouching import Identity, Mapping
from engine.model.organisation import Assignment, Organisation, Person
from engine.organisations import Granted, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Somebody as he ought to be in the organisation."""

    person: Person
    held: tuple[Assignment, ...]
    """All posts of his."""
    granted: Granted
    """What of this his groups give."""

    def differs(self, organisation: Organisation) -> bool:
        """Tell whether the organisation says otherwise."""
        present = organisation.people.get(self.person.id)
        return present != self.person or set(_held_by(organisation, present.id)) != set(self.held)


def settle(
    organisation: Organisation, person_id: str, identity: Identity, mapping: Mapping
) -> Settled:
    """Give what the groups give, and take what they no longer give."""
    person = organisation.people.get(person_id) or Person(
        id=person_id, name=identity.name or person_id, email=identity.email
    )
    granted = organisations.granted(person_id, identity.groups, mapping.rules)
    roles = {rule.role for rule in mapping.rules if rule.role is not None}
    groups = {rule.code for rule in mapping.rules if rule.code}
    wanted = replace(
        person,
        roles=(person.roles - roles) | granted.roles,
        groups=(person.groups - groups) | granted.groups,
    )
    held = _held(_held_by(organisation, person_id), granted.assignments, mapping.rules)
    return Settled(person=wanted, held=held, granted=granted)


def _held_by(organisation: Organisation, person_id: str) -> tuple[Assignment, ...]:
    return tuple(each for each in organisation.assignments if each.person == person_id)


def _held(
    held: Sequence[Assignment], granted: Iterable[Assignment], rules: Iterable[Rule]
) -> tuple[Assignment, ...]:
    """Return all posts of a person: those of the rules as granted, the others as they are."""
    governed = {(rule.unit, rule.post) for rule in rules}
    present = {(each.unit, each.post): each for each in held}
    kept = [each for each in held if (each.unit, each.post) not in governed]
    primary = any(each.is_primary for each in kept)
    added = [replace(each, is_primary=each.is_primary and not primary) for each in granted]
    return (*kept, *(_dated(each, present.get((each.unit, each.post))) for each in added))


def _dated(granted: Assignment, present: Assignment | None) -> Assignment:
    """Keep the dates of a post that somebody holds already."""
    if present is None:
        return granted
    return replace(granted, valid_from=present.valid_from, valid_to=present.valid_to)
