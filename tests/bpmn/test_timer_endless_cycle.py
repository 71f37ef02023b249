from datetime import UTC, datetime


def test_months_are_counted_from_the_first_day_and_never_drift(play):
    case = play()
    case.now = datetime(2026, 1, 31, 4, tzinfo=UTC)
    case.start()
    seen = []
    for _ in range(4):
        seen.append(case.timers()["T"].due_at)
        case.fire("T")

    assert [due.day for due in seen] == [28, 31, 30, 31]
    assert [due.month for due in seen] == [2, 3, 4, 5]
