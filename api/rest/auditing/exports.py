"""Taking data along: lists, event logs, the dossier of a case; each is on the operation log."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from api.depends import OVERSEERS, Question
from api.problems import documented
from api.rest.bodies import Body
from api.views.auditing.dossier import printed, zipped
from api.views.auditing.exports import export
from api.views.auditing.taking import taken
from engine.errors import CannotPrint, Conflict, Invalid, NotFound, NotPermitted

router = APIRouter(prefix="/audit", tags=["audit"])


class ExportIn(Body):
    """What is taken along."""

    kind: str = Field(
        max_length=40,
        description="cases, log, deviations, each .csv or .xlsx; events.xes, events.ocel.json.",
        examples=["cases.csv", "events.xes"],
    )
    filter: dict[str, str] = Field(
        default_factory=dict,
        description="As the list of the same name takes them.",
        examples=[{"project": "HY01", "since": "2026-01-01"}],
    )


@router.post(
    "/exports",
    responses=documented(Invalid, NotPermitted),
    response_class=Response,
    dependencies=[OVERSEERS],
)
def export_list(call: Question, body: ExportIn) -> Response:
    """Export a list or an event log (overseers); the answer is the file."""
    about = {"filter": body.filter}
    return taken(
        call,
        about,
        lambda tx: export(tx, body.kind, body.filter, by=call.actor, language=call.language),
    )


@router.post(
    "/cases/{instance_id}/dossier",
    responses=documented(NotFound, NotPermitted, Conflict),
    response_class=Response,
)
def export_dossier(call: Question, instance_id: UUID) -> Response:
    """Export a case as a ZIP that verifies off-line, with its attachments (overseers).

    Rows with marked data come `masked`, without payload and salt, unless the case was disclosed.
    """
    about = {"instance_id": str(instance_id)}
    return taken(
        call, about, lambda tx: zipped(tx, instance_id, by=call.actor, language=call.language)
    )


@router.post(
    "/cases/{instance_id}/dossier.pdf",
    responses=documented(NotFound, NotPermitted, CannotPrint),
    response_class=Response,
)
def print_dossier(call: Question, instance_id: UUID) -> Response:
    """Export a case on paper (overseers); 501 says why where the server can make no PDF."""
    about = {"instance_id": str(instance_id)}
    return taken(
        call, about, lambda tx: printed(tx, instance_id, by=call.actor, language=call.language)
    )
