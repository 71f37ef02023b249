from engine.model import commands


def test_a_receive_task_is_a_message_subscription(play):
    case = play().start(order={"id": "k"})

    assert case.subscriptions()[0].element_id == "R"
    assert case.message("paid", "k").ended


def test_a_person_may_note_by_hand_that_the_message_came(play):
    case = play().start(order={"id": "k"})
    (subscription,) = case.subscriptions()

    from_hand = case.do(commands.CompleteActivity(activity_id=subscription.activity_id))

    assert from_hand.ended
    assert case.subscriptions() == []
