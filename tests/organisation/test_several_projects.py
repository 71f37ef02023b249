"""Who manages several projects: all their work in one list, each piece done with the post there."""

from dataclasses import replace

import pytest

from engine import audit
from engine.model.organisation import Assignment, Unit
from engine.store import Store, TaskQuery
from tests.approvals.office import ORGANISATION, Office
from tests.conftest import KEY
from tests.usecases.diagrams import END, START, bpmn, path, user

PROJECTS = ("HY01", "HY02", "HY03")
DIAGRAM = bpmn(
    "visit",
    START
    + user("UT_Visit", groups="", settings={"gj:assign": "post(manager)"})
    + END
    + path("StartEvent_1", "UT_Visit", "End_1"),
)


@pytest.fixture
def office(sqlite_url):
    """The boss manages HY01 and HY02; HY03 is another one's."""
    store = Store(sqlite_url, key=KEY, clock="manual")
    store.migrate()
    made = Office(store)
    units = {
        code: Unit(code=code, name=f"小区{code}", type="project", parent="HQ") for code in PROJECTS
    }
    managers = (("boss", "HY01"), ("boss", "HY02"), ("e", "HY03"))
    posts = tuple(Assignment(person=who, unit=unit, post="manager") for who, unit in managers)
    company = replace(ORGANISATION, units={**ORGANISATION.units, **units}, assignments=posts)
    store.run(lambda tx: tx.people.replace(company))
    made.deploy(DIAGRAM)
    yield made
    store.close()


def listed(office, who, **query):
    viewer = office.actor(who)
    page = office.store.run(lambda tx: tx.tasks.page(TaskQuery(**query), viewer))
    return sorted(task.project for task in page.items)


def test_a_manager_sees_the_work_of_all_his_projects_and_narrows_it_to_one(office):
    for project in PROJECTS:
        office.start("visit", by="ann", project=project)

    assert listed(office, "boss") == ["HY01", "HY02"]
    assert listed(office, "boss", project="HY02") == ["HY02"]
    assert listed(office, "boss", project="HY03") == []
    assert listed(office, "e") == ["HY03"]


def test_a_manager_does_each_piece_of_work_with_the_post_he_has_in_its_project(office):
    cases = [office.start("visit", by="ann", project=project) for project in PROJECTS[:2]]

    for case in cases:
        office.complete("UT_Visit", by="boss", case=case)

    acted = [
        row.actor_post
        for case in cases
        for row in office.do(audit.history, case.id, by="ada")
        if row.type == "UserTaskCompleted"
    ]
    assert acted == ["小区HY01·项目经理", "小区HY02·项目经理"]
