"""A file of another engine that has no drawing: imported, opened, moved, checked and saved."""

import pytest

from api.pages.bundle import bundle
from tests.pages.designing import save, shoot

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OLD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:old"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <collaboration id="C"><participant id="Pool" name="钥匙" processRef="old-keys"/></collaboration>
 <process id="old-keys" name="钥匙借用" isExecutable="true">
 <laneSet id="L"><lane id="Desk" name="前台"><flowNodeRef>S</flowNodeRef><flowNodeRef>Fill</flowNodeRef></lane>
 <lane id="Boss" name="主管"><flowNodeRef>Agree</flowNodeRef><flowNodeRef>Agreed</flowNodeRef>
 <flowNodeRef>Hand</flowNodeRef><flowNodeRef>E</flowNodeRef><flowNodeRef>Late</flowNodeRef></lane></laneSet>
 <startEvent id="S" name="开始"/><userTask id="Fill" name="填写" camunda:assignee="limin"/>
 <userTask id="Agree" name="审批" camunda:assignee="wangfang"/><exclusiveGateway id="Agreed" name="同意吗" default="no"/>
 <boundaryEvent id="Late" name="一天后" attachedToRef="Agree" cancelActivity="false"><timerEventDefinition id="T">
 <timeDuration xsi:type="tFormalExpression">P1D</timeDuration></timerEventDefinition></boundaryEvent>
 <subProcess id="Hand" name="交接"><startEvent id="S2"/><userTask id="Give" name="交钥匙" camunda:assignee="limin"/>
 <endEvent id="E2"/><sequenceFlow id="i1" sourceRef="S2" targetRef="Give"/>
 <sequenceFlow id="i2" sourceRef="Give" targetRef="E2"/></subProcess><endEvent id="E" name="结束"/>
 <endEvent id="Told" name="已提醒"/>
 <sequenceFlow id="f1" sourceRef="S" targetRef="Fill"/><sequenceFlow id="f2" sourceRef="Fill" targetRef="Agree"/>
 <sequenceFlow id="f3" sourceRef="Agree" targetRef="Agreed"/>
 <sequenceFlow id="yes" name="同意" sourceRef="Agreed" targetRef="Hand"><conditionExpression
  xsi:type="tFormalExpression">${agreed == true}</conditionExpression></sequenceFlow>
 <sequenceFlow id="no" name="不同意" sourceRef="Agreed" targetRef="Fill"/>
 <sequenceFlow id="f4" sourceRef="Hand" targetRef="E"/><sequenceFlow id="f5" sourceRef="Late" targetRef="Told"/>
 </process></definitions>"""
DRAWN = [
    *("Pool", "Desk", "Boss", "S", "Fill", "Agree", "Agreed", "Late", "Hand", "S2", "Give", "E2"),
    *("E", "Told", "f1", "f2", "f3", "yes", "no", "f4", "f5", "i1", "i2"),
]
ON_CANVAS = """ids => ids.filter(id => {
  const drawn = document.querySelector(`#canvas .djs-element[data-element-id='${id}']`);
  return !drawn || !drawn.getBoundingClientRect().width;
})"""


@pytest.fixture(autouse=True)
def _built():
    bundle.cache_clear()
    if bundle() is None:
        pytest.skip("the designer's bundle was not built with this installation (make web)")


def test_an_imported_file_without_a_drawing_is_opened_named_anew_checked_and_saved(sign_in, served):
    page = sign_in("caoying")
    page.goto(f"{served}/admin/imports")
    file = {"name": "keys.bpmn20.xml", "mimeType": "text/xml", "buffer": OLD.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form[enctype] button").first.click()
    page.get_by_text("已自动排布，并非原来画的样子").wait_for()
    page.locator("main a[href^='/designer/']").first.click()
    page.wait_for_selector("#designer[data-ready]")
    missing = page.evaluate(ON_CANVAS, DRAWN)
    shoot(page, "imported")

    page.locator(".djs-element[data-element-id=Agree]").click()
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("主管审批")
    page.keyboard.press("Enter")
    page.locator("#count[data-errors='0']").wait_for()
    save(page)
    page.reload()
    page.wait_for_selector("#designer[data-ready]")

    assert missing == []
    assert page.evaluate(ON_CANVAS, DRAWN) == []
    assert page.locator(".djs-element[data-element-id=Agree]").text_content() == "主管审批"
    assert page.locator("#findings .error").count() == 0
