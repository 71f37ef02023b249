"""Resource roles of plain BPMN say who may do a user task."""

from engine.model import events


def test_potential_owners_are_candidates(play):
    case = play().start()

    (task,) = case.tasks()
    assert task.assignee is None
    assert task.candidate_users == ("li",)
    assert task.candidate_groups == ("cs", "clerks", "managers")


def test_a_performer_is_the_assignee_and_an_expression_may_name_anybody(play):
    case = play().start(handler="wang", groups=["cs", "guards"]).complete("Owners")

    (task,) = case.told(events.UserTaskCreated)
    assert task.assignee == "wang"
    assert task.candidate_groups == ("cs", "guards", "night shift")


def test_several_performers_are_candidates(play):
    case = play().start(handler="wang", groups=[]).complete("Owners").complete("Performer")

    (task,) = case.told(events.UserTaskCreated)
    assert task.assignee is None
    assert task.candidate_users == ("li", "wang")


def test_what_cannot_be_read_names_nobody(play):
    case = play().start(handler="wang", groups=[])
    case.complete("Owners").complete("Performer").complete("Either")

    (task,) = case.told(events.UserTaskCreated)
    assert (task.assignee, task.candidate_users, task.candidate_groups) == (None, (), ())
