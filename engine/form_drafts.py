"""Use cases on drafts of forms (暂存): kept on the server, found again on another device.

A draft is not checked and is no part of the case's data; the record says that one was kept, not
what it says. With the task dealt with it is gone; what is left of it goes with the next one.
"""

from collections.abc import Sequence
from uuid import UUID

from engine import access, advance
from engine.errors import Invalid, NotFound
from engine.model import Actor, Variables
from engine.model.events import DraftSaved
from engine.store import FormDraft, Transaction, about_task

FIELDS = 500  # of one draft: no form of ours has so many


def save_of_task(tx: Transaction, task_id: UUID, *, by: Actor, values: Variables) -> FormDraft:
    """Keep what somebody has typed into an open task's form, in place of the draft before."""
    case, task = tx.cases.lock_of_task(task_id)
    access.check_may_work_on(task, by)
    about = about_task(task_id)
    first = tx.form_drafts.find(by.id, about) is None
    _tidy(tx, by)
    draft = tx.form_drafts.save(by.id, about, instance_id=task.instance_id, values=_checked(values))
    if first:
        saved = DraftSaved(task_id=task.id, element_id=task.element_id)
        advance.note(tx, case, [saved], by=by)
    return draft


def save_of_start(tx: Transaction, key: str, *, by: Actor, values: Variables) -> FormDraft:
    """Keep a start form; NotFound for a process that is not in force."""
    tx.definitions.latest(key)
    return tx.form_drafts.save(by.id, f"start:{key}", instance_id=None, values=_checked(values))


def of_task(tx: Transaction, task_id: UUID, *, by: Actor) -> FormDraft:
    """Return one's own draft of a task; NotFound where there is none."""
    draft = _found(tx, by, about_task(task_id))
    if not _is_wanted(tx, draft, by):
        raise NotFound(f"no draft of {draft.about}")
    return draft


def of_start(tx: Transaction, key: str, *, by: Actor) -> FormDraft:
    """Return one's own draft of a start form; NotFound where there is none."""
    return _found(tx, by, f"start:{key}")


def find(tx: Transaction, about: str, *, by: Actor) -> FormDraft | None:
    """Return one's own draft of `task:{id}` or `start:{process key}`, if it is still wanted."""
    draft = tx.form_drafts.find(by.id, about)
    return draft if draft is not None and _is_wanted(tx, draft, by) else None


def mine(tx: Transaction, *, by: Actor) -> Sequence[FormDraft]:
    """Return one's drafts, the newest first, without those of tasks that are dealt with."""
    return [draft for draft in tx.form_drafts.of(by.id) if _is_wanted(tx, draft, by)]


def drop_of_task(tx: Transaction, task_id: UUID, *, by: Actor) -> None:
    """Throw a draft away; NotFound where there is none."""
    if not tx.form_drafts.drop(by.id, about_task(task_id)):
        raise NotFound(f"no draft of task {task_id}")


def drop_of_start(tx: Transaction, key: str, *, by: Actor) -> None:
    """Throw the draft of a start form away; NotFound where there is none."""
    if not tx.form_drafts.drop(by.id, f"start:{key}"):
        raise NotFound(f"no draft of a start of {key!r}")


def _found(tx: Transaction, by: Actor, about: str) -> FormDraft:
    draft = tx.form_drafts.find(by.id, about)
    if draft is None:
        raise NotFound(f"no draft of {about}")
    return draft


def _tidy(tx: Transaction, by: Actor) -> None:
    """Throw away what is left of drafts whose tasks have been dealt with."""
    for draft in tx.form_drafts.of(by.id):
        if not _is_wanted(tx, draft, by):
            tx.form_drafts.drop(by.id, draft.about)


def _is_wanted(tx: Transaction, draft: FormDraft, by: Actor) -> bool:
    kind, _, id_ = draft.about.partition(":")
    if kind != "task":
        return True
    task = tx.tasks.get(UUID(id_))
    return task.is_open and task.is_candidate(by)


def _checked(values: Variables) -> Variables:
    if len(values) > FIELDS:
        raise Invalid(f"a draft has at most {FIELDS} fields")
    return values
