"""A complaint at 22:40 on a Friday: the response clock runs, the handling clock waits."""

from datetime import UTC, datetime

from engine.calendar import SHANGHAI
from tests.usecases.diagrams import END, START, bpmn, path, user


def complaint():
    respond = user("UT_Respond", groups="", settings=_to_initiator("natural:PT30M"))
    handle = user("UT_Handle", groups="", settings=_to_initiator("work:P3D"))
    fork = '<parallelGateway id="G_Fork"/><endEvent id="End_2"/>'
    flows = path("StartEvent_1", "G_Fork", "UT_Respond", "End_1")
    flows += path("G_Fork", "UT_Handle", "End_2")
    return bpmn("night", START + fork + respond + handle + END + flows)


def _to_initiator(due):
    return {"gj:assign": "initiator", "gj:due": due}


def tasks(company, app, at):
    app.state.store.run(lambda tx: tx.clock.set(at))
    company.deploy(complaint())
    started = company["limin"].post(
        "/process-instances", {"process_key": "night", "project": "HY01"}
    )
    assert started.status_code == 201, started.text
    found = company["limin"].get("/user-tasks", instance_id=started.json()["id"]).json()
    return {each["element_id"]: each for each in found["items"]}


def due(task):
    return datetime.fromisoformat(task["due_at"]).astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def test_the_response_is_due_by_night_and_the_handling_counts_from_monday(company, app):
    found = tasks(company, app, datetime(2026, 7, 3, 14, 40, tzinfo=UTC))

    assert due(found["UT_Respond"]) == "07-03 23:10"
    assert due(found["UT_Handle"]) == "07-08 18:00"
    assert found["UT_Handle"]["deadline"]["clock"] == "work"


def test_a_make_up_sunday_counts_as_the_first_workday(company, app):
    found = tasks(company, app, datetime(2026, 9, 18, 14, 40, tzinfo=UTC))

    assert due(found["UT_Handle"]) == "09-22 18:00"


def test_a_year_that_nobody_maintains_counts_monday_to_friday_and_says_so(company, app):
    found = tasks(company, app, datetime(2027, 10, 1, 14, 40, tzinfo=UTC))

    assert due(found["UT_Handle"]) == "10-06 18:00"
    assert found["UT_Handle"]["deadline"]["unmaintained_years"] == [2027]
    notice = found["UT_Handle"]["deadline"]["notice"]["zh"]
    assert notice == "该年度节假日未维护，按周一至周五计算"
