"""What scripts add to the pages: keeping by itself, handing in without network, lists by keyboard."""

import re

import pytest

from tests.api.serving import PASSWORD, Client

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1360, "height": 860}}


@pytest.fixture
def person(chromium, served):
    """Let somebody sign in on a phone or a desk of his own."""
    opened = []

    def enter(login, profile=DESK):
        context = chromium.new_context(locale="zh-CN", **profile)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(served)
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/tasks**")
        return page

    yield enter
    for context in opened:
        context.close()


def test_what_is_typed_on_a_phone_is_found_at_the_desk_without_pressing_anything(
    person, served, task
):
    phone, desk = person("limin", PHONE), person("limin")
    phone.goto(f"{served}/tasks/{task}")

    phone.get_by_label(re.compile("^投诉内容")).fill("电梯异响，夜间明显")
    phone.get_by_text(re.compile("已自动暂存")).wait_for()
    desk.goto(f"{served}/tasks/{task}")

    assert desk.get_by_label(re.compile("^投诉内容")).input_value() == "电梯异响，夜间明显"
    assert desk.get_by_text(re.compile("^已恢复")).is_visible()


def test_a_form_that_comes_back_with_mistakes_is_saved_as_it_was_typed(person, served, task):
    phone = person("limin", PHONE)
    phone.goto(f"{served}/tasks/{task}")
    phone.get_by_label(re.compile("^投诉内容")).fill("太短")
    phone.get_by_role("button", name="提交").click()
    phone.get_by_text(re.compile("处需要修改")).wait_for()

    phone.get_by_text(re.compile("已自动暂存")).wait_for()
    phone.goto(f"{served}/tasks/{task}")

    assert phone.get_by_label(re.compile("^投诉内容")).input_value() == "太短"


def test_what_is_typed_without_network_is_kept_here_and_sent_later(person, served, task):
    phone = person("limin", PHONE)
    phone.goto(f"{served}/tasks/{task}")
    phone.context.set_offline(True)

    phone.get_by_label(re.compile("^投诉内容")).fill("地下车库漏水")
    phone.get_by_text(re.compile("网络不通：内容已保存在本机")).wait_for()
    phone.context.set_offline(False)
    phone.get_by_text(re.compile("^已恢复")).wait_for()

    assert phone.get_by_label(re.compile("^投诉内容")).input_value() == "地下车库漏水"


def test_a_form_handed_in_without_network_arrives_once_when_it_is_back(person, served, app, task):
    phone = person("limin", PHONE)
    phone.goto(f"{served}/tasks/{task}")
    _fill(phone)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="提交").click()
    phone.get_by_text(re.compile("恢复后自动提交")).wait_for()
    assert Client(app, "limin").get(f"/user-tasks/{task}").json()["state"] == "claimed"

    phone.context.set_offline(False)
    phone.get_by_text(re.compile("断网时填写的内容已提交")).wait_for()

    rows = (
        Client(app, "hanbing")
        .get(f"/process-instances/{_case(app, task)}/history", limit=200)
        .json()["items"]
    )
    assert [each["type"] for each in rows].count("UserTaskCompleted") == 1


def test_the_keyboard_goes_through_the_list_and_opens_a_task_beside_it(person, served, app):
    clerk = Client(app, "liuyang")
    for _ in range(2):
        case = clerk.post(
            "/process-instances", {"process_key": "complaint-handling", "project": "HY01"}
        ).json()
        clerk.post(f"/user-tasks/{clerk.task_of(case['id'])['id']}/claim")
    desk = person("liuyang")
    desk.goto(f"{served}/tasks")
    rows = desk.locator(".list a.over")

    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.locator("#pane h1").wait_for()

    assert rows.nth(1).get_attribute("aria-current") == "page"
    assert desk.url.split("?")[0] == rows.nth(1).evaluate("a => a.href").split("?")[0]
    assert rows.count() >= 2
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") == "q"
    with desk.expect_navigation():
        desk.go_back()
    assert desk.url == f"{served}/tasks"


def test_a_list_shows_a_new_task_and_its_badge_without_being_asked(person, served, app):
    desk = person("liuyang")
    desk.goto(f"{served}/tasks?box=pool")
    badge = desk.locator("nav [data-count=pool]").first
    clerk = Client(app, "limin")

    case = clerk.post(
        "/process-instances", {"process_key": "complaint-handling", "project": "HY01"}
    ).json()

    desk.locator(".row", has_text=case["business_key"]).wait_for(timeout=5_000)
    assert badge.inner_text() != ""


def test_scripts_weigh_less_than_forty_kilobytes(person, served):
    desk = person("limin")

    desk.goto(f"{served}/tasks")
    scripts = desk.evaluate(
        "performance.getEntriesByType('resource').map(each => each.name)"
        ".filter(name => name.includes('.js'))"
    )

    weights = [len(desk.request.get(each).body()) for each in scripts]
    assert 0 < sum(weights) <= 40_000  # not even compressed


def _fill(page):
    for label, text in {
        "发生时间": "2026-01-05T09:30",
        "投诉人": "张三",
        "联系电话": "13800138000",
        "房号": "8-2-501",
        "标题": "电梯异响",
        "投诉内容": "电梯运行时有异响，已持续三天。",
    }.items():
        page.get_by_label(re.compile(rf"^{label}\s*(必填)?$")).fill(text)
    for label, option in {"来源渠道": "来电", "投诉人身份": "业主", "投诉类别": "设施维修"}.items():
        group = page.get_by_role("group", name=re.compile(rf"^{label}"))
        if group.count():
            group.get_by_text(option, exact=True).click()
        else:
            page.get_by_label(re.compile(rf"^{label}")).select_option(option)


def _case(app, task):
    return Client(app, "hanbing").get(f"/user-tasks/{task}").json()["instance_id"]
