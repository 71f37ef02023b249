"""Jumping: who is in charge puts the case from a task anywhere it can be right, and it shows."""

import pytest

from tests.returns.drawings import review
from tests.usecases.diagrams import START, bpmn, path, user

IN_CHINESE = {"Accept-Language": "zh-CN"}
PEOPLE = ("liuyang", "wangfang", "majun", "zhangwei")


def complete(company, who, element_id):
    task = next(
        each
        for each in company[who].get("/user-tasks", instance_id=company.case).json()["items"]
        if each["element_id"] == element_id
    )
    answer = company[who].post(f"/user-tasks/{task['id']}/completion", {})
    assert answer.status_code == 200, answer.text


def begin(company, diagram, key):
    company.deploy(diagram)
    started = company["limin"].post("/process-instances", {"process_key": key, "project": "HY01"})
    company.case = started.json()["id"]
    return company


@pytest.fixture
def reviewing(company):
    """A review whose branches have both begun: UT_B1 with liuyang, UT_C with majun."""
    begin(company, review(*PEOPLE), "review")
    complete(company, "limin", "UT_Fill")
    return company


def jump(company, who, from_, to, *, reason="现场已处理", preview=False):
    task = company[from_].task_of(company.case)["id"]
    if preview:
        return company[who].post(f"/user-tasks/{task}/jump/preview", {"to": to})
    return company[who].post(f"/user-tasks/{task}/jump", {"to": to, "reason": reason})


def open_elements(company):
    found = company["fangyuan"].get(
        "/user-tasks", instance_id=company.case, box="all", state="ready"
    )
    return {each["element_id"] for each in found.json()["items"]}


def test_a_jump_ahead_leaves_out_what_lies_between(company):
    tasks = "".join(
        user(id_, groups="", settings={"gj:assign": f"user({who})"})
        for id_, who in (("UT_1", "limin"), ("UT_2", "liuyang"), ("UT_3", "wangfang"))
    )
    line = START + tasks + '<endEvent id="End_1"/>'
    begin(
        company, bpmn("line", line + path("StartEvent_1", "UT_1", "UT_2", "UT_3", "End_1")), "line"
    )

    answer = jump(company, "fangyuan", "limin", "UT_3")

    assert answer.status_code == 200, answer.text
    assert company["limin"].task_of(company.case) is None
    assert company["wangfang"].task_of(company.case)["element_id"] == "UT_3"
    (told,) = company.history("UserTaskJumped")
    assert told["actor"] == "fangyuan"
    page = company["limin"].http.get(f"/cases/{company.case}", headers=IN_CHINESE).text
    assert "人工干预：从“UT_1”跳转至“UT_3”" in page
    assert (told["data"]["to"], told["data"]["reason"]) == ("UT_3", "现场已处理")
    complete(company, "wangfang", "UT_3")
    assert company.instance()["state"] == "completed"


def test_a_jump_back_is_a_return_that_keeps_what_others_have_done(reviewing):
    for who, element_id in zip(PEOPLE, ("UT_B1", "UT_B2", "UT_C", "UT_D"), strict=True):
        if element_id != "UT_D":
            complete(reviewing, who, element_id)

    assert jump(reviewing, "fangyuan", "zhangwei", "UT_B1").status_code == 200

    again = reviewing["liuyang"].task_of(reviewing.case)
    assert (again["element_id"], again["round"]) == ("UT_B1", 2)
    assert reviewing["majun"].task_of(reviewing.case) is None
    complete(reviewing, "liuyang", "UT_B1")
    complete(reviewing, "wangfang", "UT_B2")
    complete(reviewing, "zhangwei", "UT_D")
    assert reviewing.instance()["state"] == "completed"


def test_a_preview_shows_what_stays_open_beside_and_changes_nothing(reviewing):
    before = reviewing.instance()["seq"]

    seen = jump(reviewing, "fangyuan", "liuyang", "UT_D", preview=True).json()

    assert [each["element_id"] for each in seen["withdrawn"]] == ["UT_B1"]
    assert [each["element_id"] for each in seen["begun"]] == ["UT_D"]
    assert [each["element_id"] for each in seen["kept"]] == ["UT_C"]
    assert reviewing.instance()["seq"] == before


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("UT_C", "该节点正在办理中，无需跳转"),
        ("UT_Nowhere", None),
        ("StartEvent_1", None),
    ],
)
def test_a_jump_that_cannot_be_right_is_refused_with_the_reason(reviewing, to, why):
    answer = jump(reviewing, "fangyuan", "liuyang", to)

    assert answer.status_code in {404, 422}
    assert answer.json()["facts"].get("zh") == why
    assert reviewing["liuyang"].task_of(reviewing.case)["element_id"] == "UT_B1"


def test_a_jump_into_a_sibling_branch_is_refused(reviewing):
    complete(reviewing, "majun", "UT_C")

    answer = jump(reviewing, "fangyuan", "liuyang", "UT_C")

    assert answer.status_code == 422
    assert answer.json()["facts"]["zh"] == "该节点不是已执行的前序节点"


def test_nobody_else_may_jump_and_the_buttons_say_so(reviewing):
    assert jump(reviewing, "liuyang", "liuyang", "UT_D").status_code == 403
    assert jump(reviewing, "fangyuan", "liuyang", "UT_D", reason="").status_code == 422

    task = reviewing["liuyang"].task_of(reviewing.case)["id"]
    shown = reviewing["liuyang"].get(f"/user-tasks/{task}").json()["operations"]
    why = {each["name"]: each["why_not"] for each in shown}
    assert why["jump"]["zh"] == "只有流程管理员可以跳转"


def test_inside_one_of_several_instances_a_jump_stays_in_it(company):
    inner = (
        '<subProcess id="SP_1"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
        '</multiInstanceLoopCharacteristics><startEvent id="S_1"/><endEvent id="E_1"/>'
        + user("UT_1", groups="", settings={"gj:assign": "user(limin)"})
        + user("UT_2", groups="", settings={"gj:assign": "user(liuyang)"})
        + path("S_1", "UT_1", "UT_2", "E_1")
        + "</subProcess>"
    )
    whole = START + inner + '<endEvent id="End_1"/>' + path("StartEvent_1", "SP_1", "End_1")
    begin(company, bpmn("many", whole), "many")

    assert jump(company, "fangyuan", "limin", "UT_2").status_code == 200

    assert company["liuyang"].task_of(company.case)["element_id"] == "UT_2"
    complete(company, "liuyang", "UT_2")
    complete(company, "limin", "UT_1")
    complete(company, "liuyang", "UT_2")
    assert company.instance()["state"] == "completed"


def test_a_jump_leads_out_of_the_sub_process_that_the_task_stands_in(company):
    inside = (
        '<subProcess id="SP_1"><startEvent id="S_1"/>'
        + user("UT_In", groups="", settings={"gj:assign": "user(wangfang)"})
        + '<endEvent id="E_1"/>'
        + path("S_1", "UT_In", "E_1")
        + "</subProcess>"
    )
    after = user("UT_After", groups="", settings={"gj:assign": "user(wangfang)"})
    body = START + inside + after + '<endEvent id="End_1"/>'
    body += path("StartEvent_1", "SP_1", "UT_After", "End_1")
    begin(company, bpmn("out", body), "out")

    assert jump(company, "fangyuan", "wangfang", "UT_After").status_code == 200

    assert company["wangfang"].task_of(company.case)["element_id"] == "UT_After"
