"""The pages while one works: lists that live, fields that are checked as they are left, the drawing."""

import re
from datetime import datetime

import pytest

from tests.api.serving import Client
from tests.pages.looking import DESK, PHONE, press
from tests.pages.test_browser import ARTIFACTS, _labelled
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


WATCH = """() => {
  const seen = window.seen = { came: {}, gone: {}, counted: 0, at: 0, lag: 0 };
  const look = () => {
    const now = Date.now();
    const rows = [...document.querySelectorAll('.row')].map(e => /TS-[\\w-]+/.exec(e.textContent)?.[0]);
    for (const row of rows) seen.came[row] ??= now;
    for (const row of Object.keys(seen.came)) if (!rows.includes(row)) seen.gone[row] ??= now;
    const counted = Number(document.querySelector('nav [data-count=pool]').textContent);
    if (counted !== seen.counted) Object.assign(seen, { counted, at: now });
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    seen.lag += Math.max(0, now - last - 50);
    last = now;
  }, 50);
}"""
"""When each row came and went and the count changed, by the clock; what the machine kept this page
waiting meanwhile, in milliseconds, is no time that the product took."""
SHOWN = (
    """([what, number, counted]) => window.seen[what][number] && window.seen.counted === counted"""
)
TAKES = "([what, number]) => Math.max(window.seen[what][number], window.seen.at) - window.seen.lag"


def shown_after(page, what, number, counted, since):
    """Milliseconds from a commit until the page shows its row and its count."""
    page.wait_for_function(SHOWN, arg=[what, number, counted])
    return page.evaluate(TAKES, [what, number]) - since.timestamp() * 1000


def test_what_comes_and_what_another_takes_is_shown_within_two_seconds_every_time(
    sign_in, served, app
):
    clerk, auditor = Client(app, "limin"), Client(app, "hanbing")
    desk = sign_in("liuyang")
    desk.goto(f"{served}/tasks?box=pool")
    desk.evaluate(WATCH)
    before = desk.evaluate("window.seen.counted")
    waited = []

    for _ in range(3):
        desk.evaluate("window.seen.lag = 0")
        case, task = begun(app)
        number, started = case["business_key"], datetime.fromisoformat(case["started_at"])
        waited.append(shown_after(desk, "came", number, before + 1, started))
        desk.evaluate("window.seen.lag = 0")
        clerk.post(f"/user-tasks/{task}/claim")
        record = auditor.get(f"/process-instances/{case['id']}/history", limit=200).json()["items"]
        [claimed] = [each["at"] for each in record if each["type"] == "UserTaskClaimed"]
        waited.append(shown_after(desk, "gone", number, before, datetime.fromisoformat(claimed)))

    assert max(waited) <= 2_000, waited


def test_what_happens_while_a_page_is_on_its_way_is_in_its_list_all_the_same(sign_in, served, app):
    desk = sign_in("liuyang")
    meanwhile = []

    def late(route):
        meanwhile.append(begun(app)[0]["business_key"])
        route.continue_()

    desk.route("**/live*", late, times=1)
    with desk.expect_response("**/live*"):
        desk.goto(f"{served}/tasks?box=pool")

    desk.locator(".row", has_text=meanwhile[0]).wait_for()


def test_on_a_phone_a_list_leads_to_a_task_and_what_else_may_be_done_comes_up_over_it(
    sign_in, served, app, task
):
    number = Client(app, "limin").get(f"/user-tasks/{task}").json()["business_key"]
    phone = sign_in("limin", **PHONE)
    phone.locator(".row", has_text=number).get_by_role("link").first.click()
    phone.wait_for_url(f"**/tasks/{task}**")
    sheet = phone.get_by_role("region", name="更多操作")
    assert not phone.locator(".list").is_visible()
    assert sheet.bounding_box()["y"] > PHONE["viewport"]["height"]

    phone.get_by_role("link", name="更多", exact=True).click()
    place = sheet.bounding_box()
    reached = "e => e.contains(document.elementFromPoint(180, innerHeight - 30))"
    assert place["y"] + place["height"] == PHONE["viewport"]["height"]
    assert place["y"] > 0
    assert sheet.evaluate(reached)
    sheet.get_by_role("link", name="收起").click()
    assert not sheet.evaluate(reached)
    phone.get_by_role("link", name="更多", exact=True).click()
    sheet.locator("summary", has_text=re.compile("^转办$")).click()
    sheet.locator("[name=gj-to]:visible").select_option("liuyang")
    sheet.locator("[name=gj-reason]:visible").fill("我去现场")
    portray_screen(phone, "phone-operations")
    press(phone, sheet.get_by_role("button", name="转办"))

    assert Client(app, "liuyang").get(f"/user-tasks/{task}").json()["assignee"] == "liuyang"


def portray_screen(page, name):
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", scale="css")


def test_the_parts_of_a_task_are_gone_to_without_its_page_being_loaded_anew(sign_in, served, task):
    page = sign_in("limin", **PHONE)
    page.goto(f"{served}/tasks/{task}")
    page.get_by_label("图片附件").set_input_files(PHOTO)
    tabs = page.get_by_role("navigation", name="任务内容")

    tabs.get_by_role("link", name="记录").click()
    page.wait_for_url("**#*")
    page.go_back()
    page.wait_for_url(re.compile(r"/tasks/[^#]+$"))
    page.evaluate("new Promise(done => setTimeout(done, 300))")  # a load would have begun by now

    assert page.get_by_label("图片附件").evaluate("e => e.files.length") == 1


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
