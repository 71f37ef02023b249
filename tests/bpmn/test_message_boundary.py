from engine.model import events


def test_a_message_beside_the_task_is_heard_every_time(play):
    case = play().start(order="7")

    case.message("note", "7", text="one", noise=1)
    case.message("note", "7", text="two")

    assert case.open == ["U"]
    assert case.variables == {"order": "7", "last_note": "two"}
    assert case.visits().count("M") == 2


def test_listening_again_is_told_as_a_new_subscription(play):
    case = play().start(order="7").message("note", "7")

    kinds = [type(e).__name__ for e in case.last][:2]

    assert kinds == ["MessageUnsubscribed", "MessageSubscribed"]


def test_the_interrupting_message_ends_the_task_and_its_listening(play):
    case = play().start(order="7").message("cancel", "7")

    assert case.outcome == "E3"
    assert case.visits(events.ElementTerminated) == ["U"]
    assert case.subscriptions() == []
