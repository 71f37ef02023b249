from engine.model import events


def test_signals_are_handed_to_the_store_to_be_broadcast(play):
    case = play().start()

    thrown = [(e.element_id, e.name, e.variables) for e in case.told(events.SignalThrown)]

    assert thrown == [("T", "ring", {"n": 1}), ("E", "over", {})]
    assert case.ended
