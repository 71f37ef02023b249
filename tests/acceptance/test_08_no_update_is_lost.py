"""Only branch B changes a field and C finishes last: the change survives."""

from tests.returns.drawings import review

NOTE = b"""{"id": "note", "title": "Note", "schema": {"type": "object", "properties": {
  "b": {"type": "string", "title": "B"}, "c": {"type": "string", "title": "C"}}}}"""


def test_the_change_of_one_branch_survives_the_other_that_finishes_last(company):
    company.deploy(review("liuyang", "wangfang", "majun", "zhangwei", form="note"), note=NOTE)
    started = company["limin"].post(
        "/process-instances", {"process_key": "review", "project": "HY01"}
    )
    company.case = started.json()["id"]

    for who, values in (
        ("limin", {"b": "原值", "c": "原值"}),
        ("liuyang", {"b": "新值"}),
        ("wangfang", {}),
        ("majun", {"c": "另一个"}),
    ):
        task = company[who].task_of(company.case)["id"]
        answer = company[who].post(f"/user-tasks/{task}/completion", {"variables": values})
        assert answer.status_code == 200, answer.text

    task = company["zhangwei"].task_of(company.case)["id"]
    shown = company["zhangwei"].get(f"/user-tasks/{task}/form").json()["data"]
    assert shown == {"b": "新值", "c": "另一个"}
