def test_a_scope_whose_events_cannot_be_armed_waits_at_its_start(play):
    case = play().start(wait="later")
    (incident,) = case.incidents()

    case.write(wait="PT5M").retry()

    assert (incident.kind, incident.element_id) == ("timer", "IS")
    assert list(case.timers()) == ["Tick"]
    assert case.open == ["U"]
    assert not case.fire("Tick").ended
    assert case.complete("U").ended
