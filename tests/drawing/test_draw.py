"""Drawing diagrams: what people see on the audit page, the phone and in print."""

import time

import pytest

from engine import diagram, drawing
from engine.drawing import Detour, Marks, NoLayout, State, Way

TASKS = ["task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask"]
GATEWAYS = ["exclusive", "parallel", "inclusive", "eventBased", "complex"]


@pytest.mark.parametrize("kind", [*TASKS, "sendTask", "receiveTask", "callActivity"])
def test_an_activity_shows_its_name_and_its_kind(draw, shape, kind):
    picture = draw(f'<{kind} id="a" name="投诉登记"/>', shape("a"))

    assert picture.lines("a") == ["投诉登记"]
    assert picture.icons("a") == (kind != "task")
    assert picture.group("a").get("class") == f"element {kind}"
    assert picture.group("a").findtext("{*}title") == "投诉登记"


def test_a_call_activity_has_a_thick_border(draw, shape):
    picture = draw('<callActivity id="a"/>', shape("a"))

    assert picture.group("a").find(".//{*}rect").get("stroke-width") == "4"


@pytest.mark.parametrize(
    ("node", "icons"),
    [
        ('<task id="a"><multiInstanceLoopCharacteristics/></task>', 1),
        ('<task id="a"><multiInstanceLoopCharacteristics isSequential="true"/></task>', 1),
        ('<task id="a"><standardLoopCharacteristics/></task>', 1),
        ('<task id="a" isForCompensation="true"/>', 1),
        ('<subProcess id="a"/>', 1),
        ('<transaction id="a"/>', 1),
        ('<adHocSubProcess id="a"/>', 2),
        ('<subProcess id="a"><multiInstanceLoopCharacteristics/></subProcess>', 2),
    ],
)
def test_markers_say_how_an_activity_is_carried_out(draw, shape, node, icons):
    picture = draw(node, shape("a"))

    assert picture.icons("a") == icons


def test_an_expanded_sub_process_lies_under_what_it_holds(draw, shape, edge):
    inside = '<task id="t"/><task id="u"/><sequenceFlow id="f" sourceRef="t" targetRef="u"/>'
    layout = (
        shape("t", (20, 20, 50, 40))
        + shape("u", (120, 20, 50, 40))
        + edge("f", ((70, 40), (120, 40)))
        + shape("sub", (0, 0, 300, 200), isExpanded="true")
    )

    picture = draw(f'<subProcess id="sub" name="处理">{inside}</subProcess>', layout)

    assert picture.order() == ["sub", "f", "t", "u"]
    assert picture.icons("sub") == 0
    assert picture.lines("sub") == ["处理"]


def test_an_expanded_call_activity_lies_under_what_is_drawn_on_it(draw, shape):
    layout = shape("t", (20, 20, 50, 40)) + shape("call", (0, 0, 300, 200), isExpanded="true")

    picture = draw('<task id="t"/><callActivity id="call"/>', layout)

    assert picture.order() == ["call", "t"]


def test_of_two_containers_the_larger_lies_below(draw, shape):
    nodes = '<subProcess id="o"><subProcess id="i"><task id="t"/></subProcess></subProcess>'
    layout = shape("i", (10, 10, 200, 150)) + shape("o", (0, 0, 300, 200))

    picture = draw(nodes, layout + shape("t", (20, 20, 50, 40)))

    assert picture.order() == ["o", "i", "t"]


def test_an_event_sub_process_is_dashed_and_a_transaction_has_two_borders(draw, shape):
    nodes = '<subProcess id="e" triggeredByEvent="true"/><transaction id="t"/>'

    picture = draw(nodes, shape("e") + shape("t"))

    assert picture.group("e").find(".//{*}rect").get("stroke-dasharray") == "3 3"
    assert len(picture.group("t").findall(".//{*}rect")) == 2


EVENTS = [
    (("startEvent", ""), 1, 0),
    (("startEvent", "timerEventDefinition"), 1, 1),
    (("startEvent", "conditionalEventDefinition"), 1, 1),
    (("intermediateCatchEvent", "messageEventDefinition"), 2, 1),
    (("intermediateCatchEvent", "linkEventDefinition"), 2, 1),
    (("boundaryEvent", "errorEventDefinition"), 2, 1),
    (("boundaryEvent", "cancelEventDefinition"), 2, 1),
    (("intermediateThrowEvent", "messageEventDefinition"), 2, 1),
    (("intermediateThrowEvent", "escalationEventDefinition"), 2, 1),
    (("intermediateThrowEvent", "compensateEventDefinition"), 2, 1),
    (("endEvent", "signalEventDefinition"), 1, 1),
    (("endEvent", "terminateEventDefinition"), 1, 1),
    (("endEvent", ""), 1, 0),
]


