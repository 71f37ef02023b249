"""Use cases on substitution (代理、离岗委托): let somebody act in one's place for a while.

Nobody acts in place of somebody who himself acts in another's place: an agent sees what is his
principal's own, never what that one may do for others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine import access
from engine.calendar import SHANGHAI
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.model import Actor, Role
from engine.model.substitutions import Substitution
from engine.participation import refused
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Who acts for whom, when, and for which work; see Substitution."""

    principal: str
    agent: str
    begins: datetime
    ends: datetime
    processes: tuple[str, ...] = ()
    amount: float | None = None
    alone: bool = False
    existing: bool = False
    returns: bool = True
    reason: str = ""


def create(tx: Transaction, terms: Terms, *, by: Actor) -> Substitution:
    """Let somebody act in another's place: for oneself, or as his superior or an administrator.

    Raises NotPermitted for anybody else, Invalid for people who are unknown or have left, a window
    that is empty or past, and unknown processes, Conflict where somebody has the same work then.
    """
    _check_may(tx, terms.principal, by)
    _check_people(tx, terms)
    if terms.ends <= max(terms.begins, tx.now):
        raise refused(Invalid, "the window is empty or over", "代理时间段无效或已结束")
    for key in terms.processes:
        _check_process(tx, key)
    for other in tx.substitutions.overlapping(terms.begins, terms.ends, person=terms.principal):
        if not (terms.processes and other.processes) or set(terms.processes) & set(other.processes):
            raise refused(
                Conflict, f"{other.agent} acts for {terms.principal} then", "该时间段已有代理人"
            )
    new = Substitution(
        id=tx.substitutions.new_id(),
        principal=terms.principal,
        agent=terms.agent,
        begins=terms.begins,
        ends=terms.ends,
        processes=terms.processes,
        amount=terms.amount,
        alone=terms.alone,
        existing=terms.existing,
        returns=terms.returns,
        reason=terms.reason.strip(),
        created_by=by.id,
        created_by_name=by.name,
        created_at=tx.now,
    )
    tx.substitutions.add(new)
    return new


def end(tx: Transaction, substitution_id: UUID, *, by: Actor) -> Substitution:
    """End a substitution now: the principal, whoever made it, a superior or an administrator.

    Ending one that has been ended changes nothing.
    """
    found = tx.substitutions.get(substitution_id)
    if by.id != found.created_by:
        _check_may(tx, found.principal, by)
    if found.ended_at is None:
        tx.substitutions.change(substitution_id, {"ended_at": tx.now})
    return tx.substitutions.get(substitution_id)


def mine(tx: Transaction, *, by: Actor) -> Sequence[Substitution]:
    """Return those by which one acts for others or others for oneself, the newest first."""
    return tx.substitutions.every(person=by.id)


def every(tx: Transaction, *, by: Actor) -> Sequence[Substitution]:
    """Return the substitutions of everybody, the newest first. Administrators and auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    return tx.substitutions.every()


def _check_may(tx: Transaction, principal: str, by: Actor) -> None:
    today = tx.now.astimezone(SHANGHAI).date()
    above = tx.people.organisation().levels(principal, today)
    leads = any(by.id in level for level in above)
    if by.id != principal and not leads and not by.has(Role.ADMINISTRATOR):
        raise refused(
            NotPermitted,
            "only oneself, a superior or an administrator arranges who acts for somebody",
            "只有本人、上级或管理员可以设置代理",
        )


def _check_people(tx: Transaction, terms: Terms) -> None:
    organisation = tx.people.organisation()
    for who in (terms.principal, terms.agent):
        if not organisation.is_active(who):
            raise refused(Invalid, f"there is no active person {who!r}", f"没有在职人员“{who}”")
    if terms.principal == terms.agent:
        raise refused(Invalid, "nobody acts in his own place", "代理人不能是本人")


def _check_process(tx: Transaction, key: str) -> None:
    try:
        tx.definitions.latest(key)
    except NotFound as error:
        raise refused(Invalid, str(error), f"没有流程“{key}”") from error
