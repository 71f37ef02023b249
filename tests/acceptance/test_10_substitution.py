"""离岗委托 from one day to another, for one process: the agent sees it, acts as B(代A), then it is A's again."""

from datetime import datetime, timedelta

import pytest

from tests.approvals.office import approval
from tests.usecases.diagrams import START, bpmn, path, user

OTHER = bpmn(
    "recruitment",
    START
    + user("UT_Screen", groups="", settings={"gj:assign": "user(wangfang)"})
    + '<endEvent id="End_1"/>'
    + path("StartEvent_1", "UT_Screen", "End_1"),
)


def now(company):
    return datetime.fromisoformat(company["fangyuan"].get("/clock").json()["now"])


@pytest.fixture
def window(company):
    """Somebody acts in Wang Fang's place for the approval only, for two days from now."""
    company.deploy(OTHER, approval("", people=["wangfang"], decision="approval"))
    begins = now(company)
    body = {
        "agent": "gaoxiang",
        "begins": begins.isoformat(),
        "ends": (begins + timedelta(days=2)).isoformat(),
        "processes": ["approval"],
        "reason": "休假",
    }
    made = company["wangfang"].post("/substitutions", body)
    assert made.status_code == 201, made.text
    return made.json()


def start(company, key="approval"):
    started = company["limin"].post("/process-instances", {"process_key": key, "project": "HY01"})
    assert started.status_code == 201, started.text
    case = started.json()["id"]
    fill = company["limin"].task_of(case)
    if fill is not None:
        done = company["limin"].post(f"/user-tasks/{fill['id']}/completion", {})
        assert done.status_code == 200, done.text
    return case


def seen(company, who, case, **query):
    items = company[who].get("/user-tasks", instance_id=case, **query).json()["items"]
    return [item["id"] for item in items]


def pass_time(company, days):
    moved = company["fangyuan"].post("/clock/advance", {"duration": f"P{days}D"})
    assert moved.is_success, moved.text


def test_the_agent_acts_in_the_principals_place_and_the_record_says_so(company, window):
    case = start(company)

    (task,) = seen(company, "gaoxiang", case, in_place=True)
    assert seen(company, "wangfang", case) == [task]
    assert seen(company, "gaoxiang", case, in_place=False) == []
    done = company["gaoxiang"].post(f"/user-tasks/{task}/approve", {"opinion": "同意"})

    assert done.status_code == 200, done.text
    rows = company["hanbing"].get(f"/process-instances/{case}/history", limit=200).json()["items"]
    acted = [row for row in rows if row["type"] == "ParticipantsChanged"][-1]
    assert (acted["actor_name"], acted["on_behalf_of"]) == ("高翔(代王芳)", "wangfang")
    assert acted["actor"] == "gaoxiang"
    detail = company["wangfang"].get(f"/user-tasks/{task}").json()
    assert detail["ended_by_name"] == "高翔(代王芳)"
    handled = company["wangfang"].get("/user-tasks", state="completed", instance_id=case).json()
    assert [item["id"] for item in handled["items"]] == [task]


def test_when_the_window_is_over_what_is_unfinished_is_the_principals_alone(company, window):
    case = start(company)
    (task,) = seen(company, "gaoxiang", case)

    pass_time(company, 3)

    assert seen(company, "gaoxiang", case) == []
    assert company["gaoxiang"].post(f"/user-tasks/{task}/approve", {}).status_code == 404
    assert seen(company, "wangfang", case) == [task]


def test_work_of_another_process_never_reaches_the_agent(company, window):
    case = start(company, "recruitment")

    assert seen(company, "gaoxiang", case) == []
    assert len(seen(company, "wangfang", case)) == 1


def test_nobody_approves_his_own_request_in_somebodys_place(company, window):
    started = company["gaoxiang"].post(
        "/process-instances", {"process_key": "approval", "project": "HY01"}
    )
    case = started.json()["id"]
    fill = company["gaoxiang"].task_of(case)["id"]
    company["gaoxiang"].post(f"/user-tasks/{fill}/completion", {})
    (task,) = seen(company, "gaoxiang", case)

    refused = company["gaoxiang"].post(f"/user-tasks/{task}/approve", {})

    assert refused.status_code == 403
    assert refused.json()["facts"]["zh"] == "不能代理审批自己发起的申请"


def test_a_substitution_is_ended_early_and_arranged_by_superiors_but_not_by_others(company, window):
    case = start(company)
    ended = company["zhangwei"].post(f"/substitutions/{window['id']}/end")

    assert ended.status_code == 200, ended.text
    assert seen(company, "gaoxiang", case) == []
    body = {
        "principal": "wangfang",
        "agent": "limin",
        "begins": window["begins"],
        "ends": window["ends"],
    }
    assert company["gaoxiang"].post("/substitutions", body).status_code == 403
    assert company["zhangwei"].post("/substitutions", body).status_code == 201
    mine = company["limin"].get("/substitutions").json()
    assert [each["principal_name"] for each in mine] == ["王芳"]
    assert company["limin"].get("/substitutions", everybody=True).status_code == 403
    assert len(company["hanbing"].get("/substitutions", everybody=True).json()) == 2
