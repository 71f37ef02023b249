"""Data that is only drawn, as modellers draw it, moves nothing and hinders nothing."""


def test_variables_go_their_way_as_if_nothing_were_drawn(play):
    case = play().start().complete("Register", patch={"投诉单": {"room": "8"}})

    assert case.ended
    assert case.variables == {"投诉单": {"room": "8"}}
