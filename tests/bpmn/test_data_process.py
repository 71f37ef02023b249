"""The data inputs of a process are required to begin; its properties are its variables."""


def test_a_case_begins_with_its_data_input(play):
    case = play().start(room="8-301")

    case.complete("Do", n=2)

    assert case.ended
    assert case.variables == {"room": "8-301", "tries": 2}


def test_a_case_without_it_is_stopped_at_its_start_until_somebody_says(play):
    case = play().start()

    (incident,) = case.incidents()
    assert (incident.kind, incident.element_id) == ("data", "S")
    assert "room" in incident.message
    assert case.open == []

    assert case.write(room="8-301").retry().open == ["Do"]
