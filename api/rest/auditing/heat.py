"""The heat map of a version."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.depends import OVERSEERS, Question
from api.problems import documented
from api.views.auditing.heat import HeatMapOut, heat_of
from engine.auditing.heating import By
from engine.errors import Invalid, NotFound, NotPermitted

router = APIRouter(prefix="/audit", tags=["audit"])

Day = Annotated[str, Query(max_length=10, description="A day in the company's zone.")]


@router.get(
    "/heat",
    responses=documented(NotFound, NotPermitted, Invalid),
    dependencies=[OVERSEERS],
)
def show_heat(
    *,
    call: Question,
    definition_id: Annotated[str, Query(max_length=200, examples=["complaint-handling:1"])],
    by: By = "count",
    since: Day = "",
    until: Day = "",
    project: Annotated[str, Query(max_length=200)] = "",
) -> HeatMapOut:
    """Show how often and how long the steps of a version are visited (overseers)."""
    return call.read(
        lambda tx: heat_of(
            tx,
            definition_id,
            by=by,
            since=since,
            until=until,
            project=project,
            reader=call.actor,
            language=call.language,
        )
    )
