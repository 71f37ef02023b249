def test_a_deadline_at_a_task_that_never_waits_never_comes(play):
    case = play().start()

    assert case.ended
    assert case.visits() == ["S", "T", "E"]
    assert case.timers() == {}
