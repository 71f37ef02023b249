"""No English word in the Chinese designer, wherever one can get to by drawing.

What is looked at is not listed here: the elements are whatever the menus of the modeler make of one
another, the panel's groups, the columns and cells of a table and the kinds of fields are whatever
stands there.
"""

import pytest

from api.pages.bundle import bundle
from tests.pages.designing import OPEN_ALL, in_english, tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOTS = {
    "task": {"type": "bpmn:Task"},
    "gateway": {"type": "bpmn:ExclusiveGateway"},
    "start": {"type": "bpmn:StartEvent"},
    "end": {"type": "bpmn:EndEvent"},
    "middle": {"type": "bpmn:IntermediateThrowEvent"},
    "sub-process": {"type": "bpmn:SubProcess", "isExpanded": True},
    "data": {"type": "bpmn:DataObjectReference"},
    "store": {"type": "bpmn:DataStoreReference"},
    "text": {"type": "bpmn:TextAnnotation"},
}
"""What the palette's kinds begin with; the menus lead on from there."""

DRAW = """async () => {
  const get = name => window.guanjia.diagram.modeler.get(name);
  const factory = get('elementFactory'), modeling = get('modeling'), menu = get('popupMenu');
  const root = get('canvas').getRootElement(), drawn = [], said = [];
  let row = 0;
  const place = (attributes, parent = root, at) =>
    modeling.createShape(factory.createShape(attributes), at ?? { x: 3000, y: 150 * row++ }, parent);
  const offers = (element, kind) => {
    const providers = menu._getProviders(kind);
    const entries = { ...menu._getEntries(element, providers), ...menu._getHeaderEntries(element, providers) };
    for (const one of Object.values(entries)) said.push(one.label ?? '', one.title ?? '', one.group?.name ?? '', one.description ?? '');
    return entries;
  };
  const begins = ROOTS;
  const makers = Object.values(begins).map(attributes => () => place(attributes));
  makers.push(() => {
    const host = place({ type: 'bpmn:UserTask' });
    const shape = factory.createShape({ type: 'bpmn:BoundaryEvent' });
    return modeling.createShape(shape, { x: host.x + 20, y: host.y + host.height }, host, { attach: true });
  });
  makers.push(() => {
    const sub = place({ type: 'bpmn:SubProcess', isExpanded: true, triggeredByEvent: true });
    return place({ type: 'bpmn:StartEvent' }, sub, { x: sub.x + 60, y: sub.y + 60 });
  });
  const kind = ({ businessObject: it }) => [it.$type, it.eventDefinitions?.[0]?.$type ?? '', it.triggeredByEvent ?? '',
    it.cancelActivity ?? '', it.isInterrupting ?? '', it.loopCharacteristics?.$type ?? ''].join(' ');
  const known = new Set();
  for (const make of makers) {
    const first = make();
    const here = Object.keys(offers(first, 'bpmn-replace'));
    for (const entry of [null, ...here]) {
      const shape = entry ? make() : first;
      let made = shape;
      if (entry) {
        const found = offers(shape, 'bpmn-replace')[entry];
        if (!found?.action) continue;
        made = found.action({}, found) ?? get('selection').get()[0] ?? shape;
      }
      offers(made, 'bpmn-append');
      for (const one of Object.values(get('contextPad').getEntries(made))) said.push(one.title ?? '');
      if (!known.has(kind(made))) { known.add(kind(made)); drawn.push(made.id); }
    }
  }
  offers(root, 'bpmn-create');
  for (const one of Object.values(get('palette').getEntries())) said.push(one.title ?? '');
  return { drawn, said: [...new Set(said)], kinds: [...known] };
}"""


@pytest.fixture(autouse=True)
def _built():
    bundle.cache_clear()
    if bundle() is None:
        pytest.skip("the designer's bundle was not built with this installation (make web)")


def test_palette_menus_and_the_panel_of_every_kind_of_element_are_chinese(begin):
    page = begin("words")

    told = page.evaluate(DRAW.replace("ROOTS", repr(ROOTS).replace("True", "true")))
    found = {"menus": in_english(told["said"])}
    for element in ["", *told["drawn"]]:
        if element:
            page.evaluate("id => window.guanjia.diagram.show(id)", element)
        page.evaluate(OPEN_ALL)
        page.evaluate(OPEN_ALL)
        kind = page.locator(".bio-properties-panel-header-type").inner_text()
        found[f"{kind} {element}"] = in_english(page)

    assert len(told["kinds"]) > 50, told["kinds"]
    assert page.evaluate("[...window.untranslated]") == []
    assert {where: what for where, what in found.items() if what} == {}


def test_everything_about_a_decision_table_is_chinese(begin):
    page = begin("words-table")
    tab(page, "决策表")
    page.get_by_label("新决策表的名称").fill("分级")
    page.locator("#tab-tables form.inline input").nth(1).fill("grade")
    page.get_by_role("button", name="新建决策表").click()
    table = page.locator("#tab-tables .dmn-decision-table-container")
    table.wait_for()
    page.get_by_role("button", name="新增一行").click()
    found = {"table": in_english(page)}

    places = table.locator("th, td:not(.annotation), .add-rule, .add-input, .add-output")
    for at in range(places.count()):
        for button in ("left", "right"):
            place = places.nth(at)
            place.click(button=button)
            found[f"{place.get_attribute('class')} {button}"] = in_english(page)
            page.keyboard.press("Escape")

    assert page.evaluate("[...window.untranslated]") == []
    assert {where: what for where, what in found.items() if what} == {}


def test_every_kind_of_field_of_a_form_is_edited_in_chinese(begin):
    page = begin("words-form", "approval")
    tab(page, "表单")
    fields = page.locator("#tab-forms .fields-list .button")
    fields.first.wait_for()
    found = {}

    fields.first.click()
    widget = page.locator("#tab-forms .fields-list select").filter(
        has=page.locator("option[value=signature]")
    )
    kinds = widget.locator("option").evaluate_all("all => all.map(each => each.value)")
    for kind in kinds:
        widget.select_option(kind)
        found[kind] = in_english(page)

    assert len(kinds) > 10
    assert {where: what for where, what in found.items() if what} == {}
