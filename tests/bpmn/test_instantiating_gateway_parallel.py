"""An instantiating gateway of the type Parallel: BPMN 2.0.2, 10.6.6."""

import pytest


@pytest.mark.parametrize(
    ("first", "second"), [("Paid", "signed"), ("Signed", "paid")], ids=["paid", "signed"]
)
def test_the_first_message_begins_the_case_and_the_other_one_is_awaited_with_its_key(
    play, first, second
):
    case = play().start(element_id=first, key="7", first=1)
    assert [(e.name, e.correlation_key) for e in case.subscriptions()] == [(second, "7")]
    assert case.open == []

    case.message(second, "7", second=2)

    assert case.open == ["U"]
    assert case.variables == {"first": 1, "second": 2}


def test_without_a_key_the_other_one_is_awaited_without_a_key(play):
    case = play().start(element_id="Paid")

    assert [e.correlation_key for e in case.subscriptions()] == [""]
