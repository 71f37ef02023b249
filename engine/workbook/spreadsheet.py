"""The sheets as an XLSX file, out and in again exactly.

Reading gathers all mistakes at once, each with sheet, row and column. A cell with a formula is
refused: a spreadsheet from outside must not compute what becomes staff, nor run in the next one's.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from engine.errors import Invalid
from engine.workbook import cells
from engine.workbook.sheets import SHEETS, Sheet

ROWS: Final = 200_000  # of one sheet: ten times the largest company; more is a mistake or an attack


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong in one cell, or with a sheet."""

    sheet: str
    row: int
    column: str
    zh: str
    en: str


Book = Mapping[str, tuple[Any, ...]]
"""The values of each sheet, by its title."""


def write(book: Book) -> bytes:
    """Return the spreadsheet; texts stay texts, whatever they begin with.

    Control characters, which no cell may hold, are left out.
    """
    made = Workbook()
    made.remove(made.active)
    for sheet in SHEETS:
        page = made.create_sheet(sheet.title)
        page.append([title for title, _ in sheet.columns.values()])
        for number, value in enumerate(book[sheet.title], 2):
            for place, (name, (_, kind)) in enumerate(sheet.columns.items(), 1):
                told = cells.told(getattr(value, name), kind)
                cell = page.cell(row=number, column=place)
                if isinstance(told, str):
                    cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", told), "s"
                else:
                    cell.value = told
        page.freeze_panes = "A2"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(content: bytes) -> tuple[Book, tuple[Mistake, ...]]:
    """Read a spreadsheet; raises Invalid where it is none. What is wrong in cells is returned."""
    try:
        found = load_workbook(io.BytesIO(content), data_only=False)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise Invalid(f"this is no XLSX spreadsheet: {error}", zh="文件不是 XLSX 表格") from error
    mistakes: list[Mistake] = []
    book = {}
    for sheet in SHEETS:
        if sheet.title in found.sheetnames:
            book[sheet.title] = tuple(_values(sheet, found[sheet.title], mistakes))
        elif not sheet.optional:
            mistakes.append(_mistake(sheet, 1, "A", "缺少工作表", "the sheet is missing"))
    return book, tuple(mistakes)


def _values(sheet: Sheet, page: Any, mistakes: list[Mistake]) -> Iterator[Any]:
    titles = [title for title, _ in sheet.columns.values()]
    rows = page.iter_rows(max_row=min(page.max_row, ROWS))
    heads = [cell.value for cell in next(rows, ())][: len(titles)]
    if _is_older(sheet, heads):
        sheet = replace(sheet, columns=_early(sheet))
    elif heads != titles:
        said = "、".join(titles)
        mistakes.append(_mistake(sheet, 1, "A", f"表头应为：{said}", f"columns: {said}"))
        return
    seen: set[tuple[Any, ...]] = set()
    for number, row in enumerate(rows, 2):
        if all(cell.value in {None, ""} for cell in row):
            continue
        value = _value(sheet, number, row, mistakes)
        if value is None:
            continue
        key = tuple(getattr(value, name) for name in sheet.key)
        if key in seen:
            mistakes.append(_mistake(sheet, number, "A", "与前面的行重复", "there twice"))
            continue
        seen.add(key)
        yield value


def _early(sheet: Sheet) -> Mapping[str, tuple[str, str]]:
    return {name: column for name, column in sheet.columns.items() if name not in sheet.late}


def _is_older(sheet: Sheet, heads: Sequence[Any]) -> bool:
    """Tell whether a spreadsheet is of the time before the late columns."""
    titles = [title for title, _ in _early(sheet).values()]
    return bool(sheet.late) and heads[: len(titles)] == titles and not any(heads[len(titles) :])


def _value(sheet: Sheet, number: int, row: Sequence[Any], mistakes: list[Mistake]) -> Any:
    values, before = {}, len(mistakes)
    for place, (name, (_, kind)) in enumerate(sheet.columns.items()):
        column = get_column_letter(place + 1)
        cell = row[place]
        if cell.data_type == "f":
            mistakes.append(_mistake(sheet, number, column, "不允许公式", "no formulas"))
            continue
        try:
            values[name] = cells.KINDS[kind](cell.value)
        except ValueError as error:
            zh, en = error.args
            mistakes.append(_mistake(sheet, number, column, zh, en))
    return sheet.of(**sheet.fixed, **values) if len(mistakes) == before else None


def _mistake(sheet: Sheet, row: int, column: str, zh: str, en: str) -> Mistake:
    return Mistake(sheet=sheet.title, row=row, column=column, zh=zh, en=en)
