"""The organisation as one spreadsheet (XLSX): out, a preview of what would change, and in."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, File, Query, Response, UploadFile
from pydantic import BaseModel, Field

from api.depends import ADMINISTRATORS, Change, Question, Reply
from api.problems import documented
from engine import organisations
from engine.errors import Invalid, NotPermitted
from engine.store import Transaction

router = APIRouter(prefix="/organisation/workbook", tags=["organisation"])

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOOK: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The spreadsheet.", "content": {XLSX: {}}}
}
_File = Annotated[UploadFile, File(description="The spreadsheet, as it was taken out.")]


class DifferenceOut(BaseModel):
    """One row that is added, changed or left out."""

    kind: str
    sheet: str
    key: str
    fields: list[list[str]] = Field(description="Of a changed row: column, before, after.")

    @classmethod
    def of(cls, found: organisations.Difference) -> "DifferenceOut":
        return cls(
            kind=found.kind,
            sheet=found.sheet,
            key=found.key,
            fields=[list(each) for each in found.fields],
        )


class ChangesOut(BaseModel):
    """What changes, row by row."""

    differences: list[DifferenceOut]


@router.get("", responses=_BOOK | documented(NotPermitted), response_class=Response)
def take_out(call: Question) -> Response:
    """Download the organisation with rosters, places and customers (administrators)."""
    content = call.read(lambda tx: organisations.take_out(tx, by=call.actor))
    named = {"Content-Disposition": 'attachment; filename="organisation.xlsx"'}
    return Response(content, media_type=XLSX, headers=named)


@router.post("/preview", responses=documented(NotPermitted, Invalid), dependencies=[ADMINISTRATORS])
def preview(file: _File, call: Question) -> ChangesOut:
    """Show what would change, or all mistakes by sheet, row and column (administrators)."""
    content = file.file.read()
    found = call.read(lambda tx: organisations.preview(tx, content, by=call.actor))
    return ChangesOut(differences=[DifferenceOut.of(each) for each in found])


@router.put(
    "",
    responses=documented(NotPermitted, Invalid),
    response_model=ChangesOut,
    dependencies=[ADMINISTRATORS],
)
def put_in(
    file: _File,
    call: Change,
    reason: Annotated[str, Query(max_length=2000, description="Why; it stays on record.")] = "",
) -> Response:
    """Make the spreadsheet the organisation; who is left out is closed (administrators)."""
    content = file.file.read()

    def work(tx: Transaction) -> Reply:
        found = organisations.put_in(tx, content, by=call.actor, reason=reason)
        return Reply(body=ChangesOut(differences=[DifferenceOut.of(each) for each in found]))

    return call.change([content], work)
