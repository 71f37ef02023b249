from engine.model import commands


def test_the_mappings_apply_to_each_instance(play):
    case = play().start(items=[1, 2])
    assert [job.variables for job in case.jobs()] == [{"ten": 10}, {"ten": 20}]
    first, second = case.jobs()

    case.do(_done(second, 5)).do(_done(first, 7))

    assert case.ended
    assert case.variables == {"items": [1, 2], "all": [17, 25]}


def _done(job, answer):
    return commands.CompleteActivity(activity_id=job.job_id, variables={"answer": answer})
