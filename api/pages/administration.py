"""Which processes are in force, and what they look like."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.rendering import render
from api.pages.reviewing import picture, version_line, versions_of
from api.pages.visits import Visitor
from api.views.definitions import DefinitionOut, FindingOut
from engine import access, deployments
from engine.deployments import beginnings
from engine.model import Role
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_MOST: Final = 100


@router.get("/admin/definitions")
def show_definitions(visit: Visitor) -> Response:
    """List the processes in force with all their versions."""
    access.check_has_role(visit.call.actor, Role.ADMINISTRATOR, Role.DESIGNER)

    def page(tx: Transaction) -> Response:
        found = tx.definitions.page(limit=_MOST).items
        in_force = {each.id for each in tx.definitions.page(latest_only=True, limit=_MOST).items}
        shown = [version_line(each, in_force) for each in found]
        return render(visit.reader, "definitions.html", {"definitions": shown})

    return visit.call.read(page)


@router.get("/admin/definitions/{definition_id}")
def show_definition(visit: Visitor, definition_id: str) -> Response:
    """Show one version of a process, drawn, with what the check finds in it today."""
    access.check_has_role(visit.call.actor, Role.ADMINISTRATOR, Role.DESIGNER)

    def page(tx: Transaction) -> Response:
        found = tx.definitions.get(definition_id)
        context = {
            "definition": DefinitionOut.of(found),
            "diagram": picture(found.xml, found.name),
            "findings": [
                FindingOut.of(one) for one in deployments.check(tx, beginnings.of_definition(found))
            ],
            **versions_of(tx, found),
        }
        return render(visit.reader, "definition.html", context)

    return visit.call.read(page)
