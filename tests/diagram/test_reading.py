"""Reading diagrams: what the designer drew is what the engine gets."""

import hashlib
import os
from pathlib import Path

import pytest

from engine import diagram
from engine.diagram import DiagramError


def ext(inside):
    return f"<extensionElements>{inside}</extensionElements>"


def test_a_diagram_knows_its_file_and_where_it_was_drawn():
    data = (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" name="N" '
        b'xmlns:m="http://camunda.org/schema/modeler/1.0" m:executionPlatform="Camunda Cloud"/>'
    )

    found = diagram.read(data)

    assert (found.id, found.name, found.execution_platform) == ("D", "N", "Camunda Cloud")
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.root.get("id") == "D"
    assert found.collaboration is None


def test_a_decision_table_is_no_diagram():
    data = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'

    with pytest.raises(DiagramError, match="this is a DMN file"):
        diagram.read(data)


def test_an_element_without_id_is_refused_by_its_line(read):
    with pytest.raises(DiagramError, match=r"line \d+: a userTask has no id") as caught:
        read('<process id="p"><userTask name="登记"/></process>')

    assert caught.value.code == "diagram-unreadable"
    assert caught.value.facts["line"] > 0


def test_a_process_carries_its_settings(read):
    inside = (
        "<documentation> 先看 </documentation><documentation/><documentation>后做</documentation>"
        + ext(
            '<zeebe:versionTag value="v1"/><zeebe:properties>'
            '<zeebe:property name="gj:number" value="TS"/><zeebe:property name="x"/>'
            "</zeebe:properties><other:thing/>"
        )
    )

    found = read(f'<process id="p" name="投诉" isExecutable="1">{inside}</process>').processes["p"]

    assert (found.id, found.name, found.executable, found.version_tag) == ("p", "投诉", True, "v1")
    assert found.documentation == "先看\n\n后做"
    assert found.properties == {"gj:number": "TS", "x": ""}
    assert found.extensions == ("zeebe:versionTag", "zeebe:properties")


def test_a_process_is_a_picture_unless_it_says_executable(read):
    found = read('<process id="p"/>').processes["p"]

    assert found.executable is False
    assert found.version_tag is None


def test_flows_connect_elements_in_the_order_of_the_file(read):
    process = read("""<process id="p">
      <exclusiveGateway id="g" default="f2"/><task id="a"/><task id="b"/>
      <sequenceFlow id="f1" name="大额" sourceRef="g" targetRef="a">
        <conditionExpression language="feel">= amount <!-- x -->&gt; 10 </conditionExpression>
      </sequenceFlow>
      <sequenceFlow id="f2" sourceRef="g" targetRef="b"/>
      <sequenceFlow id="f3"/>
    </process>""").processes["p"]

    assert process.elements["g"].outgoing == ("f1", "f2")
    assert process.elements["g"].default == "f2"
    assert process.elements["b"].incoming == ("f2",)
    assert process.flows["f1"].condition == "= amount > 10"
    assert process.flows["f1"].language == "feel"
    assert (process.flows["f1"].source, process.flows["f1"].target) == ("g", "a")
    assert process.flows["f2"].condition is None
    assert process.flows["f2"].language is None
    assert (process.flows["f3"].source, process.flows["f3"].target) == ("", "")


def test_sub_processes_are_flat_but_know_their_parent(read):
    found = read("""<process id="p">
      <subProcess id="outer"><subProcess id="inner" triggeredByEvent="true"><task id="t"/>
        <sequenceFlow id="f" sourceRef="t" targetRef="t"/></subProcess></subProcess>
    </process>""")
    process = found.processes["p"]

    assert [e.parent_id for e in process.elements.values()] == ["p", "outer", "inner"]
    assert process.flows["f"].parent_id == "inner"
    assert [e.id for e in process.children("outer")] == ["inner"]
    assert process.elements["inner"].is_event_subprocess
    assert not process.elements["outer"].is_event_subprocess
    assert found.element("t").process_id == "p"
    assert found.element("nobody") is None


LANES = """<process id="p"><laneSet><lane id="L1" name="客服">
    <documentation>前台</documentation>
    <extensionElements><zeebe:properties>
      <zeebe:property name="gj:assign" value="post(cs)"/>
      <zeebe:property name="gj:mode" value="claim"/>
      <zeebe:property name="colour" value="blue"/>
    </zeebe:properties></extensionElements>
    <childLaneSet><lane id="L2" name="主管"><extensionElements><zeebe:properties>
        <zeebe:property name="gj:assign" value="post(boss)"/>
      </zeebe:properties></extensionElements>
      <flowNodeRef> u </flowNodeRef><flowNodeRef>s</flowNodeRef><flowNodeRef/></lane>
    </childLaneSet><flowNodeRef>u</flowNodeRef><flowNodeRef>w</flowNodeRef></lane></laneSet>
  <userTask id="u"><extensionElements><zeebe:properties>
      <zeebe:property name="gj:mode" value="or"/></zeebe:properties></extensionElements></userTask>
  <subProcess id="s"><userTask id="inside"/></subProcess>
  <userTask id="w"/><userTask id="free"/></process>"""


