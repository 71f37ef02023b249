"""Events of user tasks: the task's row, who sees it (inbox), and its deadline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from engine.model import TaskState, events, person
from engine.store.apply import deadlines, items
from engine.store.fold import Appliers, Fold
from engine.store.tables.work import inbox, task_exclusion, user_task

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Where a task without a due date stands in the order of due dates: last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Before whom a task is, and what its rows there say."""

    principals: Mapping[str, None]
    """Addresses, each once."""
    facts: Mapping[str, Any]


def shown_of(task: Mapping[str, Any]) -> Shown:
    """Return where an open task stands by its row: with its holder, else with its candidates."""
    holder = task["assignee"]
    principals = [person(holder)] if holder is not None else task["principals"]
    facts = {
        "task_id": task["id"],
        "assigned": holder is not None or task["grouped"],
        "instance_id": task["instance_id"],
        "element_id": task["element_id"],
        "key": task["key"],
        "name": task["name"],
        "business_key": task["business_key"],
        "project": task["project"],
        "priority": task["priority"],
        "created_at": task["created_at"],
        "due_sort": task["due_sort"],
        "amount": task["routing"].get("amount"),
    }
    return Shown(principals=dict.fromkeys(principals), facts=facts)


def _created(fold: Fold, event: events.UserTaskCreated) -> None:
    claimed = event.assignee is not None
    row: dict[str, Any] = {
        "id": event.task_id,
        "instance_id": fold.instance_id,
        "element_id": event.element_id,
        "name": event.name,
        "state": TaskState.CLAIMED if claimed else TaskState.READY,
        "is_open": True,
        "seq": fold.seq,
        "key": fold.instance["key"],
        "business_key": fold.instance["business_key"],
        "project": fold.instance["project"],
        "form_id": event.form_id,
        "assignee": event.assignee,
        "assignee_name": event.routing.get("assignee_name", event.assignee or ""),
        "principals": list(event.principals),
        "excluded": list(event.excluded),
        "priority": event.priority,
        "created_at": fold.at,
        "due_at": event.due_at,
        "due_sort": event.due_at or NEVER,
        "follow_up_at": event.follow_up_at,
        "claimed_at": fold.at if claimed else None,
        "ended_at": None,
        "ended_by": None,
        "ended_by_name": "",
        "ended_for": None,
        "settings": dict(event.settings),
        "routing": dict(event.routing),
        "deadline": dict(event.deadline),
        "documentation": event.documentation,
        "loop_counter": event.loop_counter,
        "breaches": 0,
        "grouped": False,
        "involved": [],
        "tally": {},
        "round": fold.instance["rounds"].get(event.element_id, 1),
        "read_by": [],
        "urges": 0,
        "urged_at": None,
    }
    fold.tasks[event.task_id] = row
    fold.changes.put(user_task, dict(row))
    for who in event.excluded:
        fold.changes.put(task_exclusion, {"task_id": event.task_id, "person": who})
    show(fold, row)
    deadlines.arm(fold, row)


def show(fold: Fold, task: dict[str, Any]) -> None:
    """Put an open task before whoever holds it, or else before all who may take it."""
    shown = shown_of(task)
    for principal in shown.principals:
        fold.changes.put(inbox, {**shown.facts, "principal": principal})


def _claimed(fold: Fold, event: events.UserTaskClaimed) -> None:
    _hand_to(fold, event.task_id, event.assignee, event.assignee_name)


def _released(fold: Fold, event: events.UserTaskReleased) -> None:
    _hand_to(fold, event.task_id, None, "")


def _assigned(fold: Fold, event: events.UserTaskAssigned) -> None:
    _hand_to(fold, event.task_id, event.assignee, event.assignee_name)


def _hand_to(fold: Fold, task_id: UUID, holder: str | None, name: str) -> None:
    before = shown_of(fold.task(task_id))
    _held(fold, task_id, holder, name)
    _show_instead(fold, before, task_id)


def offer(
    fold: Fold,
    task_id: UUID,
    addresses: Iterable[str],
    alone: tuple[str, str] | None,
    *,
    before: Shown,
) -> None:
    """Put a task with participants before those whose turn it is.

    A single one (`alone`: id and name) holds it, as if claimed; of several nobody does. `before` is
    how it was shown.
    """
    fold.change_task(task_id, principals=sorted(addresses))
    holder, name = alone or (None, "")
    _held(fold, task_id, holder, name)
    _show_instead(fold, before, task_id)


