from datetime import UTC, datetime

from engine.model import commands, events

HOURS = [["09:00", "18:00"]]
FRIDAY_EVENING = datetime(2026, 7, 3, 14, tzinfo=UTC)
MONDAY = datetime(2026, 7, 6, 10, tzinfo=UTC)
TUESDAY = datetime(2026, 7, 7, 10, tzinfo=UTC)


def calendar(number, **days):
    named = {day.removeprefix("d").replace("_", "-"): kind for day, kind in days.items()}
    return {"id": f"cn/{number}", "stated": {"hours": HOURS, "years": [2026], "days": named}}


def begun(play):
    case = play()
    case.now = FRIDAY_EVENING
    return case.start(case={"calendar": calendar(1)})


def test_a_timer_in_working_time_skips_nights_and_days_off(play):
    case = begun(play)

    (armed,) = case.told(events.TimerArmed)

    assert armed.due_at == MONDAY
    assert armed.cycle == {"work": "work:P1D", "since": FRIDAY_EVENING.isoformat()}


def test_another_calendar_counts_an_armed_timer_anew_from_its_beginning(play):
    case = begun(play)

    case.do(commands.AdoptCalendar(calendar=calendar(2, d2026_07_06="holiday")))

    (moved,) = case.told(events.TimerMoved)
    assert (moved.element_id, moved.previous, moved.due_at) == ("T", MONDAY, TUESDAY)
    assert case.fire("T").open == ["Late"]


def test_a_calendar_that_says_the_same_moves_nothing(play):
    case = begun(play)

    case.do(commands.AdoptCalendar(calendar=calendar(2)))

    assert case.told(events.TimerMoved) == []
    assert case.complete("U").outcome == "E"


def test_a_calendar_that_cannot_be_counted_by_leaves_the_timer_where_it_was(play):
    case = begun(play)

    case.do(commands.AdoptCalendar(calendar={"id": "cn/2", "stated": {"hours": []}}))

    assert case.told(events.TimerMoved) == []
    assert case.fire("T").open == ["Late"]


def test_a_timer_in_natural_time_is_not_counted_by_a_calendar(play):
    case = play("timer_boundary").start()

    case.do(commands.AdoptCalendar(calendar=calendar(2)))

    assert case.told(events.TimerMoved) == []
