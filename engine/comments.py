"""Use cases on comments and attachments of a case as a whole; those of a task see user_tasks."""

from collections.abc import Sequence
from uuid import UUID

import forms
from engine import access, masking
from engine.advance import remarks
from engine.errors import NotPermitted
from engine.masking import Reach
from engine.model import Actor, ProcessDefinition, ProcessInstance, UserTask
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

    Raises NotPermitted for the file of a marked field, as `readable` says.
    """
    attachment = tx.files.attachment(attachment_id)
    if not _readable(tx, tx.cases.get(attachment.instance_id, by), attachment_id, by):
        raise NotPermitted(
            "the file stands in a marked field: have the case disclosed, or the task in hand",
            zh="该文件属于敏感信息：办理中的任务显示它，或说明原因申请查看后才能打开",
        )
    return attachment, tx.files.content(attachment_id)


def readable(tx: Transaction, attachment_id: UUID, *, by: Actor) -> bool:
    """Tell whether an attachment of a case that exists for this actor may be opened by him.

    The file of a marked field is read as its value is: by whoever has the step in hand whose form
    shows the field, and by whoever had the case disclosed to him (engine.masking).
    """
    attachment = tx.files.attachment(attachment_id)
    return _readable(tx, tx.cases.get(attachment.instance_id, by), attachment_id, by)


def _readable(tx: Transaction, case: ProcessInstance, attachment_id: UUID, by: Actor) -> bool:
    definition = tx.definitions.get(case.definition_id)
    marks = masking.marked(definition)
    if not marks or Sight.of(tx, by).reach(case) is Reach.DISCLOSED:
        return True
    payloads = (row.payload for row in tx.history.every(case.id))
    held = masking.holders(payloads, marks, str(attachment_id))
    mine = (task for task in tx.tasks.of(case.id) if access.has_in_hand(task, by))
    return not held or any(_shows(definition, task, held) for task in mine)


def _shows(definition: ProcessDefinition, task: UserTask, names: frozenset[str]) -> bool:
    """Tell whether the form of a task shows one of these fields."""
    document = definition.forms.get(task.form_id or "")
    if document is None:
        return False
    rights = forms.parse_rights(task.settings.get("gj:rights"))
    return not names.isdisjoint(forms.visible(document, rights)["schema"]["properties"])
