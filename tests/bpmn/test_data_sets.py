"""Of several input or output sets the first complete one counts (BPMN 2.0.2, 10.4.2 and 13.3.2)."""


def inputs(case):
    seen = case.visible("Check")
    return {name: seen[name] for name in ("in_order", "in_photo", "in_note")}


def test_the_first_complete_input_set_is_what_is_taken_in(play):
    case = play().start(order=1, photo="p.jpg")

    assert inputs(case) == {"in_order": 1, "in_photo": None, "in_note": None}


def test_an_optional_input_of_the_set_is_taken_in_where_it_is_there(play):
    case = play().start(order=1, note="n")

    assert inputs(case) == {"in_order": 1, "in_photo": None, "in_note": "n"}


def test_where_the_first_input_set_lacks_something_the_next_is_taken(play):
    case = play().start(photo="p.jpg", note="n")

    assert inputs(case) == {"in_order": None, "in_photo": "p.jpg", "in_note": None}


def test_what_waits_takes_the_set_that_is_complete_first(play):
    case = play().start()
    assert case.open == []

    case.write(photo="p.jpg")

    assert inputs(case)["in_photo"] == "p.jpg"


def test_the_first_complete_output_set_is_what_is_given_out(play):
    case = play().start(order=1).complete("Check", out_bill=5, out_reason="no")

    assert case.ended
    assert case.variables == {"order": 1, "bill": 5}


def test_where_the_first_output_set_lacks_something_the_next_is_given_out(play):
    case = play().start(order=1).complete("Check", out_reason="no")

    assert case.variables == {"order": 1, "reason": "no"}


def test_an_activity_that_completes_no_output_set_is_stopped_until_it_does(play):
    case = play().start(order=1).complete("Check")
    assert [incident.kind for incident in case.incidents()] == ["data"]

    (scope,) = {incident.activity_id for incident in case.incidents()}
    case.write(scope_id=scope, out_reason="late").retry()

    assert case.ended
    assert case.variables["reason"] == "late"
