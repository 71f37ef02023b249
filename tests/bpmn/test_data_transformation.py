"""A transformation replaces the target; assignments set its parts (BPMN 2.0.2, 10.4.2)."""

from engine.model import events

ORDER = {"room": "8-301", "lines": [{"amount": 2}, {"amount": 0}]}


def test_inputs_are_transformed_or_assigned_part_by_part(play):
    case = play().start(case={"project": "HY01"}, order=ORDER)

    (job,) = case.told(events.JobCreated)
    assert job.variables == {
        "goods": [{"amount": 2}],
        "place": {"room": "8-301", "project": "HY01"},
    }


def test_an_output_is_assigned_to_a_part_of_a_data_object_that_keeps_the_others(play):
    case = play().start(case={"project": "HY01"}, order=ORDER, bill={"payer": "li"})

    case.complete("Price", price=100)

    assert case.variables["bill"] == {"payer": "li", "total": 110}
    assert case.ended
