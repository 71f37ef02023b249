"""Handing in a form from a page: read what was posted, keep its files, complete the task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import forms
from api.pages.rendering import address
from api.pages.visits import Posted, Upload
from api.views import boxes, conditions
from api.views.beginnings import form_of
from api.views.fields import ZONE
from api.views.worklist import detail_of
from engine import user_tasks
from engine.errors import Invalid
from engine.model import Actor
from engine.participation import refused
from engine.store import Transaction
from engine.user_tasks import Late

_OURS: Final = frozenset({"csrf", "once", "complete", "add-row", "start-in", "start-at"})
"""Fields of the page itself, not of the task's form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """When it was really done and why it is entered late (补录), as it was typed; local time."""

    at: str = ""
    reason: str = ""

    def read(self) -> Late | None:
        """Return it; None where nothing was typed. Raises Invalid for what is no time."""
        if not self.at and not self.reason:
            return None
        try:
            at = datetime.fromisoformat(self.at)
        except ValueError as error:
            raise refused(Invalid, f"{self.at!r} is no time", "请填写实际发生时间") from error
        return Late(occurred_at=at.replace(tzinfo=ZONE), reason=self.reason)


NOT_LATE: Final = Typed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What somebody handed in, as a submission and as it was typed."""

    document: Mapping[str, Any] | None
    submission: Mapping[str, Any]
    typed: Mapping[str, Any]
    """To be shown again: texts, lists of texts, rows of a table."""
    files: Mapping[str, Sequence[Upload]]
    opinion: str = ""
    """What was said with it; a phrase that was chosen stands for one that was not written."""
    late: Typed = NOT_LATE


def read(tx: Transaction, task_id: UUID, actor: Actor, posted: Posted) -> Handed:
    """Read a posted form by the document of its task; NotFound where there is no such task."""
    return of_document(user_tasks.form(tx, task_id, by=actor).document, posted)


def start_document(tx: Transaction, key: str, element_id: str | None) -> Mapping[str, Any] | None:
    """Return the form that a process in force asks for before it starts; None where it has none."""
    definition = tx.definitions.latest(key)
    return definition.forms.get(form_of(definition, element_id))


def of_document(document: Mapping[str, Any] | None, posted: Posted) -> Handed:
    """Read a posted form by its document."""
    texts = {name: values for name, values in posted.texts.items() if not _is_ours(name)}
    opinion = posted.text("gj-opinion").strip() or posted.text("gj-phrase")
    late = Typed(at=posted.text("gj-occurred").strip(), reason=posted.text("gj-late").strip())
    if document is None:
        return Handed(
            document=None, submission={}, typed=texts, files={}, opinion=opinion, late=late
        )
    single = {name: _one_or_many(document, name, values) for name, values in texts.items()}
    submission = forms.coerce(document, single)
    known = document["schema"]["properties"]
    return Handed(
        document=document,
        submission=submission,
        typed={name: submission.get(name, "") for name in known if _is_posted(name, texts)},
        files={name: files for name, files in posted.files.items() if name in known},
        opinion=opinion,
        late=late,
    )


def _is_ours(name: str) -> bool:
    return name in _OURS or name.startswith("gj-")


def with_row(handed: Handed, table: str) -> Handed:
    """Return the same with one more empty row in a table."""
    rows = handed.typed.get(table) or []
    return replace(
        handed, typed={**handed.typed, table: [*rows, {}, {}] if not rows else [*rows, {}]}
    )


def complete(tx: Transaction, task_id: UUID, actor: Actor, handed: Handed) -> str:
    """Keep the files, complete the task, and return the address to go on to."""
    submission = submission_of(tx, task_id, actor, handed)
    instance = user_tasks.complete(
        tx, task_id, by=actor, variables=submission, late=handed.late.read()
    )
    return onward(tx, actor, instance.id)


def submission_of(tx: Transaction, task_id: UUID, actor: Actor, handed: Handed) -> dict[str, Any]:
    """Keep the files that were handed in and return the submission with them."""
    submission = dict(handed.submission)
    for name, files in handed.files.items():
        ids = [str(_attach(tx, task_id, actor, file)) for file in files]
        submission[name] = _filled(handed, name, ids)
    return submission


def onward(tx: Transaction, actor: Actor, instance_id: UUID) -> str:
    """Return the address of what to do next."""
    following = boxes.next_of(tx, actor, instance_id)
    if following is None:
        return address("/tasks", {"said": "completed"})
    return address(f"/tasks/{following}", {"said": "next"})


def conditions_of(tx: Transaction, task_id: UUID, actor: Actor) -> str:
    """Return the rules that show and hide the fields of a task's form."""
    detail = detail_of(tx, task_id, actor)
    return conditions.css(detail.form, detail.data, detail.rights) if detail.form else ""


def _attach(tx: Transaction, task_id: UUID, actor: Actor, file: Upload) -> UUID:
    return user_tasks.attach(
        tx,
        task_id,
        by=actor,
        name=file.name,
        media_type=file.media_type,
        content=file.content,
    )


def _filled(handed: Handed, name: str, ids: list[str]) -> Any:
    """Return the value of a file field: what it kept and what is new, or the newest one."""
    assert handed.document is not None  # files are read by the document's fields alone
    if handed.document["schema"]["properties"][name].get("type") != "array":
        return ids[-1]
    return [*(handed.submission.get(name) or []), *ids]


def _one_or_many(document: Mapping[str, Any], name: str, values: list[str]) -> str | list[str]:
    schema = document["schema"]["properties"].get(name, {})
    return values if schema.get("type") == "array" else values[-1]


def _is_posted(name: str, texts: Mapping[str, Any]) -> bool:
    return name in texts or any(key.startswith(f"{name}.") for key in texts)
