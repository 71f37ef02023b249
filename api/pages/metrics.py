"""The page for Prometheus: counts and latencies, for a token with the scope `metrics`."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.depends import Question
from api.metrics import MEDIA_TYPE
from engine import access

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def show_metrics(request: Request, call: Question) -> Response:
    """Show all figures; administrators and auditors, or programs that act for one."""
    access.check_has_role(call.actor, *access.SEES_ALL)
    state = request.app.state
    return Response(state.metrics.text(state.counts), media_type=MEDIA_TYPE)
