"""The pages while one works: lists that live, fields that are checked as they are left, the drawing."""

import re

import pytest

from tests.api.serving import Client
from tests.pages.looking import DESK, PHONE
from tests.pages.test_browser import _labelled
from tests.pages.test_scripts import _fill
from tests.pages.walking import PHOTO

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GIVEN = {"process_key": "complaint-handling", "project": "HY01"}
SHIFTS = """() => {
  window.shifts = [];
  new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(each => each.value)))
    .observe({type: 'layout-shift', buffered: true});
}"""
PLACES = """() => [...document.querySelectorAll('form[data-check] [data-field]')]
  .filter(e => e.checkVisibility()).map(e => Math.round(e.getBoundingClientRect().top + scrollY))"""


def begun(app, who="limin"):
    """Start a complaint; return the case and the id of its first task."""
    clerk = Client(app, who)
    case = clerk.post("/process-instances", GIVEN).json()
    return case, clerk.task_of(case["id"])["id"]


def test_ticks_and_what_is_typed_for_them_survive_a_list_that_changes(sign_in, served, app):
    first, _ = begun(app)
    desk = sign_in("liuyang")
    desk.goto(f"{served}/tasks?box=pool")
    row = desk.locator(".row", has_text=first["business_key"])
    row.locator(".pick input").check()

    later, _ = begun(app)
    desk.locator(".row", has_text=later["business_key"]).wait_for()

    assert row.locator(".pick input").is_checked()
    assert desk.locator(".pick input:checked").count() == 1
    desk.locator("#bulk").get_by_role("button", name="认领").click()
    desk.get_by_text("办理 1 项，未办理 0 项").wait_for()


WATCH = """number => new Promise(gone => {
  const there = () => [...document.querySelectorAll('.row')].some(e => e.textContent.includes(number));
  new MutationObserver(() => there() || gone(Date.now())).observe(document.body, {childList: true, subtree: true});
})"""


COUNTED = """number =>
  Number(document.querySelector('nav [data-count=pool]').innerText || 0) === number"""


def test_what_one_has_taken_leaves_the_list_of_the_other_within_two_seconds(sign_in, served, app):
    other, mine = sign_in("liuyang"), sign_in("limin")
    waited = []

    for _ in range(3):  # the best of three: the machine that tests this does other things too
        case, task = begun(app)
        other.goto(f"{served}/tasks?box=pool")
        other.locator(".row", has_text=case["business_key"]).wait_for()
        before = int(other.locator("nav [data-count=pool]").first.inner_text() or 0)
        watching = other.evaluate_handle(
            f"number => ({{gone: ({WATCH})(number)}})", case["business_key"]
        )
        mine.goto(f"{served}/tasks/{task}")
        mine.get_by_role("button", name="认领").click()
        mine.wait_for_url("**said=claimed**")
        answered = mine.evaluate("performance.timeOrigin")
        waited.append(watching.evaluate("each => each.gone") - answered)
        other.wait_for_function(COUNTED, arg=before - 1, timeout=2_000)

    assert min(waited) <= 2_000  # milliseconds


def test_after_a_task_the_next_one_opens_by_itself(sign_in, served, app):
    clerk = Client(app, "limin")
    tasks = [begun(app)[1] for _ in range(2)]
    for each in tasks:
        clerk.post(f"/user-tasks/{each}/claim")
    phone = sign_in("limin", **PHONE)
    phone.goto(f"{served}/tasks/{tasks[0]}")
    _fill(phone)

    phone.get_by_role("button", name="提交").click()
    phone.wait_for_url("**said=next**")

    assert tasks[0] not in phone.url
    assert phone.locator("#pane h1").is_visible()


@pytest.mark.parametrize("profile", [PHONE, DESK], ids=["phone", "desk"])
def test_a_field_that_is_left_is_checked_and_nothing_moves(sign_in, served, task, profile):
    page = sign_in("limin", **profile)
    page.goto(f"{served}/tasks/{task}")
    page.evaluate(SHIFTS)
    places = page.evaluate(PLACES)
    name, phone = (page.get_by_label(_labelled(each)) for each in ("投诉人", "联系电话"))

    phone.fill("12")
    name.focus()
    wrong = page.locator("#f-phone-wrong")
    wrong.filter(has_text=re.compile(r"\S")).wait_for()
    phone.focus()
    name.evaluate("e => e.blur()")
    page.locator("#f-complainant_name-wrong").filter(has_text=re.compile(r"\S")).wait_for()

    assert page.evaluate(PLACES) == places
    assert sum(page.evaluate("window.shifts")) <= 0.01
    assert phone.get_attribute("aria-invalid") == "true"
    phone.fill("13800138000")
    name.focus()
    wrong.filter(has_not_text=re.compile(r"\S")).wait_for()
    assert phone.get_attribute("aria-invalid") is None


