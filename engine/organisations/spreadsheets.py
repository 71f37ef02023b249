"""The organisation as a spreadsheet: take it out, see what would change, put it in."""

from engine import access, workbook
from engine.model import Actor, Role
from engine.organisations import books
from engine.organisations.books import Difference
from engine.organisations.recording import note
from engine.store import Transaction
from engine.workbook import Book

WAY = "workbook"


def take_out(tx: Transaction, *, by: Actor) -> bytes:
    """Return the organisation as an XLSX spreadsheet. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    more = dict(books.beside(tx))
    more["客户"] = books.masked(more["客户"])
    return workbook.write({**books.of_organisation(tx.people.organisation()), **more})


def preview(tx: Transaction, content: bytes, *, by: Actor) -> tuple[Difference, ...]:
    """Return what would change; raises Invalid with all mistakes. Administrators.

    The fact `errors` of Invalid lists sheet, row, column and sentences of each mistake.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    return _compared(tx, _read(tx, content))


def put_in(
    tx: Transaction, content: bytes, *, by: Actor, reason: str = ""
) -> tuple[Difference, ...]:
    """Make the spreadsheet the organisation; raises as `preview`. Administrators.

    Who stands in it no more, or as not active, needs a hand-over (离职转办): see `left`. A sheet of
    rosters, places or customers that is missing changes none of them.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    book = _read(tx, content)
    found = _compared(tx, book)
    books.keep(tx, tx.people.organisation(), book, by=by)
    note(tx, found, by=by, way=WAY, reason=reason)
    return found


def _read(tx: Transaction, content: bytes) -> Book:
    book, mistakes = workbook.read(content)
    books.refuse(mistakes)
    whole, wrong = books.settled(tx, book)
    books.refuse([*wrong, *books.astray(whole)])
    return whole


def _compared(tx: Transaction, book: Book) -> tuple[Difference, ...]:
    present = {**books.of_organisation(tx.people.organisation()), **books.beside(tx)}
    return tuple(books.differences(present, book))
