"""Ending a case before its end: cancelled by its initiator, or void; and who may."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.depends import Call, Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body, Reason
from api.views.approvals import OperationOut
from api.views.endings import CancellationPreviewOut
from api.views.instances import InstanceOut
from engine import endings
from engine.errors import Conflict, InstanceNotActive, NotFound, NotPermitted, PreconditionFailed
from engine.model import ProcessInstance
from engine.participation.cases import Completed
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(prefix="/process-instances", tags=["process instances"])

_CHANGED: Final = documented(
    NotFound, NotPermitted, Conflict, InstanceNotActive, PreconditionFailed
)
_REFUSED: Final = documented(NotFound, NotPermitted, Conflict, InstanceNotActive)


class Cancellation(Reason):
    """Why whoever began a case cancels it, and what becomes of what was completed."""

    completed: Completed = Field(
        default="keep", description="`undo`: the activities that undo it are done first, in turn."
    )


class Consent(Body):
    """Whether somebody agrees that the case ends."""

    agreed: bool
    reason: str = Field(default="", max_length=2000)


@router.get("/{instance_id}/operations", responses=documented(NotFound))
def list_case_operations(instance_id: UUID, call: Question) -> list[OperationOut]:
    """List what may be done with a case, whether the caller may do it now, and why not."""
    found = call.read(lambda tx: endings.operations(tx, instance_id, by=call.actor))
    return [OperationOut.of(each) for each in found]


@router.post("/{instance_id}/cancellation", responses=_CHANGED, response_model=InstanceOut)
def cancel(instance_id: UUID, body: Cancellation, call: Change) -> Response:
    """End a case that one has begun (撤销), or ask for consent where the process wants that.

    Where something is undone first that waits for somebody, the case is active until that is done.
    """

    def work(tx: Transaction) -> ProcessInstance:
        return endings.cancel(
            tx, instance_id, by=call.actor, reason=body.reason, completed=body.completed
        )

    return _changed(call, instance_id, body, work)


@router.get("/{instance_id}/cancellation", responses=_REFUSED)
def preview_cancellation(instance_id: UUID, call: Question) -> CancellationPreviewOut:
    """Tell what cancelling would take back and undo; nothing is written."""
    found = call.read(lambda tx: endings.preview(tx, instance_id, by=call.actor))
    return CancellationPreviewOut.of(found)


@router.post("/{instance_id}/voiding", responses=_CHANGED, response_model=InstanceOut)
def void(instance_id: UUID, body: Reason, call: Change) -> Response:
    """Declare a case void (作废), or propose it where a second administrator is to agree."""

    def work(tx: Transaction) -> ProcessInstance:
        return endings.void(tx, instance_id, by=call.actor, reason=body.reason)

    return _changed(call, instance_id, body, work)


@router.post("/{instance_id}/consent", responses=_CHANGED, response_model=InstanceOut)
def consent(instance_id: UUID, body: Consent, call: Change) -> Response:
    """Answer whether the case may end, as was proposed."""

    def work(tx: Transaction) -> ProcessInstance:
        return endings.answer(
            tx, instance_id, by=call.actor, agreed=body.agreed, reason=body.reason
        )

    return _changed(call, instance_id, body, work)


def _changed(
    call: Call, instance_id: UUID, body: Body, work: Callable[[Transaction], ProcessInstance]
) -> Response:
    def change(tx: Transaction) -> Reply:
        if call.expected is not None:
            tx.cases.lock(instance_id)
            call.check_version(tx.cases.get(instance_id, call.actor).seq)
        return Reply(body=InstanceOut.of(work(tx), Sight.of(tx, call.actor)))

    return call.change(body, change)
