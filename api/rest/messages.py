"""Messages from outside: each reaches or starts one case of a process, or waits for a while."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import Call, Change, Reply
from api.problems import documented
from api.rest.bodies import Body, Json
from engine import actors, messages
from engine.errors import InstanceNotActive, NotPermitted
from engine.model import Actor
from engine.store import Transaction

router = APIRouter(prefix="/messages", tags=["messages and signals"])


class CustomerIn(Body):
    """A customer who has said this himself, in an app or on a web page."""

    code: str = Field(min_length=1, max_length=100, examples=["K-1001"])
    name: str = Field(min_length=1, max_length=100, examples=["张三"])


class MessageIn(Body):
    """A message of BPMN, addressed by name and correlation key."""

    name: str = Field(min_length=1, max_length=200, examples=["Msg_TenantConfirm"])
    correlation_key: str = Field(default="", max_length=200, examples=["TS-HY01-20260701-001"])
    variables: Json = Field(default_factory=dict)
    message_id: str | None = Field(
        default=None, max_length=200, description="The same id is delivered once."
    )
    ttl: timedelta = Field(
        default=timedelta(), description="How long it waits for a receiver (ISO 8601 duration)."
    )
    customer: CustomerIn | None = Field(
        default=None,
        description="Whose word it is: he stands on the record as who acted. Needs a token with"
        " the scope `customers`; None = whoever is signed in, or the program that a token is of.",
    )


class PublishedOut(BaseModel):
    """What became of a message."""

    message_id: str
    instance_id: UUID | None = Field(
        description="The first case that received it or that it started."
    )
    instance_ids: list[UUID] = Field(description="All of them, at most one of each process.")
    buffered: bool = Field(description="It waits for a receiver until its time to live is over.")


@router.post("", responses=documented(InstanceNotActive, NotPermitted), response_model=PublishedOut)
def publish_message(body: MessageIn, call: Change) -> Response:
    """Correlate a message and run the cases that receive it, at most one of each process."""
    if body.customer is not None:
        call.check_scope("customers")

    def work(tx: Transaction) -> Reply:
        published = messages.publish(
            tx,
            body.name,
            body.correlation_key,
            by=_sender(tx, body.customer, call),
            variables=body.variables,
            message_id=body.message_id,
            ttl=body.ttl,
        )
        out = PublishedOut(
            message_id=published.message_id,
            instance_id=published.instance.id if published.instance else None,
            instance_ids=[each.id for each in published.instances],
            buffered=published.buffered,
        )
        return Reply(body=out)

    return call.change(body, work)


def _sender(tx: Transaction, customer: CustomerIn | None, call: Call) -> Actor:
    if customer is None:
        return call.sender
    return actors.of_customer(tx, customer.code, name=customer.name, through=call.actor)
