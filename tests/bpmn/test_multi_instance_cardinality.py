import pytest


def test_so_many_instances_as_the_number_says(play):
    case = play().start(n=2).complete("Sign", 1).complete("Sign", 2)

    assert case.ended


@pytest.mark.parametrize("n", ["two", -1, True, None, 1.5])
def test_what_is_no_number_of_instances_is_an_incident(play, n):
    case = play().start(n=n)

    (incident,) = case.incidents()
    assert incident.kind == "expression"

    assert case.write(n=0).retry().ended


def test_a_number_beyond_all_reason_is_an_incident(play):
    case = play().start(n=10**9)

    (incident,) = case.incidents()

    assert incident.kind == "limit"


def test_an_instance_begins_afresh_after_an_error_nobody_caught(play):
    case = play().start(n=1).throw("Sign", "x").retry()

    assert [task.loop_counter for task in case.tasks()] == [1]
    assert case.complete("Sign").ended
