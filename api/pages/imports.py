"""Imports and drafts: a diagram of another engine in, a report, a draft that can go in force."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.pages.clock import local
from api.pages.rendering import address, render
from api.pages.reviewing import draft_lines, reviewed
from api.pages.visits import Form, Visitor, new_key, see
from api.views.definitions import FindingOut
from api.views.drafts import DraftOut, ImportOut
from api.views.files import saved
from engine import deployments, importing
from engine.deployments import drafts
from engine.errors import Invalid, NotFound
from engine.model import Actor, Severity
from engine.store import Draft, Transaction

router = APIRouter(include_in_schema=False)

_MOST: Final = 100
_HOME: Final = "/admin/imports"


@router.get("/admin/imports")
def show_imports(visit: Visitor) -> Response:
    """Ask for a diagram, and list the drafts that are kept."""

    def page(tx: Transaction) -> Response:
        found = drafts.page(tx, by=visit.call.actor, limit=_MOST).items
        lines = draft_lines(tx, found, visit.call.actor)
        return render(visit.reader, "imports.html", {"drafts": lines, "once": new_key()})

    return visit.call.read(page)


@router.post("/admin/imports")
def take_over(visit: Visitor, posted: Form) -> Response:
    """Translate a diagram, keep it as a draft, and show what became of every setting."""
    file = next(iter(posted.files.get("file", ())), None)
    if file is None:
        raise Invalid("choose a file")
    name = importing.file_name(file.name)

    def work(tx: Transaction) -> Reply:
        imported = importing.translate(file.content)
        kept = drafts.keep(tx, {name: imported.xml}, by=visit.call.actor)
        found = deployments.check(tx, {name: imported.xml})
        return Reply(body=ImportOut.of(kept, imported, found))

    _, answer = visit.keyed(posted.text("once")).once([file.content, name], work)
    done = ImportOut.model_validate_json(answer)

    def page(tx: Transaction) -> Response:
        draft = drafts.get(tx, done.draft.id, by=visit.call.actor)
        context = {"report": done.report, **_shown(tx, draft, done.findings, visit.call.actor)}
        return render(visit.reader, "draft.html", context)

    return visit.call.read(page)


@router.get("/admin/drafts/{draft_id}")
def show_draft(visit: Visitor, draft_id: str) -> Response:
    """Show a draft with everything that its check finds."""

    def work(tx: Transaction) -> dict[str, Any]:
        draft = drafts.get(tx, draft_id, by=visit.call.actor)
        found = [FindingOut.of(one) for one in drafts.examine(tx, draft_id, by=visit.call.actor)]
        return {"report": [], **_shown(tx, draft, found, visit.call.actor)}

    return render(visit.reader, "draft.html", visit.call.read(work))


@router.get("/admin/drafts/{draft_id}/files/{name:path}")
def download(visit: Visitor, draft_id: str, name: str) -> Response:
    """Download one file of a draft."""
    files = visit.call.read(lambda tx: drafts.contents(tx, draft_id, by=visit.call.actor))
    if name not in files:
        raise NotFound(f"draft {draft_id} has no file {name!r}")
    return saved(name, files[name])


@router.post("/admin/drafts/{draft_id}/deletion")
def throw_away(visit: Visitor, draft_id: str, posted: Form) -> Response:
    """Throw a draft away."""

    def work(tx: Transaction) -> Reply:
        draft = drafts.get(tx, draft_id, by=visit.call.actor)
        drafts.delete(tx, draft, by=visit.call.actor)
        return Reply(body=None)

    visit.keyed(posted.text("once")).once(["delete", draft_id], work)
    return see(address(_HOME, {"said": "draft-deleted"}))


def _shown(
    tx: Transaction, draft: Draft, findings: list[FindingOut], actor: Actor
) -> dict[str, Any]:
    return {
        "draft": DraftOut.of(draft),
        "back_to_draft": True,
        **reviewed(tx, draft, actor),
        "at": local(draft.changed_at),
        "findings": findings,
        "deployable": all(found.severity is not Severity.ERROR for found in findings),
        "once_more": new_key(),
    }
