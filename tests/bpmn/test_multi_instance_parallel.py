from engine.interpreter.driving import drive
from engine.interpreter.withdrawing import withdraw_body
from engine.model import commands, events


def test_everybody_gets_a_task_and_the_results_come_in_the_order_of_the_input(play):
    case = play().start(people=["wang", "li", "zhao"])
    assert [(t.loop_counter, t.assignee) for t in case.tasks()] == [
        (1, "wang"),
        (2, "li"),
        (3, "zhao"),
    ]

    case.complete("Vote", 3, vote="c").complete("Vote", 1, vote="a").complete("Vote", 2, vote="b")

    assert case.ended
    assert case.variables == {"people": ["wang", "li", "zhao"], "votes": ["a", "b", "c"]}


def test_the_body_and_its_instances_are_in_the_history(play):
    case = play().start(people=["wang", "li"])

    (body,) = [e for e in case.told(events.ElementActivated) if e.kind == "multiInstanceBody"]
    inner = [e for e in case.told(events.ElementActivated) if e.kind == "userTask"]

    assert [e.scope_id for e in inner] == [body.activity_id] * 2
    assert [e.loop_counter for e in inner] == [1, 2]


def test_an_empty_collection_completes_at_once_with_an_empty_result(play):
    case = play().start(people=[])

    assert case.outcome == "E"
    assert case.variables == {"people": [], "votes": []}


def test_what_is_no_list_is_an_incident(play):
    case = play().start(people="wang")
    (incident,) = case.incidents()

    case.write(people=["wang"]).retry()

    assert "expected a list" in incident.message
    assert case.open == ["Vote"]


def test_more_than_ten_thousand_instances_are_an_incident(play):
    case = play().start(people=[1] * 10_001)

    (incident,) = case.incidents()

    assert incident.kind == "limit"


def test_the_boundary_event_stands_at_the_whole_and_withdraws_all(play):
    case = play().start(people=["wang", "li"]).complete("Vote", 1, vote=1).fire("T")

    assert case.outcome == "Late"
    assert case.visits(events.ElementTerminated) == ["Vote", "Vote"]
    assert "votes" not in case.variables


def test_an_error_nobody_catches_in_one_instance_leaves_the_others_alone(play):
    case = play().start(people=["wang", "li"])
    first = case.tasks()[0]

    case.do(commands.ThrowError(activity_id=first.task_id, code="x"))
    case.complete("Vote", 2, vote=2)
    assert not case.ended
    case.retry()

    (again,) = case.tasks()
    assert (again.loop_counter, again.assignee) == (1, "wang")
    assert case.complete("Vote", 1, vote=1).variables["votes"] == [1, 2]


def test_terminating_withdraws_every_instance_once(play):
    case = play().start(people=["wang", "li"]).terminate()

    assert case.visits(events.ElementTerminated) == ["Vote", "Vote", "Vote"]
    assert case.open == []


def test_taking_back_the_last_open_instance_completes_the_activity(play):
    live = play().start(people=["wang", "li"]).complete("Vote", 1, vote=1).live

    withdraw_body(next(token for token in live.open.values() if token.counter == 2))
    drive(live)

    assert live.completed
    assert live.scope.local["votes"] == [1]
