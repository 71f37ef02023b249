"""BPMN 2.0.2, 10.3.8 and 13.3.7: what instances of a multi-instance activity throw."""

from engine.model import events


def test_none_throws_each_time_an_instance_completes(play):
    case = play("multi_instance_behavior_none").start()

    case.complete("V", 1).complete("V", 2)

    assert case.open == ["Told", "Told", "V"]
    assert case.complete("V", 3).open == ["After", "Told", "Told", "Told"]


def test_one_throws_when_the_first_instance_completes(play):
    case = play("multi_instance_behavior_one").start()

    case.complete("V", 2)
    assert case.open == ["Told", "V", "V"]
    case.complete("V", 1).complete("V", 3)

    assert case.open == ["After", "Told"]


def test_complex_throws_what_its_conditions_say(play):
    case = play("multi_instance_behavior_complex").start()

    case.complete("V", 1)
    assert case.open == ["V", "V"]
    case.complete("V", 2)
    assert case.open == ["Told", "V"]
    case.complete("V", 3)

    (signal,) = case.told(events.SignalThrown)
    assert (signal.name, signal.variables) == (
        "sig",
        {
            "loopCounter": 3,
            "numberOfInstances": 3,
            "numberOfActiveInstances": 0,
            "numberOfCompletedInstances": 3,
            "numberOfTerminatedInstances": 0,
        },
    )
    assert case.open == ["After", "Told"]


def test_an_interrupting_event_ends_all_instances(play):
    case = play("multi_instance_behavior_interrupting").start()

    case.complete("V", 2)

    assert case.open == ["Told"]
    assert case.complete("Told").outcome == "F"


def test_without_an_event_it_is_a_signal_with_the_id_of_the_activity(play):
    case = play("multi_instance_behavior_default").start().complete("V")

    (signal,) = case.told(events.SignalThrown)

    assert signal.name == "V"
    assert case.open == ["Told", "V"]


def test_what_is_thrown_and_not_caught_stops_the_instance_and_tells_nothing(play):
    case = play("multi_instance_behavior_uncaught").start(wrong=True).complete("V", 1)

    (incident,) = case.incidents()
    assert (incident.kind, incident.element_id) == ("error-uncaught", "V")
    assert not case.told(events.SignalThrown)
    case.write(wrong=False).retry()

    assert [event.name for event in case.told(events.SignalThrown)] == ["sig"]
    assert case.complete("V", 2).complete("V", 3).open == ["After"]
