def test_a_date_in_the_past_is_due_at_once(play):
    case = play().start()

    assert case.timers()["Wait"].due_at < case.now
    assert case.fire("Wait").ended
