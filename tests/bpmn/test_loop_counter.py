"""docs.camunda.io, "Multi-instance": special variables that every instance sees."""

from engine.model import events


def test_mappings_of_each_instance_see_its_number_and_its_item(play):
    case = play().start(items=["a", "b"])
    (first,) = case.told(events.JobCreated)

    case.complete("Each")
    (second,) = case.told(events.JobCreated)

    assert first.variables == {"number": 1, "what": "a"}
    assert second.variables == {"number": 2, "what": "b"}


def test_the_output_element_sees_the_counters(play):
    case = play().start(items=["a", "b"]).complete("Each").complete("Each")

    assert case.ended
    assert case.variables["results"] == [{"n": 1, "of": 2, "done": 0}, {"n": 2, "of": 2, "done": 1}]
    assert set(case.variables) == {"items", "results"}


def test_no_item_no_instance(play):
    assert play().start(items=[]).variables == {"items": [], "results": []}
