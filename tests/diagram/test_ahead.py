"""What may come next, read off the drawing alone."""

from pathlib import Path

from engine import diagram

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" '
    'targetNamespace="t"><process id="p" isExecutable="true">'
)
COMPLAINT = Path("processes/complaint-handling/complaint-handling.bpmn")


def drawn(body):
    flows = iter(range(100))
    arrows = "".join(
        f'<sequenceFlow id="F_{next(flows)}" sourceRef="{a}" targetRef="{b}"/>'
        for a, b in body["flows"]
    )
    text = f"{HEAD}{body['elements']}{arrows}</process></definitions>"
    return diagram.read(text.encode()).processes["p"]


def found(body, *begun):
    process = drawn(body)
    return [(each.element.id, each.certain) for each in diagram.ahead(process, begun)]


def test_the_step_behind_is_certain_and_what_lies_behind_it_is_not_told():
    body = {
        "elements": '<userTask id="A"/><scriptTask id="S"/><userTask id="B"/><userTask id="C"/>',
        "flows": [("A", "S"), ("S", "B"), ("B", "C")],
    }

    assert found(body, "A") == [("B", True)]


def test_behind_a_choice_every_way_is_possible():
    body = {
        "elements": '<userTask id="A"/><exclusiveGateway id="G"/><userTask id="B"/>'
        '<callActivity id="C" calledElement="x"/><endEvent id="E"/>',
        "flows": [("A", "G"), ("G", "B"), ("G", "C"), ("G", "E"), ("G", "A")],
    }

    assert found(body, "A") == [("B", False), ("C", False)]


def test_a_way_that_leads_back_is_walked_once_and_both_of_two_ways_are_certain():
    body = {
        "elements": '<userTask id="A"/><parallelGateway id="P"/><userTask id="B"/>'
        '<intermediateThrowEvent id="T"/><exclusiveGateway id="J"/><userTask id="C"/>',
        "flows": [("A", "P"), ("P", "B"), ("P", "T"), ("T", "J"), ("J", "C"), ("J", "T")],
    }

    assert found(body, "A") == [("B", True), ("C", False)]


def test_a_sub_process_is_entered_and_left():
    body = {
        "elements": '<userTask id="A"/><subProcess id="S"><startEvent id="S1"/><userTask id="B"/>'
        '<endEvent id="S2"/><sequenceFlow id="x" sourceRef="S1" targetRef="B"/>'
        '<sequenceFlow id="y" sourceRef="B" targetRef="S2"/>'
        '<subProcess id="Ev" triggeredByEvent="true"><startEvent id="Ev1"><signalEventDefinition/>'
        "</startEvent></subProcess></subProcess>"
        '<userTask id="C"/>',
        "flows": [("A", "S"), ("S", "C")],
    }

    assert found(body, "A") == [("B", True)]
    assert found(body, "B") == [("C", True)]
    assert found(body, "C") == []


def test_what_lies_between_two_steps_is_told_once_where_its_ways_meet_again():
    steps = "".join(f'<userTask id="{each}"/>' for each in "ABCXY")
    body = {
        "elements": f'{steps}<parallelGateway id="P"/><parallelGateway id="J"/>',
        "flows": [("A", "P"), ("P", "B"), ("P", "C"), ("B", "J"), ("C", "J"), ("J", "X")],
    }

    assert diagram.between(drawn(body), "A", "X") == ("B", "C")


def test_behind_the_registration_of_a_complaint_stands_its_triage():
    process = diagram.read(COMPLAINT.read_bytes()).processes["complaint-handling"]

    steps = {each.element.id: each.lane for each in diagram.ahead(process, ["UT_Register"])}

    assert steps["UT_Triage"] == "客服主管"
