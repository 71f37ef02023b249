def test_the_join_waits_for_what_only_a_boundary_event_can_send(play):
    case = play().start()

    case.complete("U2")
    assert case.open == ["U1"]
    case.fire("B")

    assert case.open == ["U3"]


def test_the_join_waits_no_longer_when_the_activity_ends_by_itself(play):
    case = play().start().complete("U2")

    case.complete("U1")

    assert case.open == ["U3"]