def test_an_element_is_in_the_innermost_lane_that_lists_it(read):
    process = read(LANES).processes["p"]

    assert process.elements["u"].lane_id == "L2"
    assert process.elements["w"].lane_id == "L1"
    assert process.elements["free"].lane_id is None
    assert process.lanes["L2"].parent_id == "L1"
    assert process.lanes["L1"].documentation == "前台"
    assert process.lanes["L2"].node_ids == ("u", "s", "")


def test_what_is_inside_a_sub_process_is_in_its_lane(read):
    process = read(LANES).processes["p"]

    assert process.elements["inside"].lane_id == "L2"


def test_settings_of_a_task_go_before_its_lane_and_inner_lanes_before_outer_ones(read):
    found = read(LANES)

    assert found.effective(found.element("u")) == {"gj:assign": "post(boss)", "gj:mode": "or"}
    assert found.effective(found.element("w")) == {"gj:assign": "post(cs)", "gj:mode": "claim"}
    assert found.effective(found.element("free")) == {}


def test_a_user_task_carries_the_settings_of_the_modellers(only):
    task = only(
        '<userTask id="u" name="登记">'
        + ext(
            '<zeebe:formDefinition formId="register" bindingType="deployment" versionTag="1"/>'
            '<zeebe:assignmentDefinition assignee="= x" candidateGroups="a,b" candidateUsers="u"/>'
            '<zeebe:taskSchedule dueDate="= due" followUpDate="2026-07-01T00:00:00Z"/>'
            '<zeebe:priorityDefinition priority="70"/>'
        )
        + "</userTask>"
    )

    assert task.kind == "userTask"
    assert task.name == "登记"
    assert task.form == diagram.Form(id="register", binding="deployment", version_tag="1")
    assert task.assignment == diagram.Assignment(
        assignee="= x", candidate_groups="a,b", candidate_users="u"
    )
    assert task.schedule == diagram.Schedule(due="= due", follow_up="2026-07-01T00:00:00Z")
    assert task.priority == "70"


def test_settings_of_older_engines_are_understood_where_they_mean_the_same(only):
    task = only(
        '<userTask id="u" camunda:assignee="a" camunda:candidateGroups="g" flowable:formKey="k" '
        'flowable:dueDate="d" camunda:priority="9">'
        + ext(
            "<camunda:properties><camunda:property name='x' value='old'/></camunda:properties>"
            "<zeebe:properties><zeebe:property name='x' value='new'/></zeebe:properties>"
        )
        + "</userTask>"
    )

    assert task.assignment == diagram.Assignment(assignee="a", candidate_groups="g")
    assert task.form == diagram.Form(key="k")
    assert task.schedule == diagram.Schedule(due="d")
    assert task.priority == "9"
    assert task.properties == {"x": "new"}
    assert "camunda:assignee" in task.extensions


def test_a_form_of_another_kind_is_known_by_its_key(only):
    by_reference = only(
        '<userTask id="u">' + ext('<zeebe:formDefinition externalReference="crm"/>') + "</userTask>"
    )

    assert by_reference.form == diagram.Form(key="crm")


def test_a_bare_task_has_no_settings(only):
    task = only(f'<userTask id="u">{ext("<zeebe:assignmentDefinition/>")}</userTask>')

    assert task.assignment is None
    assert task.form is None
    assert task.schedule is None
    assert task.priority is None
    assert task.job is None
    assert task.called is None
    assert task.decision is None
    assert task.script is None
    assert task.loop is None
    assert task.inputs == task.outputs == task.events == ()
    assert (task.cancel_activity, task.interrupting, task.for_compensation) == (True, True, False)


