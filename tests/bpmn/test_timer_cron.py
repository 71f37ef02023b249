from datetime import UTC, datetime


def test_nine_in_the_morning_of_workdays_in_shanghai(play):
    case = play()
    case.now = datetime(2026, 1, 2, 4, tzinfo=UTC)  # a Friday at noon
    case.start()
    first = case.timers()["T"].due_at

    case.fire("T", missed=1)

    assert first == datetime(2026, 1, 5, 1, tzinfo=UTC)
    assert case.timers()["T"].due_at == datetime(2026, 1, 7, 1, tzinfo=UTC)
