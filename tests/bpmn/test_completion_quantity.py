"""BPMN 2.0.2, 13.3.2: an activity gives as many tokens as its completionQuantity says."""


def test_an_activity_gives_several_tokens_to_each_of_its_ways(play):
    case = play().start()

    case.complete("Order")

    assert case.way == ["Order_Wrap"] * 3
    assert case.open == ["Wrap"]  # two of the three begin it, the third waits for a fourth


def test_what_is_left_over_keeps_the_case_open(play):
    case = play().start().complete("Order").complete("Wrap")

    assert case.open == []
    assert not case.ended
