"""Suspending: a case stands still until somebody resumes it, or until the time that was named."""

from datetime import timedelta

import pytest

from engine import instances
from engine.store import JobQuery
from tests.approvals.office import Office, approval

WEEK = "2026-07-08T09:00:00+08:00"


@pytest.fixture
def standing(company):
    """An approval on a Wednesday morning; the clock is set by hand."""
    set_clock(company, "2026-07-01T09:00:00+08:00")
    company.send("and", ["wangfang"], due="P2D")
    return company


def set_clock(company, at):
    answer = company["fangyuan"].send("PUT", "/clock", {"now": at})
    assert answer.is_success, answer.text


def suspend(company, **body):
    return company["fangyuan"].send(
        "PUT", f"/process-instances/{company.case}/suspension", {"reason": "等业主回国", **body}
    )


def test_a_case_goes_on_by_itself_when_the_time_has_come(standing):
    due = standing.detail("wangfang")["due_at"]
    assert suspend(standing, until=WEEK).status_code == 200
    path = f"/process-instances/{standing.case}/suspension"
    told = standing["wangfang"].get(path).json()
    assert (told["by"], told["reason"]) == ("fangyuan", "等业主回国")
    assert told["until"].startswith("2026-07-08T01:00:00")
    assert standing.post("wangfang", "approve").status_code == 409

    set_clock(standing, "2026-07-08T08:59:00+08:00")
    assert standing.instance()["state"] == "suspended"
    set_clock(standing, "2026-07-08T09:01:00+08:00")

    assert standing.instance()["state"] == "active"
    assert standing["wangfang"].get(path).json() is None
    (resumed,) = standing.history("InstanceResumed")
    assert (resumed["actor"], resumed["data"]["reason"]) == ("system", "挂起到期")
    assert standing.detail("wangfang")["due_at"] > due
    standing.ok("wangfang", "approve")


def test_nobody_but_an_administrator_suspends_a_case_or_lets_it_go_on(standing):
    path = f"/process-instances/{standing.case}/suspension"

    refused = standing["wangfang"].send("PUT", path, {"reason": "先停一停"})
    suspend(standing)
    kept = standing["wangfang"].send("DELETE", f"{path}?reason=好了")

    assert (refused.status_code, kept.status_code) == (403, 403)
    assert [each["actor"] for each in standing.history("InstanceSuspended")] == ["fangyuan"]
    assert standing.instance()["state"] == "suspended"


def test_who_resumes_it_earlier_is_not_repeated_by_the_clock(standing):
    suspend(standing, until=WEEK)
    path = f"/process-instances/{standing.case}/suspension"
    standing["fangyuan"].send("DELETE", f"{path}?reason=回来了")

    set_clock(standing, "2026-07-09T09:00:00+08:00")

    assert len(standing.history("InstanceResumed")) == 1


def test_a_time_that_has_passed_is_refused(standing):
    answer = suspend(standing, until="2026-06-30T09:00:00+08:00")

    assert answer.status_code == 422
    assert answer.json()["facts"]["zh"] == "恢复时间须晚于现在"
    assert standing.instance()["state"] == "active"


def test_a_job_that_comes_too_early_resumes_nothing(manual_store):
    office = Office(manual_store)
    case = office.send(approval())
    until = office.store.run(lambda tx: tx.now) + timedelta(days=3)
    office.do(instances.suspend, case.id, by="ada", reason="等业主回国", until=until)
    (job,) = office.store.run(lambda tx: tx.jobs.page(JobQuery(kind="resume"))).items

    assert office.store.run(lambda tx: instances.resume_due(tx, job.id)) is None
    assert office.get(case).state == "suspended"
