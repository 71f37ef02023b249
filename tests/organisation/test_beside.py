"""Rosters, places and customers in the same spreadsheet: out and in, or left as they are."""

import io
from datetime import date, time

import pytest
from openpyxl import load_workbook

from engine import organisations
from engine.errors import Invalid, NotPermitted
from engine.model.places import Customer, Headcount
from engine.model.rosters import RosterKind, Shift
from tests.approvals.office import Office
from tests.organisation.test_workbook import edited, errors, take_out

DAY = date(2026, 7, 1)


@pytest.fixture
def office(manual_store):
    office = Office(manual_store)

    def furnish(tx):
        night = {"unit": "HY01", "day": DAY, "person": "a", "post": "approver", "begins": time(20)}
        tx.rosters.replace(
            [
                Shift(**night, name="夜班", ends=time(8)),
                Shift(**night, kind=RosterKind.DUTY, ends=time(0)),
            ]
        )
        tx.headcounts.replace(
            [Headcount(unit="HY01", post="clerk", year=2026, quota=3, reserved=1, actual=1)]
        )
        tx.customers.replace(
            [
                Customer(code="K1", name="钱女士", phone="13812345678", units=("3-1", "3-2")),
                Customer(code="K2", name="孙先生", phone="5678"),
            ]
        )

    office.store.run(furnish)
    return office


def put_in(office, content):
    return office.do(organisations.put_in, content, by="ada")


def rest_of(office):
    return office.store.run(
        lambda tx: (tx.rosters.every(), tx.headcounts.every(), tx.customers.every())
    )


def test_everything_beside_the_organisation_comes_back_as_it_was(office):
    before = rest_of(office)

    assert put_in(office, take_out(office)) == ()

    assert rest_of(office) == before


def test_telephone_numbers_leave_the_house_masked(office):
    sheet = load_workbook(io.BytesIO(take_out(office)))["客户"]

    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == ["138****5678", "****"]


def test_a_sheet_that_is_missing_changes_nothing(office):
    before = rest_of(office)

    def edit(book):
        for title in ("班次", "值班", "编制", "客户"):
            del book[title]

    assert put_in(office, edited(take_out(office), edit)) == ()
    assert rest_of(office) == before


def test_one_roster_alone_leaves_the_other_as_it_is(office):
    def edit(book):
        del book["值班"]
        book["班次"].append(["HY01", DAY, "早班", "b", "approver", "08:00", time(20)])

    (found,) = put_in(office, edited(take_out(office), edit))

    turns, _, _ = rest_of(office)
    assert (found.kind, found.sheet) == ("added", "班次")
    assert sorted((each.kind.value, each.person) for each in turns) == [
        ("duty", "a"),
        ("shift", "a"),
        ("shift", "b"),
    ]


def test_places_change_and_what_is_reserved_stays(office):
    def edit(book):
        book["编制"]["D2"] = 5
        book["编制"].append(["KF", "clerk", 2026, 2, 0])
        book["客户"]["D2"] = 13900001111
        book["客户"].delete_rows(3)

    found = put_in(office, edited(take_out(office), edit))

    _, places, customers = rest_of(office)
    assert [(e.unit, e.quota, e.reserved) for e in places] == [("HY01", 5, 1), ("KF", 2, 0)]
    assert [(e.code, e.phone) for e in customers] == [("K1", "13900001111")]
    told = {(d.kind, d.key): d.fields for d in found}
    assert told["changed", "HY01 clerk 2026"] == (("编制数", "3", "5"),)
    assert told["changed", "K1"] == (("电话", "138****5678", "139****1111"),)


def test_mistakes_beside_the_organisation_are_told_with_all_others(office):
    def edit(book):
        book["班次"]["B2"] = None
        book["班次"]["F2"] = "spät"
        book["值班"]["F2"] = 8
        book["编制"]["D2"] = -1
        book["客户"]["B2"] = None

    assert set(errors(office, edited(take_out(office), edit))) == {
        ("班次", 2, "B"),
        ("班次", 2, "F"),
        ("值班", 2, "F"),
        ("编制", 2, "D"),
        ("客户", 2, "B"),
    }


def test_what_names_nobody_or_loses_something_is_a_mistake(office):
    def edit(book):
        book["班次"]["D2"] = "nobody"
        book["编制"].delete_rows(2)
        book["客户"]["D2"] = "139****5678"
        book["客户"].append(["K3", "owner", "李", "13*", None])

    assert set(errors(office, edited(take_out(office), edit))) == {
        ("班次", 2, "D"),
        ("编制", 1, "A"),
        ("客户", 2, "D"),
        ("客户", 4, "D"),
    }


def test_every_change_is_on_record_and_no_database_alters_it(office):
    def edit(book):
        book["岗位"]["B2"] = "审批专员"

    office.do(organisations.put_in, edited(take_out(office), edit), by="ada", reason="改名")
    office.do(organisations.put_in, take_out(office), by="ada")

    (change,) = office.do(organisations.changes, by="ada").items
    assert (change.actor, change.way, change.reason) == ("ada", "workbook", "改名")
    assert change.differences[0]["fields"] == [["名称", "审批员", "审批专员"]]
    for statement in (
        "UPDATE organisation_change SET reason = ''",
        "DELETE FROM organisation_change",
    ):
        with pytest.raises(Exception, match="append-only"):
            office.store.run(lambda tx: tx._session.connection.exec_driver_sql(statement))  # noqa: B023
    with pytest.raises(NotPermitted):
        office.do(organisations.changes, by="ann")


def test_nobody_locks_himself_out(office):
    def edit(book):
        for row in book["人员"].iter_rows(min_row=2):
            if row[0].value == "ada":
                row[2].value = None

    with pytest.raises(Invalid, match="lock yourself out"):
        put_in(office, edited(take_out(office), edit))
