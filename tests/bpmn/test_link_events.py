def test_a_link_goes_on_at_the_catch_event_of_its_name(play):
    case = play().start(short=False)
    assert case.open == ["U"]

    case.complete("U")

    assert case.visits() == ["S", "G", "Away", "There", "U", "Back", "Home", "E"]
    assert case.ended


def test_several_throws_may_lead_to_one_catch(play):
    case = play().start(short=True)

    assert case.ended
