from engine.model import events


def test_an_error_thrown_by_a_person_is_caught_at_the_task(play):
    case = play().start().throw("U", "refused")

    assert case.open == ["Mend"]
    assert case.timers() == {}


def test_an_uncaught_one_withdraws_the_task_until_the_retry(play):
    case = play().start().throw("U", "other")
    assert case.open == []
    assert [type(e).__name__ for e in case.last] == [
        "UserTaskWithdrawn",
        "FaultUncaught",
        "IncidentRaised",
    ]

    case.retry()

    assert case.open == ["U"]
    assert len(case.timers()) == 1
    assert len(case.told(events.UserTaskWithdrawn)) == 0
