"""A late task goes to the superior of who has it, or to the head of the project of its pool."""

from engine import advance
from engine.calendar import SHANGHAI
from engine.model import Case, UserTask
from engine.model.events import Event, UserTaskAssigned
from engine.store import Transaction


def transferred(tx: Transaction, case: Case, task: UserTask) -> Event:
    """Return the event that gives the task to a superior; an incident where there is none.

    What several people decide is theirs: an incident says so, nobody's item is taken away.
    """
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    if task.grouped:
        return _nobody(case, task, "several people take part")
    if task.assignee is not None:
        found = organisation.superiors(task.assignee, today)
    else:
        units = organisation.lineage(task.project)
        found = tuple(head for unit in units for head in organisation.heads(unit, today))
    able = [who for who in found if who not in task.excluded and who != task.assignee]
    if not able:
        return _nobody(case, task, "there is no superior who may act on it")
    return UserTaskAssigned(
        task_id=task.id,
        element_id=task.element_id,
        assignee=able[0],
        assignee_name=organisation.people[able[0]].name,
        previous=task.assignee,
        reason="超时，转上级办理",
    )


def _nobody(case: Case, task: UserTask, why: str) -> Event:
    return advance.own_incident(
        case.instance.id,
        case.instance.seq,
        element_id=task.element_id,
        kind="deadline",
        message=f"task {task.name} is not transferred to a superior: {why}",
        activity_id=task.id,
    )
