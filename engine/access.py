"""Who may see and do what with a task: pure rules.

The same rules stand as SQL conditions in the store's queries, and there alone whether a case exists
for somebody (engine.store.cases.visible_to); what somebody may not see does not
exist for him (404), what he may see but not do is refused (403).
"""

from dataclasses import replace

from engine.errors import EngineError, NotFound, NotPermitted
from engine.model import Actor, Role, UserTask, person

SEES_ALL = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
SEES_DEFINITIONS = SEES_ALL | {Role.DESIGNER}
"""Who may know how many cases lean on a definition."""


def acting(task: UserTask, actor: Actor) -> Actor:
    """Return the actor as he acts on a task: himself, or in the place of somebody it is for.

    He acts as himself wherever it reaches him, or he takes part: nobody counts twice in a group.
    Who must keep out of it (回避) keeps out in anybody's place.
    """
    if actor.on_behalf_of is not None:
        return actor
    own = task.assignee in {None, actor.id} and task.is_candidate(actor)
    if own or actor.id in task.excluded or actor.id in task.involved:
        return actor
    for place in actor.stands_in:
        principal = replace(actor, id=place.principal, principals=place.principals)
        free = task.assignee in {None, place.principal}
        if (
            free
            and place.scope.covers(task.key, task.created_at, task.routing)
            and task.is_candidate(principal)
        ):
            return replace(
                actor,
                name=f"{actor.name}(代{place.name})",
                on_behalf_of=place.principal,
                principals=actor.principals | place.principals | {person(place.principal)},
            )
    return actor


def has_in_hand(task: UserTask, actor: Actor) -> bool:
    """Tell whether an open task is before this actor, for himself or in somebody's place."""
    actor = acting(task, actor)
    return task.is_open and task.is_candidate(actor) and actor.id not in task.excluded


def may_see_task(task: UserTask, actor: Actor) -> bool:
    """Tell whether the task exists for this actor: he has or had to do with it, or sees all."""
    actor = acting(task, actor)
    return (
        not SEES_ALL.isdisjoint(actor.roles)
        or task.is_candidate(actor)
        or actor.id in {task.ended_by, task.ended_for}
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
    actor = acting(task, actor)
    if actor.id in task.excluded:
        raise NotPermitted(f"{actor.name} is excluded from task {task.name}")
    task.check_not_claimed_by_another(actor)
    task.check_not_blocked()
    if not task.is_candidate(actor):
        raise NotPermitted(f"task {task.name} is not offered to {actor.name}")


def may_work_on(task: UserTask, actor: Actor) -> bool:
    """Whether this actor may claim and complete the task now."""
    try:
        check_may_work_on(task, actor)
    except EngineError:
        return False
    return True


def check_has_role(actor: Actor, *roles: Role) -> None:
    """Raise NotPermitted unless the actor has one of the roles."""
    if actor.roles.isdisjoint(roles):
        raise NotPermitted(f"needs one of the roles {', '.join(sorted(roles))}")
