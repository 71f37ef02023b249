from engine.model import events


def test_paths_are_read_and_written(play):
    case = play().start(a={"b": 1})

    local = [e.changes for e in case.last if isinstance(e, events.VariablesChanged) and e.scope_id]
    case.complete("U", answer="yes")

    assert local == [{"local": (None, {"x": 1})}, {"y": (None, 2)}]
    assert case.variables == {"a": {"b": 1}, "result": {"value": "yes"}}


def test_what_was_handed_in_stays_inside_when_there_is_an_output_mapping(play):
    case = play().start(a={"b": 1}, answer="old")

    case.complete("U", answer="yes", y=5)

    assert case.variables == {"a": {"b": 1}, "answer": "old", "result": {"value": "yes"}}
