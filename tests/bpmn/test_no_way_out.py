def test_an_activity_without_a_true_condition_and_default_is_an_incident(play):
    case = play().start(go=False, stay=False).complete("U")
    (incident,) = case.incidents()

    case.write(stay=True).retry()

    assert (incident.kind, incident.element_id) == ("condition", "U")
    assert case.open == ["A"]


def test_an_exclusive_gateway_without_a_true_condition_and_default_is_an_incident(play):
    case = play().start(go=True, stay=False, big=False, small=False).complete("U")
    (incident,) = case.incidents()

    case.write(big=True).retry()

    assert (incident.kind, incident.element_id) == ("condition", "G")
    assert case.ended
