from engine.model import commands


def _complete(case, position, **variables):
    task = sorted(case.tasks(), key=lambda task: task.task_id)[position]
    return case.do(commands.CompleteActivity(activity_id=task.task_id, variables=variables))


def test_each_instance_has_variables_of_its_own_and_only_its_result_leaves(play):
    case = play().start(points=["a", "b", "c"], finding="none")

    _complete(case, 2, finding="stop")
    _complete(case, 0, finding="bad", note="x")
    _complete(case, 0, finding="good")
    assert case.open == ["Photo"]
    case.complete("Photo", note="y")

    assert case.ended
    assert case.variables == {
        "points": ["a", "b", "c"],
        "finding": "none",
        "findings": ["bad", "good", "stop"],
    }
