"""Forms that are kept before they are handed in, phrases, and signatures, without a browser."""

import re

import pytest

from tests.api.serving import Client, running
from tests.approvals.office import approval
from tests.pages.test_pages import REGISTERED, Reader, _once
from tests.usecases.diagrams import END, REQUEST_FORMS, START, bpmn, path, user


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


ASKED = bpmn(
    "asked",
    START
    + user("UT_Fill", groups="", form="request_fill", settings={"gj:assign": "initiator"})
    + END
    + path("StartEvent_1", "UT_Fill", "End_1"),
)


@pytest.fixture(scope="module")
def asking(app):
    """A process whose first step is a form for whoever began it."""
    files = {"asked.bpmn": ASKED, "request_fill.form.json": REQUEST_FORMS["request_fill"]}
    Client(app, "caoying").deploy(**files)
    return app


BEGUN = {"room": "1-1", "reason": "漏水"}


def filling(app, **begun):
    """Return the page of a form that limin has begun to fill in, and asked liuyang to answer."""
    clerk = Client(app, "limin")
    case = clerk.post("/process-instances", {"process_key": "asked", "project": "HY01"}).json()
    page = f"/tasks/{clerk.task_of(case['id'])['id']}"
    owner = Reader(app, "limin")
    owner.get(page)
    owner.post(f"{page}/claim")
    owner.get(page)
    if begun:
        owner.post(f"{page}/draft", **begun)
    owner.post(f"{page}/operations/delegate", **{"gj-to": "liuyang"})
    return page, owner


def test_what_was_filled_in_with_an_answer_is_found_by_whoever_asked_in_his_draft_too(asking):
    page, owner = filling(asking, **BEGUN)
    delegate = Reader(asking, "liuyang")
    delegate.get(page)

    delegate.post(
        f"{page}/decision/resolve", room="2-1502", amount="80", **{"gj-opinion": "量过了"}
    )
    owner.get(page)

    assert [value_of(owner, name) for name in ("room", "reason", "amount")] == [
        "2-1502",
        "漏水",
        "80",
    ]
    owner.post(f"{page}/draft/deletion")
    assert [value_of(owner, name) for name in ("room", "reason", "amount")] == ["2-1502", "", "80"]


def test_an_answer_in_words_needs_no_form_and_changes_no_draft(asking):
    page, owner = filling(asking, **BEGUN)
    delegate = Reader(asking, "liuyang")
    delegate.get(page)

    delegate.post(f"{page}/decision/resolve", room="", reason="", **{"gj-opinion": "不清楚"})
    owner.get(page)

    assert [value_of(owner, name) for name in ("room", "reason")] == ["1-1", "漏水"]


def test_what_was_filled_in_with_an_answer_stands_in_a_form_that_was_not_begun(asking):
    page, owner = filling(asking)
    delegate = Reader(asking, "liuyang")
    delegate.get(page)

    delegate.post(
        f"{page}/decision/resolve", room="2-1502", reason="渗水", **{"gj-opinion": "量过了"}
    )
    owner.get(page)

    assert [value_of(owner, name) for name in ("room", "reason")] == ["2-1502", "渗水"]


def test_a_form_that_is_begun_with_an_answer_is_whole(asking):
    page, _ = filling(asking, **BEGUN)
    delegate = Reader(asking, "liuyang")
    delegate.get(page)

    answer = delegate.post(f"{page}/decision/resolve", room="", amount="80", **{"gj-opinion": "好"})

    assert answer.status_code == 422
    assert "房号" in delegate.text()
    assert value_of(delegate, "amount") == "80"


def value_of(reader, name):
    return re.search(rf'name="{name}"[^>]*? value="([^"]*)"', reader.page.text)[1]
