"""Use cases on bindings: an account is bound to an identity at the first sign-in at a provider.

Whoever clears that lets the next sign-in bind it anew.
"""

from collections.abc import Sequence

from engine import admissions, organisations
from engine.errors import NotFound
from engine.model import Actor
from engine.store import Binding, Transaction


def unbind(tx: Transaction, person: str, *, by: Actor, reason: str) -> None:
    """Let the next sign-in at the identity provider bind an account anew; sessions of his end.

    For a provider that has made somebody's identity anew, or an account that the wrong one has.
    Raises NotFound where it is not bound, Invalid without a reason. Administrators.
    """
    admissions.check(by=by, reason=reason)
    found = tx.people.binding(person)
    if found is None:
        raise NotFound(f"the account of {person!r} is not bound")
    _unbind(tx, [found], by=by, reason=reason)


def unbind_all(tx: Transaction, issuer: str, *, by: Actor, reason: str) -> int:
    """Clear every binding to a provider that is one's own no more; returns how many there were."""
    admissions.check(by=by, reason=reason)
    found = [each for each in tx.people.bindings().values() if each.issuer == issuer]
    _unbind(tx, found, by=by, reason=reason)
    return len(found)


def _unbind(tx: Transaction, found: Sequence[Binding], *, by: Actor, reason: str) -> None:
    for each in found:
        tx.people.unbind(each.person)
        tx.people.end_sessions_of(each.person)
    organisations.note_bindings(tx, "left", found, by=by, reason=reason.strip())
