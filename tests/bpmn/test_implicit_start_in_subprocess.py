"""A sub-process without start event, and one with nothing inside: BPMN 2.0.2, 10.3.5 and 10.5.2."""


def test_everything_inside_that_no_flow_leads_to_begins_with_the_sub_process(play):
    case = play().start(wait="PT1H")
    assert case.open == ["A", "B"]

    case.complete("A").complete("B").complete("C")

    assert case.ended
    assert case.visits()[-3:] == ["P", "Empty", "E"]


def test_its_event_sub_processes_listen_from_the_beginning(play):
    case = play().start(wait="PT1H").fire("Late")

    assert case.outcome == "E"
    assert case.open == []


def test_where_they_cannot_listen_the_first_element_waits_until_it_is_mended(play):
    case = play().start()
    assert case.open == ["B"]

    case.write(wait="PT1H").retry()

    assert case.open == ["A", "B"]
    assert list(case.timers()) == ["Late"]
