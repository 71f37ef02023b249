"""What may be done with a case from its page: ended before its end, stopped, urged, followed."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.pages.cases import case_page
from api.pages.offering import HEARD
from api.pages.problems import Again
from api.pages.rendering import address
from api.pages.visits import Form, Posted, Visit, Visitor, see
from engine import endings, inbox, instances, messages, restarts, user_tasks
from engine.errors import Conflict, Invalid, NotPermitted
from engine.model import Actor
from engine.participation import parse
from engine.store import Transaction
from engine.user_tasks.situation import urged_lately

router = APIRouter(include_in_schema=False)

Act = Callable[[Transaction, UUID, Actor, Posted], object]


@router.post("/cases/{instance_id}/operations/{name}")
def operate(visit: Visitor, instance_id: UUID, name: str, posted: Form) -> Response:
    """Carry out one operation on a case and show the case again."""
    act = partial(_heard, name.removeprefix(HEARD)) if name.startswith(HEARD) else _ACTS.get(name)
    if act is None:
        raise Invalid(f"no operation {name!r} on a case")

    def work(tx: Transaction) -> Reply:
        act(tx, instance_id, visit.call.actor, posted)
        return Reply(body=None)

    try:
        visit.keyed(posted.text("once")).once([name, dict(posted.texts)], work)
    except (Conflict, Invalid, NotPermitted) as error:
        return _refused(visit, instance_id, Again(name=name, posted=posted, error=error))
    return see(address(f"/cases/{instance_id}", {"said": "operated"}))


def _refused(visit: Visit, instance_id: UUID, again: Again) -> Response:
    """Show the case again with why not."""
    return visit.call.read(lambda tx: case_page(tx, visit, instance_id, again=again))


def _ended(
    verb: Callable[..., object], tx: Transaction, case: UUID, actor: Actor, posted: Posted
) -> object:
    return verb(tx, case, by=actor, reason=posted.text("gj-reason"))


def _consent(tx: Transaction, case: UUID, actor: Actor, posted: Posted) -> object:
    answer = posted.text("gj-agreed")
    if answer not in {"yes", "no"}:
        raise Invalid("say whether you agree")
    reason = posted.text("gj-reason")
    return endings.answer(tx, case, by=actor, agreed=answer == "yes", reason=reason)


def _heard(element_id: str, tx: Transaction, case: UUID, actor: Actor, posted: Posted) -> object:
    note = posted.text("gj-reason")
    return messages.write_down(tx, case, element_id, by=actor, note=note)


def _urge(tx: Transaction, case: UUID, actor: Actor, posted: Posted) -> object:
    """Urge whoever has any of the case's open tasks; those urged a while ago are left out."""
    said = posted.text("gj-reason")
    open_ = [task for task in tx.tasks.of(case) if task.is_open]
    fresh = [each for each in open_ if not urged_lately(each, parse(each.settings), tx.now)]
    for task in fresh or open_[:1]:
        user_tasks.urge(tx, task.id, by=actor, text=said)
    return fresh


def _follow(tx: Transaction, case: UUID, actor: Actor, _posted: Posted) -> object:
    inbox.follow(tx, case, by=actor)
    return case


def _unfollow(tx: Transaction, case: UUID, actor: Actor, _posted: Posted) -> object:
    inbox.unfollow(tx, case, by=actor)
    return case


_ACTS: Final[Mapping[str, Act]] = {
    "cancellation": partial(_ended, endings.cancel),
    "undoing": partial(_ended, partial(endings.cancel, completed="undo")),
    "voiding": partial(_ended, endings.void),
    "suspension": partial(_ended, instances.suspend),
    "resumption": partial(_ended, instances.resume),
    "restart": partial(_ended, restarts.restart),
    "consent": _consent,
    "urging": _urge,
    "following": _follow,
    "unfollowing": _unfollow,
}
