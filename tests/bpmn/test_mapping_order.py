"""docs.camunda.io, "Input/output variable mappings": each sees the targets of those before it."""

from engine.model import events


def test_an_input_sees_the_inputs_before_it_and_null_where_there_is_nothing(play):
    case = play().start(amount=5)

    (job,) = case.told(events.JobCreated)
    assert job.variables == {"net": 5, "gross": 10, "bill": {"sum": 10}, "hint": None}


def test_an_output_sees_the_outputs_before_it(play):
    case = play().start(amount=5, total=100).complete("Work", paid=7, secret="x")

    assert case.variables == {
        "amount": 5,
        "total": 7,
        "next": 8,
        "result": {"a": 8, "b": 9},
    }
