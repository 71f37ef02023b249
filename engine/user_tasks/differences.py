"""What a form says otherwise than in the round before: for whoever looks at a case once more.

The values of then are read off the record: those of now, with what was changed since put back.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import forms
from engine.history import HistoryRow
from engine.model import Actor, UserTask, Variables
from engine.model.events import ElementActivated, VariablesChanged
from engine.store import Transaction
from engine.user_tasks.reading import document_of, get, present_values, rights_of, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """The fields that have changed since a task was last here, as this person may read them."""

    before: Variables = field(default_factory=dict)
    """As it was when the round before ended; a field that had no value is left out."""
    after: Variables = field(default_factory=dict)


NONE = Differences()


def differences(tx: Transaction, task_id: UUID, *, by: Actor) -> Differences:
    """Return what changed in a task's form since its round before; nothing in a first round.

    Raises NotFound where the task does not exist for him.
    """
    task = get(tx, task_id, by=by)
    document, last = document_of(tx, task), _last(tx, task)
    if document is None or last is None or not task.is_open:
        return NONE
    now = present_values(tx, task)
    rows = tuple(tx.history.every(task.instance_id))
    then = {**now, **_replaced(rows, task, last)}
    changed = {name for name in {*then, *now} if then.get(name) != now.get(name)}
    was, will = (shown(tx, task, values, by) for values in (then, now))
    return _between(document, rights_of(task), was, will, changed)


def _last(tx: Transaction, task: UserTask) -> UserTask | None:
    """Return the task of the round before; None where it is the first."""
    if task.round == 1:
        return None
    alike = (
        each
        for each in tx.tasks.of(task.instance_id)
        if each.element_id == task.element_id
        and each.loop_counter == task.loop_counter
        and not each.is_open
    )
    return max(alike, key=lambda each: each.version, default=None)


def _replaced(rows: Iterable[HistoryRow], task: UserTask, last: UserTask) -> dict[str, Any]:
    """Return what the variables around the task were before they were changed since.

    What the task itself brought out in the round before was seen by whoever did it.
    """
    scopes: dict[UUID, UUID | None] = {}
    changed: list[VariablesChanged] = []
    for row in rows:
        event = row.event
        if isinstance(event, ElementActivated):
            scopes[event.activity_id] = event.scope_id
        late = row.seq > last.version
        if late and isinstance(event, VariablesChanged) and event.activity_id != last.id:
            changed.append(event)
    around = {*_outward(scopes, task.id)}
    old: dict[str, Any] = {}
    for event in changed:
        if event.scope_id in around:
            for name, (before, _) in event.changes.items():
                old.setdefault(name, before)
    return old


def _outward(scopes: Mapping[UUID, UUID | None], inner: UUID) -> Iterable[UUID | None]:
    """Yield the scopes around an activity, the process (None) last."""
    scope = scopes.get(inner)
    while scope is not None:
        yield scope
        scope = scopes.get(scope)
    yield None


def _between(
    document: forms.Document,
    rights: forms.Rights,
    then: Variables,
    now: Variables,
    changed: Container[str],
) -> Differences:
    before = forms.readable(document, then, rights)
    after = forms.readable(document, now, rights)
    names = [name for name in after if name in changed]
    return Differences(
        before={name: before[name] for name in names if before.get(name) is not None},
        after={name: after[name] for name in names},
    )
