"""A designer at work in a browser: drawing, forms, tables, dry run, release; staff does the work."""

import re
from importlib.resources import files

import pytest

from api.pages.bundle import bundle
from tests.api.serving import PASSWORD
from tests.pages.test_accessibility import ALLOWED, PHONE, VISIBLE_TEXT
from tests.pages.test_browser import ARTIFACTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPEN_ALL = """() => document.querySelectorAll('.bio-properties-panel-group-header:not(.open)')
  .forEach(header => header.click())"""
WAIT = 60_000  # milliseconds: a busy machine plays a dry run slowly
OURS = "#tab-rehearsal .told, #tab-forms, #findings, .designer-bar, #tab-tables .files, .trial"


@pytest.fixture(autouse=True)
def _built():
    bundle.cache_clear()
    if bundle() is None:
        pytest.skip("the designer's bundle was not built with this installation (make web)")


@pytest.fixture
def sign_in(chromium, served):
    """Open a browser for somebody."""
    opened = []

    def take(login, **profile):
        profile = {"viewport": {"width": 1440, "height": 1000}, **profile}
        context = chromium.new_context(locale="zh-CN", bypass_csp=False, **profile)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.goto(served)
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/tasks**")
        return page

    yield take
    for context in opened:
        context.close()


@pytest.fixture
def begin(sign_in, served):
    """Open the designer over a new process."""

    def begun(key, template="blank", login="caoying"):
        page = sign_in(login)
        page.goto(f"{served}/designer")
        page.get_by_label("流程名称").fill("钥匙交接")
        page.get_by_label("流程标识").fill(key)
        page.get_by_label("模板").select_option(template)
        page.get_by_role("button", name="开始设计").click()
        page.wait_for_selector("#designer[data-ready]")
        return page

    return begun


def _tab(page, name):
    page.get_by_role("tab", name=name).click()


def _group(page, name):
    page.locator(f"[data-group-id=group-gj-{name}] .bio-properties-panel-group-header").click()


def _save(page):
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator("#said", has_text="已保存").wait_for()
    page.locator("#unsaved").wait_for(state="hidden")


def _release(page, sign_in):
    """Submit what is drawn, have somebody else approve it on a phone, and release it."""
    address = page.url
    page.get_by_role("button", name="提交审核").click()
    page.locator("#review[data-stage=submitted]").wait_for()
    second = sign_in("fangyuan", **PHONE)
    second.goto(address)
    second.get_by_role("button", name="审核通过").click()
    second.locator("#review[data-stage=approved]").wait_for()
    page.goto(address)
    page.get_by_role("button", name="发布", exact=True).click()
    page.wait_for_url("**/admin/definitions/**")
    return second


def _shoot(page, name):
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"designer-{name}.png")


def _draw_second_step(page):
    """Append a user task to the first one by the context pad, and name it."""
    page.locator(".djs-element[data-element-id=UT_First]").click()
    page.locator('.djs-context-pad .entry[data-action="append.append-task"]').click()
    page.keyboard.type("经理确认")
    page.keyboard.press("Escape")


def test_a_designer_builds_a_process_and_staff_works_with_it(begin, sign_in, served):
    page = begin("key-handover", "approval")

    page.locator(".djs-element[data-element-id=UT_Approve]").click()
    _group(page, "people")
    page.locator("#gj-assign-kind").select_option("post")
    page.locator("#gj-assign-of").select_option("cs_supervisor")
    _group(page, "deadline")
    page.get_by_label("逐级上报间隔").fill("50")
    _tab(page, "表单")
    adding = page.locator("#tab-forms form.inline").nth(1)
    adding.get_by_label("名称").fill("数量")
    adding.get_by_label("变量名").fill("count")
    adding.get_by_label("类型").select_option("number")
    adding.get_by_role("button").click()
    page.frame_locator("iframe.preview").get_by_text("数量").wait_for()
    _shoot(page, "form")
    _save(page)

    _tab(page, "试运行")
    page.locator("#tab-rehearsal").get_by_label("由谁").select_option("limin")
    page.get_by_role("button", name="发起", exact=True).click()
    first = page.locator("[data-task=UT_Fill]")
    first.get_by_label("事由").fill("借钥匙")
    first.get_by_label("数量").fill("2")
    first.get_by_role("button", name="办理").click()
    second = page.locator("[data-task=UT_Approve]")
    assert "王芳" in second.get_by_label("由谁").inner_text()
    page.get_by_role("button", name="过一天").click()
    page.get_by_text("时间经过").wait_for()
    second.get_by_role("button", name="同意", exact=True).click()
    page.locator(".told .chip", has_text="已完成").wait_for()
    page.get_by_label("场景名称").fill("主管同意")
    page.get_by_role("button", name="保存为场景").click()
    page.locator(".told .note.good").wait_for()
    page.get_by_role("button", name="运行全部场景").click()
    page.locator(".told li.ok", has_text="主管同意").wait_for()
    assert page.locator(".drawn .missed").count() > 0
    _shoot(page, "dry-run")
    _save(page)

    _release(page, sign_in)
    clerk = sign_in("limin")
    clerk.goto(f"{served}/start")
    clerk.locator('form[action="/start/key-handover"] button').click()
    clerk.get_by_label(re.compile("^事由")).fill("借地下室钥匙")
    clerk.get_by_role("button", name="提交").click()
    clerk.goto(f"{served}/tasks?box=started")
    assert clerk.get_by_text("钥匙交接").first.is_visible()


