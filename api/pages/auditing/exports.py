"""Taking data along from the auditor's pages."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.auditing import frame
from api.pages.visits import Form, Visitor
from api.views.auditing.dossier import printed, zipped
from api.views.auditing.exports import export
from api.views.auditing.taking import taken
from engine.errors import Invalid

router = APIRouter(include_in_schema=False)

_OWN: Final = frozenset({"csrf", "kind"})
"""Fields of the form that are no filter."""


@router.post("/audit/exports")
def export_list(visit: Visitor, posted: Form) -> Response:
    """Save a list or an event log."""
    frame.check(visit)
    asked = {name: each[-1] for name, each in posted.texts.items() if name not in _OWN and each[-1]}
    kind, call = posted.text("kind"), visit.call
    language = visit.reader.language
    return taken(
        call,
        {"filter": asked},
        lambda tx: export(tx, kind, asked, by=call.actor, language=language),
    )


@router.post("/audit/cases/{instance_id}/dossier")
def export_dossier(visit: Visitor, instance_id: UUID, posted: Form) -> Response:
    """Save the dossier of a case as PDF, or as a ZIP that verifies off-line."""
    frame.check(visit)
    kind = posted.text("kind")
    if kind not in {"pdf", "zip"}:
        raise Invalid(f"{kind!r} is no form of a dossier: pdf or zip")
    make, language = {"pdf": printed, "zip": zipped}[kind], visit.reader.language
    return taken(
        visit.call,
        {"instance_id": str(instance_id)},
        lambda tx: make(tx, instance_id, by=visit.call.actor, language=language),
    )
