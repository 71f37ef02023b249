"""Cases over REST: start, look, mend, suspend, end; the record, the drawing."""

import pytest

from tests.api.serving import new_key

GOOD = {"variables": {"reason": "探亲", "days": 3}}


def _case(clerk):
    return f"/process-instances/{clerk.leave()['instance_id']}"


def test_a_started_case_has_a_number_a_title_and_a_receipt(clerk):
    started = clerk.post("/process-instances", {"process_key": "leave", "project": "HY01"})

    case = started.json()
    assert started.status_code == 201
    assert case["business_key"].startswith("QJ-HY01-")
    assert case["state"] == "active"
    assert len(case["head"]) == 64


def test_a_start_with_the_same_key_is_one_case(clerk):
    body, key = {"process_key": "leave", "project": "HY01"}, new_key()

    first = clerk.post("/process-instances", body, Idempotency_Key=key)
    again = clerk.post("/process-instances", body, Idempotency_Key=key)

    assert again.status_code == 201
    assert again.json()["id"] == first.json()["id"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"process_key": "nothing"}, 404),
        ({"process_key": "leave", "version": 99}, 404),
        ({}, 422),
        ({"process_key": "leave", "colour": "red"}, 422),
        ({"definition_id": "leave:1", "project": "HY01"}, 201),
    ],
)
def test_what_cannot_be_started_says_why(clerk, body, status):
    assert clerk.post("/process-instances", body).status_code == status


def test_a_number_of_more_than_64_bits_is_refused_and_nothing_begins(clerk):
    body = {"process_key": "leave", "project": "HY01", "variables": {"days": 2**64}}
    before = clerk.get("/process-instances").json()["items"]

    refused = clerk.post("/process-instances", body)

    assert refused.status_code == 422
    assert "64-bit" in refused.json()["detail"]
    assert clerk.get("/process-instances").json()["items"] == before


def test_a_case_is_found_by_those_who_may_see_it(clerk, stranger, auditor):
    path = _case(clerk)
    number = clerk.get(path).json()["business_key"]

    found = clerk.get("/process-instances", business_key=number, state="active").json()["items"]

    assert [each["business_key"] for each in found] == [number]
    assert stranger.get("/process-instances", business_key=number).json()["items"] == []
    assert stranger.get(path).status_code == 404
    assert auditor.get(path).headers["etag"]


def test_the_record_lists_what_happened_in_order_and_goes_on_after_a_number(clerk):
    path = _case(clerk)

    whole = clerk.get(f"{path}/history").json()["items"]
    first = clerk.get(f"{path}/history", limit=2).json()
    rest = clerk.get(f"{path}/history", after=first["next"]).json()["items"]

    assert whole[0]["type"] == "InstanceStarted"
    assert [each["seq"] for each in whole] == list(range(1, len(whole) + 1))
    assert first["items"] + rest == whole


def test_data_of_a_case_is_read_by_overseers_and_through_forms_alone(clerk, stranger, auditor):
    path = _case(clerk)

    seen = clerk.get(f"{path}/history").json()["items"]
    whole = auditor.get(f"{path}/history").json()["items"]

    assert {each["data"] for each in seen} == {None}
    assert all(each["data"] for each in whole if each["type"] == "InstanceStarted")
    assert clerk.get(f"{path}/variables").status_code == 403
    assert stranger.get(f"{path}/variables").status_code == 404
    assert auditor.get(f"{path}/variables").status_code == 200


def test_the_visits_of_a_case_say_who_entered_what_when(clerk):
    visits = clerk.get(f"{_case(clerk)}/activities").json()

    assert ("Ask", None) in {(each["element_id"], each["left_at"]) for each in visits}
    assert {each["entered_by"] for each in visits} == {"李敏"}


def test_the_diagram_of_a_case_marks_where_it_is(clerk, stranger):
    path = _case(clerk)

    drawn = clerk.get(f"{path}/diagram.svg")

    assert drawn.headers["content-type"] == "image/svg+xml"
    assert 'data-element-id="Ask"' in drawn.text
    assert "办理中" in drawn.text
    assert stranger.get(f"{path}/diagram.svg").status_code == 404


def test_an_administrator_changes_data_with_a_reason_and_nobody_else_does(clerk, administrator):
    path = _case(clerk)
    body = {"variables": {"reason": "改期"}, "reason": "业主来电更正"}

    refused = clerk.send("PATCH", f"{path}/variables", body)
    changed = administrator.send("PATCH", f"{path}/variables", body)

    assert refused.status_code == 403
    assert changed.status_code == 200
    assert administrator.get(f"{path}/variables").json()["reason"] == "改期"


def test_a_suspended_case_takes_no_work_until_it_is_resumed(clerk, administrator):
    task = clerk.leave()
    path = f"/process-instances/{task['instance_id']}/suspension"

    suspended = administrator.send("PUT", path, {"reason": "等待法务"})
    stopped = clerk.post(f"/user-tasks/{task['id']}/completion", GOOD)
    resumed = administrator.send("DELETE", f"{path}?reason=已答复")
    done = clerk.post(f"/user-tasks/{task['id']}/completion", GOOD)

    assert suspended.json()["state"] == "suspended"
    assert (stopped.status_code, stopped.json()["code"]) == (409, "instance-not-active")
    assert resumed.json()["state"] == "active"
    assert done.status_code == 200


def test_ending_a_case_needs_a_reason_and_the_present_version(clerk, administrator):
    path = _case(clerk)
    seq = clerk.get(path).json()["seq"]

    silent = administrator.post(f"{path}/termination", {"reason": ""})
    stale = administrator.post(f"{path}/termination", {"reason": "重复"}, If_Match='"1"')
    ended = administrator.post(f"{path}/termination", {"reason": "重复"}, If_Match=f'"{seq}"')

    assert [silent.status_code, stale.status_code, ended.status_code] == [422, 412, 200]
    assert ended.json()["state"] == "terminated"


def test_comments_and_files_of_a_case_need_no_task(clerk, stranger):
    path = _case(clerk)

    said = clerk.post(f"{path}/comments", {"text": "请加急"})
    kept = clerk.http.post(
        f"/api/v1{path}/attachments", files={"file": ("合同.pdf", b"%PDF")}, headers=clerk.headers
    )
    empty = clerk.http.post(
        f"/api/v1{path}/attachments", files={"file": ("空.pdf", b"")}, headers=clerk.headers
    )

    assert (said.status_code, kept.status_code, empty.status_code) == (201, 201, 422)
    assert [each["name"] for each in clerk.get(f"{path}/attachments").json()] == ["合同.pdf"]
    assert stranger.post(f"{path}/comments", {"text": "?"}).status_code == 404
