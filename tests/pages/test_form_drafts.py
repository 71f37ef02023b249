"""Forms that are kept before they are handed in, phrases, and signatures, without a browser."""

import re

import pytest

from tests.api.serving import Client, running
from tests.approvals.office import approval
from tests.pages.test_pages import REGISTERED, Reader, _once


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("drafts")) as app:
        diagram = approval("and", people=["wangfang", "wangqiang"], signature="approve")
        Client(app, "caoying").deploy(**{"a.bpmn": diagram})
        yield app


def approving(app):
    """Return the page of an approval that wangfang is to sign."""
    clerk = Client(app, "limin")
    case = clerk.post("/process-instances", {"process_key": "approval", "project": "HY01"}).json()
    clerk.post(f"/user-tasks/{clerk.task_of(case['id'])['id']}/completion", {})
    return f"/tasks/{Client(app, 'wangfang').task_of(case['id'])['id']}"


def test_a_form_kept_on_one_device_is_found_again_on_another(app):
    phone, desk = Reader(app, "limin"), Reader(app, "limin")
    path = phone.start()

    kept = phone.post(f"{path}/draft", content="电梯异响", severity="", **{"gj-opinion": "急"})
    desk.get(path)

    assert "已暂存" in kept.text
    assert "电梯异响" in desk.page.text
    assert "已恢复" in desk.text()
    assert f'href="{path}"' in desk.get("/tasks?box=drafts").text


def test_a_script_that_keeps_a_form_is_answered_with_the_time(app):
    clerk = Reader(app, "limin")
    path = clerk.start()
    fields = {"csrf": clerk.hidden("csrf"), "content": "电梯异响"}

    answer = clerk.http.post(f"{path}/draft", data=fields, headers={"Accept": "application/json"})

    assert answer.status_code == 200
    assert len(answer.json()["at"]) == len("09:30")


def test_a_draft_is_thrown_away_or_ends_with_the_form_handed_in(app):
    clerk = Reader(app, "limin")
    path = clerk.start()
    clerk.post(f"{path}/draft", content="第一稿")
    clerk.post(f"{path}/draft/deletion")
    assert "第一稿" not in clerk.get(path).text
    clerk.post(f"{path}/draft", content="第二稿")

    clerk.get(path)
    clerk.post(f"{path}/completion", once=_once(clerk), **REGISTERED)

    assert path not in clerk.get("/tasks?box=drafts").text


def test_a_phrase_that_was_chosen_is_the_opinion_where_none_was_written(app):
    path = approving(app)
    reader = Reader(app, "wangfang")
    reader.get(path)
    assert "请尽快处理" in reader.page.text

    signed = {"gj-phrase": "请尽快处理", "gj-signed": "王芳", "once": reader.hidden("once")}
    reader.post(f"{path}/decision/approve", **signed)
    reader.get(path)

    assert "请尽快处理" in reader.text()
    assert "已签名" in reader.text()


def test_nobody_signs_with_another_name_than_his_own(app):
    path = approving(app)
    reader = Reader(app, "wangfang")
    reader.get(path)

    refused = reader.post(f"{path}/decision/approve", **{"gj-signed": "李敏"})

    assert refused.status_code == 422
    assert "签名须为本人姓名" in refused.text


def test_every_attribute_of_a_field_stands_apart_from_the_next(app):
    clerk = Reader(app, "limin")
    page = clerk.get(clerk.start()).text

    assert re.findall(r"\w\"?aria-describedby", page) == []
    assert page.count(" aria-describedby=") > 5
