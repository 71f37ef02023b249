"""Use cases of ending a case before its end: cancelled by its initiator, or void (撤销、作废).

Cancelling undoes what was completed where the process's rule or whoever cancels says so: the case
is being cancelled until the handlers that wait for somebody are done.  Where the process asks for
somebody's consent, the wish is recorded, and the case goes on until it is answered.
Called processes end with the case that calls them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from engine import access, advance, interpreter
from engine.errors import Conflict, Invalid
from engine.model import Actor, Case, ProcessInstance, TaskState
from engine.model.events import (
    CancellationBegun,
    EndingAnswered,
    EndingProposed,
    InstanceCancelled,
    InstanceVoided,
)
from engine.model.moves import OpenActivity, Undone
from engine.participation import Offer, cases, refused
from engine.participation.cases import Completed, Proposal, Standing
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationPreview:
    """What cancelling a case would do."""

    rule: str
    """Of the process (gj:undo): asked, always or never."""
    withdrawn: tuple[OpenActivity, ...]
    """Open now, and then taken back."""
    undone: tuple[Undone, ...]
    """Completed, and undone in this order where that is the rule or asked for."""


def cancel(
    tx: Transaction,
    instance_id: UUID,
    *,
    by: Actor,
    reason: str,
    completed: Completed = "keep",
) -> ProcessInstance:
    """End a case that one has begun, or ask for consent where the process wants that (gj:cancel).

    `completed` says what becomes of what was completed, as far as the process leaves it open
    (gj:undo); where a handler waits for somebody the case is still active afterwards.
    Raises NotPermitted or Conflict with the reason where the process does not let one (any more).
    """
    case, standing = _before(tx, instance_id, by, cases.may_cancel)
    why, becomes = _said(reason), cases.completed(standing, completed)
    if standing.cancel == "with-consent":
        told = EndingProposed(ending="cancel", reason=why, completed=becomes)
        return advance.note(tx, case, [told], by=by)
    return _cancelled(tx, case, why, becomes, by)


def preview(tx: Transaction, instance_id: UUID, *, by: Actor) -> CancellationPreview:
    """Tell what `cancel` would take back and what it would undo; raises as it does."""
    instance = tx.cases.get(instance_id, by)
    standing = _standing(tx, instance, by)
    cases.may_cancel(standing)
    definition = tx.definitions.get(instance.definition_id)
    snapshot = tx.cases.snapshot(instance_id)
    return CancellationPreview(
        rule=standing.undo,
        withdrawn=interpreter.open_activities(definition, snapshot, tx.now),
        undone=_undone(tx, instance) if standing.undo != "never" else (),
    )


def void(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str) -> ProcessInstance:
    """Declare a case void, or propose it where a second administrator is to agree (gj:void).

    Where the case was called, its caller is told: the call stops in an incident.
    """
    case, standing = _before(tx, instance_id, by, cases.may_void)
    why = _said(reason)
    if standing.void == "two":
        return advance.note(tx, case, [EndingProposed(ending="void", reason=why)], by=by)
    return _voided(tx, case, why, by)


def answer(
    tx: Transaction, instance_id: UUID, *, by: Actor, agreed: bool, reason: str = ""
) -> ProcessInstance:
    """Agree to what was proposed, which ends the case, or refuse it, and the case goes on."""
    case, standing = _before(tx, instance_id, by, cases.may_answer)
    proposal = standing.proposal
    assert proposal is not None  # the guard has seen it
    told = EndingAnswered(ending=proposal.ending, agreed=agreed, reason=reason.strip())
    instance = advance.note(tx, case, [told], by=by)
    case = Case(instance=instance, snapshot=case.snapshot)
    if not agreed:
        return instance
    if proposal.ending == "void":
        return _voided(tx, case, proposal.reason, by)
    return _cancelled(tx, case, proposal.reason, proposal.completed, by)


def operations(tx: Transaction, instance_id: UUID, *, by: Actor) -> list[Offer]:
    """Return what may be done with a case, whether this person may do it now, and why not.

    Raises NotFound where the case does not exist for him.
    """
    return cases.case_offers(_standing(tx, tx.cases.get(instance_id, by), by))


def _before(
    tx: Transaction, instance_id: UUID, by: Actor, guard: Callable[[Standing], None]
) -> tuple[Case, Standing]:
    case = tx.cases.lock(instance_id)
    standing = _standing(tx, tx.cases.get(instance_id, by), by)
    guard(standing)
    return case, standing


def _standing(tx: Transaction, instance: ProcessInstance, by: Actor) -> Standing:
    settings = interpreter.process_settings(tx.definitions.get(instance.definition_id))
    tasks = tx.tasks.of(instance.id)
    cancel = settings.get("gj:cancel", cases.CANCEL[0])
    void = settings.get("gj:void", cases.VOID[0])
    open_ = not instance.state.ended
    done = (each for each in tasks if each.state is TaskState.COMPLETED)
    asks = cancel == "with-consent" or void == "two"
    return Standing(
        instance=instance,
        actor=by,
        cancel=cancel,
        undo=settings.get("gj:undo", cases.UNDO[0]),
        void=void,
        cancelling=open_ and interpreter.is_cancelling(tx.cases.snapshot(instance.id)),
        acted=any(each.ended_by != instance.initiator for each in done),
        works=any(each.is_open and access.may_see_task(each, by) for each in tasks),
        proposal=_proposal(tx, instance.id) if asks else None,
        rejected=instance.state.ended and advance.was_rejected(tx, instance.id),
    )


def _proposal(tx: Transaction, instance_id: UUID) -> Proposal | None:
    found: Proposal | None = None
    for row in tx.history.every(instance_id):
        match row.event:
            case EndingProposed(ending=ending, reason=reason, completed=completed):
                found = Proposal(
                    ending=ending,
                    reason=reason,
                    completed=cast("Completed", completed),  # as `cancel` wrote it
                    by=row.actor,
                    by_name=row.actor_name,
                )
            case EndingAnswered():
                found = None
            case _:
                pass
    return found


def _cancelled(
    tx: Transaction, case: Case, reason: str, completed: Completed, by: Actor
) -> ProcessInstance:
    if completed == "keep":
        return advance.carry_out(tx, case, InstanceCancelled(reason=reason), by=by)
    _undone(tx, case.instance)  # refuses in the reader's words
    return advance.carry_out(tx, case, CancellationBegun(reason=reason, called="undo"), by=by)


def _undone(tx: Transaction, instance: ProcessInstance) -> tuple[Undone, ...]:
    try:
        return advance.undone(tx, instance)
    except Conflict as error:
        zh = "流程正在补偿，请等补偿结束后再撤销"
        raise refused(Conflict, str(error), zh) from error


def _voided(tx: Transaction, case: Case, reason: str, by: Actor) -> ProcessInstance:
    ended = advance.carry_out(tx, case, InstanceVoided(reason=reason), by=by)
    if ended.parent_id is not None:
        _tell_caller(tx, tx.cases.lock(ended.parent_id), ended, by)
    return ended


def _tell_caller(tx: Transaction, parent: Case, ended: ProcessInstance, by: Actor) -> None:
    """Stop the call in an incident: administrators decide whether to call again or go on.

    A caller that is being cancelled only waits for the end of what it called: it goes on.
    """
    definition = tx.definitions.get(parent.instance.definition_id)
    opened = interpreter.open_activities(definition, parent.snapshot, tx.now)
    call = next((e for e in opened if e.activity_id == ended.parent_activity_id), None)
    if call is None:
        advance.tell_caller(tx, ended, by=by)
        return
    incident = advance.own_incident(
        parent.instance.id,
        parent.instance.seq,
        element_id=call.element_id,
        kind="call",
        message="the called process was declared void",
        activity_id=call.activity_id,
    )
    advance.note(tx, parent, [incident], by=by)


def _said(reason: str) -> str:
    if not reason.strip():
        raise refused(Invalid, "say why: ending a case needs a reason", "请填写原因")
    return reason.strip()
