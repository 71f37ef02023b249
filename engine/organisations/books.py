"""The organisation as values by sheet: what is there, what differs, what names nothing that is.

Telephone numbers of customers leave the house masked; a masked number that comes back is the old.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from engine.errors import Invalid
from engine.model import Actor, Role
from engine.model.organisation import SCOPE_ORDER, Organisation
from engine.model.places import Customer, Headcount
from engine.model.rosters import RosterKind
from engine.store import Transaction
from engine.workbook import SHEETS, Book, Mistake, Sheet, told

_FREE: Final = ("编制", "post")
"""Recruitment counts places by codes of its own table too, such as `guard`."""
_RIGHTS: Final = ("审批权限", "角色授权")  # 停用日期 is the column F of both
_NAMED: Final = {"parent": "unit", "superior": "person", "successor": "person"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row that would be added, changed or gone."""

    kind: str
    """added, changed or left."""
    sheet: str
    key: str
    fields: tuple[tuple[str, str, str], ...] = ()
    """Title of the column, before, after; of a row that comes or goes what its sheet tells."""


def of_organisation(organisation: Organisation) -> Book:
    """Return what every spreadsheet holds."""
    return {
        "组织": tuple(organisation.units.values()),
        "岗位": tuple(organisation.posts.values()),
        "人员": tuple(organisation.people.values()),
        "任职": organisation.assignments,
        "汇报关系": organisation.lines,
        "审批权限": organisation.limits,
        "角色授权": organisation.grants,
    }


def beside(tx: Transaction) -> Book:
    """Return what stands beside the organisation: rosters, places and customers."""
    turns = tx.rosters.every()
    return {
        "班次": tuple(each for each in turns if each.kind is RosterKind.SHIFT),
        "值班": tuple(each for each in turns if each.kind is RosterKind.DUTY),
        "编制": tuple(tx.headcounts.every()),
        "客户": tuple(tx.customers.every()),
    }


def to_organisation(present: Organisation, book: Book) -> Organisation:
    """Return the organisation of a book; who stands in it no more is closed and kept by name."""
    people = {each.id: each for each in book["人员"]}
    gone = {
        id_: replace(who, active=False) for id_, who in present.people.items() if id_ not in people
    }
    return Organisation(
        units={each.code: each for each in book["组织"]},
        posts={each.code: each for each in book["岗位"]},
        people={**people, **gone},
        assignments=book["任职"],
        lines=book["汇报关系"],
        limits=book["审批权限"],
        grants=book["角色授权"],
    )


def keep(tx: Transaction, present: Organisation, book: Book, *, by: Actor) -> None:
    """Make a checked book the organisation, and what it has beside it; raises Invalid.

    Nobody takes the administrator's role from himself.
    """
    new = to_organisation(present, book)
    myself = new.people.get(by.id)
    if myself is not None and not (myself.active and Role.ADMINISTRATOR in myself.roles):
        raise Invalid("you would lock yourself out", zh="不能取消自己的管理员权限")
    tx.people.replace(new)
    if "班次" in book or "值班" in book:
        kept = beside(tx)
        both = (book.get(title, kept[title]) for title in ("班次", "值班"))
        tx.rosters.replace(turn for turns in both for turn in turns)
    if "编制" in book:
        tx.headcounts.replace(book["编制"])
    if "客户" in book:
        tx.customers.replace(book["客户"])


def settled(tx: Transaction, book: Book) -> tuple[Book, Sequence[Mistake]]:
    """Return a book with what spreadsheets do not say: reserved places, masked numbers."""
    found, mistakes = dict(book), []
    if "编制" in book:
        found["编制"], wrong = _places(tx.headcounts.every(), book["编制"])
        mistakes += wrong
    if "客户" in book:
        found["客户"], wrong = _customers(tx.customers.every(), book["客户"])
        mistakes += wrong
    return found, mistakes


def astray(book: Book) -> Iterator[Mistake]:
    """Yield what names a unit, post or person that no sheet has, and units of no known type."""
    known = {
        "unit": {each.code for each in book["组织"]},
        "post": {each.code for each in book["岗位"]},
        "person": {each.id for each in book["人员"]},
    }
    for sheet in SHEETS:
        for row, value in enumerate(book.get(sheet.title, ()), 2):
            for place, field in enumerate(sheet.columns):
                if (sheet.title, field) == _FREE:
                    continue
                kind = _NAMED.get(field, field)
                said = getattr(value, field)
                if kind in known and said and said not in known[kind]:
                    zh, en = f"“{said}”不存在", f"there is no {kind} {said!r}"
                    yield _mistake(sheet.title, row, chr(ord("A") + place), zh, en)
    yield from _reversed(book)
    yield from _twice(book)
    for row, unit in enumerate(book["组织"], 2):
        if unit.type not in SCOPE_ORDER:
            types = "、".join(f"“{each}”" for each in SCOPE_ORDER)
            zh, en = f"类型应为：{types}", f"one of {', '.join(SCOPE_ORDER)}"
            yield _mistake("组织", row, "C", zh, en)


