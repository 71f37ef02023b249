"""Handling late: level 1 when it is due, level 2 half a span later; the handler still can finish."""

from datetime import timedelta

from engine.worker import Worker
from tests.usecases.diagrams import END, ESCALATION, START, bpmn, path, user

LATE = bpmn(
    "late",
    START
    + user(
        "UT_Handle",
        groups="",
        settings={"gj:assign": "initiator", "gj:due": "natural:PT4H", "gj:onBreach": "escalation"},
    )
    + END
    + path("StartEvent_1", "UT_Handle", "End_1"),
)


def test_both_levels_are_listed_and_the_original_handler_still_can_finish(company, app):
    company.deploy(ESCALATION, LATE)
    started = company["limin"].post(
        "/process-instances", {"process_key": "late", "project": "HY01"}
    )
    company.case = started.json()["id"]

    Worker(app.state.store).advance_clock(timedelta(hours=6))

    breaches = [row["data"] for row in company.history("DeadlineBreached")]
    links = [row["data"]["other_id"] for row in company.history("CaseLinked")]
    assert [event["level"] for event in breaches] == [1, 2]
    assert [event["escalation_id"] for event in breaches] == links
    assert len(set(links)) == 2
    task = company.open_task("limin")
    assert company["limin"].post(f"/user-tasks/{task}/completion", {}).status_code == 200
    assert company.instance()["state"] == "completed"
