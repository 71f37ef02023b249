"""An event sub-process that interrupts an ad-hoc sub-process ends it: BPMN 2.0.2, 13.5.4."""

import pytest


@pytest.mark.parametrize("begun", [(), ("U",), ("U", "U")])
def test_nothing_can_be_chosen_any_more_and_it_ends_with_the_event_sub_process(play, begun):
    case = play().start()
    for element_id in begun:
        case.choose(element_id, "A")

    case.signal("stop")

    assert case.open == ["V"]
    assert case.complete("V").ended
