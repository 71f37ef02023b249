from engine.model import events


def test_an_error_in_one_instance_is_caught_at_the_whole_and_withdraws_the_others(play):
    case = play().start()
    first, _ = case.tasks()

    case.complete_id(first.task_id)

    assert case.ended
    assert case.outcome == "E2"
    assert case.visits(events.ElementTerminated).count("U1") == 1
