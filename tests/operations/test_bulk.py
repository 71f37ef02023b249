"""The same operation on many tasks: each is done or refused for itself, once for each key."""

import pytest

from tests.api.serving import new_key
from tests.approvals.office import approval


def begin(company, count, **settings):
    """Deploy an approval by wangfang and bring some cases there; return their tasks' ids."""
    company.deploy(approval("and", people=["wangfang"], **settings))
    return [sent(company) for _ in range(count)]


def sent(company, key="approval"):
    started = company["limin"].post("/process-instances", {"process_key": key, "project": "HY01"})
    company.case = started.json()["id"]
    fill = company["limin"].task_of(company.case)["id"]
    company["limin"].post(f"/user-tasks/{fill}/completion", {})
    return company.open_task("wangfang")


def bulk(company, who, operation, tasks, *, key=None, **more):
    named = {"Idempotency_Key": key} if key else {}
    body = {"operation": operation, "task_ids": tasks, **more}
    answer = company[who].post("/user-tasks/bulk", body, **named)
    assert answer.status_code == 200, answer.text
    return answer.json()


def done(answer):
    return [each["done"] for each in answer["items"]]


def test_many_tasks_of_low_risk_are_approved_at_once(company):
    tasks = begin(company, 3, lowRisk="true")

    answer = bulk(company, "wangfang", "approve", tasks, text="同意")

    assert (answer["done"], answer["refused"]) == (3, 0)
    assert [each["task_id"] for each in answer["items"]] == tasks
    assert company.instance()["outcome"] == "End_Yes"
    (said,) = [e for e in company.history() if e["data"]["operation"] == "approve"]
    assert (said["actor"], said["data"]["opinion"]) == ("wangfang", "同意")


def test_a_task_that_is_refused_stops_none_of_the_others(company):
    first, second, third = begin(company, 3, lowRisk="true")
    company["wangfang"].post(f"/user-tasks/{second}/approve", {})

    answer = bulk(company, "wangfang", "reject", [first, second, third])

    assert done(answer) == [True, False, True]
    why = answer["items"][1]["why_not"]
    assert (why["status"], why["code"]) == (409, "task-not-open")
    assert why["zh"] == "该任务已由王芳处理，请刷新"


def test_what_is_not_of_low_risk_is_decided_one_by_one(company):
    (task,) = begin(company, 1)

    answer = bulk(company, "wangfang", "approve", [task])

    assert answer["items"][0]["why_not"]["code"] == "not-permitted"
    assert "须逐件审批" in answer["items"][0]["why_not"]["zh"]
    assert company.open_task("wangfang") == task


def test_a_repetition_under_the_same_key_does_nothing_twice(company):
    tasks, key = begin(company, 2, lowRisk="true"), new_key()

    first = bulk(company, "wangfang", "approve", tasks, key=key)
    before = company.instance()["seq"]
    again = bulk(company, "wangfang", "approve", tasks, key=key)

    assert again == first
    assert company.instance()["seq"] == before


def test_what_broke_off_half_way_goes_on_where_it_stopped(company, monkeypatch):
    tasks, key = begin(company, 2, lowRisk="true"), new_key()
    whole = "api.depends.Call.change"
    with monkeypatch.context() as broken:
        broken.setattr(whole, lambda *_: 1 / 0)  # all was done, but its answer was never kept
        body = {"operation": "approve", "task_ids": tasks}
        lost = company["wangfang"].post("/user-tasks/bulk", body, Idempotency_Key=key)
        assert lost.status_code == 500

    answer = bulk(company, "wangfang", "approve", tasks, key=key)

    assert done(answer) == [True, True]


def test_tasks_are_handed_over_urged_claimed_released_and_copied_in_bulk(company):
    tasks = begin(company, 2)

    assert done(bulk(company, "wangfang", "claim", tasks)) == [True, True]
    assert done(bulk(company, "wangfang", "release", tasks)) == [True, True]
    assert done(bulk(company, "limin", "urge", tasks, text="请尽快")) == [True, True]
    assert done(bulk(company, "limin", "urge", tasks)) == [False, False]
    assert done(bulk(company, "limin", "copy", tasks, people=["liuyang"])) == [True, True]
    assert done(bulk(company, "wangfang", "transfer", tasks, to="majun", text="休假")) == [True] * 2
    assert done(bulk(company, "majun", "delegate", tasks, to="wangqiang")) == [True, True]
    assert done(bulk(company, "wangqiang", "transfer", tasks, to="majun")) == [False, False]
    assert done(bulk(company, "fangyuan", "assign", tasks, to="dengbo")) == [True, True]
    assert {each["id"] for each in company["dengbo"].get("/user-tasks").json()["items"]} == {*tasks}


def test_nobody_learns_of_tasks_that_are_not_there_for_him(company):
    (task,) = begin(company, 1, lowRisk="true")

    answer = bulk(company, "zhuting", "approve", [task])

    assert answer["items"][0]["why_not"]["status"] == 404


@pytest.mark.parametrize(
    "body",
    [
        {"operation": "vote", "task_ids": ["0" * 32]},
        {"operation": "claim", "task_ids": []},
        {"operation": "transfer", "task_ids": ["0" * 32]},
        {"operation": "claim", "task_ids": ["0" * 32], "unknown": 1},
    ],
)
def test_an_order_that_is_not_right_is_refused_as_a_whole(company, body):
    assert company["limin"].post("/user-tasks/bulk", body).status_code == 422
