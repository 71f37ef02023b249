"""Taking data along from the auditor's pages."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from api.pages.auditing import frame
from api.pages.auditing.case import changed_field, step_times, told_act
from api.pages.clock import local
from api.pages.common import unit_name
from api.pages.rendering import render
from api.pages.visits import Form, Visit, Visitor
from api.views import paper
from api.views.auditing.dossier import zipped
from api.views.auditing.exports import ExportFile, export
from api.views.auditing.replay import at_moment
from api.views.auditing.story import CaseRecord, story
from api.views.auditing.taking import taken
from engine.errors import Invalid, Unavailable
from engine.store import Transaction

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
    if kind == "pdf" and not paper.available():
        raise Unavailable("no PDF here: Pango is missing", zh="本机不能生成 PDF，请用浏览器打印")
    about = {"instance_id": str(instance_id)}

    def make(tx: Transaction) -> ExportFile:
        written = _paper(tx, visit, instance_id) if paper.available() else b""
        if kind == "pdf":
            name = tx.cases.get(instance_id).business_key or str(instance_id)
            return ExportFile(
                name=f"{name}.pdf", media_type="application/pdf", content=written, count=1
            )
        return zipped(
            tx, instance_id, by=visit.call.actor, language=visit.reader.language, paper=written
        )

    return taken(visit.call, about, make)


def _paper(tx: Transaction, visit: Visit, instance_id: UUID) -> bytes:
    language = visit.reader.language
    record = CaseRecord.of(tx, instance_id, visit.call.actor)
    told, case = story(record, language), record.instance
    last = at_moment(tx, record, record.rows[-1].seq)
    context: dict[str, Any] = {
        "case": case,
        "project": unit_name(tx.people.organisation(), case.project),
        "started": local(case.started_at),
        "ended": local(case.ended_at),
        "diagram": Markup(last.diagram),  # noqa: S704 - drawn by us, every text escaped
        "steps": [step_times(step, language) for step in told.steps],
        "acts": [told_act(act, language) for act in told.acts],
        "changes": [changed_field(each) for each in told.changes],
        "made": local(tx.now),
    }
    page = render(visit.reader, "auditing/dossier.html", context)
    return paper.pdf(bytes(page.body).decode(), {})