def test_a_service_task_names_its_job_and_mappings(only):
    task = only(
        '<serviceTask id="s">'
        + ext(
            '<zeebe:taskDefinition type="notify" retries="5"/>'
            '<zeebe:taskHeaders><zeebe:header key="template" value="t1"/><zeebe:header/>'
            '</zeebe:taskHeaders><zeebe:ioMapping><zeebe:input source="= a" target="b"/>'
            '<zeebe:output source="= c" target="d"/><zeebe:output/></zeebe:ioMapping>'
        )
        + "</serviceTask>"
    )

    assert task.job == diagram.Job(type="notify", retries="5", headers={"template": "t1", "": ""})
    assert task.inputs == (diagram.Mapped(source="= a", target="b"),)
    assert task.outputs == (
        diagram.Mapped(source="= c", target="d"),
        diagram.Mapped(source="", target=""),
    )


def test_a_throwing_event_may_have_its_job_in_the_event_definition(only):
    event = only(
        '<intermediateThrowEvent id="e"><messageEventDefinition>'
        + ext("<zeebe:taskDefinition/>")
        + "</messageEventDefinition></intermediateThrowEvent>"
    )

    assert event.job == diagram.Job(type="")


@pytest.mark.parametrize(
    ("attributes", "inside", "expected"),
    [
        ("", "", None),
        ('calledElement="t:child"', "", diagram.Called(process_id="child")),
        ('calledElement="urn:child"', "", diagram.Called(process_id="urn:child")),
        ("", "<zeebe:calledElement/>", diagram.Called(process_id="")),
        (
            "",
            (
                '<zeebe:calledElement processId="child" bindingType="versionTag" versionTag="2" '
                'propagateAllParentVariables="false" propagateAllChildVariables="false"/>'
            ),
            diagram.Called(
                process_id="child",
                binding="versionTag",
                version_tag="2",
                propagate_parent=False,
                propagate_child=False,
            ),
        ),
    ],
)
def test_a_call_activity_names_the_process(only, attributes, inside, expected):
    element = only(f'<callActivity id="c" {attributes}>{ext(inside)}</callActivity>')

    assert element.called == expected


def test_a_business_rule_task_names_the_decision(only):
    task = only(
        '<businessRuleTask id="b">'
        + ext('<zeebe:calledDecision decisionId="sla" resultVariable="r" bindingType="latest"/>')
        + "</businessRuleTask>"
    )

    assert task.decision == diagram.CalledDecision(id="sla", result_variable="r", binding="latest")


def test_a_script_task_has_an_expression(only):
    task = only(
        '<scriptTask id="s">'
        + ext('<zeebe:script expression="= n + 1" resultVariable="n"/>')
        + "</scriptTask>"
    )

    assert task.script == diagram.Script(expression="= n + 1", result_variable="n")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (
            (
                "<multiInstanceLoopCharacteristics isSequential='true'><extensionElements>"
                "<zeebe:loopCharacteristics inputCollection='= people' inputElement='one' "
                "outputCollection='votes' outputElement='= vote'/></extensionElements>"
                "<completionCondition>= done</completionCondition></multiInstanceLoopCharacteristics>"
            ),
            diagram.Loop(
                kind="sequential",
                input_collection="= people",
                input_element="one",
                output_collection="votes",
                output_element="= vote",
                completion_condition="= done",
            ),
        ),
        (
            (
                "<multiInstanceLoopCharacteristics><loopCardinality>= 3</loopCardinality>"
                "</multiInstanceLoopCharacteristics>"
            ),
            diagram.Loop(kind="parallel", cardinality="= 3"),
        ),
        (
            (
                "<standardLoopCharacteristics><loopCondition>= x</loopCondition>"
                "</standardLoopCharacteristics>"
            ),
            diagram.Loop(kind="standard", loop_condition="= x"),
        ),
    ],
)
def test_an_activity_says_how_often_it_is_carried_out(only, inside, expected):
    task = only(f'<userTask id="u">{inside}</userTask>')

    assert task.loop == expected


EVENTS = """<message id="m" name="撤诉">
    <extensionElements><zeebe:subscription correlationKey="= no"/></extensionElements></message>
  <message id="m2"/><signal id="s" name="火警"/><signal id="s2"/>
  <error id="e" name="失败" errorCode="E1"/><escalation id="x" name="上报" escalationCode="X1"/>"""


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ('<messageEventDefinition messageRef="t:m"/>', ("message", "m", "撤诉", None)),
        ('<messageEventDefinition messageRef="s"/>', ("message", "s", None, None)),
        ("<messageEventDefinition/>", ("message", None, None, None)),
        ('<signalEventDefinition signalRef="s"/>', ("signal", "s", "火警", None)),
        ('<signalEventDefinition signalRef="s2"/>', ("signal", "s2", "", None)),
        ('<errorEventDefinition errorRef="e"/>', ("error", "e", "失败", "E1")),
        ('<escalationEventDefinition escalationRef="x"/>', ("escalation", "x", "上报", "X1")),
        ('<compensateEventDefinition activityRef="u"/>', ("compensate", "u", None, None)),
        ('<linkEventDefinition name="A"/>', ("link", None, "A", None)),
        ("<terminateEventDefinition/>", ("terminate", None, None, None)),
    ],
)
def test_an_event_knows_what_it_refers_to(only, definition, expected):
    element = only(f'<boundaryEvent id="b">{definition}</boundaryEvent>', EVENTS)

    event = element.event
    assert (event.kind, event.ref, event.name, event.code) == expected


