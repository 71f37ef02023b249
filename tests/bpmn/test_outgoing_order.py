"""The flows out of a node are an ordered collection: BPMN 2.0.2, 8.4.9 and 13.4.2."""

import pytest


@pytest.mark.parametrize(("n", "way"), [(1, "C"), (2, "A"), (3, "B")])
def test_conditions_are_asked_in_the_order_in_which_the_gateway_lists_its_flows(play, n, way):
    assert play().start(n=n).open == [way]
