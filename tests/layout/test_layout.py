"""The layout of a file that has none: everything is there, nothing lies on something else."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import processes
from engine import layout
from engine.diagram import xml as door
from engine.diagram.nodes import bpmn
from engine.diagram.xml import BPMNDI

DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DD = "{http://www.omg.org/spec/DD/20100524/DI}"
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x" '
    'xmlns:t="x">'
)
SHIPPED = sorted(Path(processes.__file__).parent.glob("*/*.bpmn"))


class Drawn:
    """A file that has been laid out."""

    def __init__(self, root):
        self.root, self.made = root, layout.lay_out(root)
        self.boxes = {
            shape.get("bpmnElement"): _box(shape) for shape in root.iter(f"{{{BPMNDI}}}BPMNShape")
        }
        self.said = {
            shape.get("bpmnElement"): {*shape.keys()} - {"id", "bpmnElement"}
            for shape in root.iter(f"{{{BPMNDI}}}BPMNShape")
        }
        self.lines = {
            edge.get("bpmnElement"): [
                (int(p.get("x")), int(p.get("y"))) for p in edge.iter(f"{DD}waypoint")
            ]
            for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge")
        }
        self.planes = [each.get("bpmnElement") for each in root.iter(f"{{{BPMNDI}}}BPMNPlane")]

    def node(self, id_):
        return next(each for each in self.root.iter(bpmn("*")) if each.get("id") == id_)


def drawn(inside):
    return Drawn(door.read(f"{HEAD}{inside}</definitions>".encode()))


def process(inside):
    return drawn(f'<process id="p">{inside}</process>')


def flow(id_, source, target, name=""):
    named = f' name="{name}"' if name else ""
    return f'<sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}"{named}/>'


def _box(shape):
    return tuple(int(shape.find(f"{DC}Bounds").get(k)) for k in ("x", "y", "width", "height"))


def _overlap(one, other):
    (x, y, w, h), (a, b, c, d) = one, other
    return x < a + c and a < x + w and y < b + d and b < y + h


def _crossed(file, flow_id, ends):
    """The shapes through which a line runs, but for its ends and what holds or edges them."""
    kin = set()
    for end in ends:
        node = file.node(end)
        kin |= {each.get("id") for each in (node, *node.iterancestors())}
        kin |= {node.get("attachedToRef")}
        kin |= {
            e.get("id")
            for e in file.root.iter(bpmn("boundaryEvent"))
            if e.get("attachedToRef") == end
        }
    kin |= {each.get("id") for each in file.root.iter(bpmn("lane"), bpmn("participant"))}
    for (x, y), (a, b) in pairwise(file.lines[flow_id]):
        part = (min(x, a), min(y, b), abs(x - a), abs(y - b))
        part = (part[0], part[1], max(part[2], 1), max(part[3], 1))
        yield from (
            id_ for id_, box in file.boxes.items() if id_ not in kin and _overlap(box, part)
        )


def assert_clean(file):
    """No two shapes lie on one another, no flow runs through one."""
    for (one, box), (other, next_) in combinations(file.boxes.items(), 2):
        holds = [{e.get("id") for e in file.node(i).iterancestors()} for i in (one, other)]
        kinds = [etree.QName(file.node(i)).localname for i in (one, other)]
        apart = one in holds[1] or other in holds[0]
        apart |= "participant" in kinds or "lane" in kinds or kinds[0] == "boundaryEvent"
        apart |= kinds[1] == "boundaryEvent"
        assert apart or not _overlap(box, next_), (one, other)
    for node in file.root.iter(bpmn("sequenceFlow")):
        ends = (node.get("sourceRef"), node.get("targetRef"))
        assert not list(_crossed(file, node.get("id"), ends)), node.get("id")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_process_without_its_drawing_gets_one_with_everything_that_was_drawn(path):
    root = door.read(path.read_bytes())
    before = {
        each.get("bpmnElement")
        for each in root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
    }
    for each in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(each)

    file = Drawn(root)

    assert file.made
    assert before == file.boxes.keys() | file.lines.keys()
    assert_clean(file)


def test_what_is_drawn_already_stays_as_it_is():
    data = SHIPPED[0].read_bytes()
    root = door.read(data)
    before = etree.tostring(root)

    assert layout.lay_out(root) is False
    assert etree.tostring(root) == before


def test_a_file_is_given_its_drawing_as_bytes_once():
    data = f'{HEAD}<process id="p"><task id="a"/></process></definitions>'.encode()

    once = layout.drawn(data)

    assert Drawn(door.read(once)).boxes.keys() == {"a"}
    assert layout.drawn(once) == once


def test_steps_stand_in_columns_along_the_flow_and_branches_in_rows():
    file = process(
        '<startEvent id="s"/><exclusiveGateway id="g"/><task id="a"/><task id="b"/><endEvent id="e"/>'
        + flow("1", "s", "g") + flow("2", "g", "a", "同意") + flow("3", "g", "b") + flow("4", "a", "e")
        + flow("5", "b", "e")
    )  # fmt: skip

    columns = [file.boxes[id_][0] for id_ in "sgae"]
    middles = {id_: y + h // 2 for id_, (_, y, _, h) in file.boxes.items()}
    assert columns == sorted(set(columns))
    assert file.boxes["a"][0] == file.boxes["b"][0]
    assert middles["s"] == middles["g"] == middles["a"] == middles["e"] < middles["b"]
    assert len(file.lines["2"]) == 2
    assert_clean(file)


def test_a_way_back_runs_below_or_in_a_free_row():
    file = process(
        '<startEvent id="s"/><task id="a"/><exclusiveGateway id="g"/><endEvent id="e"/>'
        + flow("1", "s", "a") + flow("2", "a", "g") + flow("3", "g", "e") + flow("4", "g", "a", "退回")
        + flow("5", "a", "a") + flow("6", "s", "e")
    )  # fmt: skip

    low = max(y for _, y in file.lines["4"])
    assert low > file.boxes["a"][1] + file.boxes["a"][3]
    assert_clean(file)


def test_boundary_events_stand_side_by_side_on_their_host():
    events = "".join(f'<boundaryEvent id="b{n}" attachedToRef="a"/>' for n in range(4))
    ends = "".join(f'<endEvent id="e{n}"/>' + flow(f"f{n}", f"b{n}", f"e{n}") for n in range(4))
    file = process(f'<task id="a"/>{events}{ends}<boundaryEvent id="lost" attachedToRef="nobody"/>')

    x, y, width, height = file.boxes["a"]
    standing = [file.boxes[f"b{n}"] for n in range(4)]
    assert all(
        x <= left < x + width and top < y + height < top + 36 for left, top, _, _ in standing
    )
    assert all(one[0] + 36 <= other[0] for one, other in pairwise(standing))
    assert "lost" in file.boxes
    assert_clean(file)


def test_sub_processes_hold_what_stands_in_them_and_an_empty_one_is_closed():
    file = process(
        '<subProcess id="sub"><startEvent id="s"/><subProcess id="deep"><task id="a"/></subProcess>'
        + flow("1", "s", "deep") + '</subProcess><callActivity id="call"/><adHocSubProcess id="none"/>'
        + flow("2", "sub", "call") + flow("out", "a", "call") + flow("gone", "x", "call")
    )  # fmt: skip

    for inside, outside in (("s", "sub"), ("deep", "sub"), ("a", "deep")):
        (x, y, w, h), (a, b, c, d) = file.boxes[inside], file.boxes[outside]
        assert (a, b) < (x, y)
        assert x + w < a + c
        assert y + h < b + d
    assert file.said["sub"] == file.said["deep"] == {"isExpanded"}
    assert file.said["none"] == file.said["call"] == set()
    assert file.lines.keys() == {"1", "2"}


def test_lanes_lie_under_one_another_and_hold_their_nodes():
    file = process(
        '<laneSet id="set"><lane id="out"><childLaneSet id="inner"><lane id="one">'
        "<flowNodeRef>a</flowNodeRef></lane><lane id='two'><flowNodeRef>b</flowNodeRef></lane>"
        '</childLaneSet></lane><lane id="three"><flowNodeRef>c</flowNodeRef></lane>'
        '<lane id="hollow"><childLaneSet id="empty"/></lane></laneSet>'
        '<task id="a"/><task id="b"/><task id="c"/>' + flow("1", "a", "b") + flow("2", "b", "c")
    )

    for node, lane in (("a", "one"), ("b", "two"), ("c", "three"), ("a", "out"), ("b", "out")):
        (x, y, w, h), (a, b, c, d) = file.boxes[node], file.boxes[lane]
        assert a < x
        assert x + w <= a + c
        assert b < y
        assert y + h < b + d
    assert file.boxes["one"][1] + file.boxes["one"][3] == file.boxes["two"][1]
    assert file.boxes["out"][3] == file.boxes["one"][3] + file.boxes["two"][3]
    assert file.boxes["one"][0] == file.boxes["out"][0] + 30
    assert "hollow" not in file.boxes


def test_pools_share_their_columns_and_messages_pass_between_them():
    file = drawn(
        '<collaboration id="c"><participant id="P" processRef="t:p"/><participant id="Q" processRef="q"/>'
        '<participant id="R"/><messageFlow id="m" sourceRef="a" targetRef="x"/><messageFlow/>'
        '<messageFlow id="n" sourceRef="y" targetRef="R"/><messageFlow id="up" sourceRef="y" targetRef="a"/>'
        '<messageFlow id="in" sourceRef="P" targetRef="Q"/><messageFlow id="no" sourceRef="a" targetRef="?"/>'
        '</collaboration><process id="p"><task id="a"/><task id="b"/>' + flow("1", "a", "b") + "</process>"
        '<process id="q"><subProcess id="x"><task id="y"/></subProcess></process><process id="alone"/>'
    )  # fmt: skip

    assert file.planes == ["c", "alone"]
    assert file.said["P"] == {"isHorizontal"}
    assert file.boxes["P"][2] == file.boxes["Q"][2] == file.boxes["R"][2]
    assert file.boxes["R"][3] == 60
    assert file.boxes["P"][1] + file.boxes["P"][3] < file.boxes["Q"][1]
    assert {"m", "n", "up", "in"} <= file.lines.keys()
    assert "no" not in file.lines
    assert file.lines["n"][-1][1] == file.boxes["R"][1]
    assert file.lines["up"][0][1] == file.boxes["y"][1]


def test_data_and_notes_stand_above_what_they_belong_to():
    file = process(
        '<startEvent id="s"/><task id="a"><dataInputAssociation id="di"><sourceRef>d</sourceRef>'
        '</dataInputAssociation><dataOutputAssociation id="do"><targetRef>t:st</targetRef>'
        "</dataOutputAssociation><dataInputAssociation><sourceRef>d</sourceRef></dataInputAssociation>"
        '</task><dataObject id="o"/><dataObjectReference id="d"/><dataStoreReference id="st"/>'
        '<textAnnotation id="n"/><textAnnotation id="free"/><association id="l" sourceRef="n" targetRef="f"/>'
        '<boundaryEvent id="b" attachedToRef="a"/><association id="k" sourceRef="b" targetRef="free"/>'
        '<association id="away" sourceRef="n" targetRef="gone"/>' + flow("f", "s", "a")
        + '<subProcess id="sub"><task id="t"/><textAnnotation id="inner"/></subProcess>'
        '<association id="far" sourceRef="inner" targetRef="a"/><textAnnotation id="lone"/>'
    )  # fmt: skip

    assert "o" not in file.boxes
    assert all(file.boxes[i][1] + file.boxes[i][3] < file.boxes["a"][1] for i in ("d", "st", "n"))
    assert file.lines.keys() == {"f", "di", "do", "l", "k", "far"}
    assert file.lines["di"][0][1] < file.lines["di"][1][1]
    assert file.lines["do"][0][1] > file.lines["do"][1][1]
    assert_clean(file)


def test_the_ids_of_a_drawing_are_nobodys_else():
    file = process('<task id="a"/><task id="a_di"/><task id="a_di_"/>')

    ids = [each.get("id") for each in file.root.iter("*") if each.get("id")]
    assert len(ids) == len(set(ids))


def test_an_empty_drawing_is_replaced():
    root = door.read(
        f'{HEAD}<process id="p"/><b:BPMNDiagram xmlns:b="{BPMNDI}" id="old"/></definitions>'.encode()
    )

    assert layout.lay_out(root) is True
    assert [each.get("id") for each in root.iter(f"{{{BPMNDI}}}BPMNDiagram")] == ["p_diagram"]


def test_nothing_is_made_of_a_file_without_a_process_or_with_too_many_nodes():
    many = "".join(f'<task id="t{n}"/>' for n in range(layout.MOST + 1))

    assert drawn("").made is False
    assert process(many).made is False
    assert process(many).boxes == {}


def test_a_long_chain_with_ways_across_is_laid_out():
    size = 250
    tasks = "".join(f'<task id="t{n}"/>' for n in range(size))
    chain = "".join(flow(f"f{n}", f"t{n}", f"t{n + 1}") for n in range(size - 1))
    file = process(f'{tasks}<task id="z"/>{chain}' + flow("over", "t0", f"t{size - 1}"))

    assert len(file.lines) == size
    assert not list(_crossed(file, "over", ("t0", f"t{size - 1}")))


KINDS = st.sampled_from(["task", "exclusiveGateway", "endEvent", "subProcess", "boundaryEvent"])
ENDS = st.tuples(st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=60, deadline=None)
@given(st.lists(KINDS, min_size=1, max_size=10), st.lists(ENDS, max_size=14), st.data())
def test_whatever_is_connected_with_whatever_no_flow_runs_through_a_shape(kinds, ends, data):
    hosts = [f"n{at}" for at, kind in enumerate(kinds) if kind == "task"] or ["none"]
    parts = []
    for at, kind in enumerate(kinds):
        host = f' attachedToRef="{data.draw(st.sampled_from(hosts))}"' if "boundary" in kind else ""
        inside = f'<task id="i{at}"/>' if kind == "subProcess" else ""
        parts.append(f'<{kind} id="n{at}"{host}>{inside}</{kind}>')
    count = len(kinds)
    parts += [
        flow(f"f{at}", f"n{one % count}", f"n{other % count}", "名称")
        for at, (one, other) in enumerate(ends)
        if kinds[other % count] != "boundaryEvent"
    ]

    file = process("".join(parts))

    assert {id_ for id_ in file.lines if re.match("f", id_)} == {
        part.split('"')[1] for part in parts if part.startswith("<sequenceFlow")
    }
    assert_clean(file)
