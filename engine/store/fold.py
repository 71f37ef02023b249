"""What one event changes is decided here and in `apply`: rows in, changes out, no database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.model.events import Event
from engine.store.changes import Changes
from engine.store.tables.participants import participant
from engine.store.tables.work import user_task


@dataclass(slots=True, kw_only=True)
class Fold:
    """The state that events are applied to: the case's row, pending changes, the row in hand."""

    instance: dict[str, Any]
    """The row of `process_instance` as it will be; `seq` and `head` are the recorder's."""
    load_task: Callable[[UUID], dict[str, Any]]
    """Return the stored row of a user task."""
    load_jobs: Callable[[], Iterable[dict[str, Any]]]
    """Return the stored rows of the case's jobs that are not done."""
    load_participants: Callable[[UUID], Iterable[dict[str, Any]]]
    """Return the stored rows of a user task's participants."""
    load_incidents: Callable[[], Iterable[dict[str, Any]]]
    """Return the stored rows of the case's open incidents."""
    at: datetime
    """When the event in hand was recorded."""
    process_name: Callable[[str], str]
    """Return the name of a definition by its id."""
    changes: Changes = field(default_factory=Changes)
    tasks: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    """Rows of user tasks as these events leave them."""
    further: tuple[str, ...] = ()
    """Columns of the case that change beside those that may change with every record."""
    seq: int = 0
    actor: str = ""
    actor_name: str = ""
    on_behalf_of: str | None = None

    @property
    def instance_id(self) -> UUID:
        instance_id: UUID = self.instance["id"]
        return instance_id

    def task(self, task_id: UUID) -> dict[str, Any]:
        """Return the row of a user task as the events so far have left it."""
        if task_id not in self.tasks:
            self.tasks[task_id] = self.changes.overlay(user_task, self.load_task(task_id))
        return self.tasks[task_id]

    def participants(self, task_id: UUID) -> list[dict[str, Any]]:
        """Return the rows of a task's participants as the events so far have left them."""
        stored = [self.changes.overlay(participant, row) for row in self.load_participants(task_id)]
        new = [row for row in self.changes.pending(participant) if row["task_id"] == task_id]
        return [*stored, *new]

    def change_task(self, task_id: UUID, **values: Any) -> None:
        """Change columns of a user task; its version is the event's seq."""
        values["seq"] = self.seq
        if task_id in self.tasks:
            self.tasks[task_id].update(values)
        self.changes.patch(user_task, (task_id,), values)


Apply = Callable[[Fold, Any], None]
Appliers = Mapping[type[Event], Apply]
