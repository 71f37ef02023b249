"""Which processes are in force, and what they look like."""

from typing import Final

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from api.pages.clock import local
from api.pages.rendering import render
from api.pages.visits import Visitor
from api.views import diagrams
from api.views.definitions import DefinitionOut
from engine import access
from engine.model import Role

router = APIRouter(include_in_schema=False)

_MOST: Final = 100


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
