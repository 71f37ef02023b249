def test_what_was_about_to_run_does_not_run_any_more(play):
    case = play().start()

    assert case.ended
    assert case.visits() == ["S", "Fork", "Stop"]
    assert case.variables == {}
