"""Who may see and do what with a task or a case: pure rules.

The same rules stand as SQL conditions in the store's queries; what somebody may not see does not
exist for him (404), what he may see but not do is refused (403).
"""

from engine.errors import NotFound, NotPermitted
from engine.model import Actor, ProcessInstance, Role, UserTask

SEES_ALL = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
SEES_DEFINITIONS = SEES_ALL | {Role.DESIGNER}
"""Who may know how many cases lean on a definition."""


def may_see_task(task: UserTask, actor: Actor) -> bool:
    """Tell whether the task exists for this actor: he has or had to do with it, or sees all."""
    return (
        not SEES_ALL.isdisjoint(actor.roles)
        or task.is_candidate(actor)
        or task.ended_by == actor.id
        or actor.id in task.involved
    )


def check_may_see_task(task: UserTask, actor: Actor) -> None:
    """Raise NotFound where the task does not exist for this actor."""
    if not may_see_task(task, actor):
        raise NotFound(f"no user task {task.id}")


def check_may_work_on(task: UserTask, actor: Actor) -> None:
    """Raise unless this actor may claim and complete the task.

    NotFound: it does not exist for him. TaskNotOpen: it has been dealt with.
    TaskClaimed: somebody else holds it. NotPermitted: an overseer looks, but does not act.
    """
    check_may_see_task(task, actor)
    task.check_open()
    if actor.id in task.excluded:
        raise NotPermitted(f"{actor.name} is excluded from task {task.name}")
    task.check_not_claimed_by_another(actor)
    if not task.is_candidate(actor):
        raise NotPermitted(f"task {task.name} is not offered to {actor.name}")


def check_has_role(actor: Actor, *roles: Role) -> None:
    """Raise NotPermitted unless the actor has one of the roles."""
    if actor.roles.isdisjoint(roles):
        raise NotPermitted(f"needs one of the roles {', '.join(sorted(roles))}")


def may_see_instance(instance: ProcessInstance, actor: Actor, *, took_part: bool) -> bool:
    """Tell whether a case exists for this actor.

    It does for overseers, for who started it, and for whoever has or had a task of it
    (`took_part`).
    """
    return not SEES_ALL.isdisjoint(actor.roles) or instance.initiator == actor.id or took_part
