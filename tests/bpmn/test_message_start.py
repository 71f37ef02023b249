import pytest

from engine.errors import Invalid


def test_a_message_start_takes_its_payload_through_the_mapping(play):
    case = play().start(element_id="Asked", item="lamp", noise=1)

    assert case.open == ["U"]
    assert case.variables == {"wanted": "lamp"}
    assert case.visits() == ["Asked"]


def test_the_plain_start_is_used_when_none_is_named(play):
    case = play().start(x=1)

    assert case.visits() == ["Plain"]
    assert case.variables == {"x": 1}


def test_a_start_event_that_is_not_there_is_refused(play):
    with pytest.raises(Invalid, match="Nowhere"):
        play().start(element_id="Nowhere")
