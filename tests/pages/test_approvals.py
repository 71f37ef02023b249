"""Several people decide a task, on its pages without script."""

import re

import pytest

from tests.api.serving import Client, running
from tests.approvals.office import approval
from tests.pages.test_pages import Reader
from tests.usecases.diagrams import REQUEST_FORMS


@pytest.fixture
def app(tmp_path):
    with running(tmp_path, shipped=False) as app:
        yield app


def task_of(app, mode, people, **settings):
    """Start an approval; return the address of its page."""
    clerk = Client(app, "limin")
    files = {"request_fill.form.json": REQUEST_FORMS["request_fill"]} if "form" in settings else {}
    files["a.bpmn"] = approval(mode, people=people, **settings)
    Client(app, "caoying").deploy(**files)
    case = clerk.post("/process-instances", {"process_key": "approval", "project": "HY01"}).json()[
        "id"
    ]
    clerk.post(f"/user-tasks/{clerk.task_of(case)['id']}/completion", {})
    return f"/tasks/{Client(app, people[0]).task_of(case)['id']}"


def test_the_page_shows_who_decides_and_how_it_stands(app):
    page = task_of(app, "vote", ["wangfang", "wangqiang", "majun"], **{"pass": "60%"})
    reader = Reader(app, "wangfang")
    reader.get(page)

    reader.post(
        f"{page}/decision/approve", **{"gj-opinion": "同意，尽快"}, once=reader.hidden("once")
    )
    other = Reader(app, "majun")
    other.get(page)

    assert reader.page.status_code == 200
    assert "同意 1，不同意 0，未决 2，共 3，需同意 2" in other.text()
    assert "同意，尽快" in other.text()
    assert "王芳" in other.text()


def test_somebody_says_no_on_the_page_and_the_timeline_tells(app):
    page = task_of(app, "and", ["wangfang", "wangqiang"])
    reader = Reader(app, "wangqiang")
    reader.get(page)

    reader.post(f"{page}/decision/reject", **{"gj-opinion": "不行"}, once=reader.hidden("once"))
    reader.get(page)

    assert "不同意" in reader.text()
    assert "已否决，无需再处理" in reader.text()
    assert "「UT_Approve」不同意" in reader.text()


def test_who_says_no_is_told_that_the_form_is_not_handed_in(app):
    page = task_of(app, "and", ["wangfang", "wangqiang"], form="request_fill")
    reader = Reader(app, "wangqiang")
    reader.get(page)

    assert "不同意时，表单中填写的内容不提交" in reader.text()
    (told,) = re.findall(r'decision/reject" aria-describedby="([^"]+)"', reader.page.text)
    assert f'id="{told}"' in reader.page.text


def test_where_there_is_no_form_nothing_is_said_of_one(app):
    page = task_of(app, "and", ["wangfang", "wangqiang"])
    reader = Reader(app, "wangqiang")
    reader.get(page)

    assert "decision/reject" in reader.page.text
    assert "表单中填写的内容不提交" not in reader.text()


@pytest.mark.parametrize(
    ("operation", "fields", "said"),
    [
        ("transfer", {"gj-to": "majun"}, "已转办"),
        ("delegate", {"gj-to": "majun"}, "委派中"),
        ("add-before", {"gj-people": ["majun", "sunli"]}, "前加签"),
        ("add-after", {"gj-people": "majun"}, "后加签"),
        ("add-parallel", {"gj-people": "majun"}, "并加签"),
        ("consult", {"gj-people": "majun", "gj-text": "够吗？"}, "够吗？"),
    ],
)
def test_a_small_form_does_an_operation(app, operation, fields, said):
    page = task_of(app, "and", ["wangfang", "wangqiang"])
    reader = Reader(app, "wangfang")
    reader.get(page)
    assert f'action="{page}/operations/{operation}"' in reader.page.text

    reader.post(f"{page}/operations/{operation}", **fields)
    reader.get(page)

    assert said in reader.text()


