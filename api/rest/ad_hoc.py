"""Ad-hoc sub-processes: what can be begun by hand in a case, and beginning it."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from api.views.instances import InstanceOut
from engine import ad_hoc
from engine.diagram import Element
from engine.errors import (
    Conflict,
    InstanceNotActive,
    Invalid,
    NotFound,
    NotPermitted,
    PreconditionFailed,
    TaskClaimed,
    TaskNotOpen,
)
from engine.interpreter import Offer
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(prefix="/process-instances", tags=["process instances"])

_CHANGED = documented(
    *(NotFound, NotPermitted, Conflict, InstanceNotActive, Invalid),
    *(PreconditionFailed, TaskClaimed, TaskNotOpen),
)


class ActivityOut(BaseModel):
    """An activity that can be begun now."""

    element_id: str
    name: str
    kind: str

    @classmethod
    def of(cls, element: Element) -> "ActivityOut":
        """Return what the diagram calls it."""
        return cls(element_id=element.id, name=element.name or element.id, kind=element.kind)


class AdHocOut(BaseModel):
    """An open ad-hoc sub-process; its `activity_id` is also the id of its user task."""

    activity_id: UUID
    element_id: str
    name: str
    startable: list[ActivityOut]

    @classmethod
    def of(cls, offer: Offer) -> "AdHocOut":
        """Return what people can choose from."""
        return cls(
            activity_id=offer.activity_id,
            element_id=offer.element.id,
            name=offer.element.name or offer.element.id,
            startable=[ActivityOut.of(element) for element in offer.startable],
        )


class Choice(Body):
    """What is to begin."""

    element_id: str = Field(min_length=1, max_length=200)


@router.get("/{instance_id}/ad-hoc", responses=documented(NotFound))
def list_ad_hoc(instance_id: UUID, call: Question) -> list[AdHocOut]:
    """List the open ad-hoc sub-processes of a case with the activities that can be begun now."""
    offers = call.read(lambda tx: ad_hoc.offers(tx, instance_id, by=call.actor))
    return [AdHocOut.of(offer) for offer in offers]


@router.post("/{instance_id}/ad-hoc/{activity_id}", responses=_CHANGED, response_model=InstanceOut)
def begin_activity(instance_id: UUID, activity_id: UUID, body: Choice, call: Change) -> Response:
    """Begin an activity of an open ad-hoc sub-process.

    Whoever may do its user task may, and administrators. It is ended by completing that task, or
    by its completion condition.
    """

    def work(tx: Transaction) -> Reply:
        if tx.tasks.get(activity_id).instance_id != instance_id:
            raise NotFound(f"no ad-hoc sub-process {activity_id} in case {instance_id}")
        instance = ad_hoc.begin(
            tx, activity_id, body.element_id, by=call.actor, expected=call.expected
        )
        return Reply(body=InstanceOut.of(instance, Sight.of(tx, call.actor)))

    return call.change(body, work)
