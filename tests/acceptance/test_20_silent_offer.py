"""An offer that stays silent for three workdays over National Day: the holiday does not count."""

from datetime import UTC, datetime

import pytest

from engine.calendar import SHANGHAI
from engine.store import JobQuery
from engine.worker import Worker
from tests.usecases.diagrams import END, START, bpmn, path, user

WAIT = (
    '<boundaryEvent id="T_Silent" attachedToRef="UT_Reply"><timerEventDefinition id="TD_1">'
    '<timeDuration xsi:type="tFormalExpression">{}</timeDuration>'
    "</timerEventDefinition></boundaryEvent>"
)


def offer(text):
    body = START + user("UT_Reply", settings={"gj:assign": "initiator"}, groups="")
    body += WAIT.format(text) + user("UT_Next", settings={"gj:assign": "initiator"}, groups="")
    body += END + '<endEvent id="End_2"/>' + path("StartEvent_1", "UT_Reply", "End_1")
    return bpmn("offer", body + path("T_Silent", "UT_Next", "End_2"))


@pytest.mark.parametrize("text", ["work:P3D", '="work:P" + string(days) + "D"'])
def test_three_workdays_over_national_day_end_behind_the_holiday(company, app, text):
    app.state.store.run(lambda tx: tx.clock.set(datetime(2026, 9, 29, 2, tzinfo=UTC)))
    company.deploy(offer(text.replace('"', "&quot;")))
    content = {"hours": [["09:00", "12:00"], ["13:30", "18:00"]], "reason": "公告"}
    started = company["limin"].post(
        "/process-instances",
        {"process_key": "offer", "project": "HY01", "variables": {"days": 3}},
    )
    assert started.status_code == 201, started.text
    company.case = started.json()["id"]
    changed = company["fangyuan"].http.put(
        "/api/v1/calendars/cn", json=content, headers=company["fangyuan"].headers
    )
    assert changed.status_code == 200, changed.text

    with app.state.store.read() as tx:
        (timer,) = tx.jobs.page(JobQuery(kind="timer")).items
    Worker(app.state.store).set_clock(timer.due_at)

    assert timer.due_at == datetime(2026, 10, 9, 10, tzinfo=SHANGHAI)
    assert company.open_task("limin") is not None
    assert [row["type"] for row in company.history("TimerFired")] == ["TimerFired"]
