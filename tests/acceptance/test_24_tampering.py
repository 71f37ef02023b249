"""An auditor checks ten thousand entries; one changed row is named by case and number."""

import pytest
import sqlalchemy as sa

from tests.usecases.diagrams import START, bpmn, flow, path, user

ROUNDS = 1_700
LOOP = bpmn(
    "counting",
    START
    + user("UT_Begin", groups="", settings={"gj:assign": "initiator"})
    + '<scriptTask id="Count"><extensionElements>'
    + '<zeebe:script expression="=if n = null then 1 else n + 1" resultVariable="n"/>'
    + "</extensionElements></scriptTask>"
    + '<exclusiveGateway id="G_1" default="F_G_1_End_1"/><endEvent id="End_1"/>'
    + path("StartEvent_1", "UT_Begin", "Count", "G_1")
    + flow("G_1", "Count", f"=n &lt; {ROUNDS}")
    + flow("G_1", "End_1"),
)


UNGUARDED = {
    "sqlite": "DROP TRIGGER history_no_update",
    "postgresql": "ALTER TABLE history DISABLE TRIGGER USER",
}
"""What it takes before the database lets anybody change the record."""


def long_case(company):
    """Bring a case to its end by one submission that goes through a loop for a long time."""
    company.deploy(LOOP)
    started = company["limin"].post(
        "/process-instances", {"process_key": "counting", "project": "HY01"}
    )
    company.case = started.json()["id"]
    task = company["limin"].task_of(company.case)["id"]
    answer = company["limin"].post(f"/user-tasks/{task}/completion", {})
    assert answer.status_code == 200, answer.text


def verification(company):
    return company["hanbing"].get("/history/verification").json()


def test_ten_thousand_entries_are_recomputed_and_an_edited_row_is_named(company, database_url):
    long_case(company)
    assert company.instance()["state"] == "completed"
    assert company.instance()["seq"] >= 10_000
    assert verification(company) == {"sound": True, "findings": [], "tree": []}

    edited = 7_777
    change = sa.text("UPDATE history SET actor_name = '别人' WHERE seq = :seq")
    engine = sa.create_engine(address_of(database_url))
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(change, {"seq": edited})
    with engine.begin() as connection:
        connection.execute(sa.text(UNGUARDED[engine.dialect.name]))
        assert connection.execute(change, {"seq": edited}).rowcount == 1
    engine.dispose()

    found = verification(company)
    assert found["sound"] is False
    (first,) = found["findings"]
    assert (first["instance_id"], first["seq"]) == (company.case, edited)


def test_only_overseers_may_check_the_record(company):
    assert company["limin"].get("/history/verification").status_code == 403


def address_of(url):
    """Return the address with the driver that this project installs."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
