"""The overview: how the whole stands now, for whoever looks after it."""

from fastapi import APIRouter

from api.depends import Question
from api.problems import documented
from api.views.overviews import OverviewOut
from engine import overviews
from engine.errors import NotPermitted

router = APIRouter(prefix="/overview", tags=["overview"])


@router.get("", responses=documented(NotPermitted))
def get_overview(call: Question) -> OverviewOut:
    """Count open cases, tasks, incidents, jobs and deliveries (administrators, auditors)."""
    return OverviewOut.of(call.read(lambda tx: overviews.overview(tx, by=call.actor)))
