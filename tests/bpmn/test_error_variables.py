"""What an error or escalation brings goes to where it is caught, by the catching event's mapping."""


def test_the_catching_event_maps_what_the_error_brings(play):
    case = play().start().throw("Do", "broken", reason="pipe", other=1)

    assert case.open == ["Mend"]
    assert case.variables == {"why": "pipe"}


def test_without_a_mapping_it_is_merged(play):
    case = play().start(reason=None).throw("Do", "unknown", reason="pipe")

    assert case.open == ["Ask"]
    assert case.variables == {"reason": "pipe"}


def test_an_event_with_the_code_goes_before_one_that_catches_all(play):
    assert play().start().throw("Do", "broken").open == ["Mend"]


def test_an_escalation_brings_its_variables_and_the_work_goes_on(play):
    case = play().start().escalate("Do", "slow", level=2)

    assert case.open == ["Do"]
    assert case.variables == {"level": 2}
