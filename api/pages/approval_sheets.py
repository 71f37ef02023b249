"""The page of an approval sheet (审批单): A4, black on white, with a code to check it by."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.pages.clock import local
from api.pages.common import unit_name
from api.pages.rendering import address, render
from api.pages.visits import Form, Visit, Visitor, new_key, see
from api.views.approval_sheets import ApprovalSheetOut, qr
from engine import approval_sheets
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/cases/{instance_id}/approval-sheet")
def show_sheet(visit: Visitor, instance_id: UUID, round: int | None = None) -> Response:  # noqa: A002 - the name in the address
    """Show the sheet of a case, ready to be printed."""
    return visit.call.read(partial(_page, visit, instance_id, round))


@router.post("/cases/{instance_id}/approval-sheet")
def print_sheet(visit: Visitor, instance_id: UUID, posted: Form) -> Response:
    """Record that the sheet is printed; the page then says so, and the browser prints it."""
    chosen = posted.text("round")
    round_ = int(chosen) if chosen.isdecimal() else None

    def work(tx: Transaction) -> Reply:
        approval_sheets.printed(tx, instance_id, by=visit.call.actor, round_=round_)
        return Reply(body=None)

    visit.keyed(posted.text("once")).once(["print", str(instance_id), chosen], work)
    back = f"/cases/{instance_id}/approval-sheet"
    return see(address(back, {"round": chosen, "said": "printed"}))


def _page(visit: Visit, instance_id: UUID, round_: int | None, tx: Transaction) -> Response:
    sheet = approval_sheets.get(tx, instance_id, by=visit.call.actor, round_=round_)
    base = str(visit.call.request.base_url).rstrip("/")
    organisation = tx.people.organisation()
    out = ApprovalSheetOut.of(sheet, organisation, visit.reader.language, base)
    context = {
        "sheet": out,
        "qr": qr(out.address),
        "local": local,
        "project": unit_name(organisation, sheet.instance.project),
        "now": local(tx.now),
        "once": new_key(),
    }
    return render(visit.reader, "approval_sheet.html", context)
