"""The worklist over REST: find, claim, complete; what somebody may not see does not exist."""

import threading

import pytest

from tests.api.serving import Client, new_key

GOOD = {"variables": {"reason": "探亲", "days": 3}}


def test_the_bare_list_answers_what_waits_for_me(clerk, stranger, administrator):
    task = clerk.leave()

    mine = clerk.get("/user-tasks").json()["items"]
    strangers = stranger.get("/user-tasks").json()["items"]
    administrators = administrator.get("/user-tasks").json()["items"]

    assert task["id"] in {each["id"] for each in mine}
    assert task["id"] not in {each["id"] for each in strangers}
    assert administrators == []


def test_an_overseer_may_ask_for_everybodys_tasks(clerk, auditor):
    task = clerk.leave()

    found = auditor.get("/user-tasks", everyone=True, instance_id=task["instance_id"]).json()

    assert [each["id"] for each in found["items"]] == [task["id"]]


def test_a_task_shows_its_form_without_what_the_node_hides(clerk):
    task = clerk.leave()

    answer = clerk.get(f"/user-tasks/{task['id']}")

    detail = answer.json()
    assert answer.headers["etag"] == f'"{detail["version"]}"'
    assert list(detail["form"]["schema"]["properties"]) == ["reason", "days"]
    assert detail["documentation"] == "请写明事由。"
    assert detail["urgency"] == "calm"


def test_the_form_can_be_asked_for_by_itself(clerk, stranger):
    task = clerk.leave()

    form = clerk.get(f"/user-tasks/{task['id']}/form").json()

    assert form == {
        name: clerk.get(f"/user-tasks/{task['id']}").json()[name]
        for name in ("form", "data", "rights")
    }
    assert stranger.get(f"/user-tasks/{task['id']}/form").status_code == 404


def test_claiming_takes_a_task_from_the_others_and_names_the_holder(clerk, colleague):
    task = clerk.leave()

    taken = clerk.post(f"/user-tasks/{task['id']}/claim")
    refused = colleague.post(f"/user-tasks/{task['id']}/claim")

    assert taken.json()["assignee"] == "limin"
    assert refused.status_code in {404, 409}
    assert colleague.get("/user-tasks", instance_id=task["instance_id"]).json()["items"] == []


def test_a_released_task_is_offered_to_all_again(clerk, colleague):
    task = clerk.leave()
    clerk.post(f"/user-tasks/{task['id']}/claim")

    released = clerk.post(f"/user-tasks/{task['id']}/release")

    assert released.json()["assignee"] is None
    assert colleague.task_of(task["instance_id"])["id"] == task["id"]


def test_an_administrator_gives_a_task_to_a_person(clerk, colleague, administrator):
    task = clerk.leave()

    given = administrator.post(
        f"/user-tasks/{task['id']}/assignment", {"assignee": "liuyang", "reason": "李敏休假"}
    )

    assert given.json()["assignee_name"] == "刘洋"
    assert colleague.get("/user-tasks", mine=True, instance_id=task["instance_id"]).json()["items"]


def test_an_administrator_moves_a_due_time(clerk, administrator):
    task = clerk.leave()

    moved = administrator.post(
        f"/user-tasks/{task['id']}/due",
        {"due_at": "2030-01-01T08:00:00+08:00", "reason": "等待配件"},
    )

    assert moved.json()["due_at"] == "2030-01-01T00:00:00Z"


def test_completing_hands_in_the_form_and_moves_the_case_on(clerk):
    task = clerk.leave()

    done = clerk.post(f"/user-tasks/{task['id']}/completion", GOOD)

    assert done.status_code == 200
    assert done.json()["seq"] > 1
    assert clerk.get(f"/user-tasks/{task['id']}").json()["state"] == "completed"
    assert task["id"] in {
        each["id"] for each in clerk.get("/user-tasks", state="completed").json()["items"]
    }


def test_a_form_with_mistakes_names_every_one_by_field_in_both_languages(clerk):
    task = clerk.leave()

    refused = clerk.post(f"/user-tasks/{task['id']}/completion", {"variables": {"days": 31}})

    assert refused.status_code == 422
    problem = refused.json()
    assert problem["code"] == "form-invalid"
    assert set(problem["facts"]["errors"]) == {"reason", "days"}
    assert set(problem["facts"]["errors_en"]) == {"reason", "days"}
    assert clerk.get(f"/user-tasks/{task['id']}").json()["state"] == "ready"


