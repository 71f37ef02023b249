"""An auditor checks ten thousand entries; one changed row is named by case and number."""

import re
import sys
from uuid import UUID

import pytest
import sqlalchemy as sa

from engine import cli
from tests.approvals.office import approval
from tests.pages.test_pages import Reader
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


def test_one_changed_byte_is_named_by_the_auditors_page_and_by_the_command(
    company, app, database_url, verify
):
    company.deploy(approval("", people=["wangfang"]))
    case, other = begun(company), begun(company)
    entry = 4
    before, after = changed_byte(database_url, case["id"], entry)
    auditor = Reader(app, "hanbing")
    auditor.get("/audit/verification")

    auditor.post("/audit/verification/stretch")
    page = auditor.page.text
    code, printed = verify()

    assert sum(one != two for one, two in zip(before, after, strict=True)) == 1
    findings = re.findall(r'<li lang="en">([^<]*)</li>', page)
    assert "校验未通过" in page
    assert "校验通过" not in page
    assert len(findings) == 1
    assert findings[0].startswith(f"approval 流程 第 {entry} 条：")
    assert code == 1
    (line,) = printed.splitlines()
    assert line.startswith(f"case {case['id']}, row {entry}: ")
    assert other["id"] not in printed


def begun(company):
    body = {"process_key": "approval", "project": "HY01"}
    return company["limin"].post("/process-instances", body).json()


def changed_byte(url, case, seq):
    """Change one byte of one row with plain SQL; return what it held before and holds now."""
    engine = sa.create_engine(address_of(url))
    lite = engine.dialect.name == "sqlite"
    which = {"case": UUID(case).bytes if lite else case, "seq": seq}
    row = f"instance_id = {':case' if lite else 'CAST(:case AS uuid)'} AND seq = :seq"
    asked = sa.text(f"SELECT CAST(payload AS text) FROM history WHERE {row}")
    change = sa.text(
        "UPDATE history SET payload = substr(payload, 1, :at - 1) || :byte"
        f" || substr(payload, :at + 1) WHERE {row}"
    )
    with engine.begin() as connection:
        connection.execute(sa.text(UNGUARDED[engine.dialect.name]))
        before = connection.execute(asked, which).scalar_one()
        at = before.index('":"') + len('":"')
        byte = "a" if before[at] != "a" else "b"
        assert connection.execute(change, {**which, "at": at + 1, "byte": byte}).rowcount == 1
        after = connection.execute(asked, which).scalar_one()
    engine.dispose()
    return before, after


@pytest.fixture
def verify(database_url, tmp_path, monkeypatch, capsys):
    """Run `guanjia verify` on the company's database; returns exit code and what is printed."""
    monkeypatch.setenv("GUANJIA_DATABASE_URL", database_url)
    monkeypatch.setenv("GUANJIA_KEY_FILE", str(tmp_path / "guanjia.key"))
    monkeypatch.setattr(sys, "argv", ["guanjia", "verify"])

    def run():
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, capsys.readouterr().out

    return run


def test_only_overseers_may_check_the_record(company):
    assert company["limin"].get("/history/verification").status_code == 403


def address_of(url):
    """Return the address with the driver that this project installs."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
