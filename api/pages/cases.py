"""The page of a case, its comments and files."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from api.depends import Reply
from api.language import Language, texts
from api.pages.clock import local
from api.pages.common import (
    CASE_TONES,
    remarks,
    shown_lines,
    task_name,
    unit_name,
    waiting_of,
)
from api.pages.offering import offered
from api.pages.problems import Again, why
from api.pages.rendering import address, render
from api.pages.visits import Form, Posted, Visit, Visitor, new_key, see
from api.problems import status_of
from api.views import cases, diagrams
from api.views.cases import CaseFile, Related
from api.views.files import as_file
from api.views.instances import InstanceOut
from api.views.timeline import timeline
from engine import access, comments, user_tasks
from engine.errors import Invalid
from engine.sights import Sight
from engine.store import Transaction

router = APIRouter(include_in_schema=False)


@router.get("/cases/{instance_id}")
def show_case(visit: Visitor, instance_id: UUID) -> Response:
    """Show a case: its diagram, its record, what it waits for."""
    return visit.call.read(lambda tx: case_page(tx, visit, instance_id))


@router.post("/cases/{instance_id}/comments")
def comment_on_case(visit: Visitor, instance_id: UUID, posted: Form) -> Response:
    """Add a comment and files to a case."""

    def work(tx: Transaction) -> Reply:
        for file in posted.files.get("files", []):
            comments.attach(
                tx,
                instance_id,
                by=visit.call.actor,
                name=file.name,
                media_type=file.media_type,
                content=file.content,
            )
        if posted.text("text").strip():
            comments.add(tx, instance_id, by=visit.call.actor, text=posted.text("text"))
        return Reply(body=None)

    return _sent(visit, posted, work, f"/cases/{instance_id}")


@router.post("/tasks/{task_id}/comments")
def comment_on_task(visit: Visitor, task_id: UUID, posted: Form) -> Response:
    """Add a comment and files to a task."""

    def work(tx: Transaction) -> Reply:
        for file in posted.files.get("files", []):
            user_tasks.attach(
                tx,
                task_id,
                by=visit.call.actor,
                name=file.name,
                media_type=file.media_type,
                content=file.content,
                remark=True,
            )
        if posted.text("text").strip():
            user_tasks.comment(tx, task_id, by=visit.call.actor, text=posted.text("text"))
        return Reply(body=None)

    return _sent(visit, posted, work, f"/tasks/{task_id}")


@router.get("/attachments/{attachment_id}")
def download(visit: Visitor, attachment_id: UUID) -> Response:
    """Save a file."""
    found = visit.call.read(lambda tx: comments.download(tx, attachment_id, by=visit.call.actor))
    return as_file(*found)


def _sent(visit: Visit, posted: Posted, work: Any, back: str) -> Response:
    if not posted.text("text").strip() and not posted.files.get("files"):
        raise Invalid("a comment says something or brings a file", empty=True)
    names = [file.name for file in posted.files.get("files", [])]
    visit.keyed(posted.text("once")).once([posted.text("text"), names], work)
    return see(address(back, {"said": "sent"}))


def case_page(
    tx: Transaction,
    visit: Visit,
    instance_id: UUID,
    *,
    copy: Mapping[str, Any] | None = None,
    again: Again | None = None,
) -> Response:
    """Render a case; `copy` is what its reader was sent with it, `again` what was refused."""
    actor, language = visit.call.actor, visit.reader.language
    file = cases.open_file(tx, instance_id, actor)
    names = diagrams.element_names(file.definition, language)
    organisation = tx.people.organisation()
    context = {
        "case": InstanceOut.of(file.instance, Sight.of(tx, actor)),
        "tone": CASE_TONES[file.instance.state],
        "project": unit_name(organisation, file.instance.project),
        "started": local(file.instance.started_at),
        "diagram": Markup(cases.svg(file, tx)),  # noqa: S704 - drawn by us, every text escaped
        "timeline": shown_lines(timeline(file.rows, names, language)),
        "waiting": waiting_of(organisation, file.open_tasks, language),
        "ahead": cases.ahead(tx, file, language),
        "variables": _variables(file),
        "open_tasks": [
            {
                "name": task_name(task, language),
                "href": f"/tasks/{task.id}" if access.may_see_task(task, actor) else "",
                "who": each["who"],
            }
            for task, each in zip(
                file.open_tasks, waiting_of(organisation, file.open_tasks, language), strict=True
            )
        ],
        "related": [
            {
                "href": f"/cases/{other.instance.id}",
                "text": f"{other.instance.process_name} {other.instance.business_key or ''}",
                "relation": _relation(other, language),
            }
            for other in file.related
        ],
        "copy": copy,
        "again": again,
        "refused": why(visit.call.request, again.error) if again else None,
        "operations": offered(tx, file.instance, actor, language),
        "operation_once": new_key(),
        "audit": not access.SEES_ALL.isdisjoint(actor.roles),
        "may_comment": True,
        "comment_to": f"/cases/{instance_id}/comments",
        "comment_once": new_key(),
        **remarks(file.rows, comments.closed(tx, instance_id, by=actor)),
    }
    status = status_of(type(again.error)) if again else 200
    return render(visit.reader, "case.html", context, status=status)


def _relation(other: Related, language: Language) -> str:
    """Say what a case is to this one; nothing where the word is the diagram's own."""
    word = "begun" if other.relation == other.instance.key else other.relation
    known = texts(language)
    return known.get(f"relation.{other.relation}", known.get(f"relation.{word}", ""))


def _variables(file: CaseFile) -> dict[str, str] | None:
    if file.variables is None:
        return None
    return {name: _shown(value) for name, value in sorted(file.variables.items())}


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
