"""Approval sheets (审批单): who decided what in a case, for paper."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.depends import Call, Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from api.views.approval_sheets import ApprovalSheetOut
from engine import approval_sheets
from engine.approval_sheets import ApprovalSheet
from engine.errors import NotFound
from engine.store import Transaction

router = APIRouter(prefix="/process-instances", tags=["approvals"])

Round = Annotated[int | None, Query(ge=1, description="Which round; all of them where unsaid.")]


class PrintIn(Body):
    """What is to be printed."""

    round: int | None = None


@router.get("/{instance_id}/approval-sheet", responses=documented(NotFound))
def preview_approval_sheet(
    call: Question,
    request: Request,
    instance_id: UUID,
    round: Round = None,  # noqa: A002 - the name in the address
) -> ApprovalSheetOut:
    """Return what would stand on the paper; nothing is recorded."""

    def work(tx: Transaction) -> ApprovalSheetOut:
        sheet = approval_sheets.get(tx, instance_id, by=call.actor, round_=round)
        return _out(tx, sheet, call, request)

    return call.read(work)


@router.post(
    "/{instance_id}/approval-sheets",
    response_model=ApprovalSheetOut,
    status_code=201,
    responses=documented(NotFound),
)
def print_approval_sheet(
    call: Change, request: Request, instance_id: UUID, body: PrintIn
) -> Response:
    """Record that the sheet is printed, and return what stands on the paper."""

    def work(tx: Transaction) -> Reply:
        sheet = approval_sheets.printed(tx, instance_id, by=call.actor, round_=body.round)
        return Reply(body=_out(tx, sheet, call, request), status=201)

    return call.change(body, work)


def _out(tx: Transaction, sheet: ApprovalSheet, call: Call, request: Request) -> ApprovalSheetOut:
    base = str(request.base_url).rstrip("/")
    return ApprovalSheetOut.of(sheet, tx.people.organisation(), call.language, base)
