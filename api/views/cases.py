"""One case with all that its page shows: record, diagram, data, comments, open tasks, relations."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, Field

from api.language import Language
from api.views import diagrams
from api.views.timeline import is_notice
from engine import access, audit, diagram, foresight, instances
from engine.diagram import kinds
from engine.errors import NotFound
from engine.history import HistoryRow
from engine.model import Actor, ProcessDefinition, ProcessInstance, UserTask
from engine.model.events import AttachmentAdded, CaseLinked, CommentAdded
from engine.store import Transaction

AHEAD: Final = 4  # steps that may come next: more of them tell nobody anything
_NAMED: Final = 3  # people whom a step may reach: more of them are a post


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another case, and what it is to this one."""

    instance: ProcessInstance
    relation: str
    """caller, called, source, restart of, restarted as, the id of a process that was started, or
    the word of a message's `relation`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case as somebody who may see it finds it."""

    instance: ProcessInstance
    definition: ProcessDefinition
    rows: Sequence[HistoryRow]
    open_tasks: Sequence[UserTask]
    variables: Mapping[str, Any] | None
    """None where this person does not oversee the case's data."""
    related: Sequence[Related]


def open_file(tx: Transaction, instance_id: UUID, viewer: Actor) -> CaseFile:
    """Read a case; NotFound where it does not exist for the viewer."""
    instance = tx.cases.get(instance_id, viewer)
    rows = audit.shown(tx, instance_id, by=viewer)
    overseer = not access.SEES_ALL.isdisjoint(viewer.roles)
    return CaseFile(
        instance=instance,
        definition=tx.definitions.get(instance.definition_id),
        rows=rows,
        open_tasks=diagrams.open_tasks(tx, instance_id),
        variables=instances.shown(tx, instance_id, by=viewer) if overseer else None,
        related=tuple(_related(tx, instance, rows, viewer)),
    )


def svg(file: CaseFile, tx: Transaction, *, here: Collection[str] = ()) -> str:
    """Draw the case with its states; empty where nobody has drawn its process."""
    try:
        return diagrams.of_rows(file.definition, file.rows, file.open_tasks, tx.now, here=here)
    except NotFound:
        return ""


class AheadOut(BaseModel):
    """A step that may come next."""

    element_id: str = Field(examples=["UT_Handle"])
    name: str = Field(examples=["处理"])
    lane: str = Field(description="Whose lane it is in.", examples=["工程主管"])
    certain: bool = Field(description="Whether no choice stands before it.")
    people: list[str] = Field(
        description="Whom it would reach if it came now; empty = not known, or more than three.",
        examples=[["王强"]],
    )


def ahead(tx: Transaction, file: CaseFile, language: Language) -> list[AheadOut]:
    """Return what may come next, the nearest first; nothing for a case that has ended."""
    if file.instance.state.ended:
        return []
    process = diagrams.process_of(file.definition)
    names = diagrams.element_names(file.definition, language)
    begun = {
        id_
        for id_ in diagrams.running(file.rows)
        if id_ in process.elements and process.elements[id_].kind not in kinds.SUBPROCESSES
    }
    following = diagram.ahead(process, sorted(begun))[:AHEAD]
    steps = (each.element for each in following)
    found = foresight.likely(tx, file.instance, steps).items()
    reached = {id_: who for id_, who in found if len(who) <= _NAMED}
    people = tx.people.organisation().people
    return [
        AheadOut(
            element_id=each.element.id,
            name=names[each.element.id],
            lane=each.lane,
            certain=each.certain,
            people=[people[id_].name for id_ in reached.get(each.element.id, ())],
        )
        for each in following
    ]


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


def related(tx: Transaction, instance_id: UUID, viewer: Actor) -> Sequence[Related]:
    """Return the cases around one that the viewer may see; NotFound as elsewhere."""
    instance = tx.cases.get(instance_id, viewer)
    return tuple(_related(tx, instance, tuple(tx.history.every(instance_id)), viewer))


def _related(
    tx: Transaction, instance: ProcessInstance, rows: Sequence[HistoryRow], viewer: Actor
) -> Iterator[Related]:
    """Yield the cases around this one that the viewer may see: caller, called, linked."""
    found = {instance.parent_id: "caller"} if instance.parent_id else {}
    found |= {child.id: "called" for child in tx.cases.children(instance.id)}
    for row in rows:
        if isinstance(event := row.event, CaseLinked):
            found.setdefault(event.other_id, event.relation)
    for id_, relation in found.items():
        if tx.cases.exists_for(id_, viewer):
            yield Related(instance=tx.cases.get(id_), relation=relation)
