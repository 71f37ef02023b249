"""How long personal data is kept: rules, what is due, legal holds, and erasing."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.depends import ADMINISTRATORS, OVERSEERS, Call, Change, Question, Reply
from api.paging import Cursor, Limit, PageOut
from api.problems import documented
from api.rest.bodies import Reason
from api.views.instances import InstanceOut
from engine import retention
from engine.errors import Conflict, NotFound, NotPermitted
from engine.model import ProcessInstance
from engine.sights import Sight
from engine.store import LegalHold, Transaction

router = APIRouter(tags=["retention"])

_CHANGED: Final = documented(NotFound, NotPermitted, Conflict)


class RuleOut(BaseModel):
    """How long a process keeps personal data after the end of a case."""

    process_key: str
    retain: str = Field(description="ISO 8601 duration.", examples=["P6M"])
    personal: list[str] = Field(description="Variables that are personal; empty = all.")


class HoldOut(BaseModel):
    """Why nothing of a case may be erased, and who said so."""

    instance_id: UUID
    reason: str
    set_by: str
    set_by_name: str
    set_at: datetime

    @classmethod
    def of(cls, hold: LegalHold) -> Self:
        return cls(
            instance_id=hold.instance_id,
            reason=hold.reason,
            set_by=hold.set_by,
            set_by_name=hold.set_by_name,
            set_at=hold.set_at,
        )


class DueOut(BaseModel):
    """A case that has been kept long enough."""

    instance: InstanceOut
    rule: str = Field(examples=["P6M"])
    due_at: datetime
    waits_for: list[UUID] = Field(description="Cases that go with it and have not ended.")
    holds: list[HoldOut] = Field(description="Holds on cases that go with it.")

    @classmethod
    def of(cls, found: retention.Due, sight: Sight) -> Self:
        return cls(
            instance=InstanceOut.of(found.instance, sight),
            rule=found.rule,
            due_at=found.due_at,
            waits_for=list(found.waits_for),
            holds=[HoldOut.of(each) for each in found.holds],
        )


class ErasureOut(BaseModel):
    """What erasing takes from one case."""

    instance: InstanceOut
    rows: list[int] = Field(description="Rows of the record that lose their content.")
    of_rows: int = Field(description="How many rows there are.")
    personal: list[str] = Field(description="Variables that are personal; empty = all.")

    @classmethod
    def of(cls, found: retention.Erasure, sight: Sight) -> Self:
        return cls(
            instance=InstanceOut.of(found.instance, sight),
            rows=list(found.rows),
            of_rows=found.of_rows,
            personal=list(found.personal),
        )


@router.get("/retention/rules", responses=documented(NotPermitted))
def list_retention_rules(call: Question) -> list[RuleOut]:
    """List the rules of the newest versions (designers, auditors and administrators)."""
    found = call.read(lambda tx: retention.rules(tx, by=call.actor))
    return [
        RuleOut(process_key=key, retain=rule.span.text, personal=sorted(rule.personal))
        for key, rule in sorted(found.items())
    ]


@router.get("/retention/due", responses=documented(NotPermitted))
def list_due_erasures(
    call: Question, limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> list[DueOut]:
    """List the cases that have been kept long enough, the longest first; nothing is changed."""

    def ask(tx: Transaction) -> list[DueOut]:
        sight = Sight.of(tx, call.actor)
        return [DueOut.of(each, sight) for each in retention.due(tx, by=call.actor, limit=limit)]

    return call.read(ask)


@router.get("/legal-holds", responses=documented(NotPermitted))
def list_legal_holds(call: Question, limit: Limit = 50, cursor: Cursor = None) -> PageOut[HoldOut]:
    """List the holds in force, the newest first (auditors and administrators)."""
    page = call.read(lambda tx: retention.holds(tx, by=call.actor, limit=limit, cursor=cursor))
    return PageOut(items=[HoldOut.of(each) for each in page.items], next=page.next)


@router.get(
    "/process-instances/{instance_id}/legal-hold", responses=documented(NotFound, NotPermitted)
)
def get_legal_hold(instance_id: UUID, call: Question) -> HoldOut:
    """Return the hold on a case (auditors and administrators)."""
    return HoldOut.of(call.read(lambda tx: retention.hold_of(tx, instance_id, by=call.actor)))


@router.post(
    "/process-instances/{instance_id}/legal-hold",
    responses=_CHANGED,
    response_model=InstanceOut,
    dependencies=[OVERSEERS],
)
def set_legal_hold(instance_id: UUID, body: Reason, call: Change) -> Response:
    """Let nothing of a case be erased (保全)."""

    def work(tx: Transaction) -> ProcessInstance:
        return retention.hold(tx, instance_id, by=call.actor, reason=body.reason)

    return _changed(call, body, work)


@router.post(
    "/process-instances/{instance_id}/legal-hold/lifting",
    responses=_CHANGED,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def lift_legal_hold(instance_id: UUID, body: Reason, call: Change) -> Response:
    """Let the rule of the process count again (administrators)."""

    def work(tx: Transaction) -> ProcessInstance:
        return retention.lift(tx, instance_id, by=call.actor, reason=body.reason)

    return _changed(call, body, work)


@router.get("/process-instances/{instance_id}/erasure", responses=_CHANGED)
def preview_erasure(instance_id: UUID, call: Question) -> list[ErasureOut]:
    """Tell what erasing an ended case would take, from it and from what goes with it."""

    def ask(tx: Transaction) -> list[ErasureOut]:
        sight = Sight.of(tx, call.actor)
        found = retention.preview(tx, instance_id, by=call.actor)
        return [ErasureOut.of(each, sight) for each in found]

    return call.read(ask)


@router.post(
    "/process-instances/{instance_id}/erasure",
    responses=_CHANGED,
    response_model=InstanceOut,
    dependencies=[ADMINISTRATORS],
)
def erase_personal_data(instance_id: UUID, body: Reason, call: Change) -> Response:
    """Erase the personal data of an ended case now (administrators); the record still verifies."""

    def work(tx: Transaction) -> ProcessInstance:
        return retention.erase(tx, instance_id, by=call.actor, reason=body.reason)

    return _changed(call, body, work)


def _changed(call: Call, body: Reason, work: Callable[[Transaction], ProcessInstance]) -> Response:
    return call.change(
        body, lambda tx: Reply(body=InstanceOut.of(work(tx), Sight.of(tx, call.actor)))
    )
