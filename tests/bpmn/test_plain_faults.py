"""A process that does not say that it is executable needs no codes: BPMN 2.0.2, 8.4.3 and 10.5.5."""

import pytest


@pytest.mark.parametrize(("way", "after"), [(1, "AfterAny"), (2, "AfterPoor"), (3, "AfterAny")])
def test_an_error_goes_by_its_name_or_that_of_its_event_and_finds_its_catcher(play, way, after):
    case = play().start(way=way)

    case.complete("U")

    assert case.open == [after, "Told"]


def test_an_escalation_without_a_code_is_heard_by_whoever_hears_all(play):
    assert play().start(way=1).open == ["Told", "U"]
