"""Events of what people are urged to do and given to read, and which events are announced."""

from typing import Any

from engine.model import events
from engine.model.events import Event
from engine.store.fold import Appliers, Fold
from engine.store.tables.copies import copy
from engine.store.tables.outbox import announcement
from engine.telling import TOLD


def announce(fold: Fold, event: Event) -> None:
    """Note that an event is to be told; what is built again from the history is not told again."""
    if type(event) in TOLD:
        row = {"instance_id": fold.instance_id, "seq": fold.seq, "at": fold.at}
        fold.changes.put(announcement, row)


def _urged(fold: Fold, event: events.UserTaskUrged) -> None:
    urges = fold.task(event.task_id)["urges"] + 1
    fold.change_task(event.task_id, urges=urges, urged_at=fold.at)


def _copied(fold: Fold, event: events.CaseCopied) -> None:
    for who, name in event.people.items():
        row: dict[str, Any] = {
            "id": event.copy_id,
            "person": who,
            "name": name,
            "instance_id": fold.instance_id,
            "task_id": event.task_id,
            "element_id": event.element_id,
            "via": event.via,
            "confirm": event.confirm,
            "text": event.text,
            "sent_by": fold.actor,
            "sent_by_name": fold.actor_name,
            "sent_at": fold.at,
            "read_at": None,
            "confirmed_at": None,
            "signature": {},
        }
        fold.changes.put(copy, row)
    involved = fold.task(event.task_id)["involved"]
    people = list(dict.fromkeys([*involved, *sorted(event.people)]))
    fold.change_task(event.task_id, involved=people)


def _read(fold: Fold, event: events.CopyRead) -> None:
    fold.changes.patch(copy, (event.copy_id, fold.actor), {"read_at": fold.at})


def _confirmed(fold: Fold, event: events.CopyConfirmed) -> None:
    values = {"confirmed_at": fold.at, "signature": dict(event.signature)}
    fold.changes.patch(copy, (event.copy_id, fold.actor), values)


APPLIERS: Appliers = {
    events.UserTaskUrged: _urged,
    events.CaseCopied: _copied,
    events.CopyRead: _read,
    events.CopyConfirmed: _confirmed,
}