@pytest.mark.parametrize(("node", "circles", "icons"), EVENTS)
def test_an_event_shows_its_kind_and_its_trigger(draw, shape, node, circles, icons):
    kind, definition = node
    inside = f"<{definition}/>" if definition else ""

    picture = draw(f'<{kind} id="e" name="开始">{inside}</{kind}>', shape("e", (0, 0, 36, 36)))

    assert len(picture.group("e").findall(".//{*}circle")) == circles
    assert picture.icons("e") == icons
    assert picture.lines("e") == ["开始"]


@pytest.mark.parametrize(
    "inside",
    [
        "<timerEventDefinition/><signalEventDefinition/>",
        "<eventDefinitionRef>a</eventDefinitionRef><eventDefinitionRef>b</eventDefinitionRef>",
    ],
)
@pytest.mark.parametrize("parallel", ["true", "false"])
def test_an_event_with_several_triggers_has_its_own_picture(draw, shape, inside, parallel):
    node = f'<startEvent id="e" parallelMultiple="{parallel}">{inside}</startEvent>'

    picture = draw(node, shape("e", (0, 0, 36, 36)))

    assert picture.icons("e") == 1


@pytest.mark.parametrize(
    "node",
    [
        '<boundaryEvent id="e" cancelActivity="false"/>',
        '<startEvent id="e" isInterrupting="false"/>',
    ],
)
def test_a_non_interrupting_event_is_dashed(draw, shape, node):
    picture = draw(node, shape("e", (0, 0, 36, 36)))

    assert picture.group("e").find(".//{*}circle").get("stroke-dasharray") == "4 3"


@pytest.mark.parametrize("kind", GATEWAYS)
def test_a_gateway_shows_its_kind(draw, shape, kind):
    picture = draw(f'<{kind}Gateway id="g" name="金额？"/>', shape("g", (0, 0, 50, 50)))

    assert picture.icons("g") == 1
    assert picture.lines("g") == ["金额？"]


def test_an_exclusive_gateway_may_go_without_its_cross(draw, shape):
    layout = shape("g", (0, 0, 50, 50), isMarkerVisible="false")

    picture = draw('<exclusiveGateway id="g"/>', layout)

    assert picture.icons("g") == 0


def test_names_stand_where_the_designer_put_them(draw, shape):
    layout = shape("g", (0, 0, 50, 50), label=(200, 300, 100, 14))

    picture = draw('<exclusiveGateway id="g" name="金额"/>', layout)

    assert picture.group("g").find(".//{*}tspan").get("x") == "250"


def test_a_long_name_keeps_clear_of_the_icon_and_the_markers(draw, shape):
    name = "核实现场情况联系业主并填写单据"
    node = f'<userTask id="a" name="{name}"><multiInstanceLoopCharacteristics/></userTask>'

    picture = draw(node, shape("a"))

    rows = [float(span.get("y")) for span in picture.group("a").iter("{*}tspan")]
    assert "".join(picture.lines("a")) == name
    assert min(rows) > 20
    assert max(rows) < 80 - 19


def test_a_name_keeps_clear_of_a_boundary_event_on_the_lower_edge(draw, shape):
    nodes = '<userTask id="a" name="核实现场情况联系业主并填写单据"/><boundaryEvent id="b"/>'

    alone = draw(nodes, shape("a"))
    edged = draw(nodes, shape("a") + shape("b", (32, 62, 36, 36)))
    aside = draw(nodes, shape("a") + shape("b", (182, 62, 36, 36)))

    last = [float(list(p.group("a").iter("{*}tspan"))[-1].get("y")) for p in (alone, edged, aside)]
    assert last[1] < 62 < last[0] + 3
    assert last[2] == last[0]


POOLS = """<collaboration id="c"><participant id="P" name="物业" processRef="p"/>
  <participant id="Q" name="业主"><participantMultiplicity/></participant></collaboration>"""


