"""The record tells what led to what: by which flow, through which join, from which activity."""

from engine.model import events


def activated(case, element_id):
    found = [e for e in case.history if isinstance(e, events.ElementActivated)]
    return [e for e in found if e.element_id == element_id]


def flows_to(case, activity_id):
    found = [e for e in case.history if isinstance(e, events.SequenceFlowTaken)]
    return [(e.flow_id, e.source_id) for e in found if e.target_id == activity_id]


def test_a_flow_tells_which_activity_it_left_and_which_visit_it_led_to(play):
    case = play("parallel_join_in_loop").start().complete("Draft", again=False)

    (draft,) = activated(case, "Draft")
    (fork,) = activated(case, "Fork")

    assert [source for _, source in flows_to(case, fork.activity_id)] == [draft.activity_id]


def test_a_join_tells_which_arrivals_it_took_and_each_arrival_came_from_its_branch(play):
    case = play("parallel_join_in_loop").start().complete("Draft", again=False)
    for element_id in "BAC":
        case.complete(element_id)

    (join,) = activated(case, "Join")
    sources = {flows_to(case, arrival)[0][1] for arrival in join.arrivals}

    assert join.activity_id in join.arrivals
    assert sources == {activated(case, name)[0].activity_id for name in "ABC"}


def test_a_split_takes_no_arrivals(play):
    case = play("parallel_join_in_loop").start().complete("Draft", again=False)

    assert activated(case, "Fork")[0].arrivals == ()


def test_a_boundary_event_tells_at_which_activity_it_happened(play):
    case = play("timer_boundary").start()
    element_id = next(iter(case.timers()))
    host = case.timers()[element_id].activity_id

    case.fire(element_id)

    assert activated(case, element_id)[0].cause_id == host


def test_a_link_tells_where_it_came_from(play):
    case = play("link_events").start(short=False)

    (away,), (there,) = activated(case, "Away"), activated(case, "There")

    assert there.cause_id == away.activity_id


def test_an_activity_that_is_begun_afresh_tells_what_it_replaces(play):
    case = play("error_from_task").start()
    first = case.tasks()[0]
    case.throw(first.element_id, "nobody")

    case.retry()

    assert activated(case, first.element_id)[-1].cause_id == first.task_id
