"""A node with a boundary deadline is returned to: the deadline is armed again, and fires."""

from datetime import timedelta

from engine.worker import Worker
from tests.returns.drawings import review

LATE = (
    '<boundaryEvent id="BT_Late" attachedToRef="UT_B1"><timerEventDefinition>'
    "<timeDuration>PT4H</timeDuration></timerEventDefinition></boundaryEvent>"
    '<endEvent id="End_Late"/>'
    '<sequenceFlow id="F_Late" sourceRef="BT_Late" targetRef="End_Late"/>'
)


def armed(company):
    jobs = company["fangyuan"].get("/jobs", instance_id=company.case, state="open").json()["items"]
    return [job["element_id"] for job in jobs if job["kind"] == "timer"]


def test_the_deadline_of_what_is_returned_to_runs_anew(company, app):
    company.deploy(review("liuyang", "wangfang", "majun", "zhangwei", inner=LATE))
    started = company["limin"].post(
        "/process-instances", {"process_key": "review", "project": "HY01"}
    )
    company.case = started.json()["id"]
    for who in ("limin", "liuyang"):
        task = company[who].task_of(company.case)["id"]
        assert company[who].post(f"/user-tasks/{task}/completion", {}).status_code == 200
    assert armed(company) == []

    task = company["wangfang"].task_of(company.case)["id"]
    answer = company["wangfang"].post(f"/user-tasks/{task}/return", {"reason": "漏填"})

    assert answer.status_code == 200, answer.text
    assert armed(company) == ["BT_Late"]
    Worker(app.state.store).advance_clock(timedelta(hours=5))
    assert company["liuyang"].task_of(company.case) is None
    assert armed(company) == []