@pytest.mark.parametrize("upright", ["true", "false"])
def test_pools_and_lanes_lie_below_everything(draw, shape, upright):
    nodes = '<laneSet><lane id="L" name="客服"/></laneSet><task id="t"/>'
    layout = (
        shape("t", (60, 20, 50, 40))
        + shape("L", (30, 0, 570, 200), isHorizontal=upright)
        + shape("P", (0, 0, 600, 200), isHorizontal=upright)
    )

    picture = draw(nodes, layout, beside=POOLS)

    turned = [t for t in picture.root.iter("{*}text") if "rotate" in (t.get("transform") or "")]
    assert picture.order() == ["P", "L", "t"]
    assert len(turned) == (2 if upright == "true" else 0)


@pytest.mark.parametrize(("size", "turned"), [((600, 60), False), ((60, 600), True)])
def test_a_closed_pool_carries_its_name_along_its_length(draw, shape, size, turned):
    picture = draw("", shape("Q", (0, 0, *size)) + shape("P", (0, 700, *size)), beside=POOLS)

    text = picture.group("Q").find(".//{*}text")
    assert picture.lines("Q") == ["业主"]
    assert ("rotate" in (text.get("transform") or "")) is turned
    assert (picture.icons("Q"), picture.icons("P")) == (1, 0)


def test_data_notes_and_groups_are_drawn(draw, shape):
    nodes = """<ioSpecification><dataInput id="in"/><dataOutput id="out"/></ioSpecification>
      <dataObjectReference id="d" name="单据"/><dataStoreReference id="s" name="台账"/>
      <textAnnotation id="n"><text>注意</text></textAnnotation><textAnnotation id="n2"/>
      <group id="g"/>"""
    ids = ("in", "out", "d", "s", "n", "n2", "g")

    picture = draw(nodes, "".join(shape(id_, (0, 0, 50, 50)) for id_ in ids))

    assert picture.lines("d") == ["单据"]
    assert picture.lines("s") == ["台账"]
    assert picture.lines("n") == ["注意"]
    assert (picture.icons("in"), picture.icons("out"), picture.icons("d")) == (1, 1, 0)
    assert picture.order()[0] == "g"
    assert "unknown" not in picture.svg


def test_what_is_not_known_is_a_dashed_box_with_its_kind(draw, shape):
    picture = draw('<ioSpecification id="x"/>', shape("x"))

    assert picture.lines("x") == ["ioSpecification"]
    assert picture.group("x").find(".//{*}rect").get("class") == "unknown"


def test_colours_of_the_designer_are_kept_and_nothing_else_gets_in(draw, shape, edge):
    layout = (
        (
            shape("a", bioc_fill="#ff0000", bioc_stroke="navy")
            + shape("b", color_background_color="url(#x)", color_border_color="javascript:1")
            + edge("f", color_border_color="red")
        )
        .replace("background_color", "background-color")
        .replace("border_color", "border-color")
    )
    nodes = '<task id="a"/><task id="b"/><sequenceFlow id="f" sourceRef="a" targetRef="b"/>'

    picture = draw(nodes, layout)

    style = picture.group("a").find("{*}g")
    assert (style.get("fill"), style.get("stroke")) == ("#ff0000", "navy")
    assert picture.group("f").find("{*}g").get("stroke") == "red"
    assert "url(" not in picture.svg
    assert "javascript" not in picture.svg


FLOWS = """<task id="a" default="default"/><exclusiveGateway id="g"/>
  <sequenceFlow id="plain" name="同意" sourceRef="a" targetRef="g"/>
  <sequenceFlow id="default" sourceRef="a" targetRef="g"/>
  <sequenceFlow id="asked" sourceRef="a" targetRef="g"><conditionExpression/></sequenceFlow>
  <sequenceFlow id="gated" sourceRef="g" targetRef="a"><conditionExpression/></sequenceFlow>
  <sequenceFlow id="lost" sourceRef="nobody" targetRef="a"/>
  <association id="plainly" sourceRef="a" targetRef="g"/>
  <association id="one" associationDirection="One" sourceRef="a" targetRef="g"/>
  <association id="both" associationDirection="Both" sourceRef="a" targetRef="g"/>
  <task id="t"><dataInputAssociation id="data"/></task>"""


