from datetime import timedelta


def test_a_repeating_timer_starts_the_handler_each_time(play):
    case = play().start()
    begun = case.now
    due = []
    for _ in range(3):
        due.append(case.timers()["Tick"].due_at - begun)
        case.fire("Tick")

    assert due == [timedelta(hours=n) for n in (1, 2, 3)]
    assert case.timers() == {}
    assert case.open == ["Look", "Look", "Look", "U"]


def test_a_handler_beside_does_not_say_how_the_case_ended(play):
    case = play().start().fire("Tick").complete("U").complete("Look")

    assert case.outcome == "E"


def test_an_armed_timer_does_not_keep_a_finished_case_open(play):
    case = play().start().complete("U")

    assert case.ended
    assert case.timers() == {}
