"""Interventions over REST: look, change, start again, retry; for administrators, with a reason."""

import pytest

from tests.api.serving import new_key


@pytest.fixture
def task(clerk):
    return clerk.leave()


def path(task):
    return f"/process-instances/{task['instance_id']}"


def again(task):
    element_id = task["element_id"]
    return [
        {"do": "cancel_element", "element_id": element_id},
        {"do": "activate_before", "element_id": element_id, "variables": {element_id: {"x": 1}}},
    ]


def test_what_is_open_is_listed_for_overseers(task, clerk, auditor):
    [found] = auditor.get(f"{path(task)}/open-activities").json()

    assert (found["element_id"], found["arrival"]) == (task["element_id"], False)
    assert clerk.get(f"{path(task)}/open-activities").status_code == 403


def test_a_preview_changes_nothing_and_the_change_does_it(task, administrator):
    before = administrator.get(path(task)).json()["seq"]

    seen = administrator.post(
        f"{path(task)}/modification/preview", {"instructions": again(task)}
    ).json()
    unchanged = administrator.get(path(task)).json()["seq"]
    done = administrator.post(
        f"{path(task)}/modification", {"instructions": again(task), "reason": "重来"}
    )

    assert unchanged == before
    assert [each["element_id"] for each in seen["begun"]] == [task["element_id"]]
    assert "UserTaskCreated" in [each["type"] for each in seen["events"]]
    assert done.status_code == 200
    [now] = administrator.get(f"{path(task)}/open-activities").json()
    assert (now["element_id"], now["activity_id"] == task["id"]) == (task["element_id"], False)


def test_it_happens_once_and_only_to_the_version_that_was_seen(task, administrator):
    body, key = {"instructions": again(task), "reason": "重来"}, new_key()
    seq = administrator.get(path(task)).json()["seq"]

    first = administrator.post(
        f"{path(task)}/modification", body, Idempotency_Key=key, If_Match=f'"{seq}"'
    )
    second = administrator.post(
        f"{path(task)}/modification", body, Idempotency_Key=key, If_Match=f'"{seq}"'
    )
    late = administrator.post(f"{path(task)}/modification", body, If_Match=f'"{seq}"')

    assert (first.status_code, second.content) == (200, first.content)
    assert late.status_code == 412


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"reason": "x", "instructions": []}, 422),
        ({"reason": "", "instructions": [{"do": "cancel_element", "element_id": "A"}]}, 422),
        ({"reason": "x", "instructions": [{"do": "dance"}]}, 422),
        ({"reason": "x", "instructions": [{"do": "cancel_element", "element_id": "Nowhere"}]}, 404),
    ],
)
def test_what_is_not_right_is_refused(task, administrator, body, status):
    assert administrator.post(f"{path(task)}/modification", body).status_code == status


def test_interventions_are_for_administrators(task, clerk, colleague):
    body = {"instructions": again(task), "reason": "x"}

    assert clerk.post(f"{path(task)}/modification", body).status_code == 403
    assert colleague.post(f"{path(task)}/restart", {"reason": "x"}).status_code == 403
    assert clerk.post("/incidents/retries", {"reason": "x"}).status_code == 403


def test_an_ended_case_starts_again(task, administrator):
    early = administrator.post(f"{path(task)}/restart", {"reason": "x"})
    administrator.post(f"{path(task)}/termination", {"reason": "误撤"})

    restarted = administrator.post(
        f"{path(task)}/restart",
        {
            "reason": "重新提出",
            "data": "final",
            "at": [{"do": "activate_before", "element_id": task["element_id"]}],
        },
    )

    assert early.status_code == 409
    assert restarted.status_code == 201
    assert restarted.json()["business_key"] == administrator.get(path(task)).json()["business_key"]


def test_incidents_are_retried_one_by_one_and_all_of_a_kind(task, clerk, administrator):
    body = {"variables": {"reason": "探亲", "days": 3}}
    clerk.post(f"/user-tasks/{task['id']}/completion", body)
    [job] = administrator.post("/jobs/activation", {"type": "book", "limit": 1}).json()["items"]
    administrator.post(f"/jobs/{job['id']}/failure", {"message": "网关 500", "retries": 0})
    [incident] = administrator.get("/incidents", instance_id=task["instance_id"]).json()["items"]

    many, key = {"reason": "已修复", "kind": "job", "instance_id": task["instance_id"]}, new_key()
    all_ = administrator.post("/incidents/retries", many, Idempotency_Key=key)
    repeated = administrator.post("/incidents/retries", many, Idempotency_Key=key)
    one = administrator.post(f"/incidents/{incident['id']}/retry", {"reason": "再试"})

    [result] = all_.json()["items"]
    assert (result["incident_id"], result["retried"], result["incidents"]) == (
        incident["id"],
        True,
        0,
    )
    assert repeated.content == all_.content
    assert one.status_code == 409
