"""Ad-hoc sub-processes over REST: what can be begun, and beginning it."""

import pytest

AD_HOC = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="urn:test">
 <process id="ad-hoc-help" name="help" isExecutable="true"><startEvent id="s"/>
 <adHocSubProcess id="help" name="help"><extensionElements><zeebe:properties><zeebe:property
 name="gj:assign" value="initiator"/></zeebe:properties></extensionElements>
 <userTask id="call" name="call"><extensionElements><zeebe:userTask/><zeebe:properties><zeebe:property
 name="gj:assign" value="initiator"/></zeebe:properties></extensionElements></userTask></adHocSubProcess>
 <endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="help"/>
 <sequenceFlow id="g" sourceRef="help" targetRef="e"/></process></definitions>"""


@pytest.fixture
def case(designer, clerk):
    deployed = designer.deploy(**{"help.bpmn": AD_HOC})
    assert deployed.status_code in {200, 201}, deployed.text
    started = clerk.post("/process-instances", {"process_key": "ad-hoc-help", "project": "HY01"})
    assert started.status_code == 201, started.text
    return started.json()["id"]


def test_what_can_be_begun_is_listed_and_begun_and_ended(clerk, case):
    (offer,) = clerk.get(f"/process-instances/{case}/ad-hoc").json()
    assert [one["element_id"] for one in offer["startable"]] == ["call"]
    path = f"/process-instances/{case}/ad-hoc/{offer['activity_id']}"

    begun = clerk.post(path, {"element_id": "call"})

    assert begun.status_code == 200, begun.text
    items = clerk.get("/user-tasks", instance_id=case).json()["items"]
    assert sorted(item["element_id"] for item in items) == ["call", "help"]


def test_what_cannot_be_begun_and_who_may_not_begin_is_refused(clerk, stranger, case):
    (offer,) = clerk.get(f"/process-instances/{case}/ad-hoc").json()
    path = f"/process-instances/{case}/ad-hoc/{offer['activity_id']}"
    other = f"/process-instances/{offer['activity_id']}/ad-hoc/{offer['activity_id']}"

    assert clerk.post(path, {"element_id": "e"}).status_code == 422
    assert clerk.post(other, {"element_id": "call"}).status_code == 404
    assert stranger.post(path, {"element_id": "call"}).status_code == 404
    assert stranger.get(f"/process-instances/{case}/ad-hoc").status_code == 404
