"""A reporter takes back his own report, also where another one of the same source waits longer."""

import pytest

from tests.acceptance.shipped import Desk
from tests.operations.test_joined_reports import began

SOURCE = {"source_case": "TS-1", "facts": "逾期。"}


@pytest.fixture
def reports(app):
    """An escalation by the system, and a later report by hand that goes higher."""
    desk = Desk(app, "escalation")
    late = {**SOURCE, "reason": "deadline_missed", "level_from": 0, "auto": True}
    desk.other = began(desk, "fangyuan", late)
    desk.own = began(desk, "limin", {**SOURCE, "reason": "over_authority", "level_from": 2})
    desk.complete(desk.own, "UT_Report", "limin")
    assert desk.open(desk.own) == desk.open(desk.other) == ["UT_Decide"]
    return desk


def test_the_message_names_the_report_by_its_own_number(reports):
    reports.message(reports.own, "Msg_EscalationWithdrawn", reason="业主已接受方案")

    assert reports.instance(reports.own)["outcome"] == "End_EscWithdrawn"
    assert reports.variables(reports.own)["instruction"] == "业主已接受方案"
    assert reports.open(reports.other) == ["UT_Decide"]


def test_the_number_of_the_source_names_none_of_them(reports):
    body = {"name": "Msg_EscalationWithdrawn", "correlation_key": "TS-1", "variables": {}}

    answer = reports.people["fangyuan"].post("/messages", body)

    assert answer.json()["instance_ids"] == []
    assert reports.open(reports.own) == reports.open(reports.other) == ["UT_Decide"]


def test_who_writes_it_down_on_his_own_report_withdraws_that_one(reports):
    limin = reports.people["limin"]
    path = f"/process-instances/{reports.own}/awaited-messages"
    assert [each["element_id"] for each in limin.get(path).json()] == ["M_EscWithdrawn"]

    limin.post(f"{path}/M_EscWithdrawn", {"note": "已与业主协商一致"})
    reports.advance("PT1S")

    assert reports.instance(reports.own)["outcome"] == "End_EscWithdrawn"
    assert reports.open(reports.other) == ["UT_Decide"]
    other = f"/process-instances/{reports.other}/awaited-messages/M_EscWithdrawn"
    assert limin.post(other, {}).status_code == 404
