"""Decisions: ask a deployed decision table directly; nothing is recorded."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.depends import Question
from api.problems import documented
from api.rest.bodies import Body, Json
from engine import evaluations
from engine.errors import NotFound

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


@router.post("/{decision_id}/evaluation", responses=documented(NotFound))
def evaluate_decision(decision_id: str, body: Inputs, call: Question) -> AnswerOut:
    """Evaluate the decision that was deployed last under this id."""
    found = call.read(lambda tx: evaluations.evaluate(tx, decision_id, body.inputs))
    return AnswerOut(
        decision_id=found.decision_id,
        value=found.value,
        warnings=list(found.warnings),
        trace=[dict(each) for each in found.trace],
    )
