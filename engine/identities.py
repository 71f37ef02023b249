"""Use case: somebody signs in for whom an identity provider vouches (OIDC).

What his groups mean is said by rules; posts, roles and groups that a rule may give are the
provider's to give and to take, all others stay as they are. Every change is on record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from engine import accounts, organisations
from engine.errors import NotSignedIn
from engine.model import Actor, Role
from engine.model.organisation import Assignment, Person
from engine.organisations import Granted, Rule
from engine.store import Account, Transaction

PROVIDER: Final = Actor(
    id="identity-provider",
    name="统一身份认证",
    roles=frozenset({Role.ADMINISTRATOR}),
    client="OpenID Connect",
)
"""Stands on the record of what a sign-in changed in the organisation."""
_WHY: Final = "groups of the identity provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom the provider vouches for."""

    login: str
    name: str = ""
    email: str = ""
    groups: tuple[str, ...] = ()
    proved: timedelta | None = None
    """How long ago the provider saw this person; None where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What is made of it here."""

    rules: tuple[Rule, ...] = ()
    create: bool = False
    """Whether somebody who is not in the organisation yet is taken in."""


def open_session(
    tx: Transaction, identity: Identity, mapping: Mapping, *, client: str
) -> accounts.Opened:
    """Sign a browser in for whom the provider vouches.

    Raises NotSignedIn for somebody unknown, closed or blocked here, Invalid where a rule names a
    unit or post that there is none of.
    """
    account = tx.people.account_by_login(identity.login)
    person = _person(tx, account.person if account else identity.login, identity, mapping)
    if mapping.rules:
        _adapt(
            tx, person, organisations.granted(person.id, identity.groups, mapping.rules), mapping
        )
    elif person.id not in tx.people.organisation().people:
        organisations.put_person(tx, person, by=PROVIDER, reason=_WHY)
    if account is None:
        account = _account(tx, person.id, identity.login)
    if not account.active:
        raise NotSignedIn("this account is blocked")
    return accounts.open_session(tx, account, client=client, proved=identity.proved)


def _person(tx: Transaction, person_id: str, identity: Identity, mapping: Mapping) -> Person:
    known = tx.people.organisation().people.get(person_id)
    if known is None and not mapping.create:
        raise NotSignedIn(f"{identity.login!r} is not known here")
    if known is not None and not known.active:
        raise NotSignedIn(f"{identity.login!r} has left the company")
    return known or Person(id=person_id, name=identity.name or person_id, email=identity.email)


def _account(tx: Transaction, person: str, login: str) -> Account:
    """Return the account of a person; one that is missing is made without a password."""
    known = tx.people.account(person)
    if known is None:
        known = Account(
            person=person, login=login, password_hash=accounts.no_password(), active=True
        )
        tx.people.add_account(known)
    return known


def _adapt(tx: Transaction, person: Person, granted: Granted, mapping: Mapping) -> None:
    """Give what the groups give and take what they no longer give; nothing where all is so."""
    roles = {rule.role for rule in mapping.rules if rule.role is not None}
    groups = {rule.code for rule in mapping.rules if rule.code}
    wanted = replace(
        person,
        roles=(person.roles - roles) | granted.roles,
        groups=(person.groups - groups) | granted.groups,
    )
    organisation = tx.people.organisation()
    if organisation.people.get(person.id) != wanted:
        organisations.put_person(tx, wanted, by=PROVIDER, reason=_WHY)
    held = [each for each in organisation.assignments if each.person == person.id]
    new = _held(held, granted.assignments, mapping.rules)
    if new != held:
        organisations.put_assignments(tx, person.id, new, by=PROVIDER, reason=_WHY)


def _held(
    held: Sequence[Assignment], granted: Iterable[Assignment], rules: Iterable[Rule]
) -> list[Assignment]:
    """Return all posts of a person: those of the provider as granted, the others as they are."""
    governed = {(rule.unit, rule.post) for rule in rules}
    present = {(each.unit, each.post): each for each in held}
    kept = [each for each in held if (each.unit, each.post) not in governed]
    primary = any(each.is_primary for each in kept)
    added = [replace(each, is_primary=each.is_primary and not primary) for each in granted]
    return [*kept, *(_dated(each, present.get((each.unit, each.post))) for each in added)]


def _dated(granted: Assignment, present: Assignment | None) -> Assignment:
    """Keep the dates of a post that somebody holds already."""
    if present is None:
        return granted
    return replace(granted, valid_from=present.valid_from, valid_to=present.valid_to)
