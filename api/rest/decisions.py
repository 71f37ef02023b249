"""Decisions: ask a deployed decision table directly; nothing is recorded."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.depends import Question
from api.problems import documented
from api.rest.bodies import Body, Json
from engine import evaluations
from engine.errors import Invalid, NotFound

router = APIRouter(prefix="/decisions", tags=["decisions"])


class Inputs(Body):
    """What the table is asked about."""

    inputs: Json = Field(default_factory=dict, examples=[{"category": "电梯", "severity": "II"}])


class AnswerOut(BaseModel):
    """What a decision says, and which rules said it."""

    decision_id: str
    value: Any
    warnings: list[str]
    trace: list[dict[str, Any]]


@router.get("", responses=documented())
def list_decisions(call: Question) -> list[str]:
    """List the ids of the deployed decisions."""
    return list(call.read(lambda tx: tx.definitions.decisions()))


class Trial(Body):
    """A table that is not deployed, and what it is asked about."""

    dmn: str = Field(max_length=1_000_000, description="The DMN document.")
    decision_id: str
    inputs: Json = Field(default_factory=dict)


@router.post("/trial", responses=documented(Invalid, NotFound))
def try_decision(body: Trial, call: Question) -> AnswerOut:
    """Evaluate a decision of a table in work; nothing is kept."""
    xml = body.dmn.encode()
    return _out(call.read(lambda tx: evaluations.try_out(tx, xml, body.decision_id, body.inputs)))


@router.post("/{decision_id}/evaluation", responses=documented(NotFound))
def evaluate_decision(decision_id: str, body: Inputs, call: Question) -> AnswerOut:
    """Evaluate the decision that was deployed last under this id."""
    return _out(call.read(lambda tx: evaluations.evaluate(tx, decision_id, body.inputs)))


def _out(found: evaluations.Answer) -> AnswerOut:
    return AnswerOut(
        decision_id=found.decision_id,
        value=found.value,
        warnings=list(found.warnings),
        trace=[dict(each) for each in found.trace],
    )
