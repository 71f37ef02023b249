"""What a case waits for from outside, and writing down that it came."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from api.views.instances import InstanceOut
from engine import messages
from engine.errors import Conflict, InstanceNotActive, NotFound, NotPermitted
from engine.messages import Awaited
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(prefix="/process-instances", tags=["process instances"])

_CHANGED = documented(NotFound, NotPermitted, Conflict, InstanceNotActive)


class AwaitedOut(BaseModel):
    """A message that the case waits for, and that this person may write down."""

    element_id: str = Field(examples=["M_Accepted"])
    name: str = Field(description="What the diagram calls it.", examples=["接受录用"])
    message: str = Field(description="Name of the message.", examples=["Msg_OfferAccepted"])

    @classmethod
    def of(cls, awaited: Awaited) -> Self:
        element = awaited.element
        name = element.name or element.id
        return cls(element_id=element.id, name=name, message=awaited.subscription.name)


class Heard(Body):
    """What was heard."""

    note: str = Field(
        default="", max_length=2000, description="The message's variable `reason`; empty for none."
    )


@router.get("/{instance_id}/awaited-messages", responses=documented(NotFound))
def list_awaited_messages(instance_id: UUID, call: Question) -> list[AwaitedOut]:
    """List the messages that whoever asks may write down for a case now (`gj:byHand`)."""
    found = call.read(lambda tx: messages.awaited(tx, instance_id, by=call.actor))
    return [AwaitedOut.of(each) for each in found]


@router.post(
    "/{instance_id}/awaited-messages/{element_id}", responses=_CHANGED, response_model=InstanceOut
)
def write_message_down(instance_id: UUID, element_id: str, body: Heard, call: Change) -> Response:
    """Write down that a message came: an answer by telephone, a withdrawal across the counter.

    Whoever began the case may, whoever has or had a task of it, and administrators.
    """

    def work(tx: Transaction) -> Reply:
        instance = messages.write_down(tx, instance_id, element_id, by=call.actor, note=body.note)
        return Reply(body=InstanceOut.of(instance, Sight.of(tx, call.actor)))

    return call.change(body, work)
