"""A report that has joined an open escalation hears of it when somebody ends or restarts that one."""

import pytest

from tests.acceptance.shipped import Desk


@pytest.fixture
def joined(app):
    """An open escalation, and a report by hand that has joined it."""
    desk = Desk(app, "escalation")
    told = {"source_case": "TS-1", "level_from": 1, "facts": "逾期。"}
    desk.other = began(desk, "fangyuan", {**told, "reason": "deadline_missed", "auto": True})
    desk.report = began(desk, "limin", {**told, "reason": "over_authority", "level_from": 0})
    desk.complete(desk.report, "UT_Report", "limin")
    assert desk.open(desk.report) == []
    return desk


def began(desk, by, variables):
    body = {"process_key": "escalation", "project": "HY01", "variables": variables}
    answer = desk.people[by].post("/process-instances", body)
    assert answer.status_code == 201, answer.text
    desk.advance("PT1M")
    return answer.json()["id"]


@pytest.mark.parametrize(
    ("ending", "state"),
    [("cancellation", "cancelled"), ("voiding", "voided"), ("termination", "terminated")],
)
def test_it_is_decided_by_itself_once_the_other_is_ended_by_hand(joined, ending, state):
    joined.people["fangyuan"].post(
        f"/process-instances/{joined.other}/{ending}", {"reason": "重复录入"}
    )
    joined.advance("PT1S")

    assert joined.instance(joined.other)["state"] == state
    assert joined.open(joined.report) == ["UT_Decide"]
    assert joined.variables(joined.report)["joins"] is False
    history = joined.overseer(f"/process-instances/{joined.report}/history", limit=200)["items"]
    assert "escalation_join_stopped" in str([each["data"] for each in history])


def test_a_case_that_nobody_waits_for_throws_nothing_as_it_ends(joined):
    joined.people["fangyuan"].post(
        f"/process-instances/{joined.report}/voiding", {"reason": "重复录入"}
    )

    thrown = joined.overseer(f"/process-instances/{joined.report}/history", limit=200)["items"]

    assert "case_stopped" not in str([e["data"] for e in thrown if e["type"] == "SignalThrown"])


def test_it_knows_the_next_round_of_the_other(joined):
    overseer = joined.people["fangyuan"]
    overseer.post(f"/process-instances/{joined.other}/voiding", {"reason": "重复录入"})
    joined.advance("PT1S")

    again = overseer.post(
        f"/process-instances/{joined.other}/restart", {"reason": "误作废"}
    ).json()["id"]

    related = joined.overseer(f"/process-instances/{joined.report}/related")
    assert again in str(related)
    assert joined.report in str(joined.overseer(f"/process-instances/{again}/related"))
