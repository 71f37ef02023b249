"""Signals from outside: broadcast to every case that listens."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import Change, Reply
from api.problems import documented
from api.rest.bodies import Body, Json
from engine import signals
from engine.store import Transaction

router = APIRouter(prefix="/signals", tags=["messages and signals"])


class SignalIn(Body):
    """A signal of BPMN, by its name."""

    name: str = Field(min_length=1, max_length=200)
    variables: Json = Field(default_factory=dict)


class BroadcastOut(BaseModel):
    """Which cases heard it, and which it started."""

    received: list[UUID]
    started: list[UUID]


@router.post("", responses=documented(), response_model=BroadcastOut)
def broadcast_signal(body: SignalIn, call: Change) -> Response:
    """Hand a signal to every case that listens, and start the processes that begin with it."""

    def work(tx: Transaction) -> Reply:
        heard = signals.broadcast(tx, body.name, by=call.sender, variables=body.variables)
        out = BroadcastOut(
            received=[each.id for each in heard.received],
            started=[each.id for each in heard.started],
        )
        return Reply(body=out)

    return call.change(body, work)
