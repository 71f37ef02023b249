"""Lines and boxes of a drawing."""

import pytest

from engine.drawing.geometry import Box, Point, around, middle, rounded


def test_the_middle_of_a_line_is_half_way_along_it():
    bent = (Point(0, 0), Point(10, 0), Point(10, 30))

    assert middle(bent) == Point(10, 10)


def test_a_line_without_length_has_its_middle_where_it_is():
    assert middle((Point(5, 5), Point(5, 5))) == Point(5, 5)


def test_corners_are_rounded_but_ends_stay():
    path = rounded((Point(0, 0), Point(50, 0), Point(50, 50)), 5)

    assert path == "M0 0L45.0 0.0Q50 0 50.0 5.0L50 50"


def test_two_points_on_one_place_do_not_disturb_a_line():
    path = rounded((Point(0, 0), Point(0, 0), Point(50, 0)), 5)

    assert path.endswith("L50 0")


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (Box(10, 10, 20, 20), True),
        (Box(-10, 40, 20, 20), False),  # its middle is on the edge
        (Box(200, 10, 20, 20), False),
        (Box(10, 200, 20, 20), False),
        (Box(0, 0, 100, 100), False),  # as large as the outer one
    ],
)
def test_a_box_contains_smaller_ones_by_their_middle(inner, expected):
    assert Box(0, 0, 100, 100).contains(inner) is expected


def test_the_frame_goes_around_everything():
    frame = around([Box(0, 0, 10, 10), Box(50, -20, 10, 10)], 5)

    assert frame == Box(-5, -25, 70, 40)