def test_who_was_added_is_taken_out_and_who_was_asked_answers(app):
    page = task_of(app, "and", ["wangfang", "wangqiang"])
    reader, asked = Reader(app, "wangfang"), Reader(app, "majun")
    reader.get(page)
    reader.post(f"{page}/operations/add-parallel", **{"gj-people": "sunli"})
    reader.get(page)
    reader.post(f"{page}/operations/remove-signer", **{"gj-participant": "3"})
    reader.get(page)
    reader.post(f"{page}/operations/consult", **{"gj-people": "majun", "gj-text": "？"})
    asked.get(page)

    question = re.search(r'name="gj-consultation" value="([^"]+)"', asked.page.text)[1]
    asked.post(f"{page}/operations/answer", **{"gj-consultation": question, "gj-text": "可以"})
    reader.get(page)

    assert "已减签" in reader.text()
    assert "可以" in reader.text()


def test_a_delegate_answers_and_the_owner_signs_on_the_page(app):
    page = task_of(app, "and", ["wangfang"], signature="approve")
    owner, delegate = Reader(app, "wangfang"), Reader(app, "majun")
    owner.get(page)
    owner.post(f"{page}/operations/delegate", **{"gj-to": "majun"})
    delegate.get(page)
    delegate.post(
        f"{page}/decision/resolve", **{"gj-opinion": "属实"}, once=delegate.hidden("once")
    )
    owner.get(page)
    image = {"gj-signature": ("签名.png", b"\x89PNG", "image/png")}

    owner.post(f"{page}/decision/approve", files=image, once=owner.hidden("once"))
    owner.get(page)

    assert "已签名" in owner.text()
    assert "属实" in owner.text()


@pytest.mark.parametrize(
    "path", ["operations/fly", "operations/remove-signer", "operations/answer"]
)
def test_what_makes_no_sense_is_refused_with_a_page(app, path):
    page = task_of(app, "and", ["wangfang", "wangqiang"])
    reader = Reader(app, "wangfang")
    reader.get(page)

    answer = reader.post(f"{page}/{path}")

    assert answer.status_code == 422


def test_a_refused_operation_is_told_on_the_tasks_own_page_with_what_was_typed(app):
    page = task_of(app, "and", ["wangfang", "wangqiang"])
    reader = Reader(app, "wangfang")
    reader.get(page)

    typed = {"gj-to": "wangqiang", "gj-reason": "请先看现场"}
    answer = reader.post(f"{page}/operations/delegate", **typed)

    assert answer.status_code == 422
    assert "不能选择已在本节点的人员" in reader.text()
    assert f'action="{page}/decision/approve"' in answer.text or "/completion" in answer.text
    assert 'value="请先看现场"' in answer.text
    assert '<option value="wangqiang" selected>' in answer.text
    assert answer.text.count("<details open>") == 1


def test_what_was_chosen_for_a_refused_operation_stays_chosen(app):
    page = task_of(app, "", ["wangfang"])
    reader = Reader(app, "wangfang")
    reader.get(page)

    fields = {"gj-people": "nobody", "gj-confirm": "signature"}
    answer = reader.post(f"{page}/operations/copy", **fields)

    assert answer.status_code == 422
    assert '<option value="signature" selected>' in answer.text


def test_a_refused_operation_on_what_one_sees_no_more_is_told_on_a_page_of_its_own(app):
    page = task_of(app, "and", ["wangfang", "wangqiang"])
    stranger = Reader(app, "zhuting")
    stranger.get("/tasks")

    answer = stranger.post(f"{page}/operations/urge")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("operation", "fields", "stays"),
    [
        ("consult", {"gj-people": "majun", "gj-text": "够吗？"}, True),
        ("copy", {"gj-people": "majun"}, True),
        ("add-parallel", {"gj-people": "majun"}, True),
        ("delegate", {"gj-to": "majun"}, False),
        ("transfer", {"gj-to": "majun"}, False),
    ],
)
def test_after_an_operation_whoever_still_has_the_task_stays_on_its_page(
    app, operation, fields, stays
):
    page = task_of(app, "and", ["wangfang", "wangqiang"])
    reader = Reader(app, "wangfang")
    reader.get(page)

    shown = reader.post(f"{page}/operations/{operation}", **fields)

    assert shown.url.path == (page if stays else "/tasks")
    assert "操作成功" in reader.text()


