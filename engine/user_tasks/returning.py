"""Sending a task back to one that was done before (退回), which is then handed in again."""

from typing import Final
from uuid import UUID

from engine import advance, participation
from engine.advance import ReturnTarget, returns
from engine.errors import Conflict, Invalid
from engine.model import Actor, Case, Participant, ProcessInstance
from engine.model.events import ParticipantsChanged
from engine.model.events.returns import Mode
from engine.participation import RETURNED, Answer, Situation, refused
from engine.store import Transaction
from engine.user_tasks.deciding import stand_in
from engine.user_tasks.situation import before, situation

LENGTH: Final = 2_000  # of a reason, as everywhere


def return_targets(tx: Transaction, task_id: UUID, *, by: Actor) -> list[ReturnTarget]:
    """Return what was done before and whether the task may be returned to it, and why not.

    Raises NotFound where the task does not exist for him, Conflict where it is not open.
    """
    task = tx.tasks.get(task_id)
    instance = tx.cases.get(task.instance_id)
    situation(tx, instance.state, task, by)
    task.check_open()
    case = Case(instance=instance, snapshot=tx.cases.snapshot(instance.id))
    return returns.targets(case, task, returns.record_of(tx, case))


def send_back(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    reason: str,
    to: str | None = None,
    mode: Mode | None = None,
    expected: int | None = None,
) -> ProcessInstance:
    """Return a task to one that was done before.

    Mode `again`: all that followed from that is done again; `straight`: the case comes straight
    back from it. `to` is an element, `initiator`, or `previous` (the default: what was done last
    before). What followed from the target is withdrawn with the reason; results of other branches
    stay. The target goes to whoever did it. Raises NotPermitted or Conflict as every operation
    does, Invalid with the reason for a target that cannot be returned to.
    """
    case, found = before(tx, task_id, by=by, operation="return", expected=expected)
    why = _said(reason)
    how = _mode(found, mode)
    record = returns.record_of(tx, case)
    target = returns.choose(returns.targets(case, found.task, record), to)
    command = returns.returned(case, found.task, record, to=target, mode=how, reason=why)
    case = _decided(tx, case, found, participation.own_item(found), why)
    return advance.carry_out(tx, case, command, by=found.actor)


def _said(reason: str) -> str:
    said = reason.strip()
    if not said or len(said) > LENGTH:
        raise refused(Invalid, "say why it is returned", "请填写退回原因（不超过2000字）")
    return said


def _mode(found: Situation, wanted: Mode | None) -> Mode:
    """Return whether what lies between is done again; the node may have decided that."""
    fixed = found.rules.return_mode
    if fixed == "choose":
        return wanted or "again"
    settled: Mode = "straight" if fixed == "straight" else "again"
    if wanted not in {None, settled}:
        raise refused(
            Conflict, f"this step returns {fixed} alone (gj:returnMode)", "本节点已固定退回方式"
        )
    return settled


def _decided(tx: Transaction, case: Case, found: Situation, item: Participant, reason: str) -> Case:
    """Record in the group who returned it; the items of the others are closed with the task."""
    answer = Answer(decision=RETURNED, opinion=reason, stand_in=stand_in(found.actor))
    group = participation.decided(found.group or (item,), item, answer)
    changed, after = participation.difference(found.group, group)
    event = ParticipantsChanged(
        task_id=found.task.id,
        element_id=found.task.element_id,
        operation="return",
        participant=item.id,
        before=changed,
        after=after,
        decision=RETURNED,
        opinion=reason,
        tally=participation.tally(found.rules, found.group).facts() if found.group else {},
    )
    instance = advance.note(tx, case, [event], by=found.actor)
    return Case(instance=instance, snapshot=case.snapshot)
