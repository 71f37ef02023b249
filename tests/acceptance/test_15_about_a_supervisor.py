"""A complaint about the 客服主管: he is no candidate for its triage; his superior is."""

import pytest

from tests.usecases.diagrams import START, bpmn, path, user


@pytest.mark.parametrize(
    "assign",
    [
        "post(cs_supervisor) not_in(form.accused)",
        "post(cs_supervisor) minus form.accused",
    ],
)
def test_the_accused_is_passed_over_for_his_superior(company, assign):
    settings = {"gj:assign": assign, "gj:fallback": "superior", "gj:exclude": "form.accused"}
    company.deploy(
        bpmn(
            "about",
            START
            + user("UT_Triage", groups="", settings=settings)
            + '<endEvent id="End_1"/>'
            + path("StartEvent_1", "UT_Triage", "End_1"),
        )
    )

    started = company["limin"].post(
        "/process-instances",
        {"process_key": "about", "project": "HY01", "variables": {"accused": "wangfang"}},
    )
    case = started.json()["id"]

    assert company["wangfang"].task_of(case) is None
    task = company["zhangwei"].task_of(case)["id"]
    detail = company["zhangwei"].get(f"/user-tasks/{task}").json()
    assert detail["routing"]["people"] == ["zhangwei"]
