"""Who heads a unit opens every case in it and below it, unless he must keep out of it (REST)."""

import pytest

from tests.api.serving import Client, running
from tests.usecases.diagrams import END, START, bpmn, path, user

ABOUT = bpmn(
    "about",
    START
    + user(
        "UT_Hear", groups="", settings={"gj:assign": "post(cs_front)", "gj:exclude": "case.accused"}
    )
    + END
    + path("StartEvent_1", "UT_Hear", "End_1"),
    settings={"gj:number": "TS"},
)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("leading"), shipped=False) as app:
        Client(app, "caoying").deploy(**{"about.bpmn": ABOUT})
        yield app


def begun(app, accused):
    answer = Client(app, "limin").post(
        "/process-instances",
        {"process_key": "about", "project": "HY01", "variables": {"accused": accused}},
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def seen(app, login, case):
    """Return whether each way to a case leads there."""
    somebody = Client(app, login)
    task = Client(app, "limin").task_of(case)["id"]
    lists = ("/process-instances", "/audit/cases")
    listed = [case in {each["id"] for each in somebody.get(path).json()["items"]} for path in lists]
    opened = [
        somebody.get(f"/process-instances/{case}").status_code == 200,
        somebody.get(f"/process-instances/{case}/comments").status_code == 200,
        somebody.get(f"/user-tasks/{task}").status_code == 200,
        somebody.http.get(f"/cases/{case}").status_code == 200,
    ]
    return {*listed, *opened}


@pytest.mark.parametrize("head", ["zhangwei", "chenjianhua", "zhouguoqiang"])
def test_heads_of_the_project_the_region_and_the_company_see_its_cases(app, head):
    case = begun(app, "liuyang")

    assert seen(app, head, case) == {True}


@pytest.mark.parametrize("other", ["yangfan", "wulei", "qianlin", "zhuting", "linjing"])
def test_who_heads_another_unit_or_none_does_not(app, other):
    case = begun(app, "liuyang")

    assert seen(app, other, case) == {False}


def test_the_accused_gains_no_sight_by_heading_the_project_and_his_superior_does(app):
    case = begun(app, "zhangwei")

    assert seen(app, "zhangwei", case) == {False}
    assert seen(app, "chenjianhua", case) == {True}


def test_who_leads_and_has_no_part_may_look_and_not_act(app):
    case, head = begun(app, "liuyang"), Client(app, "zhangwei")
    task = Client(app, "limin").task_of(case)["id"]

    answers = [
        head.post(f"/user-tasks/{task}/completion", {"variables": {}}),
        head.post(f"/user-tasks/{task}/withdraw", {"reason": "看看"}),
        head.post(f"/process-instances/{case}/cancellation", {"reason": "看看"}),
    ]

    assert [answer.status_code in {403, 404, 409} for answer in answers] == [True] * 3
    assert Client(app, "limin").task_of(case)["id"] == task
