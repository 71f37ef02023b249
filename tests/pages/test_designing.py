"""A designer at work in a browser: drawing, forms, tables, dry run, release; staff does the work."""

import re
from importlib.resources import files

import pytest

import processes
from api.pages.bundle import bundle
from engine.diagram import read
from engine.linting.settings import NAMES, place_of
from tests.pages.designing import (
    OPEN_ALL,
    append,
    group,
    in_english,
    pad,
    release,
    save,
    shoot,
    tab,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OURS = (
    "#tab-rehearsal .told, #tab-forms, #findings, .designer-bar, #review, #tab-tables .files, "
    ".trial, .differences"
)


@pytest.fixture(autouse=True)
def _built():
    bundle.cache_clear()
    if bundle() is None:
        pytest.skip("the designer's bundle was not built with this installation (make web)")


def test_a_draft_is_compared_with_the_version_in_force(begin, sign_in):
    page = begin("compared", "approval")
    draft = page.url
    release(page, sign_in)
    page.goto(draft)
    page.wait_for_selector("#designer[data-ready]")

    page.locator(".djs-element[data-element-id=UT_Approve]").click()
    group(page, "people")
    page.locator("#gj-assign-kind").select_option("initiator")
    tab(page, "版本对比")

    line = page.locator(".differences li.changed", has_text="审批")
    line.locator("li", has_text="办理人").wait_for()
    assert "superior(initiator)" in line.inner_text()
    assert page.locator(".compared .diff-changed").count() == 2
    shoot(page, "compared")


def test_findings_stand_on_the_canvas_and_lead_to_their_place(begin):
    page = begin("findings")

    page.locator(".djs-element[data-element-id=UT_First]").click()
    append(page, "用户任务", "经理确认")
    page.locator("#findings li").first.wait_for()
    page.locator(".finding-mark").first.wait_for()
    before = page.locator("#findings li").count()
    page.locator("#findings button", has_text="定位").first.click()
    shoot(page, "findings")

    assert before > 0
    assert page.locator(".djs-element.selected").count() == 1


def test_a_second_editor_is_told_and_nothing_is_lost(begin, sign_in, served):
    first = begin("twice")
    second = sign_in("fangyuan")
    second.goto(first.url)
    second.wait_for_selector("#designer[data-ready]")

    for page in (first, second):
        page.locator(".djs-element[data-element-id=UT_First]").click()
        group(page, "english")
        page.get_by_label("英文名称").fill("Fill in")
    save(first)
    second.get_by_role("button", name="保存", exact=True).click()

    second.locator("#said.bad", has_text="有人在您之后修改").wait_for()
    assert second.locator("#unsaved").is_visible()


def test_a_table_is_drawn_and_tried_out(begin):
    page = begin("tables")

    tab(page, "决策表")
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


MARKED = """mark => [...document.querySelectorAll('.rehearsal-desk .djs-element.' + mark)]
  .map(each => each.dataset.elementId).filter(id => !id.endsWith('_label')).sort()"""
VISITED = """() => Object.fromEntries([...document.querySelectorAll('.rehearsal-desk .djs-overlays')]
  .filter(each => each.querySelector('.visits'))
  .map(each => [each.dataset.containerId, each.innerText.trim()]))"""
DASHES = "e => getComputedStyle(e).strokeDasharray"


def _play(page, decision):
    """Play a case of the template to the end that a decision leads to."""
    page.locator("#tab-rehearsal").get_by_label("由谁").select_option("limin")
    page.get_by_role("button", name="发起", exact=True).click()
    filling = page.locator("[data-task=UT_Fill]")
    filling.get_by_label("事由").fill("借钥匙")
    filling.get_by_role("button", name="办理").click()
    page.locator("[data-task=UT_Approve]").get_by_role("button", name=decision, exact=True).click()
    page.locator(".told .chip", has_text="已完成").wait_for()


def _keep_and_tell(page, name):
    """Keep the dry run as a story, and tell all stories."""
    page.get_by_label("场景名称").fill(name)
    page.get_by_role("button", name="保存为场景").click()
    page.locator(".told .note.good", has_text=name).wait_for()
    page.get_by_role("button", name="运行全部场景").click()
    page.locator(".told li.ok", has_text=name).wait_for()


def test_stories_leave_their_marks_on_the_drawing_and_what_none_came_by_stands_out(begin):
    page = begin("covered", "approval")
    tab(page, "试运行")

    _play(page, "同意")
    _keep_and_tell(page, "同意的")
    page.locator(".rehearsal-desk .djs-element.missed").first.wait_for()

    always = {"Start_1", "Flow_1", "UT_Fill", "Flow_2", "UT_Approve", "Flow_3", "G_Approved"}
    assert set(page.evaluate(MARKED, "missed")) == {"Flow_No", "End_No"}
    assert set(page.evaluate(MARKED, "walked")) == always | {"Flow_Yes", "End_Yes"}
    assert page.evaluate(VISITED)["UT_Fill"] == "1"
    assert "6px" in page.locator(
        ".rehearsal-desk .missed[data-element-id=Flow_No] .djs-visual > path"
    ).first.evaluate(DASHES)
    shoot(page, "covered")

    page.get_by_role("button", name="重新开始").click()
    _play(page, "不同意")
    _keep_and_tell(page, "不同意的")
    page.locator(".rehearsal-desk [data-container-id=UT_Fill] .visits", has_text="2").wait_for()

    assert page.evaluate(MARKED, "missed") == []
    assert always | {"Flow_Yes", "Flow_No", "End_Yes", "End_No"} == set(
        page.evaluate(MARKED, "walked")
    )
    visited = page.evaluate(VISITED)
    assert (visited["UT_Approve"], visited["End_Yes"], visited["End_No"]) == ("2", "1", "1")


def _place(process, kind, id_):
    """Where a setting stands, by what is drawn."""
    elements = read(processes.resources(process)[f"{process}.bpmn"]).processes[process].elements
    if id_ in elements:
        return place_of(elements[id_])
    return {"participant": "process", "sequenceFlow": ""}.get(kind, kind)


def _kinds(process):
    """One element of each kind that a shipped process draws, by its kind."""
    drawn = processes.resources(process)[f"{process}.bpmn"].decode()
    tag = r'<bpmn:(participant|lane|sequenceFlow|\w+(?:Task|Event|Gateway|Activity|Process)) id="([^"]+)"'
    return dict(reversed(re.findall(tag, drawn)))


def _settings(page):
    """The settings that the panel offers for what is selected."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('#panel [data-entry-id^="gj."]')]
        .map(entry => entry.dataset.entryId.replace('gj.', 'gj:'))"""
    )
    return set(found) - {"gj:form", "gj:decisionId", "gj:resultVariable"}


