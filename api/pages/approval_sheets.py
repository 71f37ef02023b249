"""The page of an approval sheet (审批单): A4, black on white, with a code to check it by."""

from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.pages.clock import local
from api.pages.common import unit_name
from api.pages.rendering import address, render
from api.pages.visits import Form, Visit, Visitor, new_key, see
from api.views import paper
from api.views.approval_sheets import ApprovalSheetOut, qr
from engine import approval_sheets, comments
from engine.errors import Unavailable
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_SAVED: Final = {"Content-Disposition": 'inline; filename="approval-sheet.pdf"'}


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


@router.post("/cases/{instance_id}/approval-sheet/pdf")
def download_sheet(visit: Visitor, instance_id: UUID, posted: Form) -> Response:
    """Record that the sheet is printed, and answer it as PDF."""
    if not paper.available():
        raise Unavailable("no PDF here: Pango is missing", zh="本机不能生成 PDF，请用浏览器打印")
    chosen = posted.text("round")
    round_ = int(chosen) if chosen.isdecimal() else None

    def work(tx: Transaction) -> Reply:
        approval_sheets.printed(tx, instance_id, by=visit.call.actor, round_=round_)
        return Reply(body=None)

    visit.keyed(posted.text("once")).once(["pdf", str(instance_id), chosen], work)
    page = visit.call.read(partial(_page, visit, instance_id, round_))
    written = paper.pdf(
        bytes(page.body).decode(), visit.call.read(partial(_signatures, visit, instance_id))
    )
    return Response(
        written,
        media_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="sheet.pdf"'},
    )


def _signatures(visit: Visit, instance_id: UUID, tx: Transaction) -> dict[str, tuple[str, bytes]]:
    """Return the pictures of a case by the address that its sheet shows them under."""
    sheet = approval_sheets.get(tx, instance_id, by=visit.call.actor)
    ids = {UUID(one.signature["attachment"]) for one in sheet.opinions if one.signature}
    actor = visit.call.actor
    seen = (each for each in ids if comments.readable(tx, each, by=actor))
    found = (comments.download(tx, each, by=actor) for each in seen)
    return {f"/attachments/{file.id}": (file.media_type, content) for file, content in found}


def _page(visit: Visit, instance_id: UUID, round_: int | None, tx: Transaction) -> Response:
    sheet = approval_sheets.get(tx, instance_id, by=visit.call.actor, round_=round_)
    base = str(visit.call.request.base_url).rstrip("/")
    organisation = tx.people.organisation()
    out = ApprovalSheetOut.of(sheet, organisation, visit.reader.language, base)
    context = {
        "sheet": out,
        "qr": qr(out.address),
        "closed_files": comments.closed(tx, instance_id, by=visit.call.actor),
        "local": local,
        "project": unit_name(organisation, sheet.instance.project),
        "now": local(tx.now),
        "once": new_key(),
        "pdf": paper.available(),
    }
    return render(visit.reader, "approval_sheet.html", context)
