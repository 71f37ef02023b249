"""The canvas without a mouse: an element is made, named, connected, opened in the panel and saved."""

import pytest

from api.pages.bundle import bundle
from tests.pages import looking
from tests.pages.designing import in_english

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COUNT = "kind => window.guanjia.diagram.modeler.get('elementRegistry').filter(e => e.type === kind).length"

NAME = "id => window.guanjia.diagram.modeler.get('elementRegistry').get(id).businessObject.name"


@pytest.fixture(autouse=True)
def _built():
    bundle.cache_clear()
    if bundle() is None:
        pytest.skip("the designer's bundle was not built with this installation (make web)")


def test_a_task_is_drawn_named_connected_and_saved_by_keyboard_alone(begin):
    page = begin("keyed")
    keys, status = page.keyboard, page.locator("#canvas [role=status]")
    tasks = page.evaluate(COUNT, "bpmn:Task")
    flows = page.evaluate(COUNT, "bpmn:SequenceFlow")
    first = page.evaluate(NAME, "UT_First")
    palette = page.locator('.djs-palette .entry[data-action="create.task"]')
    assert palette.get_attribute("role") == "button"

    palette.focus()
    keys.press("Enter")
    keys.press("e")
    keys.type("复核")
    keys.press("Enter")
    page.locator("#canvas svg[tabindex='0']").focus()
    keys.press("c")
    assert "复核" in status.inner_text()
    for _ in range(9):
        keys.press("j")
        if status.inner_text() == f"已选中{first}":
            break
    keys.press("Enter")
    connected = status.inner_text()
    keys.press("p")
    in_panel = page.evaluate("document.activeElement.closest('#panel') !== null")
    keys.press("Control+s")
    page.locator("#said", has_text="已保存").wait_for()

    assert in_panel
    assert page.evaluate(COUNT, "bpmn:Task") == tasks + 1
    assert connected == f"已连到{first}"
    assert page.evaluate(COUNT, "bpmn:SequenceFlow") == flows + 1


def test_the_whole_desk_with_its_canvas_and_panel_is_accessible_and_chinese(begin):
    page = begin("looked-at")
    page.locator(".djs-element[data-element-id=UT_First]").click()
    page.locator(".djs-context-pad .entry[aria-label]").first.wait_for()
    page.evaluate(looking.axe())

    looking.begin(page, looking.ALL)
    wrong = looking.outcome(page) + in_english(page) + page.evaluate(looking.WIDER)

    assert wrong == []
