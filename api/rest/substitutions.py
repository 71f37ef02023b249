"""Substitution (代理、离岗委托): who acts in whose place, when, and for which work."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, Field

from api.depends import Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from engine import substitutions
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.model.substitutions import Substitution
from engine.store import Transaction

router = APIRouter(prefix="/substitutions", tags=["organisation"])


class Wanted(Body):
    """A substitution to be made; `principal` is the caller where none is named."""

    principal: str | None = Field(default=None, examples=["wangfang"])
    agent: str = Field(examples=["limin"])
    begins: AwareDatetime
    ends: AwareDatetime
    processes: list[str] = Field(default_factory=list, examples=[["complaint-handling"]])
    amount: float | None = Field(default=None, ge=0, description="Greatest amount, yuan.")
    alone: bool = Field(default=False, description="Such work stands in the agent's list only.")
    existing: bool = Field(default=False, description="Also what was there before it begins.")
    returns: bool = Field(default=True, description="Unfinished work goes back in the end.")
    reason: str = Field(default="", max_length=2000)


class SubstitutionOut(BaseModel):
    """A substitution."""

    id: UUID
    principal: str
    principal_name: str
    agent: str
    agent_name: str
    begins: datetime
    ends: datetime
    processes: list[str]
    amount: float | None
    alone: bool
    existing: bool
    returns: bool
    reason: str
    created_by: str
    ended_at: datetime | None
    in_force: bool

    @classmethod
    def of(cls, tx: Transaction, found: Substitution) -> "SubstitutionOut":
        people = tx.people.organisation().people
        names = {p: people[p].name if p in people else p for p in (found.principal, found.agent)}
        return cls(
            id=found.id,
            principal=found.principal,
            principal_name=names[found.principal],
            agent=found.agent,
            agent_name=names[found.agent],
            begins=found.begins,
            ends=found.ends,
            processes=list(found.processes),
            amount=found.amount,
            alone=found.alone,
            existing=found.existing,
            returns=found.returns,
            reason=found.reason,
            created_by=found.created_by,
            ended_at=found.ended_at,
            in_force=found.in_force(tx.now),
        )


@router.get("", responses=documented(NotPermitted))
def list_substitutions(call: Question, *, everybody: bool = False) -> list[SubstitutionOut]:
    """List one's own, as principal or agent; overseers may ask for everybody's."""

    def ask(tx: Transaction) -> list[SubstitutionOut]:
        asked = substitutions.every if everybody else substitutions.mine
        return [SubstitutionOut.of(tx, each) for each in asked(tx, by=call.actor)]

    return call.read(ask)


@router.post(
    "",
    status_code=201,
    responses=documented(NotPermitted, Invalid, Conflict),
    response_model=SubstitutionOut,
)
def create_substitution(body: Wanted, call: Change) -> Response:
    """Let somebody act in one's place, or in the place of somebody whom one leads."""
    terms = substitutions.Terms(
        principal=body.principal or call.actor.id,
        agent=body.agent,
        begins=body.begins,
        ends=body.ends,
        processes=tuple(body.processes),
        amount=body.amount,
        alone=body.alone,
        existing=body.existing,
        returns=body.returns,
        reason=body.reason,
    )

    def work(tx: Transaction) -> Reply:
        made = substitutions.create(tx, terms, by=call.actor)
        return Reply(body=SubstitutionOut.of(tx, made), status=201)

    return call.change(body, work)


@router.post(
    "/{substitution_id}/end",
    responses=documented(NotFound, NotPermitted),
    response_model=SubstitutionOut,
)
def end_substitution(substitution_id: UUID, call: Change) -> Response:
    """End a substitution now; its unfinished work is the principal's alone again."""

    def work(tx: Transaction) -> Reply:
        ended = substitutions.end(tx, substitution_id, by=call.actor)
        return Reply(body=SubstitutionOut.of(tx, ended))

    return call.change(None, work)
