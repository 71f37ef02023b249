"""What an instance is about belongs to the instance: a mapping to its name changes nothing else."""

from engine.model import commands


def test_an_output_mapped_to_the_name_of_the_item_stays_in_the_instance(play):
    case = play().start(people=["wang", "li"], person="zhao", last="")

    for task in case.tasks():
        case.do(_done(task, answer="yes"))

    assert case.ended
    assert case.variables == {"people": ["wang", "li"], "person": "zhao", "last": "yes by li"}


def _done(task, **variables):
    return commands.CompleteActivity(activity_id=task.task_id, variables=variables)
