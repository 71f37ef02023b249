"""Administration: what got stuck, and which processes are in force."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from api.depends import Reply
from api.language import Language
from api.pages.clock import local
from api.pages.rendering import address, render
from api.pages.visits import Form, Visitor, new_key, see
from api.views import diagrams
from api.views.definitions import DefinitionOut
from engine import access, incidents
from engine.model import Incident, Role
from engine.store import IncidentQuery, Transaction

router = APIRouter(include_in_schema=False)

_MOST: Final = 100
KINDS: Final = frozenset(
    {
        "condition",
        "expression",
        "mapping",
        "decision",
        "data",
        "error-uncaught",
        "escalation",
        "job",
        "timer",
        "call",
        "limit",
        "message",
        "routing",
        "deadline",
        "form",
    }
)
"""Kinds of incidents that have a name on the screen; others read as just that."""


@router.get("/admin/incidents")
def show_incidents(visit: Visitor) -> Response:
    """List open incidents."""
    access.check_has_role(visit.call.actor, Role.ADMINISTRATOR)

    def page(tx: Transaction) -> Response:
        found = tx.incidents.page(IncidentQuery(), limit=_MOST)
        shown = [_incident(tx, each, visit.reader.language) for each in found.items]
        return render(visit.reader, "incidents.html", {"incidents": shown})

    return visit.call.read(page)


@router.post("/admin/incidents/{incident_id}/retry")
def retry(visit: Visitor, incident_id: UUID, posted: Form) -> Response:
    """Try once more what was stopped."""

    def work(tx: Transaction) -> Reply:
        incidents.resolve(tx, incident_id, by=visit.call.actor)
        return Reply(body=None)

    visit.keyed(posted.text("once")).once([], work)
    return see(address("/admin/incidents", {"said": "retried"}))


@router.get("/admin/definitions")
def show_definitions(visit: Visitor) -> Response:
    """List the processes in force with all their versions."""
    access.check_has_role(visit.call.actor, Role.ADMINISTRATOR, Role.DESIGNER)
    found = visit.call.read(lambda tx: tx.definitions.page(limit=_MOST))
    shown = [
        {
            "id": each.id,
            "name": each.name,
            "key": each.key,
            "version": each.version,
            "at": local(each.deployed_at),
        }
        for each in found.items
    ]
    return render(visit.reader, "definitions.html", {"definitions": shown})


@router.get("/admin/definitions/{definition_id}")
def show_definition(visit: Visitor, definition_id: str) -> Response:
    """Show one version of a process, drawn."""
    access.check_has_role(visit.call.actor, Role.ADMINISTRATOR, Role.DESIGNER)
    found = visit.call.read(lambda tx: tx.definitions.get(definition_id))
    context = {
        "definition": DefinitionOut.of(found),
        "diagram": Markup(diagrams.of_definition(found)),  # noqa: S704 - drawn by us, escaped
    }
    return render(visit.reader, "definition.html", context)


def _incident(tx: Transaction, incident: Incident, language: Language) -> dict[str, str]:
    case = tx.cases.get(incident.instance_id)
    names = diagrams.element_names(tx.definitions.get(case.definition_id), language)
    return {
        "id": str(incident.id),
        "instance_id": str(incident.instance_id),
        "number": incident.business_key or case.process_name,
        "element": names.get(incident.element_id, incident.element_id),
        "kind": incident.kind if incident.kind in KINDS else "other",
        "message": incident.message,
        "at": local(incident.created_at),
        "once": new_key(),
    }
