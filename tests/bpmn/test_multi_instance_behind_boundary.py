def test_a_multi_instance_directly_behind_a_boundary_event_begins(play):
    case = play().start(people=["a", "b"]).fire("T")

    assert case.open == ["Vote", "Vote"]
    assert case.complete("Vote", 2).complete("Vote", 1).ended
