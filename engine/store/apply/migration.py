"""Events of a change of version: the case, its open tasks, jobs and incidents as they are now."""

from typing import Any

from engine.model import TaskState, events
from engine.store.apply.jobs import service_queue
from engine.store.apply.tasks import show
from engine.store.fold import Appliers, Fold
from engine.store.tables.work import inbox, incident, job, task_exclusion


def _instance(fold: Fold, event: events.InstanceMigrated) -> None:
    fold.instance.update(
        definition_id=event.definition_id,
        version=event.version,
        process_name=fold.process_name(event.definition_id),
    )
    fold.further = (*fold.further, "definition_id", "version", "process_name")


def _activity(fold: Fold, event: events.ActivityMigrated) -> None:
    """Rename what is known by the activity: its job or deadline, and its open incidents."""
    if event.previous == event.element_id:
        return
    renamed = {"element_id": event.element_id}
    fold.changes.patch(job, (event.activity_id,), renamed)
    for row in _open_incidents(fold):
        if row["activity_id"] == event.activity_id:
            fold.changes.patch(incident, (row["id"],), renamed)


def _open_incidents(fold: Fold) -> list[dict[str, Any]]:
    stored = [fold.changes.overlay(incident, row) for row in fold.load_incidents()]
    rows = {row["id"]: row for row in (*stored, *fold.changes.pending(incident))}
    return [row for row in rows.values() if row["resolved_at"] is None]


def _task(fold: Fold, event: events.UserTaskMigrated) -> None:
    task = fold.task(event.task_id)
    fold.change_task(
        event.task_id,
        element_id=event.element_id,
        name=event.name,
        form_id=event.form_id,
        priority=event.priority,
        settings=dict(event.settings),
        documentation=event.documentation,
    )
    fold.changes.clear(inbox, "task_id", event.task_id)
    show(fold, task)


def _rerouted(fold: Fold, event: events.UserTaskRerouted) -> None:
    task = fold.task(event.task_id)
    held, before = event.assignee, task["assignee"]
    since = task["claimed_at"] if held == before else fold.at
    fold.change_task(
        event.task_id,
        state=TaskState.READY if held is None else TaskState.CLAIMED,
        assignee=held,
        assignee_name=event.routing.get("assignee_name", held or ""),
        claimed_at=None if held is None else since,
        principals=list(event.principals),
        excluded=list(event.excluded),
        routing=dict(event.routing),
    )
    fold.changes.clear(task_exclusion, "task_id", event.task_id)
    for who in event.excluded:
        fold.changes.put(task_exclusion, {"task_id": event.task_id, "person": who})
    fold.changes.clear(inbox, "task_id", event.task_id)
    show(fold, task)


def _job(fold: Fold, event: events.JobMigrated) -> None:
    fold.changes.patch(
        job,
        (event.job_id,),
        {
            "element_id": event.element_id,
            "type": event.type,
            "queue": service_queue(event.type),
            "headers": dict(event.headers),
        },
    )


APPLIERS: Appliers = {
    events.InstanceMigrated: _instance,
    events.ActivityMigrated: _activity,
    events.UserTaskMigrated: _task,
    events.UserTaskRerouted: _rerouted,
    events.JobMigrated: _job,
}
