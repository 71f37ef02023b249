"""Dry runs through REST: a draft is played with a clock of its own, and nothing of it is kept."""

import json

import pytest

from engine.deployments.beginnings import of_template

FILES = of_template("approval", key="key-handover", name="钥匙交接")
FILLED = {"complete": "UT_Fill", "by": "limin", "with": {"subject": "借钥匙"}}
APPROVED = [
    {"start": "limin"},
    FILLED,
    {"perform": "approve", "on": "UT_Approve", "by": "wangfang"},
]


def _post(client, path, files=None, **data):
    parts = [("files", (name, content)) for name, content in (files or FILES).items()]
    return client.http.post(f"/api/v1{path}", files=parts, data=data, headers=client.headers)


def _play(client, steps, files=None, **more):
    plan = json.dumps({"process": "key-handover", "steps": steps, **more})
    return _post(client, "/rehearsals", files, plan=plan)


def test_a_dry_run_says_what_waits_for_whom_with_which_form(designer):
    found = _play(designer, [{"start": "limin"}]).json()

    (task,) = found["tasks"]
    assert found["done"] == 1
    assert (task["element_id"], task["people"]) == ("UT_Fill", [{"id": "limin", "name": "李敏"}])
    assert task["form"]["id"] == "key-handover_form"
    assert found["expect"] == {"waiting": ["UT_Fill"]}
    assert found["visits"] == {"Start_1": 1}


def test_a_dry_run_reaches_the_end_and_leaves_nothing_behind(designer):
    found = _play(designer, APPROVED).json()

    assert found["cases"][0]["state"] == "completed"
    assert found["expect"] == {"ended": "End_Yes"}
    assert found["taken"]["Flow_Yes"] == 1
    assert designer.get("/process-definitions/key-handover:1").status_code == 404


def test_time_passes_by_hand_in_a_dry_run(designer):
    steps = [*APPROVED[:2], {"advance": "P5D"}]

    start, later = (_play(designer, each).json() for each in (APPROVED[:2], steps))

    assert start["tasks"][0]["due_at"] < later["now"]


def test_a_step_that_is_refused_is_told_with_its_reason(designer):
    wrong = _play(designer, [{"start": "limin"}, {"complete": "UT_Fill", "by": "limin"}]).json()
    stranger = _play(designer, [{"start": "limin"}, {**FILLED, "by": "zhuting"}]).json()
    closed = _play(designer, [{"start": "limin"}, {**FILLED, "complete": "UT_Approve"}]).json()

    assert (wrong["done"], list(wrong["facts"]["errors"])) == (1, ["subject"])
    assert stranger["done"] == 1
    assert "UT_Approve is not open" in closed["wrong"]


def test_before_its_first_step_nothing_has_begun(designer):
    found = _play(designer, []).json()

    assert (found["done"], found["cases"], found["expect"]) == (0, [], {})


def test_a_case_begins_in_the_project_that_is_asked_for(designer):
    found = _play(designer, [{"start": "zhuting"}], project="HY02").json()

    assert "-HY02-" in found["cases"][0]["number"]


def test_what_the_draft_names_and_is_in_force_is_there(designer):
    used = FILES["key-handover.bpmn"].replace(b"key-handover_form", b"leave_request")

    found = _play(designer, [{"start": "limin"}], {"key-handover.bpmn": used}).json()

    assert found["tasks"][0]["form"]["id"] == "leave_request"


def test_a_draft_with_errors_or_a_plan_that_is_none_is_refused(designer, clerk):
    assert _play(designer, [], {"a.bpmn": b"<x/>"}).status_code == 422
    assert _play(designer, [{"dance": "limin"}]).status_code == 422
    assert _post(designer, "/rehearsals", plan="[]").status_code == 422
    assert _play(clerk, []).status_code == 403


def test_a_dry_run_is_kept_as_a_story_and_told(designer):
    story = {
        "process": "key-handover",
        "name": "同意",
        "steps": APPROVED,
        "clock": "2031-03-03T09:00:00+08:00",
        "expect": {"ended": "End_Yes"},
    }

    first = designer.post("/rehearsals/story", story).json()["text"]
    again = {**story, "text": first, "name": "以为不同意", "expect": {"ended": "End_No"}}
    both = designer.post("/rehearsals/story", again).json()["text"]
    files = {**FILES, "key-handover.scenario.yaml": both.encode()}
    told = _post(designer, "/rehearsals/stories", files).json()

    assert [one["name"] for one in told["stories"]] == ["同意", "以为不同意"]
    assert told["stories"][0]["complaint"] == ""
    assert "End_No" in told["stories"][1]["complaint"]
    shares = {one["what"]: one for one in told["coverage"][0]["shares"]}
    assert shares["nodes"]["missing"] == ["End_No"]
    assert told["coverage"][0]["visits"]["UT_Fill"] == 2


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"text": "scenarios: 3"}, {"text": "SAME"}],
    ids=["name", "file", "twice"],
)
def test_a_story_needs_a_name_of_its_own_and_a_file_that_can_be_read(designer, wrong):
    story = {
        "process": "key-handover",
        "name": "同意",
        "steps": APPROVED,
        "clock": "2031-03-03T09:00:00+08:00",
    }
    if wrong.get("text") == "SAME":
        wrong = {"text": designer.post("/rehearsals/story", story).json()["text"]}

    assert designer.post("/rehearsals/story", {**story, **wrong}).status_code == 422


def test_a_table_in_work_is_tried_out(designer):
    dmn = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m"
     namespace="urn:x"><decision id="grade" name="grade"><variable id="v" name="grade"/>
     <literalExpression id="l"><text>amount * 2</text></literalExpression></decision>
     </definitions>"""

    asked = {"dmn": dmn, "decision_id": "grade", "inputs": {"amount": 4}}
    answer = designer.post("/decisions/trial", asked)

    assert answer.json()["value"] == 8
    assert designer.post("/decisions/trial", {**asked, "dmn": "<x"}).status_code == 422
    assert designer.post("/decisions/trial", {**asked, "decision_id": "no"}).status_code == 404
