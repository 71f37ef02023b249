"""Use cases on who may sign in at all: accounts, blocked with a reason and admitted again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine import access
from engine.errors import Invalid, NotFound
from engine.model import Actor, Role
from engine.model.operations import Operation, OperationKind
from engine.participation import refused
from engine.store import Account, Binding, Page, Transaction
from engine.store.operations import OperationQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An account, and with how many browsers it is signed in."""

    account: Account
    browsers: int
    binding: Binding | None = None


def every(tx: Transaction, *, by: Actor) -> Sequence[Standing]:
    """Return all accounts by login. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    return _standing(tx, tx.people.accounts())


def page(tx: Transaction, *, by: Actor, limit: int = 50, cursor: str | None) -> Page[Standing]:
    """Return accounts by login. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    found = tx.people.account_page(limit=limit, cursor=cursor)
    return Page(items=_standing(tx, found.items), next=found.next)


def standing(tx: Transaction, person: str, *, by: Actor) -> Standing:
    """Return somebody's account; raises NotFound where he has none. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    return _standing(tx, [_of(tx, person)])[0]


def record(tx: Transaction, person: str, *, by: Actor) -> Sequence[Operation]:
    """Return when somebody was blocked and admitted, the newest first. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    kinds = {OperationKind.ACCOUNT_BLOCKED, OperationKind.ACCOUNT_ADMITTED}
    return tx.operations.page(OperationQuery(subject=person, kinds=kinds)).items


def block(tx: Transaction, person: str, *, by: Actor, reason: str) -> None:
    """Let a person sign in no more, by whatever way; his sessions and tokens end (administrators).

    Raises NotFound where there is no account, Invalid without a reason and for one's own account.
    """
    found = _asked(tx, person, by=by, reason=reason)
    if person == by.id:
        raise refused(Invalid, "nobody blocks his own account", "不能停用自己的账号")
    tx.people.add_account(replace(found, active=False))
    tx.people.end_sessions_of(person)
    for each in tx.people.tokens(person):
        tx.people.revoke_token(each.id, person)
    why = {"reason": reason.strip()}
    tx.operations.add(OperationKind.ACCOUNT_BLOCKED, by=by, subject=person, particulars=why)


def admit(tx: Transaction, person: str, *, by: Actor, reason: str) -> None:
    """Let somebody who was blocked sign in again; what ended then stays so (administrators)."""
    found = _asked(tx, person, by=by, reason=reason)
    tx.people.add_account(replace(found, active=True))
    why = {"reason": reason.strip()}
    tx.operations.add(OperationKind.ACCOUNT_ADMITTED, by=by, subject=person, particulars=why)


def _standing(tx: Transaction, found: Sequence[Account]) -> tuple[Standing, ...]:
    browsers, bindings = tx.people.signed_in(), tx.people.bindings()
    return tuple(
        Standing(
            account=each,
            browsers=browsers.get(each.person, 0),
            binding=bindings.get(each.person),
        )
        for each in found
    )


def check(*, by: Actor, reason: str) -> None:
    """Raise NotPermitted unless an administrator asks, Invalid unless he says why."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    if not reason.strip():
        raise refused(Invalid, "a reason is needed", "请填写原因")


def _asked(tx: Transaction, person: str, *, by: Actor, reason: str) -> Account:
    check(by=by, reason=reason)
    return _of(tx, person)


def _of(tx: Transaction, person: str) -> Account:
    found = tx.people.account(person)
    if found is None:
        raise NotFound(f"{person!r} has no account")
    return found
