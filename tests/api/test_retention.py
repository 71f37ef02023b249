"""Retention through REST: rules, what is due, holds, erasing; and an erased case still opens."""

import itertools
import re
from datetime import timedelta

import pytest

from tests.api.serving import FORM, LEAVE, Client

SETTINGS = b'<zeebe:property name="gj:retain" value="P6M"/>'
NUMBER = b'<zeebe:property name="gj:number" value="QJ"/>'
SECRETS = (f"家母住院手术（{number}）" for number in itertools.count(1))
PAGES = (
    "/cases/{instance_id}",
    "/cases/{instance_id}/approval-sheet",
    "/audit/cases/{instance_id}",
    "/audit/log",
    "/tasks/{task_id}",
)


@pytest.fixture
def served(app):
    """The company, whose leave process keeps data for six months."""
    diagram = LEAVE.read_bytes().replace(NUMBER, NUMBER + SETTINGS)
    files = {"leave.bpmn": diagram, "leave_request.form.json": FORM.read_bytes()}
    assert Client(app, "caoying").deploy(**files).status_code == 201
    return app


@pytest.fixture
def auditor(served):
    return Client(served, "hanbing")


@pytest.fixture
def administrator(served):
    return Client(served, "fangyuan")


@pytest.fixture
def ended(served):
    """A case that was ended by an administrator, with what people wrote in it."""
    clerk, secret = Client(served, "limin"), next(SECRETS)
    task = clerk.leave(reason=secret)
    case = task["instance_id"]
    clerk.post(f"/process-instances/{case}/comments", {"text": secret})
    admin = Client(served, "fangyuan")
    ended = admin.post(f"/process-instances/{case}/termination", {"reason": "x"})
    assert ended.status_code == 200, ended.text
    return ended.json() | {"task": task["id"], "secret": secret}


def test_what_the_process_says_can_be_read(auditor, served):
    found = auditor.get("/retention/rules").json()

    assert found == [{"process_key": "leave", "retain": "P6M", "personal": []}]
    assert Client(served, "limin").get("/retention/rules").status_code == 403


def test_a_hold_is_set_seen_and_lifted(auditor, administrator, ended):
    address = f"/process-instances/{ended['id']}/legal-hold"

    held = auditor.post(address, {"reason": "仲裁"})
    seen = auditor.get(address).json()
    listed = auditor.get("/legal-holds").json()["items"]
    refused = administrator.post(f"/process-instances/{ended['id']}/erasure", {"reason": "要求"})
    lifted = administrator.post(f"{address}/lifting", {"reason": "结案"})

    assert held.status_code == lifted.status_code == 200
    assert (seen["reason"], seen["set_by"]) == ("仲裁", "hanbing")
    assert seen in listed
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert auditor.get(address).status_code == 404


def test_an_erasure_is_seen_before_and_carried_out_on_request(auditor, administrator, ended):
    address = f"/process-instances/{ended['id']}/erasure"

    (plan,) = auditor.get(address).json()
    refused = auditor.post(address, {"reason": "本人要求"})
    erased = administrator.post(address, {"reason": "本人要求"})

    assert plan["rows"]
    assert plan["of_rows"] == ended["seq"]
    assert refused.status_code == 403
    assert erased.json()["title"] == "请假（个人信息已清除）"
    assert administrator.post(address, {"reason": "x"}).status_code == 409


def test_what_is_due_is_listed_before_the_worker_comes(auditor, served, ended):
    served.state.store.run(lambda tx: tx.clock.set(tx.now + timedelta(days=200)))
    later = Client(served, "hanbing")

    found = [
        each for each in later.get("/retention/due").json() if each["instance"]["id"] == ended["id"]
    ]

    assert [(each["rule"], each["waits_for"], each["holds"]) for each in found] == [("P6M", [], [])]


def test_every_address_of_an_erased_case_still_answers_and_tells_nothing(
    administrator, served, ended
):
    address = f"/process-instances/{ended['id']}/erasure"
    assert administrator.post(address, {"reason": "本人要求"}).status_code == 200
    names = {"instance_id": ended["id"], "task_id": ended["task"]}
    described = [
        path for path, verbs in served.openapi()["paths"].items() if "get" in verbs and "{" in path
    ]
    known = [
        path for path in (*described, *PAGES) if set(re.findall("{(.*?)}", path)) <= set(names)
    ]

    for path in known:
        found = administrator.http.get(path.format(**names))
        assert found.status_code < 500, (path, found.text)
        assert ended["secret"] not in found.text, path

    assert len(known) > 25
    assert "已清除" in administrator.http.get(f"/cases/{ended['id']}").text
