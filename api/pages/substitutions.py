"""Substitution (代理设置): who acts in one's place, and in whose place one acts."""

from datetime import datetime
from functools import partial
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.pages.clock import local
from api.pages.common import colleagues
from api.pages.rendering import address, render
from api.pages.visits import Form, Posted, Visit, Visitor, new_key, see
from api.views.fields import ZONE
from engine import substitutions
from engine.errors import Invalid
from engine.model.substitutions import Substitution
from engine.participation import refused
from engine.store import Transaction

router = APIRouter(include_in_schema=False, prefix="/substitutions")


@router.get("")
def show(visit: Visitor) -> Response:
    """Show one's substitutions, and the form for a new one."""
    return visit.call.read(partial(_page, visit))


@router.post("")
def create(visit: Visitor, posted: Form) -> Response:
    """Let somebody act in one's place for a while."""
    actor = visit.call.actor
    terms = substitutions.Terms(
        principal=actor.id,
        agent=posted.text("agent"),
        begins=_time(posted, "begins"),
        ends=_time(posted, "ends"),
        processes=tuple(filter(None, posted.texts.get("processes", []))),
        alone=posted.text("alone") == "true",
        existing=posted.text("existing") == "true",
        reason=posted.text("reason"),
    )

    def work(tx: Transaction) -> Reply:
        substitutions.create(tx, terms, by=actor)
        return Reply(body=None)

    visit.keyed(posted.text("once")).once(dict(posted.texts), work)
    return see(address("/substitutions", {"said": "kept"}))


@router.post("/{substitution_id}/end")
def end(visit: Visitor, substitution_id: UUID, _posted: Form) -> Response:
    """End a substitution now."""
    actor = visit.call.actor
    visit.call.store.run(lambda tx: substitutions.end(tx, substitution_id, by=actor))
    return see(address("/substitutions", {"said": "kept"}))


def _page(visit: Visit, tx: Transaction) -> Response:
    me = visit.call.actor
    organisation = tx.people.organisation()
    processes = tx.definitions.page(latest_only=True, limit=200).items
    names = {each.key: each.name for each in processes}
    people = {each.id: each.name for each in organisation.people.values()}
    context = {
        "substitutions": [
            _shown(each, names, people, tx.now) for each in substitutions.mine(tx, by=me)
        ],
        "people": [each for each in colleagues(tx) if each.id != me.id],
        "processes": names,
        "begins": tx.now.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M"),
        "once": new_key(),
    }
    return render(visit.reader, "substitutions.html", context)


def _shown(
    found: Substitution, names: dict[str, str], people: dict[str, str], now: datetime
) -> dict[str, object]:
    return {
        "id": found.id,
        "principal": people.get(found.principal, found.principal),
        "agent": people.get(found.agent, found.agent),
        "begins": local(found.begins),
        "ends": local(found.ended_at or found.ends),
        "processes": [names.get(each, each) for each in found.processes],
        "reason": found.reason,
        "state": "now" if found.in_force(now) else "later" if _is_ahead(found, now) else "over",
    }


def _is_ahead(found: Substitution, now: datetime) -> bool:
    return found.ended_at is None and found.begins > now


def _time(posted: Posted, name: str) -> datetime:
    """Read a time as a browser sends it, in the company's zone; raises Invalid for none."""
    try:
        at = datetime.fromisoformat(posted.text(name))
    except ValueError:
        said = f"{name} is no time: {posted.text(name)!r}"
        raise refused(Invalid, said, "请填写开始和结束时间") from None
    return at if at.tzinfo else at.replace(tzinfo=ZONE)
