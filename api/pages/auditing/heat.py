"""The heat map as a page."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.responses import Response

from api.pages.auditing import frame
from api.pages.visits import Visit, Visitor
from api.views.auditing.heat import HeatMapOut, heat_of, mean
from engine.auditing.heating import By
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

Words = Annotated[str, Query(max_length=200)]
_MOST: Final = 200


@router.get("/audit/heat")
def show_heat(
    *,
    visit: Visitor,
    version: Words = "",
    by: By = "count",
    since: Words = "",
    until: Words = "",
    project: Words = "",
) -> Response:
    """Show how often and how long the steps of a version are visited."""
    frame.check(visit)
    asked = {
        "version": version,
        "by": by,
        "since": since,
        "until": until,
        "project": project,
    }
    return visit.call.read(lambda tx: _page(tx, visit, asked, by))


def _page(tx: Transaction, visit: Visit, asked: dict[str, str], by: By) -> Response:
    versions = tx.definitions.page(limit=_MOST).items
    chosen = asked["version"] or next((each.id for each in versions), "")
    told = _told(tx, visit, asked, chosen, by) if chosen else None
    context: dict[str, Any] = {
        "asked": {**asked, "version": chosen},
        "versions": [(each.id, f"{each.name} v{each.version}") for each in versions],
        "projects": frame.projects(tx.people.organisation()),
        "elements": _elements(told, visit) if told else [],
        "diagram": Markup(told.diagram) if told else "",  # noqa: S704 - drawn by us, texts escaped
    }
    return frame.page(visit, "auditing/heat.html", context)


def _told(tx: Transaction, visit: Visit, asked: dict[str, str], version: str, by: By) -> HeatMapOut:
    return heat_of(
        tx,
        version,
        by=by,
        since=asked["since"],
        until=asked["until"],
        project=asked["project"],
        reader=visit.call.actor,
        language=visit.reader.language,
    )


def _elements(told: HeatMapOut, visit: Visit) -> list[dict[str, Any]]:
    """Return the steps, the warmest first."""
    return [
        {
            "name": one.name,
            "tasks": one.tasks,
            "open": one.open,
            "mean": mean(one.mean_seconds, visit.reader.language) if one.mean_seconds else "",
        }
        for one in sorted(told.elements, key=lambda one: one.shade, reverse=True)
    ]
