def test_a_signal_cancels_the_scope(play):
    case = play().start().signal("other")
    assert case.open == ["U"]

    case.signal("stop", by="manager")

    assert case.open == ["Tidy"]
    assert case.variables == {"by": "manager"}
    assert case.subscriptions() == []
