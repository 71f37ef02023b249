"""What may be done with a case from its page: ended before its end, stopped, urged, followed."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.depends import Reply
from api.language import Language, text
from api.pages.rendering import address
from api.pages.visits import Form, Posted, Visitor, see
from api.views import diagrams
from engine import endings, inbox, instances, messages, restarts, user_tasks
from engine.errors import Conflict, Invalid
from engine.model import Actor, InstanceState, ProcessInstance, Role
from engine.participation import parse
from engine.store import Transaction
from engine.user_tasks.situation import urged_lately

router = APIRouter(include_in_schema=False)

Act = Callable[[Transaction, UUID, Actor, Posted], object]
_HEARD: Final = "heard:"
"""Before the id of the event whose message came."""


@router.post("/cases/{instance_id}/operations/{name}")
def operate(visit: Visitor, instance_id: UUID, name: str, posted: Form) -> Response:
    """Carry out one operation on a case and show the case again."""
    act = partial(_heard, name.removeprefix(_HEARD)) if name.startswith(_HEARD) else _ACTS.get(name)
    if act is None:
        raise Invalid(f"no operation {name!r} on a case")

    def work(tx: Transaction) -> Reply:
        act(tx, instance_id, visit.call.actor, posted)
        return Reply(body=None)

    visit.keyed(posted.text("once")).once([name, dict(posted.texts)], work)
    return see(address(f"/cases/{instance_id}", {"said": "operated"}))


def offered(
    tx: Transaction, instance: ProcessInstance, actor: Actor, language: Language
) -> list[dict[str, Any]]:
    """Return what this person may do with the case now, with what its small form asks for."""
    found = [
        {
            "name": each.operation.name,
            "label": each.operation.zh if language == "zh" else each.operation.en,
            "asks": "consent" if each.operation.name == "consent" else "reason",
        }
        for each in endings.operations(tx, instance.id, by=actor)
        if each.refusal is None and each.operation.name in _ACTS
        if each.operation.name != "restart" or restarts.may(tx, instance.id, by=actor)
    ]
    if any(each["name"] == "cancellation" for each in found) and _undoes(tx, instance, actor):
        label = text(language, "case.undoing")
        found.insert(1, {"name": "undoing", "label": label, "asks": "reason"})
    found = [*_awaited(tx, instance, actor, language), *found]
    stop = {InstanceState.ACTIVE: "suspension", InstanceState.SUSPENDED: "resumption"}
    if actor.has(Role.ADMINISTRATOR) and instance.state in stop:
        name = stop[instance.state]
        label = text(language, f"case.{name}")
        found.append({"name": name, "label": label, "asks": "reason"})
    if any(task.is_open for task in tx.tasks.of(instance.id)):
        found.append({"name": "urging", "label": text(language, "task.urge"), "asks": "text"})
    follows = inbox.follows(tx, instance.id, by=actor)
    name = "unfollowing" if follows else "following"
    return [*found, {"name": name, "label": text(language, f"case.{name}"), "asks": ""}]


def _awaited(
    tx: Transaction, instance: ProcessInstance, actor: Actor, language: Language
) -> list[dict[str, Any]]:
    """Return the messages from outside that this person may write down."""
    return [
        {
            "name": f"{_HEARD}{each.element.id}",
            "label": text(language, "case.heard", name=diagrams.name_of(each.element, language)),
            "asks": "note",
        }
        for each in messages.awaited(tx, instance.id, by=actor)
    ]


def _undoes(tx: Transaction, instance: ProcessInstance, actor: Actor) -> bool:
    """Whether it is for whoever cancels to say what becomes of what was completed."""
    try:
        found = endings.preview(tx, instance.id, by=actor)
    except Conflict:  # the process itself is undoing something
        return False
    return found.rule == "asked" and bool(found.undone)


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