def test_messages_carry_their_correlation_key(read):
    found = read(EVENTS)

    assert found.messages["m"].correlation_key == "= no"
    assert found.messages["m2"].name == ""
    assert found.messages["m2"].correlation_key is None
    assert set(found.signals) == {"s", "s2"}
    assert found.errors["e"].code == "E1"
    assert found.escalations["x"].code == "X1"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle")],
)
def test_a_timer_says_when(only, name, kind):
    element = only(
        f'<startEvent id="s"><timerEventDefinition id="d"><{name}> PT4H </{name}>'
        "</timerEventDefinition></startEvent>"
    )

    assert element.event.id == "d"
    assert element.event.timer == diagram.Timer(kind=kind, text="PT4H")


def test_an_empty_timer_and_a_condition_are_kept_as_they_are(only):
    timer = only(
        '<startEvent id="s"><timerEventDefinition><timeDate/></timerEventDefinition></startEvent>'
    )
    condition = only(
        '<startEvent id="s"><conditionalEventDefinition><condition>= x</condition>'
        "</conditionalEventDefinition></startEvent>"
    )

    assert timer.event.timer.text == ""
    assert condition.event.condition == "= x"


def test_a_receive_task_names_its_message_like_an_event(only):
    task = only('<receiveTask id="r" messageRef="m"/>', EVENTS)

    assert (task.event.kind, task.event.ref, task.event.name) == ("message", "m", "撤诉")


def test_an_event_with_several_definitions_has_no_single_one(only):
    event = only(
        '<startEvent id="s" isInterrupting="false" parallelMultiple="true">'
        "<timerEventDefinition/><signalEventDefinition/></startEvent>"
    )

    assert event.event is None
    assert len(event.events) == 2
    assert event.interrupting is False
    assert event.parallel_multiple is True


def test_a_boundary_event_knows_its_activity(only):
    event = only('<boundaryEvent id="b" attachedToRef="u" cancelActivity="false"/>')

    assert event.attached_to == "u"
    assert event.cancel_activity is False


def test_pools_and_message_flows_are_read(read):
    found = read(
        '<collaboration id="c" name="合作"><participant id="P1" name="物业" processRef="t:p"/>'
        '<participant id="P2" name="业主"/><messageFlow id="mf" name="来电" sourceRef="P2" '
        'targetRef="P1"/></collaboration><process id="p"/>'
    ).collaboration

    assert (found.id, found.name) == ("c", "合作")
    assert [(pool.name, pool.process_id) for pool in found.participants] == [
        ("物业", "p"),
        ("业主", None),
    ]
    assert (found.message_flows[0].source, found.message_flows[0].target) == ("P2", "P1")


def test_data_objects_and_stores_are_listed_apart(read):
    process = read(
        '<process id="p"><dataObject id="o"/><dataObjectReference id="r" name="单据" '
        'dataObjectRef="o"/><dataStoreReference id="s" dataStoreRef="ds"/></process>'
    ).processes["p"]

    assert [(item.kind, item.ref) for item in process.data.values()] == [
        ("dataObject", None),
        ("dataObjectReference", "o"),
        ("dataStoreReference", "ds"),
    ]
    assert process.data["r"].name == "单据"
    assert not process.elements


def test_what_was_read_cannot_be_changed(read):
    process = read('<process id="p"><task id="a"/></process>').processes["p"]

    with pytest.raises(TypeError):
        process.elements["b"] = None
    with pytest.raises(AttributeError):
        process.elements["a"].name = "x"


def test_the_reference_diagrams_of_the_standard_are_read(miwg):
    for path in miwg:
        found = diagram.read(path.read_bytes())

        assert found.processes, path.name


@pytest.fixture
def miwg():
    """The BPMN MIWG reference diagrams, where they have been downloaded."""
    beside = Path(__file__).parents[3] / "shared" / "conformance"
    folder = Path(os.environ.get("GUANJIA_CONFORMANCE", beside))
    paths = sorted((folder / "miwg").glob("*.bpmn"))
    if not paths:
        pytest.skip("the MIWG reference diagrams are not on this machine")
    return paths
