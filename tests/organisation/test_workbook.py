"""The organisation as a spreadsheet: out and in again exactly, with all mistakes at once."""

import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from engine import demo, organisations
from engine.errors import Invalid, NotPermitted
from engine.model import Role
from engine.model.organisation import ReportingLine, RoleGrant
from engine.model.rosters import AuthorityLimit
from tests.approvals.office import Office


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


def take_out(office):
    return office.do(organisations.take_out, by="ada")


def edited(content, edit):
    book = load_workbook(io.BytesIO(content))
    edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def errors(office, content):
    with pytest.raises(Invalid) as refused:
        office.do(organisations.preview, content, by="ada")
    return [(e["sheet"], e["row"], e["column"]) for e in refused.value.facts["errors"]]


def test_what_is_taken_out_and_put_in_again_changes_nothing(office):
    def furnish(tx):
        present = tx.people.organisation()
        tx.people.replace(
            replace(
                present,
                lines=(ReportingLine(superior="boss", person="a", valid_from=date(2026, 1, 1)),),
                limits=(
                    AuthorityLimit(post="clerk", matter="=pay", amount=5000.5),
                    AuthorityLimit(post="manager", matter="pay", unit="HY01"),
                    AuthorityLimit(post="clerk", matter="=pay", valid_from=date(2026, 7, 1)),
                ),
                grants=(
                    RoleGrant(role=Role.AUDITOR, post="clerk", unit="HY01"),
                    RoleGrant(role=Role.AUDITOR, person="a", valid_to=date(2026, 7, 31)),
                    RoleGrant(role=Role.AUDITOR, person="a", valid_from=date(2026, 10, 1)),
                ),
            )
        )

    office.store.run(furnish)
    before = office.store.run(lambda tx: tx.people.organisation())
    content = take_out(office)

    assert office.do(organisations.preview, content, by="ada") == ()
    assert office.do(organisations.put_in, content, by="ada") == ()

    after = office.store.run(lambda tx: tx.people.organisation())
    assert (after.units, after.posts, after.people) == (before.units, before.posts, before.people)
    assert (after.assignments, after.lines) == (before.assignments, before.lines)
    assert (after.limits, after.grants) == (before.limits, before.grants)


def test_a_name_with_a_control_character_is_taken_out_without_it(office):
    def furnish(tx):
        present = tx.people.organisation()
        people = present.people | {"out": replace(present.people["out"], name="外\x08人")}
        tx.people.replace(replace(present, people=people))

    office.store.run(furnish)

    rows = load_workbook(io.BytesIO(take_out(office)))["人员"].iter_rows(values_only=True)

    assert {row[0]: row[1] for row in rows}["out"] == "外人"


def test_differences_are_shown_before_they_count_and_who_is_gone_is_closed_not_lost(office):
    def edit(book):
        sheet = book["人员"]
        for row in sheet.iter_rows(min_row=2):
            if row[0].value == "out":
                sheet.delete_rows(row[0].row)
                break
        sheet.append(["new", "新人", None, "night, day", "是", None])
        book["岗位"]["B2"] = "审批专员"

    content = edited(take_out(office), edit)

    found = office.do(organisations.put_in, content, by="ada")

    assert {(d.kind, d.key) for d in found} == {
        ("left", "out"),
        ("added", "new"),
        ("changed", "approver"),
    }
    people = office.store.run(lambda tx: tx.people.organisation()).people
    assert people["out"].active is False
    assert people["new"].groups == {"night", "day"}


