"""暂停发起: processes of which no case begins for a while; the cases that run go on."""

from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from api.depends import ADMINISTRATORS, Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Reason
from engine import deployments
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.store import Transaction

router = APIRouter(prefix="/suspended-starts", tags=["definitions"])

_CHANGED = documented(NotFound, NotPermitted, Conflict, Invalid)
Key = Annotated[str, Path(max_length=200, examples=["complaint-handling"])]


class SuspendedOut(BaseModel):
    """One process of which no case begins now."""

    key: str = Field(examples=["complaint-handling"])
    reason: str = Field(description="As it is told to whoever tries.", examples=["新版周一启用"])


class SuspendedListOut(BaseModel):
    """All of them, by their keys."""

    items: list[SuspendedOut]

    @classmethod
    def of(cls, tx: Transaction) -> Self:
        """Return what is suspended now."""
        found = sorted(deployments.suspended_starts(tx).items())
        return cls(items=[SuspendedOut(key=key, reason=reason) for key, reason in found])


@router.get("", responses=documented())
def list_suspended_starts(call: Question) -> SuspendedListOut:
    """List the processes of which no case begins for the time being."""
    return call.read(SuspendedListOut.of)


@router.put(
    "/{key}", responses=_CHANGED, response_model=SuspendedListOut, dependencies=[ADMINISTRATORS]
)
def suspend_starts(key: Key, body: Reason, call: Change) -> Response:
    """Let no case of a process begin; the reason is told to whoever tries (administrators)."""

    def work(tx: Transaction) -> Reply:
        deployments.suspend_starts(tx, key, reason=body.reason, by=call.actor)
        return Reply(body=SuspendedListOut.of(tx))

    return call.change(body, work)


@router.delete(
    "/{key}",
    responses=_CHANGED,
    response_model=SuspendedListOut,
    dependencies=[ADMINISTRATORS],
)
def resume_starts(
    key: Key, call: Change, reason: Annotated[str, Query(min_length=1, max_length=2000)]
) -> Response:
    """Let cases of a process begin again (administrators)."""

    def work(tx: Transaction) -> Reply:
        deployments.resume_starts(tx, key, reason=reason, by=call.actor)
        return Reply(body=SuspendedListOut.of(tx))

    return call.change(None, work)
