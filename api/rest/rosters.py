"""Rosters: who is on shift (班次) and on duty (值班), unit by unit and day by day."""

from datetime import date, time
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.depends import ADMINISTRATORS, Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from engine import rosters
from engine.errors import Invalid, NotFound, NotPermitted
from engine.model.rosters import RosterKind, Shift
from engine.store import Transaction

router = APIRouter(prefix="/rosters", tags=["organisation"])

Since = Annotated[date, Query(description="The first day.")]
Until = Annotated[date, Query(description="The last day, included; at most 400 days.")]


class TurnIn(Body):
    """One person's turn; an end that is not after the begin is the next day's."""

    day: date
    person: str
    post: str
    name: str = Field(default="", max_length=100, examples=["早班"])
    begins: time = time(0)
    ends: time = time(0)


class RosterIn(Body):
    """The turns of some days, in the place of those that were said."""

    since: date
    until: date = Field(description="The last day, included; at most 400 days.")
    turns: list[TurnIn]
    reason: str = Field(default="", max_length=2000)


class TurnOut(BaseModel):
    """One person's turn in a unit."""

    model_config = ConfigDict(from_attributes=True)

    unit: str
    day: date
    person: str
    post: str
    name: str
    begins: time
    ends: time


class RosterOut(BaseModel):
    """The turns of some days."""

    turns: list[TurnOut]


@router.get("/{kind}", responses=documented(Invalid))
def list_turns(
    kind: RosterKind, call: Question, since: Since, until: Until, unit: str | None = None
) -> RosterOut:
    """List whose turn it is on some days, of one unit or of all."""
    found = call.read(lambda tx: rosters.turns(tx, kind, since, until, unit=unit))
    return RosterOut(turns=[TurnOut.model_validate(each) for each in found])


@router.put(
    "/{kind}/{unit}",
    responses=documented(NotPermitted, NotFound, Invalid),
    response_model=RosterOut,
    dependencies=[ADMINISTRATORS],
)
def put_turns(kind: RosterKind, unit: str, body: RosterIn, call: Change) -> Response:
    """Say whose turn it is in a unit, in the place of what was said (administrators)."""
    planned = [Shift(kind=kind, unit=unit, **each.model_dump()) for each in body.turns]
    plan = rosters.Plan(kind=kind, unit=unit, first=body.since, last=body.until, turns=planned)

    def work(tx: Transaction) -> Reply:
        kept = rosters.put(tx, plan, by=call.actor, reason=body.reason)
        return Reply(body=RosterOut(turns=[TurnOut.model_validate(each) for each in kept]))

    return call.change(body, work)
