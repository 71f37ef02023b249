"""Expressions: what is wrong with a FEEL text and where, for editors of diagrams and tables."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.depends import Question
from api.problems import documented
from api.rest.bodies import Body
from engine import feel

router = APIRouter(prefix="/expressions", tags=["decisions"])


class ExpressionIn(Body):
    """A FEEL expression, without the `=` that stands before one in a diagram."""

    text: str = Field(max_length=20_000, examples=['amount > 1000 and level = "urgent"'])


class MistakeOut(BaseModel):
    """What is wrong, and where."""

    message: str
    position: int | None = Field(description="Of the first character, counted from 0.")
    expected: list[str]
    suggestion: str | None


class AnalysisOut(BaseModel):
    """Whether a text is FEEL."""

    sound: bool
    mistakes: list[MistakeOut]


@router.post("/analysis", responses=documented())
def analyse_expression(body: ExpressionIn, call: Question) -> AnalysisOut:  # noqa: ARG001 - signed in
    """Check the syntax of an expression; nothing is evaluated."""
    try:
        feel.expression(body.text)
    except feel.FeelSyntaxError as error:
        mistake = MistakeOut(
            message=error.message,
            position=error.position,
            expected=list(error.expected),
            suggestion=error.suggestion,
        )
        return AnalysisOut(sound=False, mistakes=[mistake])
    return AnalysisOut(sound=True, mistakes=[])
