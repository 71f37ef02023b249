"""Text in drawings breaks as Chinese readers expect."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.drawing.text import Label, typeset, width, wrap

CLOSING = "，。、；：？！）》”』】"
OPENING = "（《“『【"


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("投诉登记", 100, ("投诉登记",)),
        ("核实现场情况", 36, ("核实现", "场情况")),
        ("核实现场，情况", 48, ("核实现", "场，情况")),
        ("办理（加急）单", 36, ("办理", "（加", "急）单")),
        ("Archive original", 60, ("Archive", "original")),
        ("requestDocuments", 60, ("requestDo", "cuments")),
        ("第一行\n第二行", 100, ("第一行", "第二行")),
        ("  空  格  ", 100, ("空  格",)),
        ("填写VIP客户", 48, ("填写VIP", "客户")),
        ("结束。。。", 24, ("结", "束。。。")),
        ("！！", 6, ("！！",)),
        ("", 100, ()),
    ],
)
def test_lines_break_where_they_may(text, limit, lines):
    assert wrap(text, limit, 12) == lines


@given(st.text("投诉处理 abc（《，。、！）》\n", max_size=40), st.integers(40, 120))
def test_wrapping_loses_no_character(text, limit):
    lines = wrap(text, limit, 12)

    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)


@given(st.from_regex(r"\A(（?[投诉处理]{1,3}[，。、！）》]?){1,10}\Z"), st.integers(48, 120))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text, limit):
    lines = wrap(text, limit, 12)

    assert not [line for line in lines if line[0] in CLOSING or line[-1] in OPENING]
    assert max(width(line, 12) for line in lines) <= limit


def test_a_text_too_long_for_its_shape_gets_smaller_and_then_an_ellipsis():
    small = typeset(Label(text="核实现场情况并联系业主", x=50, y=40, limit=60, height=40))
    cut = typeset(Label(text="核实现场情况" * 20, x=50, y=40, limit=60, height=40))

    assert 'font-size="12"' not in small.svg
    assert "…" not in small.svg
    assert "…</tspan>" in cut.svg
    assert cut.box.height <= 40


def test_an_ellipsis_stands_also_behind_a_short_last_line():
    cut = typeset(Label(text="核实\n情况\n联系", x=0, y=0, limit=90, height=12))

    assert "核实…" in cut.svg


def test_even_a_shape_without_room_shows_the_beginning():
    tiny = typeset(Label(text="很长的名称", x=0, y=0, limit=20, height=1))

    assert "很…" in tiny.svg


def test_text_is_escaped():
    text = typeset(Label(text='<script>&"', x=0, y=0, limit=500))

    assert "&lt;script&gt;&amp;&quot;" in text.svg


def test_a_label_on_lines_has_a_white_edge_below_it_that_nobody_reads_twice():
    label = typeset(Label(text="金额", x=0, y=0, limit=90, halo=True)).svg

    assert label.index('class="halo" aria-hidden="true"') < label.index('class="label"')
    assert "paint-order" not in label  # some printers do not know it and print white on white


def test_a_label_may_begin_left_hang_below_and_stand_upright():
    left = typeset(Label(text="注", x=10, y=20, limit=50, anchor="start", top=True))
    upright = typeset(Label(text="客服部", x=15, y=100, limit=90, turned=True))

    assert "text-anchor" not in left.svg
    assert (left.box.x, left.box.y) == (10, 20)
    assert 'transform="rotate(-90 15 100)"' in upright.svg


def test_wide_and_narrow_letters_are_measured_apart():
    assert width("投", 12) == 12
    assert width("…", 12) == 12
    assert width("i", 12) < width("a", 12) < width("A", 12) < width("W", 12) < width("投", 12)
