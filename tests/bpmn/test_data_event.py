"""Events give out what they bring, and take along what they send."""

from engine.model import events


def test_a_start_event_puts_what_started_the_case_where_it_belongs(play):
    case = play().start(request={"room": "8"}, more=1)

    assert case.variables == {"order": {"room": "8"}, "more": 1}


def test_a_thrown_message_takes_its_data_input_along(play):
    case = play().start(request={"room": "8"})

    (thrown,) = case.told(events.MessageThrown)
    assert thrown.variables == {"question": {"room": "8"}}


def test_a_caught_message_gives_its_data_output(play):
    case = play().start(request={"room": "8"}).message("answer", "8", text="yes", other=1)

    assert case.variables["reply"] == "yes"
    assert "text" not in case.variables
    assert case.variables["other"] == 1


def test_a_boundary_event_gives_its_data_output_each_time(play):
    case = play().start(request={"room": "8"}).message("answer", "8", text="yes")

    case.signal("more", text="and").signal("more", text="again")

    assert case.variables["reply"] == "again"
    assert case.complete("Read").ended


def test_a_message_without_the_required_data_is_an_incident(play):
    case = play().start(request={"room": "8"}).message("answer", "8")

    (incident,) = case.incidents()
    assert incident.kind == "data"
    assert case.write(incident.activity_id, text="late").retry().open == ["Read"]
