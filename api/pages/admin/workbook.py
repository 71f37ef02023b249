"""The organisation as one spreadsheet: taken out, looked at what would change, put in."""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.admin.blocks import Ask, Block, Cell, Field, Links, Note, Shown, Table
from api.pages.admin.frame import Page, administrator, change, columns, done, refusal, show, words
from api.pages.visits import Form, Posted, Visit, Visitor, new_key
from api.views.spreadsheets import XLSX
from engine import organisations
from engine.errors import EngineError, Invalid
from engine.organisations import Difference
from engine.participation import refused
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_SHOWN: Final = 500  # rows that differ; a first import of a large company has more


@router.get("/admin/workbook")
def show_workbook(visit: Visitor) -> Response:
    """Show how the spreadsheet is taken out and put in."""
    administrator(visit)
    return _page(visit, [])


@router.get("/admin/workbook.xlsx")
def take_out(visit: Visitor) -> Response:
    """Save the spreadsheet."""
    administrator(visit)
    content = visit.call.read(lambda tx: organisations.take_out(tx, by=visit.call.actor))
    named = {"Content-Disposition": 'attachment; filename="organisation.xlsx"'}
    return Response(content, media_type=XLSX, headers=named)


@router.post("/admin/workbook")
def put_in(visit: Visitor, posted: Form) -> Response:
    """Show what a spreadsheet would change, or make it the organisation where that was seen."""
    administrator(visit)
    by, reason = visit.call.actor, posted.text("reason")
    try:
        content = _content(posted)
        if posted.text("do") == "go":

            def work(tx: Transaction) -> object:
                return organisations.put_in(tx, content, by=by, reason=reason)

            change(visit, posted, work)
            return done("/admin/organisation", "saved")
        found = visit.call.read(lambda tx: organisations.preview(tx, content, by=by))
    except EngineError as error:
        note, status = refusal(visit, error)
        return _page(visit, [note], status=status)
    return _page(visit, [_differences(visit, found), *_confirm(visit, found, content)])


def _content(posted: Posted) -> bytes:
    """Return the spreadsheet: the file, or what was seen before."""
    files = posted.files.get("file", [])
    if files:
        return files[-1].content
    try:
        content = base64.b64decode(posted.text("content"), validate=True)
    except binascii.Error as error:
        raise Invalid("what was seen before is damaged") from error
    if not content:
        raise refused(Invalid, "no file was chosen", "请选择文件")
    return content


def _page(visit: Visit, above: Sequence[Block], *, status: int = 200) -> Response:
    say = words(visit)
    form = Ask(
        id="upload",
        title=say("admin.workbook.in"),
        action="/admin/workbook",
        fields=[Field(name="file", label=say("admin.workbook.file"), kind="file", must=True)],
        buttons=[("preview", say("admin.do.preview"))],
        once=new_key(),
        files=True,
        note=say("admin.workbook.note"),
    )
    links = [
        ("/admin/workbook.xlsx", say("admin.workbook.out")),
        ("/admin/organisation", say("admin.tab.organisation")),
    ]
    page = Page(
        tab="organisation",
        heading=say("admin.workbook"),
        blocks=[Links(links=links), *above, form],
        status=status,
    )
    return show(visit, page)


def _differences(visit: Visit, found: Sequence[Difference]) -> Table:
    say = words(visit)
    rows: list[list[Shown]] = [
        [
            say(f"admin.difference.{each.kind}"),
            each.sheet,
            Cell(text=each.key, code=True),
            "；".join(f"{name}：{old or '—'} → {new or '—'}" for name, old, new in each.fields),
        ]
        for each in found[:_SHOWN]
    ]
    return Table(
        id="differences",
        title=say("admin.preview"),
        head=columns(visit, "result", "sheet", "id", "change"),
        rows=rows,
        empty=say("admin.workbook.same"),
        note=say("admin.workbook.differ", n=len(found)),
    )


def _confirm(visit: Visit, found: Sequence[Difference], content: bytes) -> list[Block]:
    if not found:
        return []
    say = words(visit)
    note = Note(tone="hint", text=say("admin.preview.nothing-done"))
    form = Ask(
        id="confirm",
        title=say("admin.workbook.confirm"),
        action="/admin/workbook",
        fields=[Field(name="reason", label=say("admin.reason"))],
        buttons=[("go", say("admin.do.go"))],
        once=new_key(),
        hidden={"content": base64.b64encode(content).decode()},
        files=True,
    )
    return [note, form]
