"""What all pages of auditors have: who may open them, and the way from one to another."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from api.language import Language, text
from api.pages.rendering import Link, render
from api.pages.visits import Visit
from engine import access
from engine.model.organisation import Organisation
from engine.store import Transaction

_MOST: Final = 200  # processes to choose from
_PARTS: Final = {
    "/audit": "audit.cases",
    "/audit/log": "audit.log",
    "/audit/deviations": "audit.deviations",
    "/audit/heat": "audit.heat",
    "/audit/verification": "audit.verification",
}


def check(visit: Visit) -> None:
    """Raise NotPermitted unless the visitor oversees all cases."""
    access.check_has_role(visit.call.actor, *access.SEES_ALL)


def page(visit: Visit, template: str, context: Mapping[str, Any]) -> Response:
    """Render a page of auditors with the way to the others."""
    here = visit.reader.request.url.path
    parts = [
        Link(href=href, text=text(visit.reader.language, key), here=href == here)
        for href, key in _PARTS.items()
    ]
    return render(visit.reader, template, {"parts": parts, **context})


def processes(tx: Transaction) -> list[tuple[str, str]]:
    """Return key and name of each process, to choose from."""
    page = tx.definitions.page(latest_only=True, limit=_MOST)
    return [(each.key, each.name) for each in page.items]


def projects(organisation: Organisation) -> list[tuple[str, str]]:
    """Return code and name of each project, to choose from."""
    found = (unit for unit in organisation.units.values() if unit.type == "project")
    return sorted((unit.code, unit.name) for unit in found)


def states(language: Language, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the states of a case with their names, to choose from."""
    return [(name, text(language, f"case-state.{name}")) for name in names]
