"""Expressions: what a FEEL text uses, what is wrong with it, what could come next; for editors."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.depends import Question
from api.problems import documented
from api.rest.bodies import Body
from engine import feel
from engine.feel.literals import type_text

router = APIRouter(prefix="/expressions", tags=["decisions"])


class ExpressionIn(Body):
    """A FEEL text, without the `=` that stands before one in a diagram."""

    text: str = Field(max_length=20_000, examples=['amount > 1000 and level = "urgent"'])
    kind: Literal["expression", "unary-tests"] = Field(
        default="expression", description="unary-tests = the cell of a decision table."
    )
    names: dict[str, str | None] | None = Field(
        default=None,
        max_length=1_000,
        description="Names in scope with their FEEL types, null = unknown; without it, any name.",
        examples=[{"amount": "number", "level": "string"}],
    )
    position: int | None = Field(
        default=None, ge=0, description="Offer what could stand here; counted from 0."
    )


class ProblemOut(BaseModel):
    """What is wrong, and where."""

    message: str
    position: int = Field(description="Of the first character, counted from 0.")
    suggestion: str | None


class UseOut(BaseModel):
    """A variable that is read."""

    name: str
    position: int
    type: str


class CompletionOut(BaseModel):
    """Something that could stand at the position; it replaces the text from `start`."""

    text: str
    kind: Literal["variable", "entry", "function", "keyword"]
    start: int
    signature: str
    summary: str
    type: str


class AnalysisOut(BaseModel):
    """What a text means, as far as it can be known without evaluating it."""

    type: str
    uses: list[UseOut]
    problems: list[ProblemOut]
    completions: list[CompletionOut]


@router.post("/analysis", responses=documented())
def analyse_expression(body: ExpressionIn, call: Question) -> AnalysisOut:  # noqa: ARG001 - signed in
    """Analyse an expression or a cell; nothing is evaluated."""
    ask = feel.analyse if body.kind == "expression" else feel.analyse_tests
    names = body.names
    if names is None:  # whatever is read counts as known
        names = {use.name: None for use in ask(body.text).uses}
    analysed = ask(body.text, names)
    offered = () if body.position is None else feel.complete(body.text, body.position, names)
    return AnalysisOut(
        type=type_text(analysed.type),
        uses=[
            UseOut(name=u.name, position=u.position, type=type_text(u.type)) for u in analysed.uses
        ],
        problems=[
            ProblemOut(message=p.message, position=p.position, suggestion=p.suggestion)
            for p in analysed.problems
        ],
        completions=[
            CompletionOut(
                text=c.text,
                kind=c.kind,
                start=c.start,
                signature=c.signature,
                summary=c.summary,
                type=type_text(c.type),
            )
            for c in offered
        ],
    )
