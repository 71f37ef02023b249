"""Return from D to B1 behind the join: B is done again, C's result stays; straight back to D."""

import pytest

from tests.returns.drawings import review


@pytest.fixture
def at_d(company):
    """A review that has come to UT_D; who holds it is zhangwei."""
    company.deploy(review("liuyang", "wangfang", "majun", "zhangwei", form="note"), note=NOTE)
    started = company["limin"].post(
        "/process-instances", {"process_key": "review", "project": "HY01"}
    )
    company.case = started.json()["id"]
    complete(company, "limin", "UT_Fill")
    complete(company, "liuyang", "UT_B1", b="第一次")
    complete(company, "majun", "UT_C", c="留用")
    complete(company, "wangfang", "UT_B2")
    return company


NOTE = b"""{"id": "note", "title": "Note", "schema": {"type": "object", "properties": {
  "b": {"type": "string", "title": "B"}, "c": {"type": "string", "title": "C"}}},
  "layout": [{"field": "b"}, {"field": "c"}]}"""


def complete(company, who, element_id, **values):
    task = company[who].task_of(company.case)
    assert task["element_id"] == element_id
    answer = company[who].post(f"/user-tasks/{task['id']}/completion", {"variables": values})
    assert answer.status_code == 200, answer.text
    return answer.json()


def send_back(company, **body):
    task = company["zhangwei"].task_of(company.case)["id"]
    targets = company["zhangwei"].get(f"/user-tasks/{task}/return-targets").json()
    assert {each["element_id"] for each in targets if each["allowed"]} == {
        *("UT_Fill", "UT_B1", "UT_B2", "UT_C")
    }
    answer = company["zhangwei"].post(
        f"/user-tasks/{task}/return", {"to": "UT_B1", "reason": "照片不清", **body}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def values_at_d(company):
    task = company["zhangwei"].task_of(company.case)
    assert (task["element_id"], task["round"]) == ("UT_D", 2)
    return company["zhangwei"].get(f"/user-tasks/{task['id']}/form").json()["data"]


def test_only_the_branch_is_done_again_and_the_other_result_is_kept(at_d):
    assert send_back(at_d)["returns"] == 1

    assert at_d["majun"].task_of(at_d.case) is None
    assert at_d["liuyang"].task_of(at_d.case)["round"] == 2
    complete(at_d, "liuyang", "UT_B1", b="第二次")
    complete(at_d, "wangfang", "UT_B2")

    assert values_at_d(at_d) == {"b": "第二次", "c": "留用"}
    assert complete(at_d, "zhangwei", "UT_D")["state"] == "completed"


def test_straight_back_the_case_comes_to_whoever_returned_it(at_d):
    send_back(at_d, mode="straight")

    complete(at_d, "liuyang", "UT_B1", b="第二次")

    assert at_d["wangfang"].task_of(at_d.case) is None
    assert values_at_d(at_d) == {"b": "第二次", "c": "留用"}
    assert complete(at_d, "zhangwei", "UT_D")["state"] == "completed"