def test_a_field_of_the_body_that_nobody_asked_for_is_refused(clerk):
    task = clerk.leave()

    refused = clerk.post(
        f"/user-tasks/{task['id']}/completion", {"varaibles": {"reason": "探亲", "days": 3}}
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


def test_for_a_stranger_a_task_does_not_exist(clerk, stranger):
    task = clerk.leave()
    path = f"/user-tasks/{task['id']}"

    answers = [
        stranger.get(path),
        stranger.post(f"{path}/claim"),
        stranger.post(f"{path}/claim", If_Match='"1"'),
        stranger.post(f"{path}/completion", GOOD),
        stranger.post(f"{path}/comments", {"text": "?"}),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_the_second_one_to_complete_learns_who_was_first(clerk, colleague):
    task = clerk.leave()
    clerk.post(f"/user-tasks/{task['id']}/completion", GOOD)

    late = clerk.post(f"/user-tasks/{task['id']}/completion", GOOD)

    assert late.status_code == 409
    assert late.json()["code"] == "task-not-open"
    assert late.json()["facts"]["by"] == "李敏"


def test_a_version_that_is_not_the_present_one_is_refused(clerk):
    task = clerk.leave()
    path = f"/user-tasks/{task['id']}"
    clerk.post(f"{path}/claim", If_Match=f'"{task["version"]}"')

    stale = clerk.post(f"{path}/completion", GOOD, If_Match=f'"{task["version"]}"')
    nonsense = clerk.post(f"{path}/completion", GOOD, If_Match="yesterday")
    anything = clerk.post(f"{path}/completion", GOOD, If_Match="*")

    assert (stale.status_code, stale.json()["code"]) == (412, "precondition-failed")
    assert nonsense.status_code == 422
    assert anything.status_code == 200


def test_the_same_key_and_request_change_something_once(clerk):
    task = clerk.leave()
    path, key = f"/user-tasks/{task['id']}/completion", new_key()

    first = clerk.post(path, GOOD, Idempotency_Key=key)
    again = clerk.post(path, GOOD, Idempotency_Key=key)
    other = clerk.post(path, {"variables": {"reason": "生病", "days": 1}}, Idempotency_Key=key)

    assert again.status_code == 200
    assert again.content == first.content
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


def test_a_key_of_one_person_means_nothing_to_another(clerk, colleague):
    first, second, key = clerk.leave(), clerk.leave(), new_key()

    one = clerk.post(f"/user-tasks/{first['id']}/completion", GOOD, Idempotency_Key=key)
    two = colleague.post(f"/user-tasks/{second['id']}/completion", GOOD, Idempotency_Key=key)

    assert (one.status_code, two.status_code) == (200, 200)


def test_twins_with_one_key_that_arrive_together_get_one_answer(either_app):
    clerk = Client(either_app, "limin")
    task = clerk.leave()
    path, key = f"/user-tasks/{task['id']}/completion", new_key()
    answers = []

    threads = [
        threading.Thread(target=lambda: answers.append(clerk.post(path, GOOD, Idempotency_Key=key)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"unassigned": True}, 1),
        ({"unassigned": False}, 0),
        ({"candidate_post": "HY01/cs_front"}, 1),
        ({"candidate_group": "nobody"}, 0),
        ({"candidate_user": "zhuting"}, 0),
        ({"process_key": "leave", "element_id": "Ask"}, 1),
        ({"project": "HY02"}, 0),
        ({"overdue": True}, 0),
        ({"without_due": True}, 0),
        ({"priority_from": 60}, 0),
        ({"priority_to": 60}, 1),
        ({"text": "填写"}, 1),
        ({"variable": "reason=搬家"}, 1),
        ({"variable": "reason=其他"}, 0),
        ({"sort": ["-priority", "due", "name"]}, 1),
    ],
)
def test_filters_narrow_the_list_and_the_count_alike(clerk, params, found):
    task = clerk.leave(reason="搬家")
    asked = {**params, "instance_id": task["instance_id"]}

    listed = clerk.get("/user-tasks", **asked).json()["items"]
    counted = clerk.get("/user-tasks/count", **asked).json()

    assert len(listed) == found
    assert counted == {"count": found, "capped": False}


@pytest.mark.parametrize("params", [{"sort": "colour"}, {"variable": "reason"}, {"cursor": "x"}])
def test_a_filter_that_means_nothing_is_refused(clerk, params):
    refused = clerk.get("/user-tasks", **params)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


def test_pages_go_on_where_the_one_before_ended(clerk):
    tasks = {clerk.leave()["id"] for _ in range(3)}

    seen, cursor = [], None
    while cursor is not None or not seen:
        asked = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = clerk.get("/user-tasks", **asked).json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["next"]

    assert len(seen) == len(set(seen))
    assert tasks <= set(seen)


def test_escalating_leaves_the_task_open_and_an_error_ends_it(clerk):
    task = clerk.leave()
    path = f"/user-tasks/{task['id']}"

    escalated = clerk.post(f"{path}/escalation", {"code": "up"})
    failed = clerk.post(f"{path}/error", {"code": "no"})

    assert escalated.json()["state"] == "active"
    assert failed.json()["state"] == "completed"
    assert failed.json()["outcome"] == "No"


def test_comments_and_files_stay_with_the_case(clerk, stranger):
    task = clerk.leave()
    path = f"/user-tasks/{task['id']}"

    clerk.post(f"{path}/comments", {"text": "已电话联系"})
    added = clerk.http.post(
        f"/api/v1{path}/attachments",
        files={"file": ("现场 照片.png", b"\x89PNG", "image/png")},
        headers=clerk.headers,
    )

    instance = f"/process-instances/{task['instance_id']}"
    assert [each["text"] for each in clerk.get(f"{instance}/comments").json()] == ["已电话联系"]
    [kept] = clerk.get(f"{instance}/attachments").json()
    assert (kept["name"], kept["size"]) == ("现场 照片.png", 4)
    file = clerk.get(f"/attachments/{added.json()['id']}")
    assert file.content == b"\x89PNG"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["content-type"] == "image/png"
    assert stranger.get(f"/attachments/{added.json()['id']}").status_code == 404
