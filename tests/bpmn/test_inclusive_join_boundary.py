def test_the_join_waits_while_a_boundary_event_can_still_send_a_token(play):
    case = play().start()
    case.complete("B")
    assert case.open == ["A"]

    case.fire("T")
    case.complete("A")
    assert case.open == ["Extra"]
    case.complete("Extra")

    assert case.open == ["After"]