def _held(fold: Fold, task_id: UUID, holder: str | None, name: str) -> None:
    fold.change_task(
        task_id,
        state=TaskState.READY if holder is None else TaskState.CLAIMED,
        assignee=holder,
        assignee_name=name,
        claimed_at=None if holder is None else fold.at,
    )


def _show_instead(fold: Fold, before: Shown, task_id: UUID) -> None:
    """Put a task where it belongs now; in the lists of a thousand others it stays as it stands."""
    task = fold.task(task_id)
    shown = shown_of(task)
    if shown.facts != before.facts:
        fold.changes.clear(inbox, "task_id", task_id)
        show(fold, task)
        return
    for principal in sorted(before.principals.keys() - shown.principals.keys()):
        fold.changes.drop(inbox, (task_id, principal))
    for principal in sorted(shown.principals.keys() - before.principals.keys()):
        fold.changes.put(inbox, {**shown.facts, "principal": principal})


def _completed(fold: Fold, event: events.UserTaskCompleted) -> None:
    _close(fold, event.task_id, TaskState.COMPLETED)


def _withdrawn(fold: Fold, event: events.UserTaskWithdrawn) -> None:
    if fold.task(event.task_id)["grouped"]:
        items.close(fold, event.task_id, event.reason)
    _close(fold, event.task_id, TaskState.WITHDRAWN)


def _close(fold: Fold, task_id: UUID, state: TaskState) -> None:
    fold.change_task(
        task_id,
        state=state,
        is_open=False,
        ended_at=fold.at,
        ended_by=fold.actor,
        ended_by_name=fold.actor_name,
        ended_for=fold.on_behalf_of,
    )
    fold.changes.clear(inbox, "task_id", task_id)
    deadlines.cancel(fold, task_id)


def _read(fold: Fold, event: events.UserTaskRead) -> None:
    fold.change_task(event.task_id, read_by=[*fold.task(event.task_id)["read_by"], fold.actor])


def _due_changed(fold: Fold, event: events.UserTaskDueChanged) -> None:
    task = fold.task(event.task_id)
    by_hand = deadlines.by_hand(task["deadline"], fold.at, event.due_at)
    _due(fold, event.task_id, event.due_at, by_hand)
    deadlines.move(fold, task)


def _due(fold: Fold, task_id: UUID, due_at: datetime | None, facts: Mapping[str, Any]) -> None:
    task = fold.task(task_id)
    fold.change_task(task_id, due_at=due_at, due_sort=due_at or NEVER, deadline=dict(facts))
    fold.changes.clear(inbox, "task_id", task_id)
    show(fold, task)


def _paused(fold: Fold, event: events.DeadlinePaused) -> None:
    fold.task(event.task_id)
    fold.change_task(event.task_id, deadline=dict(event.deadline))
    deadlines.cancel(fold, event.task_id)


def _clock_set(fold: Fold, event: events.DeadlineResumed | events.DeadlineRecalculated) -> None:
    _due(fold, event.task_id, event.due_at, event.deadline)
    deadlines.watch(fold, fold.task(event.task_id))


def _warned(fold: Fold, event: events.DeadlineWarned) -> None:
    task = fold.task(event.task_id)
    fold.change_task(event.task_id, deadline={**task["deadline"], "warned": event.percent})
    deadlines.after_warning(fold, task, event.percent)


def _breached(fold: Fold, event: events.DeadlineBreached) -> None:
    fold.change_task(event.task_id, breaches=event.level)
    deadlines.after_breach(fold, fold.task(event.task_id), event.level)


def _reminded(fold: Fold, event: events.DeadlineReminded) -> None:
    task = fold.task(event.task_id)
    fold.change_task(event.task_id, deadline={**task["deadline"], "reminded": event.number})
    deadlines.after_reminder(fold, task, event.number)


APPLIERS: Appliers = {
    events.UserTaskCreated: _created,
    events.UserTaskClaimed: _claimed,
    events.UserTaskReleased: _released,
    events.UserTaskAssigned: _assigned,
    events.UserTaskCompleted: _completed,
    events.UserTaskWithdrawn: _withdrawn,
    events.UserTaskRead: _read,
    events.UserTaskDueChanged: _due_changed,
    events.DeadlineWarned: _warned,
    events.DeadlineBreached: _breached,
    events.DeadlinePaused: _paused,
    events.DeadlineResumed: _clock_set,
    events.DeadlineRecalculated: _clock_set,
    events.DeadlineReminded: _reminded,
}
