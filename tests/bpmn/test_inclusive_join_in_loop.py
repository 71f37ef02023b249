import pytest


@pytest.mark.parametrize("order", ["AB", "BA"])
def test_the_join_fires_once_per_round(play, order):
    case = play().start()
    for again in (True, True, False):
        case.complete("Draft", a=True, b=True, drop=False, again=again)
        for element_id in order:
            case.complete(element_id)

    assert case.ended
    assert case.outcome == "E"


def test_a_branch_that_turns_away_is_no_longer_waited_for(play):
    case = play().start().complete("Draft", a=True, b=True, drop=True, again=False)

    case.complete("B")
    assert case.open == ["A"]
    case.complete("A")

    assert case.open == ["Rework"]
    assert case.visits()[-1] == "E"
    assert case.complete("Rework").outcome == "Out"


def test_the_same_branch_may_be_taken_in_one_round_and_not_in_the_next(play):
    case = play().start()
    case.complete("Draft", a=True, b=True, drop=False, again=True).complete("A").complete("B")

    case.complete("Draft", a=True, b=False, again=False).complete("A")

    assert case.ended


def test_no_way_out_is_an_incident(play):
    case = play().start().complete("Draft", a=False, b=False, drop=False, again=False)

    (incident,) = case.incidents()

    assert (incident.kind, incident.element_id) == ("condition", "Fork")
