"""What its page offers to be done with a case, to this person now."""

from typing import Any, Final

from api.language import Language, text
from api.views import diagrams
from engine import endings, inbox, messages, restarts
from engine.errors import Conflict
from engine.model import Actor, InstanceState, ProcessInstance, Role
from engine.store import Transaction

HEARD: Final = "heard:"
"""Before the id of the event whose message came."""


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
        if each.refusal is None
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
            "name": f"{HEARD}{each.element.id}",
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
