"""The organisation as one spreadsheet (XLSX): a sheet per table, out and in again exactly.

Reading gathers all mistakes at once, each with sheet, row and column. A cell with a formula is
refused: a spreadsheet from outside must not compute what becomes staff, nor run in the next one's.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from engine.errors import Invalid
from engine.model import Role
from engine.model.organisation import Assignment, Person, Post, ReportingLine, RoleGrant, Unit
from engine.model.rosters import AuthorityLimit

ROWS: Final = 200_000  # of one sheet: ten times the largest company; more is a mistake or an attack
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is wrong in one cell, or with a sheet."""

    sheet: str
    row: int
    column: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How one table stands in the spreadsheet: title and kind of the column of each field."""

    title: str
    of: type[Any]
    columns: Mapping[str, tuple[str, str]]
    key: tuple[str, ...]


_SPAN: Final = {"valid_from": ("启用日期", "date"), "valid_to": ("停用日期", "date")}
SHEETS: Final = (
    Sheet(
        title="组织",
        of=Unit,
        key=("code",),
        columns={
            "code": ("编码", "text"),
            "name": ("名称", "text"),
            "type": ("类型", "text"),
            "parent": ("上级编码", "maybe"),
            "calendar": ("日历", "any"),
            **_SPAN,
        },
    ),
    Sheet(
        title="岗位",
        of=Post,
        key=("code",),
        columns={
            "code": ("编码", "text"),
            "name": ("名称", "text"),
            "rank": ("级别", "whole"),
            "is_key": ("关键岗位", "flag"),
            "trade": ("专业", "any"),
        },
    ),
    Sheet(
        title="人员",
        of=Person,
        key=("id",),
        columns={
            "id": ("账号", "text"),
            "name": ("姓名", "text"),
            "roles": ("角色", "roles"),
            "groups": ("用户组", "words"),
            "active": ("在职", "flag"),
            "successor": ("接替人", "maybe"),
            "email": ("邮箱", "any"),
            "mobile": ("手机", "any"),
            "wecom": ("企业微信", "any"),
            "dingtalk": ("钉钉", "any"),
            "feishu": ("飞书", "any"),
        },
    ),
    Sheet(
        title="任职",
        of=Assignment,
        key=("person", "unit", "post", "valid_from"),
        columns={
            "person": ("账号", "text"),
            "unit": ("单位编码", "text"),
            "post": ("岗位编码", "text"),
            "is_primary": ("主岗", "flag"),
            "is_head": ("负责人", "flag"),
            **_SPAN,
        },
    ),
    Sheet(
        title="汇报关系",
        of=ReportingLine,
        key=("person", "unit", "superior", "valid_from"),
        columns={
            "superior": ("上级账号", "text"),
            "person": ("账号", "any"),
            "unit": ("单位编码", "any"),
            **_SPAN,
        },
    ),
    Sheet(
        title="审批权限",
        of=AuthorityLimit,
        key=("post", "matter", "unit"),
        columns={
            "post": ("岗位编码", "text"),
            "matter": ("事项", "text"),
            "unit": ("单位编码", "any"),
            "amount": ("上限（元）", "number"),
        },
    ),
    Sheet(
        title="角色授权",
        of=RoleGrant,
        key=("role", "person", "post", "unit"),
        columns={
            "role": ("角色", "role"),
            "person": ("账号", "any"),
            "post": ("岗位编码", "any"),
            "unit": ("范围（单位编码）", "any"),
        },
    ),
)

Book = Mapping[str, tuple[Any, ...]]
"""The values of each sheet, by its title."""


def write(book: Book) -> bytes:
    """Return the spreadsheet; texts stay texts, whatever they begin with."""
    made = Workbook()
    made.remove(made.active)
    for sheet in SHEETS:
        page = made.create_sheet(sheet.title)
        page.append([title for title, _ in sheet.columns.values()])
        for number, value in enumerate(book.get(sheet.title, ()), 2):
            for place, (name, (_, kind)) in enumerate(sheet.columns.items(), 1):
                cell = page.cell(row=number, column=place, value=_told(getattr(value, name), kind))
                if isinstance(cell.value, str):
                    cell.data_type = "s"
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
        else:
            mistakes.append(_mistake(sheet, 1, "A", "缺少工作表", "the sheet is missing"))
    return book, tuple(mistakes)


def _values(sheet: Sheet, page: Any, mistakes: list[Mistake]) -> Iterator[Any]:
    titles = [title for title, _ in sheet.columns.values()]
    rows = page.iter_rows(max_row=min(page.max_row, ROWS))
    heads = [cell.value for cell in next(rows, ())][: len(titles)]
    if heads != titles:
        said = "、".join(titles)
        mistakes.append(_mistake(sheet, 1, "A", f"表头应为：{said}", f"columns: {said}"))
        return
    seen: set[tuple[Any, ...]] = set()
    for number, cells in enumerate(rows, 2):
        if all(cell.value in {None, ""} for cell in cells):
            continue
        value = _value(sheet, number, cells, mistakes)
        if value is None:
            continue
        key = tuple(getattr(value, name) for name in sheet.key)
        if key in seen:
            mistakes.append(_mistake(sheet, number, "A", "与前面的行重复", "there twice"))
            continue
        seen.add(key)
        yield value


def _value(sheet: Sheet, number: int, cells: Sequence[Any], mistakes: list[Mistake]) -> Any:
    values, before = {}, len(mistakes)
    for place, (name, (_, kind)) in enumerate(sheet.columns.items()):
        column = get_column_letter(place + 1)
        cell = cells[place]
        if cell.data_type == "f":
            mistakes.append(_mistake(sheet, number, column, "不允许公式", "no formulas"))
            continue
        try:
            values[name] = _KINDS[kind](cell.value)
        except ValueError as error:
            zh, en = error.args
            mistakes.append(_mistake(sheet, number, column, zh, en))
    return sheet.of(**values) if len(mistakes) == before else None


def _mistake(sheet: Sheet, row: int, column: str, zh: str, en: str) -> Mistake:
    return Mistake(sheet=sheet.title, row=row, column=column, zh=zh, en=en)


def _told(value: Any, kind: str) -> Any:
    if kind == "flag":
        return YES if value else NO
    if kind in {"words", "roles"}:
        return "，".join(sorted(map(str, value)))
    return None if value == "" else value


def _any(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _text(value: Any) -> str:
    if not _any(value):
        raise ValueError("不能为空", "must not be empty")
    return _any(value)


def _maybe(value: Any) -> str | None:
    return _any(value) or None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("应为整数", "a whole number is wanted")  # noqa: TRY004  (one kind of mistake)
    return value


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError("应为不小于0的数字", "a number of 0 or more is wanted")
    return float(value)


def _flag(value: Any) -> bool:
    if value not in {YES, NO, None}:
        raise ValueError("应为“是”或“否”", "是 or 否 is wanted")
    return bool(value == YES)


def _date(value: Any) -> date | None:
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date()
    if value is not None:
        raise ValueError("应为日期", "a date is wanted")
    return None


def _words(value: Any) -> frozenset[str]:
    parts = (part.strip() for part in _any(value).replace(",", "，").split("，"))
    return frozenset(part for part in parts if part)


def _role(value: Any) -> Role:
    try:
        return Role(_any(value))
    except ValueError:
        known = "、".join(Role)
        raise ValueError(f"角色应为：{known}", f"a role is one of {known}") from None


def _roles(value: Any) -> frozenset[Role]:
    return frozenset(_role(word) for word in _words(value))


_KINDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "any": _any,
    "text": _text,
    "maybe": _maybe,
    "whole": _whole,
    "number": _number,
    "flag": _flag,
    "date": _date,
    "words": _words,
    "role": _role,
    "roles": _roles,
}

assert all({field.name for field in fields(sheet.of)} == set(sheet.columns) for sheet in SHEETS), (
    "a sheet has a column for every field, or a round trip would lose it"
)
