"""Multiple throw and end events: BPMN 2.0.2, 10.5.5."""

from engine.model import events


def test_every_effect_happens_in_the_order_of_the_diagram(play):
    case = play().start(name="news", n=1)

    thrown = case.told((events.SignalThrown, events.MessageThrown))
    assert [(e.name, e.variables) for e in thrown] == [
        ("a", {"sent": 1}),
        ("news", {"sent": 1}),
        ("b", {}),
    ]
    assert case.open == ["V"]


def test_when_one_effect_fails_none_happens_until_it_is_mended(play):
    case = play().start(n=1)
    assert case.told(events.SignalThrown) == []

    case.write(name="news").retry()

    assert [e.name for e in case.told(events.SignalThrown)] == ["a", "b"]
