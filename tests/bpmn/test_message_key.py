"""docs.camunda.io, "Messages": name and key are worked out when the waiting begins, and then stay."""


def test_a_changed_variable_changes_no_open_subscription(play):
    case = play().start(kind="a", room="8-301")

    case.write(kind="b", room="9-999")

    (waiting,) = case.subscriptions()
    assert (waiting.name, waiting.correlation_key) == ("answer-a", "8-301")
    assert case.message("answer-a", "8-301").open == ["Read"]
