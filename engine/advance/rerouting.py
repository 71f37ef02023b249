"""Open user tasks that are offered anew: routed like new ones, and kept by who may keep them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from engine import interpreter
from engine.advance import settling
from engine.advance.grouping import grouped
from engine.advance.setting import Setting, of_running
from engine.calendar import SHANGHAI
from engine.model import SYSTEM, Case, Step
from engine.model.events import Event, IncidentRaised, UserTaskCreated, UserTaskRerouted
from engine.model.organisation import Organisation
from engine.store import Transaction


def rerouted(
    tx: Transaction, events: Iterable[Event], step: Step, setting: Setting
) -> Iterator[Event]:
    """Yield the events, tasks that are offered anew with their new addresses.

    Who has claimed such a task keeps it where it still reaches him. A rule that fails sends it to
    the administrators with an incident, as with a new task.
    """
    new = sum(isinstance(event, UserTaskCreated) for event in step.events)
    numbers = count(setting.seq + 3 * new)  # a new task may have three incidents of its own
    for event in events:
        if isinstance(event, UserTaskRerouted):
            yield from _settled(tx, event, step, setting, numbers)
        else:
            yield event


def offered_anew(tx: Transaction, case: Case, asked: UserTaskCreated) -> tuple[Event, ...]:
    """Return an open task with its addresses as its rules find them now, and its group.

    A rule that fails sends it to the administrators with an incident, as with a new task. Where
    several are found who decide it together, they decide it together: none of them for all.
    """
    definition = tx.definitions.get(case.instance.definition_id)
    setting = of_running(case.instance, definition, asked, SYSTEM)
    variables = interpreter.visible(definition, case.snapshot, asked.task_id, tx.now)
    organisation = tx.people.organisation()
    found, wrong = settling.routed(tx, asked, variables, setting, organisation)
    made = grouped(tx, found, setting, organisation)
    rerouted = UserTaskRerouted(
        task_id=asked.task_id,
        element_id=asked.element_id,
        assignee=made.task.assignee,
        candidate_users=asked.candidate_users,
        candidate_groups=asked.candidate_groups,
        settings=asked.settings,
        principals=made.task.principals,
        excluded=made.task.excluded,
        routing=made.task.routing,
    )
    group = (made.group,) if made.group else ()
    return (rerouted, *group, *_alarms(tx, (*wrong, *made.troubles), made.task, setting))


def _alarms(
    tx: Transaction, wrong: settling.Troubles, task: UserTaskCreated, setting: Setting
) -> Iterator[IncidentRaised]:
    """Yield the incident of each rule that could not be carried out, unless it is open already."""
    open_ = {
        each.message
        for each in tx.incidents.of(setting.instance_id)
        if each.resolved_at is None and each.activity_id == task.task_id
    }
    numbers = count(setting.seq)
    for kind, message in wrong:
        if message not in open_:
            yield settling.trouble(task, setting, next(numbers), kind, message)


def _settled(
    tx: Transaction, event: UserTaskRerouted, step: Step, setting: Setting, numbers: Iterator[int]
) -> Iterator[Event]:
    if tx.tasks.get(event.task_id).grouped:
        return  # who takes part in a group has been settled, and may have decided
    organisation = tx.people.organisation()
    asked = UserTaskCreated(
        task_id=event.task_id,
        element_id=event.element_id,
        name="",
        assignee=event.assignee,
        candidate_users=event.candidate_users,
        candidate_groups=event.candidate_groups,
        settings=event.settings,
    )
    variables = settling.visible_to_rules(asked, step, setting, tx.now)
    found, wrong = settling.routed(tx, asked, variables, setting, organisation)
    made = grouped(tx, _kept(tx, found, organisation), setting, organisation)
    yield replace(
        event,
        assignee=made.task.assignee,
        principals=made.task.principals,
        excluded=made.task.excluded,
        routing=made.task.routing,
    )
    if made.group is not None:
        yield made.group
    for kind, message in (*wrong, *made.troubles):
        yield settling.trouble(found, setting, next(numbers), kind, message)


def _kept(tx: Transaction, found: UserTaskCreated, organisation: Organisation) -> UserTaskCreated:
    """Leave a claimed task with its holder, unless it is somebody else's now."""
    task = tx.tasks.get(found.task_id)
    holder = task.assignee
    if found.assignee is not None or holder is None or holder in found.excluded:
        return found
    addresses = organisation.principals(holder, tx.now.astimezone(SHANGHAI).date())
    if addresses.isdisjoint(found.principals):
        return found
    named = {"assignee_name": task.assignee_name}
    return replace(found, assignee=holder, routing={**found.routing, **named})
