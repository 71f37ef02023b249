"""docs/elements.md says what the engine does, and every element in it is shown by a test."""

import pytest

from engine import diagram, drawing
from tests.elements import matrix
from tests.elements.layout import with_layout

HOW = "run: python -m tests.elements.matrix"


@pytest.mark.parametrize("feature", sorted(matrix.wanted()), ids=" ".join)
def test_everything_that_is_executed_is_in_a_diagram_that_a_test_plays(feature):
    assert [one.name for one in matrix.shown() if feature in one.features]


def test_every_diagram_is_played_by_a_test():
    played = {one.name for one in matrix.shown()}

    assert {file.stem for file in matrix.BPMN.glob("*.bpmn")} - played == set()


def test_the_page_is_up_to_date():
    assert matrix.PAGE.read_text(encoding="utf-8") == matrix.page(), HOW


def test_every_element_has_its_drawing_and_no_other_is_kept():
    kept = {file.name: file.read_text(encoding="utf-8") for file in matrix.DRAWINGS.glob("*.svg")}

    assert kept == {
        matrix.drawing_name(kind, trigger): matrix.picture(kind, trigger) + "\n"
        for kind, trigger in matrix.wanted()
        if kind != "loop"
    }, HOW


def test_every_diagram_can_be_drawn():
    for file in matrix.BPMN.glob("*.bpmn"):
        drawn = drawing.draw(diagram.read(with_layout(file.read_bytes())))

        assert drawn.count("data-element-id") > 2, file.stem