def test_all_mistakes_are_told_at_once_with_sheet_row_and_column(office):
    def edit(book):
        book["组织"]["A2"] = "=1+1"
        book["组织"]["B3"] = None
        book["组织"]["F4"] = "gestern"
        book["岗位"]["C2"] = "hoch"
        book["岗位"]["D3"] = "maybe"
        book["人员"]["C2"] = "king"
        book["审批权限"].append(["clerk", "pay", None, -1])
        book["任职"].append([cell.value for cell in book["任职"][2]])
        book["汇报关系"]["A1"] = "?"
        del book["角色授权"]

    assert set(errors(office, edited(take_out(office), edit))) == {
        ("组织", 2, "A"),
        ("组织", 3, "B"),
        ("组织", 4, "F"),
        ("岗位", 2, "C"),
        ("岗位", 3, "D"),
        ("人员", 2, "C"),
        ("审批权限", 2, "D"),
        ("任职", 10, "A"),
        ("汇报关系", 1, "A"),
        ("角色授权", 1, "A"),
    }


def test_what_names_nobody_and_a_kind_of_unit_that_there_is_not_is_a_mistake(office):
    def edit(book):
        book["组织"]["C2"] = "planet"
        book["任职"]["B2"] = "moon"
        book["任职"].append([None, ""])

    assert errors(office, edited(take_out(office), edit)) == [("任职", 2, "B"), ("组织", 2, "C")]


def test_a_date_is_a_date(office):
    def edit(book):
        book["组织"]["F2"] = datetime(2026, 1, 1)  # noqa: DTZ001  (a cell has no zone)

    content = edited(take_out(office), edit)

    office.do(organisations.put_in, content, by="ada")

    units = office.store.run(lambda tx: tx.people.organisation()).units
    assert next(iter(units.values())).valid_from == date(2026, 1, 1)


def test_what_is_no_spreadsheet_or_an_empty_one_is_refused(office):
    with pytest.raises(Invalid, match="no XLSX"):
        office.do(organisations.preview, b"PK nothing", by="ada")
    out = io.BytesIO()
    Workbook().save(out)
    assert len(errors(office, out.getvalue())) == 7


def test_administrators_alone_may_and_nobody_locks_himself_out(office):
    content = take_out(office)
    with pytest.raises(NotPermitted):
        office.do(organisations.take_out, by="a")

    def edit(book):
        for row in book["人员"].iter_rows(min_row=2):
            if row[0].value == "ada":
                row[2].value = None

    with pytest.raises(Invalid, match="lock yourself out"):
        office.do(organisations.put_in, edited(content, edit), by="ada")


def test_the_demo_company_survives_the_round_trip(office):
    company = demo.organisation()
    people = {
        **company.people,
        "ada": office.store.run(lambda tx: tx.people.organisation().people["ada"]),
    }
    office.store.run(lambda tx: tx.people.replace(replace(company, people=people)))

    assert office.do(organisations.preview, take_out(office), by="ada") == ()


def test_a_spreadsheet_of_before_rights_had_days_is_read_as_ever(office):
    def edit(book):
        book["审批权限"].delete_cols(5, 2)
        book["角色授权"].delete_cols(5, 2)
        book["审批权限"].append(["clerk", "pay", None, 500])
        book["角色授权"].append(["auditor", "a", None, "HY01"])

    found = office.do(organisations.put_in, edited(take_out(office), edit), by="ada")

    after = office.store.run(lambda tx: tx.people.organisation())
    assert after.limits == (AuthorityLimit(post="clerk", matter="pay", amount=500.0),)
    assert after.grants == (RoleGrant(role=Role.AUDITOR, person="a", unit="HY01"),)
    assert [(d.kind, d.sheet, d.key) for d in found] == [
        ("added", "审批权限", "clerk pay"),
        ("added", "角色授权", "auditor a HY01"),
    ]


def test_rights_that_would_end_before_they_begin_are_refused(office):
    def edit(book):
        days = [datetime(2026, 8, 1), datetime(2026, 7, 1)]  # noqa: DTZ001  # a cell has no zone
        book["审批权限"].append(["clerk", "pay", None, 500, *days])
        book["角色授权"].append(["auditor", "a", None, None, *days])

    content = edited(take_out(office), edit)

    assert errors(office, content) == [("审批权限", 2, "F"), ("角色授权", 2, "F")]
