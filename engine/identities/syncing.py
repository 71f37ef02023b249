"""Use case: everybody in the directory at once, as if each had signed in.

Whom the directory does not know any more is told, and closed where that is wanted; nobody is
taken away, and what is his waits for a hand-over.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from engine import accounts, organisations
from engine.errors import Conflict
from engine.identities.settling import Settled, settle
from engine.identities.vouching import Identity
from engine.identities.vouching import Mapping as Meaning
from engine.model.organisation import Organisation, Person
from engine.participation import refused
from engine.store import Account, Transaction

_GONE: Final = "not in the directory any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Somebody who signs in by the directory alone, and cannot any more."""

    person: Person
    disabled: bool
    """Whether he stands there still, and may not sign in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the directory says otherwise than the organisation."""

    new: tuple[Settled, ...] = ()
    changed: tuple[Settled, ...] = ()
    gone: tuple[Gone, ...] = ()
    closed_here: tuple[Person, ...] = ()
    """Who may sign in there, and is closed here: that is lifted by hand alone."""
    own: tuple[str, ...] = ()
    """Who has a password of this product's own, and is left alone."""
    twice: tuple[str, ...] = ()
    """Names that several entries have: whose they are is not known, and nothing changes."""
    same: int = 0
    """How many are here as the directory has them."""
    accounts: tuple[Account, ...] = ()
    """What whoever is found lacks to sign in by the directory; by it he is missed when he goes."""


class _Sort(StrEnum):
    """How somebody of the directory stands here."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CLOSED = "closed"
    OWN = "own"
    NOBODY = "nobody"


_LET_IN: Final = frozenset({_Sort.NEW, _Sort.CHANGED, _Sort.SAME})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """What is known of people here."""

    organisation: Organisation
    accounts: Mapping[str, Account]
    """By person."""
    persons: Mapping[str, str]
    """By login."""


def compare(tx: Transaction, found: Iterable[Identity], meaning: Meaning) -> Comparison:
    """Return what differs from everybody in the directory.

    Somebody new counts where people are taken in (`create`) and a rule gives him something, or
    there are no rules: a directory has printers, too.
    """
    found = tuple(found)
    every = tx.people.accounts()
    here = _Here(
        organisation=tx.people.organisation(),
        accounts={each.person: each for each in every},
        persons={each.login: each.person for each in every},
    )
    often = Counter(each.login.casefold() for each in found)
    single = [each for each in found if often[each.login.casefold()] == 1]
    compared = _compared(single, here, meaning)
    return replace(
        compared,
        gone=tuple(_gone(found, here)),
        twice=tuple(sorted({e.login for e in found if often[e.login.casefold()] > 1})),
    )


def sync(
    tx: Transaction, found: Sequence[Identity], meaning: Meaning, *, closing: int
) -> Comparison:
    """Make the organisation say what the directory says, in one change on record.

    Who is gone is closed where they are at most `closing`, a number of people; 0 closes nobody.
    Raises Conflict, and changes nothing, where more are gone and some were to be closed: half a
    directory that does not answer looks the same. Raises Invalid as a sign-in does.
    """
    compared = compare(tx, found, meaning)
    if closing and len(compared.gone) > closing:
        raise refused(
            Conflict,
            f"{len(compared.gone)} people are gone, at most {closing} were to be closed",
            f"目录中缺少{len(compared.gone)}人，超过允许停用的{closing}人",
        )
    settled = (*compared.new, *compared.changed)
    left = [replace(each.person, active=False) for each in compared.gone] if closing else []
    if settled or left:
        organisations.put_people(
            tx,
            [*(each.person for each in settled), *left],
            {each.person.id: each.held for each in settled},
            by=meaning.by,
            reason=f"{meaning.why}; {_GONE}" if left else meaning.why,
        )
    for account in compared.accounts:
        tx.people.add_account(account)
    for each in left:
        tx.people.end_sessions_of(each.id)
    return compared


def _compared(single: Iterable[Identity], here: _Here, meaning: Meaning) -> Comparison:
    sorted_: dict[_Sort, list[Settled]] = {sort: [] for sort in _Sort}
    lacking: list[Account] = []
    for each in (each for each in single if each.active):
        person_id = here.persons.get(each.login, each.login)
        settled = settle(here.organisation, person_id, each, meaning)
        sort = _sort(settled, here, meaning)
        sorted_[sort].append(settled)
        if sort in _LET_IN and person_id not in here.accounts:
            lacking.append(accounts.without_password(person_id, each.login))
    return Comparison(
        new=tuple(sorted_[_Sort.NEW]),
        changed=tuple(sorted_[_Sort.CHANGED]),
        closed_here=tuple(each.person for each in sorted_[_Sort.CLOSED]),
        own=tuple(each.person.id for each in sorted_[_Sort.OWN]),
        same=len(sorted_[_Sort.SAME]),
        accounts=tuple(lacking),
    )


def _sort(settled: Settled, here: _Here, meaning: Meaning) -> _Sort:
    account = here.accounts.get(settled.person.id)
    known = here.organisation.people.get(settled.person.id)
    if account is not None and accounts.has_password(account):
        return _Sort.OWN
    if known is None:
        return _Sort.NEW if _is_meant(settled, meaning) else _Sort.NOBODY
    if not known.active:
        return _Sort.CLOSED
    return _Sort.CHANGED if settled.differs(here.organisation) else _Sort.SAME


def _is_meant(settled: Settled, meaning: Meaning) -> bool:
    granted = settled.granted
    gives = granted.assignments or granted.roles or granted.groups
    return meaning.create and (bool(gives) or not meaning.rules)


def _gone(found: Iterable[Identity], here: _Here) -> Iterator[Gone]:
    """Yield who signs in by the directory alone and is not in it, or not any more."""
    entries: dict[str, bool] = {}
    for each in found:
        person_id = here.persons.get(each.login, each.login)
        entries[person_id] = each.active or entries.get(person_id, False)
    for person_id, account in here.accounts.items():
        person = here.organisation.people.get(person_id)
        if person is None or not person.active or accounts.has_password(account):
            continue
        if not entries.get(person_id, False):
            yield Gone(person=person, disabled=person_id in entries)
