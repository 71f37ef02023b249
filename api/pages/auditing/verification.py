"""The check of the record with one click: stretch by stretch, saying how far it is."""

from typing import Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from api.language import text
from api.pages.auditing import frame
from api.pages.visits import Form, Posted, Visit, Visitor
from engine.auditing import verifying
from engine.auditing.verifying import Progress, Stretch
from engine.errors import Invalid, NotFound
from engine.history import Broken
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_STRETCHES: Final = 10  # of one request: a small record is checked by a single click
_SHOWN: Final = 50  # findings; the first one is what counts
_WHOLE: Final = "the whole record"


@router.get("/audit/verification")
def show_verification(visit: Visitor) -> Response:
    """Offer to check the whole record."""
    frame.check(visit)
    actor = visit.call.actor
    count = visit.call.read(lambda tx: verifying.total(tx, by=actor))
    return _page(visit, Progress(), [], count, begun=False)


@router.post("/audit/verification/stretch")
def check_on(visit: Visitor, posted: Form) -> Response:
    """Check the next stretches, and offer to go on where there are more."""
    frame.check(visit)
    actor, progress, said = visit.call.actor, _progress(posted), _said(posted)
    count = visit.call.read(lambda tx: verifying.total(tx, by=actor))
    for _ in range(_STRETCHES):
        if progress.done:
            break
        found = visit.call.read(
            lambda tx, at=progress: _stretch(tx, visit, at)  # type: ignore[misc]  # mypy infers no lambda default
        )
        progress, said = found[0].progress, [*said, *found[1]][:_SHOWN]
    if progress.done:
        visit.call.store.run(
            lambda tx: verifying.note(tx, by=actor, about=_WHOLE, findings=len(said))
        )
    return _page(visit, progress, said, count, begun=True)


def _stretch(tx: Transaction, visit: Visit, progress: Progress) -> tuple[Stretch, list[str]]:
    language = visit.reader.language
    found = verifying.stretch(tx, progress, by=visit.call.actor)
    flaws = (text(language, "audit.flaw", place=f.place, reason=f.reason) for f in found.flaws)
    return found, [*(_sentence(tx, visit, each) for each in found.findings), *flaws]


def _sentence(tx: Transaction, visit: Visit, broken: Broken) -> str:
    try:
        case = tx.cases.get(broken.instance_id)
        number = case.business_key or case.process_name
    except NotFound:
        number = str(broken.instance_id)
    return text(
        visit.reader.language,
        "audit.finding",
        number=number,
        seq=broken.seq,
        reason=broken.reason,
    )


def _page(
    visit: Visit, progress: Progress, said: list[str], count: int, *, begun: bool
) -> Response:
    context: dict[str, Any] = {
        "progress": progress,
        "said": said,
        "kept": orjson.dumps(said).decode(),
        "count": count,
        "begun": begun,
    }
    return frame.page(visit, "auditing/verification.html", context)


def _progress(posted: Posted) -> Progress:
    """Read how far the check is, as the page before has said; raises Invalid for anything else."""
    part = posted.text("part") or "cases"
    try:
        after = UUID(posted.text("after")) if posted.text("after") else Progress().after
        checked = int(posted.text("checked") or 0)
    except ValueError as error:
        raise Invalid("this is not how far a check was") from error
    if part not in {"cases", "orphans", "gone", "tree"}:
        raise Invalid(f"{part!r} is no part of a check")
    return Progress(part=part, after=after, checked=checked)  # type: ignore[arg-type]  # checked above


def _said(posted: Posted) -> list[str]:
    """Read what was found so far."""
    try:
        kept = orjson.loads(posted.text("said") or "[]")
    except orjson.JSONDecodeError as error:
        raise Invalid("this is not what a check has found") from error
    return [str(each) for each in kept][:_SHOWN] if isinstance(kept, list) else []
