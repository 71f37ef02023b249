"""审核与发布 without a script: submit, review, release, roll back, and what is said of it."""

import re

import pytest

from tests.api.serving import running
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """The application without processes and without a worker beside it."""
    with running(tmp_path_factory.mktemp("reviews"), shipped=False) as app:
        yield app


@pytest.fixture
def designer(quiet):
    return Reader(quiet, "caoying")


@pytest.fixture
def reviewer(quiet):
    return Reader(quiet, "fangyuan")


def step(reader, page, name, **more):
    """Press the button of a step on the page of a draft, with what its form holds."""
    shown = reader.get(page).text
    form = re.search(rf'<form method="post" action="([^"]*/{name})">(.*?)</form>', shown, re.DOTALL)
    assert form, f"no {name} on {page}: {reader.text()[-1500:]}"
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    return reader.post(form[1], **(fields | more))


def begin(reader, key):
    reader.get("/designer")
    once = re.search(r'name="once" value="([^"]*)"', reader.page.text)[1]
    reader.post("/designer", template="blank", key=key, name="钥匙交接", once=once)
    return reader.page.url.path


def test_a_draft_is_reviewed_by_a_second_person_and_released(designer, reviewer):
    draft = begin(designer, "keys")

    step(designer, draft, "submission", reason="请审核")
    waiting = designer.text()
    listed = reviewer.get("/designer").text
    step(reviewer, draft, "approval", reason="可以")
    approved = designer.get(draft).text
    step(designer, draft, "release")

    assert "等待另一人审核" in waiting
    assert "/approval" not in waiting
    assert "等您审核" in listed
    assert "审核通过 · 方圆" in approved
    assert designer.page.url.path == "/admin/definitions/keys:1"
    assert "使用中" in designer.text()
    for said in ("修改 · 曹颖", "提交审核 · 曹颖", "审核通过 · 方圆", "发布 第1版 · 曹颖"):
        assert said in re.sub(r"\s+", " ", designer.text())


def test_a_reviewer_sends_a_draft_back_with_a_reason(designer, reviewer):
    draft = begin(designer, "back")
    step(designer, draft, "submission")

    step(reviewer, draft, "rejection", reason="缺少时限")

    shown = designer.get(draft).text
    assert "已退回" in shown
    assert "缺少时限" in shown
    assert "/submission" in shown
    assert "/release" not in shown


def test_who_drew_may_take_a_submission_back_and_approves_nothing(designer):
    draft = begin(designer, "own")
    content = re.search(r'name="content" value="(\w+)"', designer.page.text)[1]
    step(designer, draft, "submission")

    refused = designer.post(f"{draft}/approval", content=content, once="own-approval")
    step(designer, draft, "withdrawal")

    assert refused.status_code == 403
    assert "起草人和提交人不能审核" in refused.text
    assert "已撤回提交" in designer.text()


def test_a_reviewer_approves_what_is_on_his_screen_or_nothing(designer, reviewer):
    draft = begin(designer, "screen")
    step(designer, draft, "submission")
    reviewer.get(draft)

    refused = reviewer.post(f"{draft}/approval", content="0" * 64, once="screen-approval")

    assert refused.status_code == 409
    assert "草稿在您打开之后又有修改" in refused.text


def test_an_administrator_releases_without_review_and_the_record_says_so(reviewer):
    draft = begin(reviewer, "alone")

    step(reviewer, draft, "release")

    assert "未经审核发布" in reviewer.text()


def test_an_earlier_version_is_put_in_force_again_from_its_page(designer, reviewer):
    step(reviewer, begin(reviewer, "rolled"), "release")
    step(reviewer, take_up(reviewer), "release")
    page = "/admin/definitions/rolled:1"
    designer.get(page)
    without = step(designer, page, "roll-back", reason=" ")
    step(designer, page, "roll-back", reason="新版漏了一步")

    assert without.status_code == 422
    assert "请填写原因" in without.text
    said = re.sub(r"\s+", " ", designer.text())
    assert "已回退" in said
    assert "回退到 第1版 · 曹颖" in said
    assert "新版漏了一步" in said
    assert "/roll-back" not in designer.page.text
    assert "历史版本" in designer.get("/admin/definitions/rolled:2").text


def take_up(reader):
    """Take the first version up, and change it a little."""
    reader.get("/designer")
    reader.post("/designer", definition="rolled:1", once="take-rolled")
    draft = reader.page.url.path
    xml = reader.http.get(f"/api/v1{draft.replace('/designer', '/drafts')}/files/rolled.bpmn").text
    parts = [("files", ("rolled.bpmn", xml.replace("</", " </", 1).encode()))]
    csrf = {"X-CSRF-Token": reader.hidden("csrf")}
    path = draft.replace("/designer", "/api/v1/drafts")
    assert reader.http.put(path, files=parts, headers=csrf).status_code == 200
    return draft


def test_a_phone_reads_the_diagram_of_a_draft(designer):
    draft = begin(designer, "phone")

    shown = designer.get(draft).text

    assert "手机上可以查看流程图" in shown
    assert "<svg" in shown


def test_the_review_alone_is_a_part_of_a_page(designer):
    draft = begin(designer, "part")

    part = designer.get(f"{draft}/review").text

    assert 'data-stage="open"' in part
    assert "<html" not in part


def test_an_administrator_sets_what_needs_a_review_on_the_page_of_drafts(designer, reviewer):
    asked = designer.get("/designer").text

    step(reviewer, "/designer", "policy", policy="all", reason="总部要求")
    kept = reviewer.page.text
    step(reviewer, "/designer", "policy", policy="drafts", reason="恢复")

    assert 'action="/designer/policy"' not in asked
    assert '<option value="all" selected>' in kept
    assert '<option value="drafts" selected>' in reviewer.page.text
    reviewer.get("/designer")
    wrong = {"policy": "never", "reason": "试"}
    assert reviewer.post("/designer/policy", **wrong).status_code == 422


def test_the_page_of_a_version_says_what_its_check_finds_today(designer, reviewer):
    draft = begin(designer, "keys-found")
    step(designer, draft, "submission", reason="请审核")
    step(reviewer, draft, "approval", reason="可以")
    step(designer, draft, "release")

    shown = reviewer.get("/admin/definitions/keys-found:1")

    assert shown.status_code == 200
    assert "没有发现问题" in reviewer.text()


def test_a_notice_of_a_submission_leads_to_the_draft(designer, reviewer):
    draft = begin(designer, "told")
    step(designer, draft, "submission", reason="请看")

    shown = reviewer.get("/notices").text
    notices = re.findall(r'href="(/notices/[\w-]{36})"', shown)
    led = {reviewer.get(each).url.path for each in notices}

    assert "请审核：钥匙交接" in shown
    assert f"/admin/drafts/{draft.rpartition('/')[2]}" in led
