"""One case with all that its page shows: record, diagram, data, comments, open tasks, relations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.views import diagrams
from api.views.timeline import is_notice
from engine import access, instances
from engine.history import HistoryRow
from engine.model import Actor, ProcessDefinition, ProcessInstance, UserTask
from engine.model.events import AttachmentAdded, CaseLinked, CommentAdded
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case as somebody who may see it finds it."""

    instance: ProcessInstance
    definition: ProcessDefinition
    rows: Sequence[HistoryRow]
    open_tasks: Sequence[UserTask]
    variables: Mapping[str, Any] | None
    """None where this person does not oversee the case's data."""
    related: Sequence[ProcessInstance]


def open_file(tx: Transaction, instance_id: UUID, viewer: Actor) -> CaseFile:
    """Read a case; NotFound where it does not exist for the viewer."""
    instance = tx.cases.get(instance_id, viewer)
    rows = tuple(tx.history.every(instance_id))
    overseer = not access.SEES_ALL.isdisjoint(viewer.roles)
    return CaseFile(
        instance=instance,
        definition=tx.definitions.get(instance.definition_id),
        rows=rows,
        open_tasks=diagrams.open_tasks(tx, instance_id),
        variables=instances.variables(tx, instance_id, by=viewer) if overseer else None,
        related=tuple(_related(tx, instance, rows, viewer)),
    )


def svg(file: CaseFile, tx: Transaction) -> str:
    """Draw the case with its states."""
    return diagrams.of_rows(file.definition, file.rows, file.open_tasks, tx.now)


def comments(rows: Sequence[HistoryRow]) -> list[tuple[HistoryRow, CommentAdded]]:
    """Return what people said, in the order they said it."""
    return [
        (row, event)
        for row in rows
        if isinstance(event := row.event, CommentAdded) and not is_notice(row)
    ]


def attachments(rows: Sequence[HistoryRow]) -> list[tuple[HistoryRow, AttachmentAdded]]:
    """Return the files in the order they were attached."""
    return [(row, event) for row in rows if isinstance(event := row.event, AttachmentAdded)]


def _related(
    tx: Transaction, instance: ProcessInstance, rows: Sequence[HistoryRow], viewer: Actor
) -> list[ProcessInstance]:
    """Return the cases around this one that the viewer may see: caller, called, linked."""
    ids = [instance.parent_id] if instance.parent_id else []
    ids += [child.id for child in tx.cases.children(instance.id)]
    ids += [event.other_id for row in rows if isinstance(event := row.event, CaseLinked)]
    found = (_visible(tx, id_, viewer) for id_ in dict.fromkeys(ids))
    return [one for one in found if one is not None]


def _visible(tx: Transaction, instance_id: UUID, viewer: Actor) -> ProcessInstance | None:
    present = tx.cases.get(instance_id)
    seen = access.may_see_instance(
        present, viewer, took_part=tx.cases.took_part(instance_id, viewer)
    )
    return present if seen else None
