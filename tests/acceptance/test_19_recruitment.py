"""招聘: with no place left a request is 超编; of two that race for the last place one wins."""

import threading

import pytest

from tests.acceptance.hiring import FORMS, PROCESS, SCORES, Hiring


@pytest.fixture
def hiring(app):
    return Hiring(app)


def test_with_no_place_left_the_region_is_asked(hiring):
    hiring.places(2, actual=2)

    case = hiring.request()

    assert hiring.waiting(case) == ["UT_Over"]
    assert hiring.people["chenjianhua"].task_of(case)["element_id"] == "UT_Over"


def test_of_two_requests_for_the_last_place_one_wins(hiring):
    hiring.places(1)
    cases, tasks = [], []
    for who in ("wangfang", "majun"):
        started = hiring.people[who].post(
            "/process-instances", {"process_key": PROCESS, "project": "HY01"}
        )
        cases.append(started.json()["id"])
        tasks.append((hiring.people[who], hiring.people[who].task_of(cases[-1])["id"]))

    def race(client, task):
        filled = {"variables": FORMS["UT_Request"]}
        assert client.post(f"/user-tasks/{task}/completion", filled).is_success

    threads = [threading.Thread(target=race, args=each) for each in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hiring.work()

    assert sorted(hiring.waiting(case)[0] for case in cases) == ["UT_Over", "UT_PM"]
    assert hiring.left() == 0


def test_a_quota_that_is_cut_meanwhile_is_noticed_before_the_offer(hiring):
    hiring.places(1)
    case = hiring.request()
    for who in ("zhangwei", "qianlin", "qianlin"):
        hiring.fill(case, who)
    hiring.approve(case, "qianlin", "wangfang", **SCORES)

    hiring.places(0)
    hiring.fill(case, "qianlin")

    assert hiring.waiting(case) == ["UT_Over"]


def test_a_refused_request_gives_its_place_back(hiring):
    hiring.places(1)
    case = hiring.request()
    assert hiring.left() == 0

    hiring.fill(case, "zhangwei", result="reject", opinion="可以内部调剂")

    assert hiring.instance(case)["outcome"] == "End_Rejected"
    assert hiring.left() == 1


def test_nobody_skips_the_approval_by_naming_a_place_of_a_batch(hiring):
    hiring.places(1)

    started = hiring.people["wangfang"].post(
        "/process-instances",
        {
            "process_key": PROCESS,
            "project": "HY01",
            "variables": {"place": 1, "reservation": "ZP-1", "stage": "offer"},
        },
    )

    assert hiring.waiting(started.json()["id"]) == ["UT_Request"]
