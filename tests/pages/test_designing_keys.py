"""The canvas without a mouse: an element is made, named, connected, opened in the panel and saved."""

import pytest

from api.pages.bundle import bundle

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


AT = """id => {
  const each = window.guanjia.diagram.modeler.get('elementRegistry').get(id);
  return each.waypoints ? each.waypoints.length : each.x;
}"""
SELECTED = """() => window.guanjia.diagram.modeler.get('selection').get().map(each => each.id)"""


def test_several_are_moved_room_is_made_and_lines_are_bent_by_keyboard_alone(begin):
    page = begin("arranged")
    keys, status = page.keyboard, page.locator("#canvas [role=status]")
    page.locator("#canvas svg[tabindex='0']").focus()

    def reach(id_):
        for _ in range(9):
            keys.press("j")
            if page.evaluate(SELECTED) == [id_]:
                return page.evaluate(AT, id_)
        raise AssertionError(f"{id_} was not reached")

    before = reach("UT_First"), page.evaluate(AT, "End_1")
    keys.press("Shift+J")
    keys.press("Shift+J")
    several = page.evaluate(SELECTED), status.inner_text()
    keys.press("Shift+ArrowRight")
    moved = page.evaluate(AT, "UT_First"), page.evaluate(AT, "End_1")
    reach("UT_First")
    keys.press("s")
    roomy = page.evaluate(AT, "UT_First"), page.evaluate(AT, "End_1")
    keys.press("o")
    (line,) = page.evaluate(SELECTED)
    straight = page.evaluate(AT, line)
    keys.press("ArrowDown")
    bent = page.evaluate(AT, line), status.inner_text()
    keys.press("w")
    laid = page.evaluate(AT, line)
    keys.press("Control+s")
    page.locator("#said", has_text="已保存").wait_for()

    assert several[0] == ["UT_First", "Start_1", "End_1"]
    assert several[1].startswith("已选中3个")
    assert moved[0] - before[0] == moved[1] - before[1] > 0
    assert (roomy[0] - moved[0], roomy[1] - moved[1]) == (50, 50)
    assert (straight, bent[0], laid) == (2, 6, 2)
    assert "已弯折" in bent[1]
