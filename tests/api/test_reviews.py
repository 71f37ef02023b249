"""A draft on its way into force through REST: submitted, reviewed, released, rolled back."""

import pytest

from tests.api.serving import FORM, LEAVE
from tests.api.test_drafts import _files, _send

OTHER = LEAVE.read_bytes().replace(b"</", b" </", 1)


@pytest.fixture
def keep(designer):
    """Keep a draft of the leave process, whose release is a new version of it."""

    def kept(diagram=OTHER, **answer):
        parts = _files(**{"leave.bpmn": diagram, "leave_request.form.json": FORM.read_bytes()})
        made = _send(designer, "POST", "/drafts", parts, {"name": "请假", **answer})
        assert made.status_code == 201, made.text
        return f"/drafts/{made.json()['id']}"

    return kept


def _approve(path, designer, second):
    submitted = designer.post(f"{path}/submission", {"note": "请审核"})
    assert submitted.status_code == 200, submitted.text
    return second.post(f"{path}/approval", {"content": submitted.json()["content"]})


def test_a_draft_is_submitted_reviewed_by_a_second_person_and_released(
    designer, administrator, keep
):
    path = keep(OTHER.replace(b"</", b"\n</", 1))
    early = designer.post(f"{path}/deployment")
    own = designer.post(f"{path}/submission").json()

    mine = designer.post(f"{path}/approval", {"content": own["content"]})
    theirs = administrator.post(f"{path}/approval", {"content": own["content"], "note": "同意"})
    released = designer.post(f"{path}/deployment")

    assert (early.status_code, early.json()["code"]) == (403, "not-permitted")
    assert own["may"] == ["withdraw"]
    assert (mine.status_code, theirs.status_code) == (403, 200)
    assert theirs.json()["stage"] == "approved"
    assert released.status_code == 201, released.text
    shown = designer.get(f"{path}/review").json()
    assert [each["kind"] for each in shown["events"]] == [
        "kept",
        "submitted",
        "approved",
        "released",
    ]
    assert (shown["stage"], shown["may"]) == ("released", [])


def test_a_reviewer_says_what_is_wrong_and_the_author_reads_it(designer, administrator, keep):
    path = keep()
    content = designer.post(f"{path}/submission").json()["content"]
    offered = administrator.get(f"{path}/review").json()["may"]

    without = administrator.post(f"{path}/rejection", {"content": content, "reason": " "})
    administrator.post(f"{path}/rejection", {"content": content, "reason": "缺少时限"})

    shown = designer.get(f"{path}/review").json()
    assert offered == ["approve", "reject", "release-unreviewed"]
    assert without.status_code == 422
    assert (shown["stage"], shown["last"]["reason"]) == ("rejected", "缺少时限")
    assert shown["last"]["actor_name"] == "方圆"
    assert shown["may"] == ["submit"]


def test_a_change_after_the_review_asks_for_another_one(designer, administrator, keep):
    path = keep()
    _approve(path, designer, administrator)
    parts = _files(**{"leave.bpmn": LEAVE.read_bytes()})

    _send(designer, "PUT", path, parts)

    assert designer.get(f"{path}/review").json()["stage"] == "open"
    assert designer.post(f"{path}/deployment").status_code == 403


def test_a_submission_is_taken_back_and_another_version_is_not_submitted(designer, keep):
    path = keep()
    other = designer.post(f"{path}/submission", None, If_Match='"7"')
    designer.post(f"{path}/submission")

    withdrawn = designer.send("DELETE", f"{path}/submission")

    assert other.status_code == 412
    assert withdrawn.json()["stage"] == "open"


def test_what_has_errors_is_not_submitted(designer, keep):
    refused = designer.post(f"{keep(b'<a>')}/submission")

    assert (refused.status_code, refused.json()["code"]) == (422, "deployment-refused")


def test_an_earlier_version_is_put_in_force_again_and_the_record_says_why(
    designer, administrator, auditor, clerk, keep
):
    path = keep(OTHER.replace(b"</", b"\t</", 1))
    _approve(path, designer, administrator)
    newest = designer.post(f"{path}/deployment").json()["definitions"][0]["id"]

    refused = clerk.post("/process-definitions/leave:1/roll-back", {"reason": "试"})
    done = designer.post("/process-definitions/leave:1/roll-back", {"reason": "新版有误"})
    again = designer.post("/process-definitions/leave:1/roll-back", {"reason": "新版有误"})

    assert (refused.status_code, done.status_code, again.status_code) == (403, 200, 409)
    latest = designer.get("/process-definitions", key="leave").json()["items"]
    assert [each["id"] for each in latest] == ["leave:1"]
    started = clerk.post("/process-instances", {"process_key": "leave", "project": "HY01"})
    assert started.json()["definition_id"] == "leave:1"
    said = auditor.get("/release-events", key="leave").json()["items"][0]
    assert (said["kind"], said["definition_id"], said["replaced"], said["reason"]) == (
        "rolled-back",
        "leave:1",
        newest,
        "新版有误",
    )
    assert clerk.get("/release-events").status_code == 403


def test_an_administrator_decides_what_needs_a_review(designer, administrator, keep):
    path = keep(OTHER.replace(b"</", b"\r</", 1))
    given = {"policy": "off", "reason": "小公司"}

    refused = designer.send("PUT", "/release-policy", given)
    done = administrator.send("PUT", "/release-policy", given)
    offered = designer.get(f"{path}/review").json()["may"]
    shown = designer.get("/release-policy").json()
    released = designer.post(f"{path}/deployment")
    administrator.send("PUT", "/release-policy", {"policy": "drafts", "reason": "恢复"})

    assert (refused.status_code, done.status_code, released.status_code) == (403, 200, 201)
    assert shown == {"policy": "off"}
    assert offered == ["submit", "release"]
    assert designer.get(f"{path}/review").json()["events"][-1]["kind"] == "released-unreviewed"
