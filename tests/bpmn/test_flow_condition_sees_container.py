"""Conditions of flows out of an activity see what is around it: BPMN 2.0.2, 8.4.13 and 10.4.1."""


def test_the_inputs_of_an_activity_are_gone_when_its_flows_are_chosen(play):
    case = play().start(a=1).complete("U")

    assert case.outcome == "Rest"


def test_the_variable_of_the_process_decides(play):
    case = play().start(a=0).complete("U")

    assert case.outcome == "Local"
