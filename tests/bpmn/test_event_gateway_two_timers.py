from datetime import timedelta


def test_each_timer_has_its_own_due_time(play):
    case = play().start()

    due = {name: timer.due_at - case.now for name, timer in case.timers().items()}

    assert due == {"Short": timedelta(hours=1), "Long": timedelta(hours=2)}


def test_the_longer_one_may_fire_first_when_the_worker_says_so(play):
    case = play().start().fire("Long")

    assert case.open == ["AfterLong"]
    assert case.timers() == {}
