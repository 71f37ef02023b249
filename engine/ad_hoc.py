"""Use cases on ad-hoc sub-processes: what can be begun in a case by hand, and beginning it."""

from uuid import UUID

from engine import access, advance, interpreter
from engine.interpreter import Offer
from engine.model import Actor, ProcessInstance, Role
from engine.model.events import ActivityChosen
from engine.store import Transaction


def offers(tx: Transaction, instance_id: UUID, *, by: Actor) -> tuple[Offer, ...]:
    """Return the open ad-hoc sub-processes of a case with what can be begun in them now.

    Raises NotFound where the case does not exist for this actor.
    """
    instance = tx.cases.get(instance_id, by)
    if instance.state.ended:
        return ()
    definition = tx.definitions.get(instance.definition_id)
    return interpreter.offers(definition, tx.cases.snapshot(instance_id), tx.now)


def begin(
    tx: Transaction,
    activity_id: UUID,
    element_id: str,
    *,
    by: Actor,
    expected: int | None = None,
) -> ProcessInstance:
    """Begin an activity of an open ad-hoc sub-process.

    Whoever may do the user task that stands for the sub-process may, and administrators. Raises
    NotFound where there is none, TaskNotOpen or TaskClaimed as for that task, Invalid where this
    activity cannot be begun now.
    """
    case, task = tx.cases.lock_of_task(activity_id)
    if by.has(Role.ADMINISTRATOR):
        task.check_open()
    else:
        access.check_may_work_on(task, by)
    case.check_version(expected, task.version)
    case.instance.check_active()
    chosen = ActivityChosen(activity_id=activity_id, element_id=element_id)
    return advance.carry_out(tx, case, chosen, by=by)
