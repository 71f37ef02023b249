"""What hypothesis draws: terms, nodes, and whole cases (a diagram, first variables, the moves)."""

from hypothesis import strategies as st

from tests.oracle import blocks, tangles
from tests.oracle.sketchpad import Sketchpad

moves = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 624)), min_size=14, max_size=18)
values = st.integers(0, 3)
variables = st.fixed_dictionaries(
    {"a": values, "b": values, "c": values, "people": st.just([1, 2, 3])}
)


@st.composite
def block_cases(draw):
    """Draw a case of a diagram of nested blocks, each with one entry and one exit."""
    pad = Sketchpad()
    blocks.draw_process(draw, pad, depth=3)
    return pad.graph(), draw(variables), draw(moves)


@st.composite
def tangle_cases(draw):
    """Draw a case of a diagram whose flows go anywhere, back to waiting nodes only."""
    pad = Sketchpad()
    tangles.draw_process(draw, pad, blocks.draw_sub_process)
    return pad.graph(), draw(variables), draw(moves)


@st.composite
def join_cases(draw):
    """Draw a case of many inclusive gateways between tasks."""
    pad = Sketchpad()
    tangles.draw_joins(draw, pad)
    return pad.graph(), draw(variables), draw(moves)