def test_the_drawing_shows_where_the_task_is_and_the_form_keeps_what_was_typed(
    sign_in,
    served,
    task,
):
    page = sign_in("limin", **PHONE)
    page.goto(f"{served}/tasks/{task}")
    content = page.get_by_label(re.compile("^投诉内容"))
    content.fill("电梯异响")
    page.get_by_label("图片附件").set_input_files(PHOTO)

    tabs = page.get_by_role("navigation", name="任务内容")
    tabs.get_by_role("link", name="流程图").click()
    here = page.locator("#drawing .here")
    here.wait_for()
    drawn = page.locator("#drawing [data-element-id=UT_Register]")
    assert "active" in drawn.get_attribute("class") or "办理中" in drawn.text_content()
    assert page.locator("#drawing .taken").count() >= 1
    assert here.evaluate("e => e.getBoundingClientRect().right <= innerWidth")
    assert not content.is_visible()
    tabs.get_by_role("link", name="办理").click()

    assert content.input_value() == "电梯异响"
    assert page.get_by_label("图片附件").evaluate("e => e.files.length") == 1


def test_without_script_the_drawing_is_a_page_of_its_own(chromium, served, app, task):
    clerk = Client(app, "limin").http

    page = clerk.get(f"/tasks/{task}/diagram").text

    assert 'class="here"' in page
    assert 'aria-current="page"' in page.split("data-tabs")[1].split("流程图")[0].rsplit("<a", 1)[1]
    assert f'href="/tasks/{task}?box=todo"' in page


def test_files_are_chosen_in_the_pages_own_words_and_by_keyboard(sign_in, served, task):
    page = sign_in("limin", **DESK)
    page.goto(f"{served}/tasks/{task}")
    box = page.locator(".filebox", has=page.locator("#f-evidence"))
    field = page.get_by_label("图片附件")
    assert box.inner_text().split() == ["选择文件", "未选择"]
    assert field.evaluate("e => getComputedStyle(e).opacity") == "0"

    field.focus()
    field.set_input_files(PHOTO)

    assert box.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert "现场.png" in box.inner_text()


def test_an_empty_date_says_what_it_is_made_of_in_the_pages_own_words(sign_in, served, task):
    page = sign_in("limin", **DESK)
    page.goto(f"{served}/tasks/{task}")
    field = page.get_by_label(_labelled("发生时间"))
    box = page.locator(".datebox", has=field)
    hint = "e => getComputedStyle(e, '::before').content"
    assert box.evaluate(hint) == '"年/月/日 时:分"'

    field.fill("2026-01-05T09:30")
    field.evaluate("e => e.blur()")

    assert box.evaluate(hint) == "none"


def test_a_signature_drawn_with_a_finger_becomes_the_picture_that_is_asked_for(
    sign_in, served, app
):
    given = {"process_key": "escalation", "project": "HY01"}
    given["variables"] = {"reason": "emergency", "severity": "一级", "auto": True, "level_from": 0}
    case = Client(app, "limin").post("/process-instances", given).json()
    superior = sign_in("zhouguoqiang", **DESK)
    superior.goto(f"{served}/tasks?box=pool&q={case['business_key']}")
    superior.locator(".row", has_text="上级批示").get_by_role("link").click()
    pad = superior.locator("canvas.pad").first
    pad.scroll_into_view_if_needed()

    box = pad.bounding_box()
    superior.mouse.move(box["x"] + 20, box["y"] + 20)
    superior.mouse.down()
    superior.mouse.move(box["x"] + 90, box["y"] + 60, steps=4)
    superior.mouse.up()

    superior.locator(".filebox", has_text="签名.png").wait_for()
    superior.get_by_role("button", name="重写").first.click()
    superior.locator(".filebox", has_text="未选择").first.wait_for()
