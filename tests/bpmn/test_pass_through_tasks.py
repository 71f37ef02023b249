def test_plain_and_manual_tasks_and_plain_throws_complete_at_once(play):
    case = play().start()

    assert case.ended
    assert case.visits() == ["S", "M", "T", "N", "E"]
