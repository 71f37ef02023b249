"""Compensation event sub-processes: BPMN 2.0.2, 10.7.2 and 13.5.5."""


def test_the_event_sub_process_says_how_its_sub_process_is_undone(play):
    case = play().start().complete("A", n=1).complete("Wait", n=2)
    assert case.open == ["Ask"]
    assert case.visible("Ask")["n"] == 1

    case.complete("Ask", local=5)
    assert case.open == ["UndoA"]
    case.complete("UndoA")

    assert case.ended
    assert case.variables == {"n": 2}


def test_it_does_not_run_while_its_sub_process_does(play):
    case = play().start()

    assert case.open == ["A"]
