from datetime import timedelta

from engine.model import events


def test_three_reminders_an_hour_apart_while_the_task_stays(play):
    case = play().start()
    begun = case.now
    seen = []
    while case.timers():
        seen.append(case.timers()["T"].due_at - begun)
        case.after(minutes=17).fire("T")  # a late worker moves nothing

    assert seen == [timedelta(hours=n) for n in (1, 2, 3)]
    assert case.open == ["Remind", "Remind", "Remind", "U"]


def test_missed_cycles_are_one_firing_and_still_count(play):
    case = play().start()
    begun = case.now

    case.fire("T", missed=1)

    assert case.open == ["Remind", "U"]
    assert case.timers()["T"].due_at - begun == timedelta(hours=3)
    assert case.fire("T").timers() == {}


def test_each_firing_is_a_visit_of_its_own(play):
    case = play().start().fire("T").fire("T")

    ids = {
        e.activity_id
        for e in case.history
        if isinstance(e, events.ElementActivated) and e.element_id == "T"
    }

    assert len(ids) == 2