def test_the_chinese_designer_offers_every_setting_has_no_english_and_is_accessible(
    sign_in, served
):
    page = sign_in("caoying")
    page.goto(f"{served}/designer")
    page.get_by_role("button", name="修改 投诉处理", exact=True).click()
    page.wait_for_selector("#designer[data-ready]")
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    script = files(axe).joinpath("axe.min.js").read_text(encoding="utf-8")
    found, offered = {}, {}

    kinds = _kinds("complaint-handling")
    for kind, element in kinds.items():
        page.evaluate("id => window.guanjia.diagram.show(id)", element)
        page.wait_for_selector(".bio-properties-panel-header-type")
        page.evaluate(OPEN_ALL)
        page.wait_for_timeout(200)
        found[kind] = in_english(page)
        offered[kind] = _settings(page)
    page.evaluate("id => window.guanjia.diagram.show(id)", kinds["userTask"])
    pad(page, "replace")
    found["menu"] = in_english(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="模拟").click()
    page.locator(".simulated .bts-entry").first.wait_for()
    found["simulation"] = in_english(page)
    page.get_by_role("button", name="模拟", exact=True).click()
    for name in ("决策表", "表单", "试运行", "版本对比"):
        tab(page, name)
        page.wait_for_timeout(1_500)
        if name == "表单":
            page.locator(".fields-list .button").first.click()
        found[name] = in_english(page)
        page.evaluate(f"window.ours = {OURS!r}")
        found[f"axe {name}"] = _wrong(page, script)

    assert page.evaluate("[...window.untranslated]") == []
    assert {where: what for where, what in found.items() if what} == {}
    places = {kind: _place("complaint-handling", kind, id_) for kind, id_ in kinds.items()}
    wanted = {kind: NAMES.get(place, frozenset()) for kind, place in places.items()}
    assert {kind: sorted(wanted[kind] ^ offered[kind]) for kind in kinds} == {
        kind: [] for kind in kinds
    }


def _wrong(page, script):
    page.evaluate(script)
    result = page.evaluate(
        """() => axe.run([...document.querySelectorAll(window.ours)].filter(e => e.checkVisibility()),
        {runOnly: ['wcag2a','wcag2aa','wcag21aa','wcag22aa'], iframes: false})"""
    )
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result["violations"]]
