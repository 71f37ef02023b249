"""A network that fails while a form is handed in: it arrives once, nothing typed is lost."""

import re

import pytest

from tests.api.serving import PASSWORD, Client
from tests.pages.test_scripts import _case, _fill

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def phone(sign_in, served, task):
    """The task as it stands filled in on limin's phone."""
    page = sign_in("limin", viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    page.goto(f"{served}/tasks/{task}")
    _fill(page)
    return page


def submit(page):
    page.get_by_role("button", name="提交").click()


def completions(app, task):
    """How often the task was completed, by the record."""
    auditor = Client(app, "hanbing")
    rows = auditor.get(f"/process-instances/{_case(app, task)}/history", limit=200).json()["items"]
    return [each["type"] for each in rows].count("UserTaskCompleted")


def content_of(page):
    return page.get_by_label(re.compile("^投诉内容")).input_value()


def test_an_answer_that_is_lost_on_its_way_doubles_nothing(phone, app, task):
    lost = []

    def lose(route):
        lost.append(route.fetch(max_redirects=0).status)
        route.abort("connectionreset")

    phone.route("**/completion", lose, times=1)
    submit(phone)
    phone.get_by_text(re.compile("恢复后自动提交，不会重复提交")).wait_for()
    assert lost == [303]
    assert content_of(phone)
    assert completions(app, task) == 1

    submit(phone)  # impatient: once more by hand, and it was sent by itself before
    phone.wait_for_url(re.compile(r"said="))

    assert completions(app, task) == 1


def test_what_never_arrived_is_sent_when_the_network_is_back_and_its_form_goes(phone, app, task):
    phone.route("**/completion", lambda route: route.abort("internetdisconnected"), times=1)
    submit(phone)
    phone.get_by_text(re.compile("已保存在本机")).wait_for()
    assert completions(app, task) == 0
    assert content_of(phone)

    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.get_by_text("断网时填写的内容已提交").wait_for()

    assert completions(app, task) == 1
    assert phone.locator("form[data-send]").count() == 0


def test_what_waits_survives_the_page_and_is_sent_from_the_next_one(phone, served, app, task):
    phone.context.set_offline(True)
    submit(phone)
    phone.get_by_text(re.compile("已保存在本机")).wait_for()

    phone.context.set_offline(False)
    phone.goto(f"{served}/tasks")
    phone.get_by_text("断网时填写的内容已提交").wait_for()

    assert completions(app, task) == 1


def test_a_server_that_cannot_answer_now_loses_nothing(phone, app, task):
    phone.route("**/completion", lambda route: route.fulfill(status=503, body="x"), times=1)
    submit(phone)
    phone.get_by_text(re.compile("已保存在本机")).wait_for()

    assert content_of(phone)
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.get_by_text("断网时填写的内容已提交").wait_for()
    assert completions(app, task) == 1


def test_a_session_that_ended_while_one_typed_loses_nothing(phone, app, task):
    phone.context.clear_cookies()
    submit(phone)
    phone.wait_for_url("**/sign-in**")
    assert completions(app, task) == 0

    phone.get_by_label("账号").fill("limin")
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    phone.get_by_text("断网时填写的内容已提交").wait_for()

    assert completions(app, task) == 1


def test_a_task_that_somebody_else_has_dealt_with_leaves_what_was_typed_on_the_page(
    phone, app, task
):
    Client(app, "fangyuan").post(
        f"/process-instances/{_case(app, task)}/termination", {"reason": "重复登记"}
    )

    submit(phone)
    phone.locator("#told").wait_for()

    assert content_of(phone)
    assert phone.locator("#told.bad").inner_text().strip()
