def test_without_mappings_all_goes_in_and_all_comes_out(play):
    case = play().start(a=1)
    (job,) = case.jobs()
    assert (job.variables, job.retries) == ({"a": 1}, 3)

    case.complete("J", b=2)

    assert case.variables == {"a": 1, "b": 2}


def test_a_timer_calls_the_job_back(play):
    case = play().start().fire("T")

    assert case.outcome == "E2"
    assert type(case.last[0]).__name__ == "JobCancelled"
