from engine.model import events


def test_the_inside_runs_and_then_the_outside_goes_on(play):
    case = play().start()
    (inside,) = case.tasks()
    (around,) = [e for e in case.told(events.ElementActivated) if e.element_id == "P"]
    (task,) = [e for e in case.told(events.ElementActivated) if e.element_id == "A"]

    case.complete("A").complete("B")

    assert inside.element_id == "A"
    assert task.scope_id == around.activity_id
    assert around.scope_id is None
    assert case.visits() == ["S", "IS", "A", "B", "IE", "P", "E"]
    assert case.outcome == "E"


def test_an_interrupting_timer_withdraws_everything_inside_first(play):
    case = play().start().complete("A").fire("T")

    assert case.visits(events.ElementTerminated) == ["B", "P"]
    assert case.open == ["Late"]


def test_what_the_inside_writes_is_seen_outside(play):
    case = play().start(known=1).complete("A", known=2, new=3).complete("B")

    assert case.variables == {"known": 2, "new": 3}
