from engine.model import events


def test_a_majority_decides_and_the_rest_is_withdrawn(play):
    case = play().start(people=[1, 2, 3, 4])
    case.complete("Vote", 1, vote=True).complete("Vote", 2, vote=False).complete(
        "Vote", 4, vote=True
    )
    assert not case.ended

    case.write(people=[])  # nobody looks at the input again
    case.complete("Vote", 3, vote=True)

    assert case.ended
    assert case.variables["votes"] == [True, False, True, True]


def test_the_open_votes_leave_the_worklists(play):
    case = play().start(people=[1, 2, 3])

    case.complete("Vote", 1, vote=True).complete("Vote", 3, vote=True)

    assert case.ended
    assert case.open == []
    assert case.visits(events.ElementTerminated) == ["Vote"]
    assert case.variables["votes"] == [True, True]


def test_a_completion_condition_that_fails_stops_that_vote_until_it_is_mended(play):
    case = play("multi_instance_sequential_completion").start(n=3)

    case.complete("Vote", 1).complete("Vote", 2)

    assert case.ended
