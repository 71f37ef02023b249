"""Conditions from outside: facts that start the processes which wait for such facts."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.depends import Change, Reply
from api.problems import documented
from api.rest.bodies import Body, Json
from engine import conditions
from engine.errors import Conflict
from engine.store import Transaction

router = APIRouter(prefix="/conditions", tags=["messages and signals"])


class ConditionIn(Body):
    """What is the case now."""

    variables: Json = Field(default_factory=dict, examples=[{"degrees": 41}])
    process_key: str | None = Field(default=None, description="None = ask every process.")
    business_key: str | None = Field(
        default=None, max_length=200, description="None = by the number rule of the process."
    )
    project: str | None = Field(default=None, examples=["HY01"])


class EvaluatedOut(BaseModel):
    """Which cases were started."""

    started: list[UUID]


@router.post("", responses=documented(Conflict), response_model=EvaluatedOut)
def evaluate_conditions(body: ConditionIn, call: Change) -> Response:
    """Start the processes whose conditional start event is true of these variables."""

    def work(tx: Transaction) -> Reply:
        started = conditions.evaluate(
            tx,
            by=call.sender,
            variables=body.variables,
            key=body.process_key,
            business_key=body.business_key,
            project=body.project,
        )
        return Reply(body=EvaluatedOut(started=[each.id for each in started]))

    return call.change(body, work)
