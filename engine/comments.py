"""Use cases on comments and attachments of a case as a whole; those of a task see user_tasks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import forms
from engine import access, masking
from engine.advance import remarks
from engine.errors import NotPermitted
from engine.history import HistoryRow
from engine.masking import Reach
from engine.model import Actor, ProcessDefinition, ProcessInstance, UserTask
from engine.model.events import (
    AttachmentAdded,
    ParticipantsChanged,
    UserTaskCompleted,
    UserTaskEscalated,
)
from engine.sights import Sight
from engine.store import Attachment, Comment, Transaction


def add(tx: Transaction, instance_id: UUID, *, by: Actor, text: str) -> UUID:
    """Write a comment on a case; returns its id. Whoever may see the case may."""
    tx.cases.get(instance_id, by)
    return remarks.comment(tx, tx.cases.lock(instance_id), by=by, text=text)


def attach(
    tx: Transaction, instance_id: UUID, *, by: Actor, name: str, media_type: str, content: bytes
) -> UUID:
    """Attach a file to a case; returns its id. Whoever may see the case may."""
    tx.cases.get(instance_id, by)
    file = remarks.File(name=name, media_type=media_type, content=content)
    return remarks.attach(tx, tx.cases.lock(instance_id), file, by=by)


def of(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[Comment]:
    """Return the comments of a case and its tasks, oldest first."""
    tx.cases.get(instance_id, by)
    return tx.files.comments(instance_id)


def attachments(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[Attachment]:
    """Return the attachments of a case and its tasks, oldest first, without their bytes."""
    tx.cases.get(instance_id, by)
    return tx.files.attachments(instance_id)


def download(tx: Transaction, attachment_id: UUID, *, by: Actor) -> tuple[Attachment, bytes]:
    """Return an attachment with its bytes; NotFound where its case is hidden from this actor.

    Raises NotPermitted for the file of a marked field, as `closed` says.
    """
    attachment = tx.files.attachment(attachment_id)
    if _closed(tx, tx.cases.get(attachment.instance_id, by), [attachment], by):
        raise NotPermitted(
            "the file stands in a marked field: have the case disclosed, or the task in hand",
            zh="该文件属于敏感信息：办理中的任务显示它，或说明原因申请查看后才能打开",
        )
    return attachment, tx.files.content(attachment_id)


def readable(tx: Transaction, attachment_id: UUID, *, by: Actor) -> bool:
    """Tell whether an attachment of a case that exists for this actor may be opened by him."""
    attachment = tx.files.attachment(attachment_id)
    return not _closed(tx, tx.cases.get(attachment.instance_id, by), [attachment], by)


def closed(tx: Transaction, instance_id: UUID, *, by: Actor) -> frozenset[UUID]:
    """Return the attachments of a case that this actor may not open; NotFound as elsewhere.

    The file of a marked field is read as its value is: by whoever has the step in hand whose form
    shows the field, and by whoever had the case disclosed to him (engine.masking). Until it is
    handed in, one that was uploaded to a task whose form takes such files is theirs as well, and
    its author's.
    """
    case = tx.cases.get(instance_id, by)
    return _closed(tx, case, tx.files.attachments(instance_id), by)


def _closed(
    tx: Transaction, case: ProcessInstance, files: Sequence[Attachment], by: Actor
) -> frozenset[UUID]:
    definition = tx.definitions.get(case.definition_id)
    marks = masking.marked(definition)
    if not files or not marks or Sight.of(tx, by).reach(case) is Reach.DISCLOSED:
        return frozenset()
    tasks = tx.tasks.of(case.id)
    in_hand = (task for task in tasks if access.has_in_hand(task, by))
    rule = _Rule(
        definition=definition,
        marks=marks,
        rows=tuple(tx.history.every(case.id)),
        tasks={task.id: task for task in tasks},
        shown=frozenset(name for task in in_hand for name in _shown(definition, task)),
    )
    return frozenset(file.id for file in files if not rule.opens(file, by))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """What decides of the files of one case who of its readers opens them."""

    definition: ProcessDefinition
    marks: Mapping[str, str]
    rows: Sequence[HistoryRow]
    tasks: Mapping[UUID, UserTask]
    shown: frozenset[str]
    """Fields that the forms of tasks show which the reader has in hand."""

    def opens(self, file: Attachment, by: Actor) -> bool:
        named = [row for row in self.rows if row.payload and str(file.id) in row.payload]
        held = masking.holders((row.payload for row in named), self.marks, str(file.id))
        if held:
            return not held.isdisjoint(self.shown)
        waits_for = self._waits_for(file, named)
        return not waits_for or file.author == by.id or not waits_for.isdisjoint(self.shown)

    def _waits_for(self, file: Attachment, named: Sequence[HistoryRow]) -> frozenset[str]:
        """Return the marked fields with which it may still be handed in."""
        task = self.tasks[file.task_id] if file.task_id else None
        document = self.definition.forms.get(task.form_id or "") if task else None
        if task is None or document is None or any(_is_settled(row.event, file) for row in named):
            return frozenset()
        rights = forms.parse_rights(task.settings.get("gj:rights"))
        taken = masking.files(document, self.marks)
        return frozenset(name for name in taken if forms.editable(rights, name))


def _is_settled(event: object, file: Attachment) -> bool:
    """Tell whether an event says what a file is for: a comment, a field, a signature."""
    match event:
        case AttachmentAdded():
            return event.remark
        case ParticipantsChanged() if event.task_id == file.task_id:
            return str(file.id) in masking.leaves([event.variables, event.signature])
        case UserTaskCompleted() | UserTaskEscalated() if event.task_id == file.task_id:
            return str(file.id) in masking.leaves(event.variables)
    return False


def _shown(definition: ProcessDefinition, task: UserTask) -> Collection[str]:
    """Return the fields that the form of a task shows."""
    document = definition.forms.get(task.form_id or "")
    if document is None:
        return ()
    rights = forms.parse_rights(task.settings.get("gj:rights"))
    shown: Collection[str] = forms.visible(document, rights)["schema"]["properties"]
    return shown