def test_whoever_was_asked_to_decide_sees_that_he_must_answer_in_words(app):
    page = task_of(app, "and", ["wangfang"])
    owner, delegate = Reader(app, "wangfang"), Reader(app, "majun")
    owner.get(page)
    assert '<label for="gj-opinion">审批意见</label>' in owner.page.text
    owner.post(f"{page}/operations/delegate", **{"gj-to": "majun"})

    delegate.get(page)
    shown = delegate.page.text
    refused = delegate.post(f"{page}/decision/resolve")

    assert (
        '<label for="gj-opinion">答复 <span class="must" aria-hidden="true">必填</span></label>'
        in shown
    )
    assert 'aria-required="true"' in shown
    assert refused.status_code == 422
    assert "请填写答复意见" in refused.text


def test_giving_back_is_offered_only_where_it_can_be_done(app):
    page = task_of(app, "", ["wangfang"])
    owner, delegate = Reader(app, "wangfang"), Reader(app, "majun")
    owner.get(page)
    owner.post(f"{page}/operations/delegate", **{"gj-to": "majun"})

    delegate.get(page)

    assert f"{page}/release" not in delegate.page.text


def test_who_stands_in_is_not_offered_to_claim_what_is_held_already(app):
    page = task_of(app, "", ["wangfang"])
    now = Client(app, "fangyuan").get("/clock").json()["now"]
    ends = f"{int(now[:4]) + 1}{now[4:]}"
    body = {"agent": "majun", "begins": now, "ends": ends, "existing": True}
    assert Client(app, "wangfang").post("/substitutions", body).is_success
    agent = Reader(app, "majun")
    agent.get(page)
    assert f'action="{page}/claim"' in agent.page.text
    assert Client(app, "wangfang").post(f"/user-{page[1:]}/claim").is_success

    agent.get(page)

    assert 'name="complete"' in agent.page.text
    assert f'action="{page}/claim"' not in agent.page.text


@pytest.mark.parametrize("mode", ["", "and"])
def test_a_task_of_a_suspended_case_is_not_offered_to_be_claimed(app, mode):
    page = task_of(app, mode, ["wangfang", "wangqiang"])
    reader, chief = Reader(app, "wangfang"), Client(app, "fangyuan")
    reader.get(page)
    assert f'action="{page}/claim"' in reader.page.text
    case = chief.get(f"/user-tasks/{page.rpartition('/')[2]}").json()["instance_id"]
    path = f"/process-instances/{case}/suspension"
    assert chief.send("PUT", path, {"reason": "核实中"}).is_success

    reader.get(page)

    assert f'action="{page}/claim"' not in reader.page.text


def test_who_signs_with_others_says_that_he_has_begun_and_takes_that_back(app):
    page = task_of(app, "and", ["wangfang", "wangqiang"])
    reader = Reader(app, "wangfang")
    reader.get(page)
    assert "表明您已着手办理，不影响其他人" in reader.text()
    assert "他人不再看到" not in reader.text()
    assert '<span class="chip mine">待办</span>' in reader.page.text

    begun = reader.post(f"{page}/claim").text
    back = reader.post(f"{page}/release")
    reader.get(page)

    assert f'action="{page}/claim"' not in begun
    assert f'formaction="{page}/release"' in begun
    assert "已签收" in begun
    assert "办理中" in begun
    assert back.url.path == page
    assert f'action="{page}/claim"' in reader.page.text
    assert f"{page}/release" not in reader.page.text