def test_a_draft_is_compared_with_the_version_in_force(begin, sign_in):
    page = begin("compared", "approval")
    draft = page.url
    _release(page, sign_in)
    page.goto(draft)
    page.wait_for_selector("#designer[data-ready]")

    page.locator(".djs-element[data-element-id=UT_Approve]").click()
    _group(page, "people")
    page.locator("#gj-assign-kind").select_option("initiator")
    _tab(page, "版本对比")

    line = page.locator(".differences li.changed", has_text="审批")
    line.locator("li", has_text="办理人").wait_for()
    assert "superior(initiator)" in line.inner_text()
    assert page.locator(".compared .diff-changed").count() == 2
    _shoot(page, "compared")


def test_findings_stand_on_the_canvas_and_lead_to_their_place(begin):
    page = begin("findings")

    _draw_second_step(page)
    page.locator("#findings li").first.wait_for()
    page.locator(".finding-mark").first.wait_for()
    before = page.locator("#findings li").count()
    page.locator("#findings button", has_text="定位").first.click()
    _shoot(page, "findings")

    assert before > 0
    assert page.locator(".djs-element.selected").count() == 1


def test_a_second_editor_is_told_and_nothing_is_lost(begin, sign_in, served):
    first = begin("twice")
    second = sign_in("fangyuan")
    second.goto(first.url)
    second.wait_for_selector("#designer[data-ready]")

    for page in (first, second):
        page.locator(".djs-element[data-element-id=UT_First]").click()
        _group(page, "english")
        page.get_by_label("英文名称").fill("Fill in")
    _save(first)
    second.get_by_role("button", name="保存", exact=True).click()

    second.locator("#said.bad", has_text="有人在您之后修改").wait_for()
    assert second.locator("#unsaved").is_visible()


def test_a_table_is_drawn_and_tried_out(begin):
    page = begin("tables")

    _tab(page, "决策表")
    page.get_by_label("新决策表的名称").fill("分级")
    page.locator("#tab-tables form.inline input").nth(1).fill("grade")
    page.get_by_role("button", name="新建决策表").click()
    page.locator("#tab-tables .dmn-decision-table-container").wait_for()
    page.get_by_role("button", name="新增一行").click()
    page.get_by_label("期望结果 1").fill('""')
    page.get_by_label("输入 1").fill("高")
    page.get_by_role("button", name="运行", exact=True).click()

    page.locator(".trial output.ok").wait_for()
    assert "符合" in page.locator(".trial tbody tr").inner_text()


def test_the_chinese_designer_has_no_english_and_our_parts_are_accessible(begin):
    page = begin("chinese", "approval")
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    script = files(axe).joinpath("axe.min.js").read_text(encoding="utf-8")
    found = {}

    for element in ("UT_Approve", "G_Approved", "Start_1", "Flow_Yes", "End_Yes"):
        page.locator(f".djs-element[data-element-id={element}] .djs-hit").first.click(force=True)
        page.wait_for_selector(".bio-properties-panel-header-type")
        page.evaluate(OPEN_ALL)
        page.wait_for_timeout(300)
        found[element] = _english(page)
    for tab in ("决策表", "表单", "试运行", "版本对比"):
        _tab(page, tab)
        page.wait_for_timeout(1_500)
        found[tab] = _english(page)
        page.evaluate(f"window.ours = {OURS!r}")
        found[f"axe {tab}"] = _wrong(page, script)

    assert page.evaluate("[...window.untranslated]") == []
    assert {where: what for where, what in found.items() if what} == {}


def _wrong(page, script):
    page.evaluate(script)
    result = page.evaluate(
        """() => axe.run([...document.querySelectorAll(window.ours)].filter(e => e.checkVisibility()),
        {runOnly: ['wcag2a','wcag2aa','wcag21aa','wcag22aa'], iframes: false})"""
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result["violations"]]


def _english(page):
    """Everything that can be read and is English, but for settings by their names, and the mark."""
    texts = page.evaluate(VISIBLE_TEXT.replace("script, style", "script, style, noscript"))
    same = re.compile(r"Powered by bpmn\.io|^gj:\w+$", re.IGNORECASE)
    return sorted(
        {
            text[:100]
            for text in texts
            if re.search(r"[A-Za-z]{2,}", same.sub("", ALLOWED.sub("", text)))
        }
    )