@pytest.mark.parametrize(
    ("id_", "ends"),
    [
        ("plain", 1),
        ("default", 2),
        ("asked", 2),
        ("gated", 1),
        ("lost", 1),
        ("plainly", 0),
        ("one", 1),
        ("both", 2),
        ("data", 1),
        ("message", 2),
    ],
)
def test_lines_end_as_bpmn_says(draw, shape, edge, id_, ends):
    pools = '<collaboration><messageFlow id="message" sourceRef="a" targetRef="g"/></collaboration>'

    picture = draw(FLOWS, shape("a") + edge(id_), beside=pools)

    marks = [p for p in picture.group(id_).iter("{*}path") if p.get("class") == "end"]
    assert len(marks) == ends


def test_the_name_of_a_line_stands_at_its_label_or_above_its_middle(draw, shape, edge):
    free = draw(FLOWS, shape("a") + edge("plain"))
    placed = draw(FLOWS, shape("a") + edge("plain", label=(300, 300, 40, 14)))

    assert free.group("plain").find(".//{*}tspan").get("x") == "50"
    assert placed.group("plain").find(".//{*}tspan").get("x") == "320"
    assert placed.lines("plain") == ["同意"]


def test_lines_with_one_point_and_shapes_without_place_or_meaning_are_left_out(draw, shape, edge):
    layout = (
        shape("a")
        + shape("nobody")
        + edge("plain", points=((0, 0),))
        + '<bpmndi:BPMNShape bpmnElement="g"/><bpmndi:BPMNLabelStyle/>'
        + '<bpmndi:BPMNShape bpmnElement="t"><dc:Bounds x="0" y="0" width="9" height="9"/>'
        + "<bpmndi:BPMNLabel/></bpmndi:BPMNShape>"
    )

    picture = draw(FLOWS, layout)

    assert sorted(picture.order()) == ["a", "t"]


@pytest.mark.parametrize("state", list(State))
def test_a_state_shows_by_class_colour_symbol_and_word(draw, shape, state):
    picture = draw('<task id="a" name="登记"/>', shape("a"), Marks(states={"a": state}))

    words = {
        "done": "已完成",
        "active": "办理中",
        "late": "已超时",
        "incident": "异常",
        "returned": "已退回",
        "skipped": "已跳过",
        "ahead": "接下来",
    }
    tip = picture.group("a").findtext("{*}title")
    signs = [g for g in picture.root.iter("{*}g") if g.get("class") == "state"]
    assert picture.group("a").get("class") == f"element task {state}"
    assert tip == f"登记 ({words.get(state, '已取消')})"
    assert len(signs) == 1


@pytest.mark.parametrize(
    ("state", "dash"), [("done", None), ("cancelled", "7 4"), ("returned", "2 3")]
)
def test_what_was_cancelled_or_returned_has_an_outline_of_its_own(draw, shape, state, dash):
    picture = draw('<task id="a"/>', shape("a"), Marks(states={"a": State(state)}))

    assert picture.group("a").find("{*}g").get("stroke-dasharray") == dash


def test_a_return_is_a_dashed_arc_between_the_two_steps(draw, shape):
    marks = Marks(
        detours=(
            Detour(source="b", target="a", way=Way.RETURN),
            Detour(source="a", target="gone", way=Way.JUMP),
        )
    )

    picture = draw(
        '<task id="a"/><task id="b"/>', shape("a") + shape("b", (300, 0, 100, 80)), marks
    )

    arcs = [g for g in picture.root.iter("{*}g") if "detour" in g.get("class", "")]
    assert [(arc.get("class"), arc.findtext("{*}title")) for arc in arcs] == [
        ("detour return", "退回")
    ]
    assert arcs[0].find("{*}path").get("d").startswith("M325 0C")
    assert "退回" in picture.texts()


def test_heat_is_a_shade_of_the_ground(draw, shape):
    nodes = '<task id="a"/><task id="b"/><task id="c"/>'
    layout = "".join(shape(id_, (place * 200, 0, 100, 80)) for place, id_ in enumerate("abc"))

    picture = draw(nodes, layout, Marks(shades={"a": 0.0, "b": 0.5, "c": 7.0}))

    fills = [picture.group(id_).find("{*}g").get("fill") for id_ in "abc"]
    assert fills == ["#ffffff", "#f8bcb0", "#f07860"]


def test_visits_and_badges_are_written_above_everything(draw, shape, edge):
    marks = Marks(
        states={"a": State.LATE},
        visits={"a": 3, "g": 2},
        badges={"a": "超时 2 小时", "plain": "12 件", "nobody": "x"},
        taken=["plain"],
    )

    picture = draw(FLOWS, shape("a") + shape("g", (200, 0, 50, 50)) + edge("plain"), marks)

    assert picture.texts()[-4:] == ["×3", "超时 2 小时", "×2", "12 件"]
    assert picture.group("plain").get("class") == "element sequenceFlow taken"
    assert picture.group("plain").find("{*}g").get("stroke-width") == "3"


