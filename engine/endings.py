"""Use cases of ending a case before its end: cancelled by its initiator, or void (撤销、作废).

Where the process asks for somebody's consent, the wish is recorded, and the case goes on until
it is answered. Called processes end with the case that calls them.
"""

from collections.abc import Callable
from uuid import UUID

from engine import access, advance, interpreter
from engine.errors import Invalid
from engine.model import Actor, Case, ProcessInstance, TaskState
from engine.model.events import (
    EndingAnswered,
    EndingProposed,
    InstanceCancelled,
    InstanceVoided,
)
from engine.participation import Offer, cases, refused
from engine.participation.cases import Proposal, Standing
from engine.store import Transaction


def cancel(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str) -> ProcessInstance:
    """End a case that one has begun, or ask for consent where the process wants that (gj:cancel).

    Raises NotPermitted or Conflict with the reason where the process does not let one (any more).
    """
    case, standing = _before(tx, instance_id, by, cases.may_cancel)
    why = _said(reason)
    if standing.cancel == "with-consent":
        return advance.note(tx, case, [EndingProposed(ending="cancel", reason=why)], by=by)
    return advance.carry_out(tx, case, InstanceCancelled(reason=why), by=by)


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
    return advance.carry_out(tx, case, InstanceCancelled(reason=proposal.reason), by=by)


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
    done = (each for each in tasks if each.state is TaskState.COMPLETED)
    asks = cancel == "with-consent" or void == "two"
    return Standing(
        instance=instance,
        actor=by,
        cancel=cancel,
        void=void,
        acted=any(each.ended_by != instance.initiator for each in done),
        works=any(each.is_open and access.may_see_task(each, by) for each in tasks),
        proposal=_proposal(tx, instance.id) if asks else None,
        rejected=instance.state.ended and advance.was_rejected(tx, instance.id),
    )


def _proposal(tx: Transaction, instance_id: UUID) -> Proposal | None:
    found: Proposal | None = None
    for row in tx.history.every(instance_id):
        match row.event:
            case EndingProposed(ending=ending, reason=reason):
                found = Proposal(ending=ending, reason=reason, by=row.actor, by_name=row.actor_name)
            case EndingAnswered():
                found = None
            case _:
                pass
    return found


def _voided(tx: Transaction, case: Case, reason: str, by: Actor) -> ProcessInstance:
    ended = advance.carry_out(tx, case, InstanceVoided(reason=reason), by=by)
    caller, activity = ended.parent_id, ended.parent_activity_id
    if caller is not None and activity is not None:
        _tell_caller(tx, tx.cases.lock(caller), activity, by)
    return ended


def _tell_caller(tx: Transaction, parent: Case, activity_id: UUID, by: Actor) -> None:
    """Stop the call in an incident: administrators decide whether to call again or go on."""
    definition = tx.definitions.get(parent.instance.definition_id)
    opened = interpreter.open_activities(definition, parent.snapshot, tx.now)
    incident = advance.own_incident(
        parent.instance.id,
        parent.instance.seq,
        element_id=next(each.element_id for each in opened if each.activity_id == activity_id),
        kind="call",
        message="the called process was declared void",
        activity_id=activity_id,
    )
    advance.note(tx, parent, [incident], by=by)


def _said(reason: str) -> str:
    if not reason.strip():
        raise refused(Invalid, "say why: ending a case needs a reason", "请填写原因")
    return reason.strip()
