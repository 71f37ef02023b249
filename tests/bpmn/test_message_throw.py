from engine.model import events


def test_messages_are_thrown_with_name_key_and_mapped_variables(play):
    case = play().start(order=7, text="hello")

    thrown = [
        (e.element_id, e.name, e.correlation_key, e.variables)
        for e in case.told(events.MessageThrown)
    ]

    assert thrown == [
        ("M", "note", "7", {"body": "hello"}),
        ("T", "note2", "", {}),
        ("E", "done", "7", {}),
    ]
    assert case.ended