def _reversed(book: Book) -> Iterator[Mistake]:
    """Yield rights that would end before they begin."""
    for title in _RIGHTS:
        for row, each in enumerate(book[title], 2):
            if each.valid_from and each.valid_to and each.valid_to < each.valid_from:
                zh, en = "停用日期早于启用日期", "it ends before it begins"
                yield _mistake(title, row, "F", zh, en)


def _twice(book: Book) -> Iterator[Mistake]:
    """Yield rights that stand in a row before, which only a list over REST can say."""
    for sheet in (each for each in SHEETS if each.title in _RIGHTS):
        seen: set[tuple[Any, ...]] = set()
        for row, each in enumerate(book[sheet.title], 2):
            key = tuple(getattr(each, name) for name in sheet.key)
            if key in seen:
                yield _mistake(sheet.title, row, "A", "与前面的行重复", "there twice")
            seen.add(key)


def differences(old: Book, new: Book) -> Iterator[Difference]:
    """Yield the rows that differ, of the sheets that the new book has."""
    for sheet in SHEETS:
        if sheet.title not in new:
            continue
        before, after = (
            {tuple(getattr(v, name) for name in sheet.key): v for v in book[sheet.title]}
            for book in (old, new)
        )
        for key in (*before, *(key for key in after if key not in before)):
            if before.get(key) != after.get(key):
                yield _difference(sheet, key, before.get(key), after.get(key))


def refuse(mistakes: Iterable[Mistake]) -> None:
    """Raise Invalid with all mistakes, if there are any."""
    found = tuple(mistakes)
    if not found:
        return
    errors = [
        {"sheet": m.sheet, "row": m.row, "column": m.column, "zh": m.zh, "en": m.en} for m in found
    ]
    first = found[0]
    raise Invalid(
        f"{len(found)} mistakes; the first: {first.sheet} {first.column}{first.row} {first.en}",
        errors=errors,
        zh=f"共{len(found)}处错误",
    )


def masked(customers: Iterable[Customer]) -> tuple[Customer, ...]:
    """Return customers as they leave the house."""
    return tuple(replace(each, phone=each.masked_phone) for each in customers)


def _places(
    present: Iterable[Headcount], wanted: Iterable[Headcount]
) -> tuple[tuple[Headcount, ...], list[Mistake]]:
    reserved = {(e.unit, e.post, e.year): e.reserved for e in present if e.reserved}
    found = tuple(
        replace(each, reserved=reserved.pop((each.unit, each.post, each.year), 0))
        for each in wanted
    )
    wrong = [
        _mistake(
            "编制",
            1,
            "A",
            f"{unit} {post} {year}年已预占{number}人，不能删除",
            f"{number} places of {post} in {unit}, {year}, are reserved: it cannot be left out",
        )
        for (unit, post, year), number in reserved.items()
    ]
    return found, wrong


def _customers(
    present: Iterable[Customer], wanted: Sequence[Customer]
) -> tuple[tuple[Customer, ...], list[Mistake]]:
    known = {each.code: each for each in present}
    found, wrong = [], []
    for row, each in enumerate(wanted, 2):
        old = known.get(each.code)
        if "*" not in each.phone:
            found.append(each)
        elif old is not None and old.masked_phone == each.phone:
            found.append(replace(each, phone=old.phone))
        else:
            zh, en = "号码不完整：请填写全部数字，或保留原来的显示", "the number is not whole"
            wrong.append(_mistake("客户", row, "D", zh, en))
    return tuple(found), wrong


def _difference(sheet: Sheet, key: Sequence[Any], before: Any, after: Any) -> Difference:
    said = " ".join(str(part) for part in key if part)
    if before is None or after is None:
        kind = "added" if before is None else "left"
        told = tuple(
            (title, _shown(before, name, column), _shown(after, name, column))
            for name, (title, column) in sheet.columns.items()
            if name in sheet.told
        )
        return Difference(kind=kind, sheet=sheet.title, key=said, fields=told)
    changed = tuple(
        (title, _shown(before, name, kind), _shown(after, name, kind))
        for name, (title, kind) in sheet.columns.items()
        if getattr(before, name) != getattr(after, name)
    )
    return Difference(kind="changed", sheet=sheet.title, key=said, fields=changed)


def _shown(value: Any, name: str, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Customer) and name == "phone":
        return value.masked_phone
    said = told(getattr(value, name), kind)
    return "" if said is None else str(said)


def _mistake(sheet: str, row: int, column: str, zh: str, en: str) -> Mistake:
    return Mistake(sheet=sheet, row=row, column=column, zh=zh, en=en)
