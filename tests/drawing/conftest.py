"""Diagrams with a layout, written in a few words."""

import os
from pathlib import Path

import pytest
from lxml import etree

from engine import diagram, drawing

HEAD = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
 xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"
 xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0">"""


@pytest.fixture
def shape():
    """Write the layout of a node: id, place and size, label, further attributes."""

    def shape_(id_, bounds=(0, 0, 100, 80), label=None, **attributes):
        more = "".join(f' {k.replace("_", ":", 1)}="{v}"' for k, v in attributes.items())
        inner = f"<bpmndi:BPMNLabel>{_bounds(label)}</bpmndi:BPMNLabel>" if label else ""
        body = f"{_bounds(bounds)}{inner}"
        return f'<bpmndi:BPMNShape bpmnElement="{id_}"{more}>{body}</bpmndi:BPMNShape>'

    return shape_


@pytest.fixture
def edge():
    """Write the layout of a line: id, points, label, further attributes."""

    def edge_(id_, points=((0, 0), (100, 0)), label=None, **attributes):
        more = "".join(f' {k.replace("_", ":", 1)}="{v}"' for k, v in attributes.items())
        inner = f"<bpmndi:BPMNLabel>{_bounds(label)}</bpmndi:BPMNLabel>" if label else ""
        way = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        return f'<bpmndi:BPMNEdge bpmnElement="{id_}"{more}>{way}{inner}</bpmndi:BPMNEdge>'

    return edge_


@pytest.fixture
def read():
    """Read a diagram from its nodes and its layout."""

    def read_(nodes, layout, beside=""):
        return diagram.read(
            f'{HEAD}{beside}<process id="p">{nodes}</process><bpmndi:BPMNDiagram>'
            f'<bpmndi:BPMNPlane bpmnElement="p">{layout}</bpmndi:BPMNPlane>'
            "</bpmndi:BPMNDiagram></definitions>".encode()
        )

    return read_


@pytest.fixture
def draw(read):
    """Draw a diagram and read the SVG as a strict reader of XML would."""

    def draw_(nodes, layout, marks=None, beside=""):
        return Picture(drawing.draw(read(nodes, layout, beside), marks))

    return draw_


class Picture:
    """An SVG to ask: groups by element id, texts, order."""

    def __init__(self, svg):
        self.svg = svg
        self.root = etree.fromstring(svg)

    def order(self):
        """Ids of the elements from the ground up."""
        return [
            g.get("data-element-id") for g in self.root.iter("{*}g") if g.get("data-element-id")
        ]

    def group(self, id_):
        """The group of one element."""
        return next(g for g in self.root.iter("{*}g") if g.get("data-element-id") == id_)

    def lines(self, id_):
        """The lines of text of one element."""
        return _lines(self.group(id_))

    def icons(self, id_):
        """How many pictures stand in one element."""
        return len([g for g in self.group(id_).iter("{*}g") if g.get("class") == "icon"])

    def texts(self):
        """Every line of text of the drawing."""
        return _lines(self.root)


@pytest.fixture
def miwg():
    """The BPMN MIWG reference diagrams, where they have been downloaded."""
    beside = Path(__file__).parents[3] / "shared" / "conformance"
    folder = Path(os.environ.get("GUANJIA_CONFORMANCE", beside))
    paths = sorted((folder / "miwg").glob("*.bpmn"))
    if not paths:
        pytest.skip("the MIWG reference diagrams are not on this machine")
    return paths


def _lines(node):
    labels = (text for text in node.iter("{*}text") if text.get("class") == "label")
    return [span.text for label in labels for span in label]


def _bounds(box):
    x, y, width, height = box
    return f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