def test_the_frame_holds_names_that_stick_out(draw, shape):
    layout = shape("e", (0, 0, 36, 36), label=(-100, 40, 90, 14))

    picture = draw('<endEvent id="e" name="很长很长的名字"/>', layout)

    left, top, across, down = map(float, picture.root.get("viewBox").split())
    assert left < -100
    assert top + down > 54
    assert left + across > 36


def test_hostile_names_stay_text(draw, shape):
    hostile = "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x"

    picture = draw(f'<task id="a" name="{hostile}"/>', shape("a", (0, 0, 500, 80)))

    assert not list(picture.root.iter("{*}script"))
    assert not picture.group("a").get("onload")
    assert "".join(picture.lines("a")) == '<script>alert(1)</script>" onload="x'


def test_the_picture_has_a_title_and_needs_no_style_sheet(read, shape):
    svg = drawing.draw(read('<task id="a"/>', shape("a")), title="投诉 & 处理")

    assert 'aria-label="投诉 &amp; 处理"' in svg
    assert "<title>投诉 &amp; 处理</title>" in svg
    assert "font-family=" in svg
    assert "style" not in svg


def test_a_sub_process_with_its_own_drawing_is_drawn_by_its_id(read, shape):
    second = (
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram><bpmndi:BPMNDiagram><bpmndi:BPMNPlane "
        f'bpmnElement="t:sub">{shape("t")}'
    )
    found = read('<subProcess id="sub"><task id="t"/></subProcess>', shape("sub") + second)

    assert 'data-element-id="sub"' in drawing.draw(found)
    assert 'data-element-id="t"' in drawing.draw(found, of="sub")
    with pytest.raises(NoLayout, match="there is no drawing of 'other'"):
        drawing.draw(found, of="other")


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        ((0, 0, "wide", 80), "width='wide' is no coordinate"),
        (("nan", 0, 100, 80), "x='nan' is no coordinate"),
        ((0, "1e9", 100, 80), "y='1e9' is no coordinate"),
    ],
)
def test_a_layout_that_is_no_layout_is_refused(read, shape, bounds, reason):
    found = read('<task id="a"/>', shape("a", bounds))

    with pytest.raises(NoLayout, match=reason) as caught:
        drawing.draw(found)

    assert caught.value.code == "no-layout"


def test_what_has_no_name_is_called_by_its_kind_as_staff_call_it(read, shape):
    found = read('<startEvent id="s"/><userTask id="t" name="登记"/>', shape("s") + shape("t"))

    svg = drawing.draw(found)

    assert "<title>开始事件</title>" in svg
    assert "<title>登记</title>" in svg
    assert "<title>startEvent</title>" not in svg


def test_a_diagram_without_layout_is_refused(read):
    bare = diagram.read(b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>')

    with pytest.raises(NoLayout, match="the file has no drawing"):
        drawing.draw(bare)
    with pytest.raises(NoLayout, match="the drawing has no shapes"):
        drawing.draw(read("", ""))


def test_every_reference_diagram_renders_without_an_unknown_shape(miwg):
    for path in miwg:
        svg = drawing.draw(diagram.read(path.read_bytes()))

        assert "unknown" not in svg, path.name


def test_the_expanded_call_activity_of_reference_b_2_0_lies_under_its_children(miwg):
    path = next(path for path in miwg if path.name == "B.2.0.bpmn")
    found = diagram.read(path.read_bytes())
    ids = {node.get("name"): node.get("id") for node in found.root.iter() if node.get("name")}

    svg = drawing.draw(found)

    places = [
        svg.index(f'data-element-id="{ids[name]}"')
        for name in ("Expanded Call Activity", "Service Task 14")
    ]
    assert places == sorted(places)


def test_a_reference_diagram_is_drawn_in_a_few_milliseconds(miwg):
    found = [diagram.read(path.read_bytes()) for path in miwg]
    for one in found:
        drawing.draw(one)

    rounds = []
    for _ in range(3):
        begin = time.process_time()
        for one in found:
            drawing.draw(one)
        rounds.append((time.process_time() - begin) / len(found))

    assert min(rounds) < 0.03  # measured 0.003; four times that while coverage is traced
