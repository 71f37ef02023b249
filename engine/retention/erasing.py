"""Use cases of erasing personal data, by the rule of the process or because somebody asks.

Payload and salt of the rows that speak of somebody become NULL: chain, seals and receipts still
verify.  The tables of the case, its title and its snapshot lose the same, in the same transaction,
and the last row of the case says what was erased, by which rule, and by whom.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from engine import access, advance, interpreter
from engine.errors import Conflict
from engine.model import SYSTEM, Actor, ProcessInstance, Role
from engine.model.events import PersonalDataErased
from engine.retention.due import MOST, all_due
from engine.retention.personal import Sought
from engine.retention.planning import planned, sought_in
from engine.retention.tree import check_not_erased, ended_together, locked, together
from engine.store import LegalHold, Transaction

GONE: Final = "个人信息已清除"
BY_RULE: Final = "保存期限届满"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Who lets personal data go and why: the rule and when its time was over, or what he said."""

    by: Actor
    reason: str
    rule: str = ""
    due_at: datetime | None = None


def erase(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str) -> ProcessInstance:
    """Erase the personal data of an ended case now, e.g. because the person asks for it.

    Administrators. Raises Conflict where it, or what goes with it, has not ended or is held, where
    it has been erased, and for a called case: the one that called it is to be named.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    order = _Order(by=by, reason=advance.said(reason))
    cases = locked(tx, ended_together(tx, instance_id))
    check_not_erased(cases[0])
    for hold in _held(tx, cases):
        raise Conflict(
            f"case {hold.instance_id} is held: {hold.reason}", case=str(hold.instance_id)
        )
    _erase(tx, cases, order)
    return tx.cases.get(instance_id)


def erase_due(tx: Transaction) -> bool:
    """Erase the case whose time has been over for longest; False = there is none. The worker's.

    Where somebody erases or holds it in the same moment it is left to him: look again.
    """
    ready = (due for due in all_due(tx, MOST) if not due.waits_for and not due.holds)
    found = next(ready, None)
    if found is None:
        return False
    cases = locked(tx, together(tx, found.instance.id))
    if cases[0].erased_at is None and not _held(tx, cases):
        order = _Order(by=SYSTEM, reason=BY_RULE, rule=found.rule, due_at=found.due_at)
        _erase(tx, cases, order)
    return True


def _held(tx: Transaction, cases: Sequence[ProcessInstance]) -> Sequence[LegalHold]:
    return tuple(tx.keeping.held([case.id for case in cases]).values())


def _erase(tx: Transaction, cases: Sequence[ProcessInstance], order: _Order) -> None:
    wanted = sought_in(tx, cases)
    for case in cases:
        if case.erased_at is None:
            _erase_one(tx, case, cases[0].id, wanted, order)


def _erase_one(
    tx: Transaction, case: ProcessInstance, root_id: UUID, wanted: Sought, order: _Order
) -> None:
    present = tx.cases.lock(case.id)
    plan = planned(tx, case, wanted)
    for seq in plan.rows:
        tx.history.erase(case.id, seq)
    removed = dict(tx.keeping.empty(case.id, wanted.speaks))
    if answers := tx.answers.empty([str(case.id), *wanted.values]):
        removed["answer"] = answers
    told = PersonalDataErased(
        root_id=root_id,
        rule=order.rule,
        reason=order.reason,
        due_at=order.due_at,
        rows=plan.rows,
        title=f"{case.process_name}（{GONE}）" if wanted.speaks(case.title) else case.title,
        search=wanted.left(case.search),
        removed=removed,
    )
    snapshot = interpreter.forgetting(present.snapshot, wanted.without)
    tx.cases.record(present, [told], actor=order.by, snapshot=snapshot)
