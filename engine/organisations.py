"""Use cases on the organisation as a spreadsheet: take it out, see what would change, put it in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine import access, workbook
from engine.errors import Invalid
from engine.model import Actor, Role
from engine.model.organisation import SCOPE_ORDER, Organisation
from engine.store import Transaction
from engine.workbook import SHEETS, Book, Mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One row that would be added, changed or gone."""

    kind: str
    """added, changed or left."""
    sheet: str
    key: str


def take_out(tx: Transaction, *, by: Actor) -> bytes:
    """Return the organisation as an XLSX spreadsheet. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    return workbook.write(_book(tx.people.organisation()))


def preview(tx: Transaction, content: bytes, *, by: Actor) -> tuple[Difference, ...]:
    """Return what would change; raises Invalid with all mistakes. Administrators.

    The fact `errors` of Invalid lists sheet, row, column and sentences of each mistake.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    return tuple(_differences(_book(tx.people.organisation()), _read(content)))


def put_in(tx: Transaction, content: bytes, *, by: Actor) -> tuple[Difference, ...]:
    """Make the spreadsheet the organisation; raises as `preview`. Administrators.

    Who stands in it no more, or as not active, needs a hand-over (离职转办): see `left`.
    """
    found = preview(tx, content, by=by)
    book = _read(content)
    people = {each.id: each for each in book["人员"]}
    present = tx.people.organisation()
    gone = {
        id_: replace(who, active=False) for id_, who in present.people.items() if id_ not in people
    }
    new = Organisation(
        units={each.code: each for each in book["组织"]},
        posts={each.code: each for each in book["岗位"]},
        people={**people, **gone},
        assignments=book["任职"],
        lines=book["汇报关系"],
        limits=book["审批权限"],
        grants=book["角色授权"],
    )
    if Role.ADMINISTRATOR not in new.people[by.id].roles or not new.is_active(by.id):
        raise Invalid("you would lock yourself out", zh="不能取消自己的管理员权限")
    tx.people.replace(new)
    return found


def _book(organisation: Organisation) -> Book:
    return {
        "组织": tuple(organisation.units.values()),
        "岗位": tuple(organisation.posts.values()),
        "人员": tuple(organisation.people.values()),
        "任职": organisation.assignments,
        "汇报关系": organisation.lines,
        "审批权限": organisation.limits,
        "角色授权": organisation.grants,
    }


def _read(content: bytes) -> Book:
    book, mistakes = workbook.read(content)
    found = (*mistakes, *(_astray(book) if not mistakes else ()))
    if found:
        errors = [
            {"sheet": m.sheet, "row": m.row, "column": m.column, "zh": m.zh, "en": m.en}
            for m in found
        ]
        first = found[0]
        raise Invalid(
            f"{len(found)} mistakes; the first: {first.sheet} {first.column}{first.row} {first.en}",
            errors=errors,
            zh=f"共{len(found)}处错误",
        )
    return book


def _astray(book: Book) -> Iterator[Mistake]:
    """Yield what names a unit, post or person that no sheet has."""
    known = {
        "unit": {each.code for each in book["组织"]},
        "post": {each.code for each in book["岗位"]},
        "person": {each.id for each in book["人员"]},
    }
    named = {"parent": "unit", "superior": "person", "successor": "person"}
    for sheet in SHEETS:
        for row, value in enumerate(book[sheet.title], 2):
            for place, field in enumerate(sheet.columns):
                kind = named.get(field, field)
                said = getattr(value, field)
                if kind in known and said and said not in known[kind]:
                    column = chr(ord("A") + place)
                    zh, en = f"“{said}”不存在", f"there is no {kind} {said!r}"
                    yield Mistake(sheet=sheet.title, row=row, column=column, zh=zh, en=en)
    for row, unit in enumerate(book["组织"], 2):
        if unit.type not in SCOPE_ORDER:
            said = "、".join(SCOPE_ORDER)
            yield Mistake(
                sheet="组织", row=row, column="C", zh=f"类型应为：{said}", en=f"one of {said}"
            )


def _differences(old: Book, new: Book) -> Iterator[Difference]:
    for sheet in SHEETS:
        before, after = (
            {tuple(getattr(v, name) for name in sheet.key): v for v in book[sheet.title]}
            for book in (old, new)
        )
        for key in (*before, *(key for key in after if key not in before)):
            if before.get(key) != after.get(key):
                kind = "added" if key not in before else "changed" if key in after else "left"
                said = " ".join(str(part) for part in key if part)
                yield Difference(kind=kind, sheet=sheet.title, key=said)
