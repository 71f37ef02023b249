"""What several pages show: where a task stands, the record, comments and files."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from api.language import Language, text
from api.pages.clock import local
from api.views.cases import attachments, comments
from api.views.deciding import Choice
from api.views.diagrams import NAME_EN
from api.views.fields import ZONE
from api.views.tasks import Urgency
from api.views.timeline import Line
from engine.history import HistoryRow
from engine.model import InstanceState, Role, UserTask
from engine.model.organisation import Organisation
from engine.store import Draft, Transaction

TONES: Final = {
    Urgency.NONE: "",
    Urgency.CALM: "ok",
    Urgency.SOON: "soon",
    Urgency.LATE: "late",
}
CASE_TONES: Final = {
    InstanceState.ACTIVE: "mine",
    InstanceState.SUSPENDED: "soon",
    InstanceState.COMPLETED: "ok",
    InstanceState.TERMINATED: "late",
    InstanceState.CANCELLED: "",
    InstanceState.VOIDED: "late",
}
_KILO: Final = 1024
_ROLES: Final = frozenset(role.value for role in Role)


def task_name(task: UserTask, language: Language) -> str:
    """Return a task's name; in English where the diagram says one."""
    return task.settings.get(NAME_EN, task.name) if language == "en" else task.name


def unit_name(organisation: Organisation, code: str | None) -> str:
    """Return a unit's name; its code where it is unknown, nothing for none."""
    unit = organisation.units.get(code or "")
    return unit.name if unit else code or ""


def who_may(organisation: Organisation, task: UserTask, language: Language) -> str:
    """Return who holds a task, or the posts and people it is offered to, as people say it."""
    if task.assignee_name:
        return task.assignee_name
    return "、".join(_principal(organisation, address, language) for address in task.principals)


def _principal(organisation: Organisation, address: str, language: Language) -> str:
    kind, _, rest = address.partition(":")
    if kind == "group" and rest in _ROLES:
        return text(language, f"role.{rest}")
    if kind == "post":
        unit, _, code = rest.partition("/")
        post = organisation.posts.get(code)
        return f"{unit_name(organisation, unit)}{post.name if post else code}"
    person = organisation.people.get(rest)
    return person.name if person else rest


def colleagues(tx: Transaction) -> list[Choice]:
    """Return the active people of the company by name, each with his post."""
    organisation, today = tx.people.organisation(), tx.now.astimezone(ZONE).date()
    found = (
        Choice(id=each.id, label=f"{each.name} · {organisation.post_title(each.id, today)}")
        for each in organisation.people.values()
        if each.active
    )
    return sorted(found, key=lambda each: each.label)


def shown_lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return the lines of a timeline with their times as people read them."""
    return [
        {
            "seq": line.seq,
            "at": local(line.at),
            "who": line.who,
            "post": line.post,
            "text": line.text,
            "quote": line.quote,
            "system": line.system,
            "late": line.late,
        }
        for line in lines
    ]


def remarks(rows: Sequence[HistoryRow], closed: Collection[UUID]) -> dict[str, Any]:
    """Return the comments and files of a case; those that are closed to its reader lead nowhere."""
    return {
        "comments": [
            {"text": event.text, "who": row.actor_name, "at": local(row.at)}
            for row, event in comments(rows)
        ],
        "attachments": [
            {
                "href": file_href(event.attachment_id, closed),
                "name": event.name,
                "size": size(event.size),
            }
            for _, event in attachments(rows)
        ],
    }


def file_href(id_: UUID, closed: Collection[UUID]) -> str:
    """Return where a file is opened; nothing for one that its reader may not open."""
    return "" if id_ in closed else f"/attachments/{id_}"


def size(count: int) -> str:
    """Return a number of bytes as people read it."""
    if count < _KILO:
        return f"{count} B"
    if count < _KILO * _KILO:
        return f"{count / _KILO:.0f} KB"
    return f"{count / _KILO / _KILO:.1f} MB"


def waiting_of(
    organisation: Organisation, tasks: Iterable[UserTask], language: Language
) -> list[dict[str, str]]:
    """Return the open ends of a timeline: what it waits for, and from whom."""
    return [
        {
            "name": task_name(task, language),
            "who": who_may(organisation, task, language) or text(language, "none"),
        }
        for task in tasks
    ]


def draft_line(draft: Draft) -> dict[str, str]:
    """Return what a list of drafts says of one: who changed it last, and when."""
    return {
        "id": draft.id,
        "name": draft.name,
        "who": draft.changed_by_name,
        "at": local(draft.changed_at),
    }
