"""Hand-over (离职交接、交接班): what goes from one person to another, and signing its list."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.depends import Reply
from api.pages.clock import local
from api.pages.common import colleagues
from api.pages.rendering import address, render
from api.pages.visits import Form, Visit, Visitor, Where, new_key, see
from api.views.handovers import carried_out
from engine import handovers
from engine.errors import Invalid
from engine.model import Role
from engine.store import Handover, Transaction

router = APIRouter(include_in_schema=False, prefix="/handovers")

_BEGIN: Final = {"leaving": handovers.begin, "shift": handovers.begin_shift}


@router.get("")
def show(visit: Visitor, person: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Show the newest lists and the forms; overseers see beforehand what is somebody's."""
    return visit.call.read(partial(_page, visit, person))


@router.post("")
def begin(visit: Visitor, posted: Form) -> Response:
    """Hand over all that is somebody's, or what he has claimed, thing by thing."""
    verb = _BEGIN.get(posted.text("kind"))
    if verb is None:
        raise Invalid("say which kind of hand-over", zh="请选择交接类型")
    actor, reason = visit.call.actor, posted.text("reason")
    person, successor = posted.text("person") or actor.id, posted.text("successor")

    def started(tx: Transaction) -> Handover:
        return verb(tx, person, to=successor, by=actor, reason=reason)

    def work() -> Reply:
        made = carried_out(visit.call, started)
        return Reply(body=Where(path=f"/handovers/{made.id}"))

    answer = visit.keyed(posted.text("once")).change_many(dict(posted.texts), work)
    return see(Where.model_validate_json(bytes(answer.body)).path)


@router.get("/{handover_id}")
def show_one(visit: Visitor, handover_id: UUID) -> Response:
    """Show a list with what became of each thing."""
    return visit.call.read(partial(_list, visit, handover_id))


@router.post("/{handover_id}/signature")
def sign(visit: Visitor, handover_id: UUID, _posted: Form) -> Response:
    """Sign a list as the one who hands over or takes over."""
    visit.call.store.run(lambda tx: handovers.sign(tx, handover_id, by=visit.call.actor))
    return see(address(f"/handovers/{handover_id}", {"said": "kept"}))


def _page(visit: Visit, person: str, tx: Transaction) -> Response:
    me = visit.call.actor
    people = colleagues(tx)
    context = {
        "handovers": [_shown(each) for each in handovers.newest(tx, by=me)],
        "people": people,
        "administers": me.has(Role.ADMINISTRATOR),
        "person": person,
        "things": handovers.list_of(tx, person, by=me) if person else (),
        "once": new_key(),
    }
    return render(visit.reader, "handovers.html", context)


def _list(visit: Visit, handover_id: UUID, tx: Transaction) -> Response:
    me, found = visit.call.actor.id, handovers.get(tx, handover_id, by=visit.call.actor)
    gone = found.kind == handovers.LEAVING and me == found.created_by
    waits = (me == found.successor and found.signed_by_successor is None) or (
        (me == found.person or gone) and found.signed_by_person is None
    )
    context = {"handover": _shown(found), "things": found.items, "may_sign": waits}
    return render(visit.reader, "handover.html", context)


def _shown(found: Handover) -> dict[str, object]:
    return {
        "id": found.id,
        "kind": found.kind,
        "person": found.person_name,
        "successor": found.successor_name,
        "reason": found.reason,
        "by": found.created_by_name,
        "at": local(found.created_at),
        "person_signed": local(found.signed_by_person),
        "successor_signed": local(found.signed_by_successor),
    }
