"""Events of the people layer: the items of a group, in whose work lists the task stands, asking."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from engine.model import ParticipantState, events, person
from engine.store.apply.tasks import offer, shown_of
from engine.store.fold import Appliers, Fold
from engine.store.tables.participants import consultation, participant


def _changed(fold: Fold, event: events.ParticipantsChanged) -> None:
    known = {item["id"] for item in event.before}
    people = []
    for item in event.after:
        if item["id"] in known:
            _patch(fold, event.task_id, dict(item))
        else:
            _put(fold, event.task_id, dict(item))
        people.append(item.get("person"))
    task = fold.task(event.task_id)
    before = shown_of(task)
    fold.change_task(
        event.task_id,
        grouped=True,
        involved=_with(task["involved"], people),
        tally=dict(event.tally),
    )
    if event.open is None:
        gone = set(map(person, event.left))
        stay = [each for each in task["principals"] if each not in gone]
        offer(fold, event.task_id, [*stay, *map(person, event.joined)], None, before=before)
    else:
        alone = next(iter(event.open.items())) if len(event.open) == 1 else None
        offer(fold, event.task_id, map(person, event.open), alone, before=before)


def _put(fold: Fold, task_id: UUID, item: dict[str, Any]) -> None:
    row = {
        "task_id": task_id,
        "instance_id": fold.instance_id,
        **item,
        "created_at": fold.at,
        "decided_at": fold.at if ParticipantState(item["state"]).is_over else None,
    }
    fold.changes.put(participant, row)


def _patch(fold: Fold, task_id: UUID, item: dict[str, Any]) -> None:
    key = (task_id, item.pop("id"))
    if "state" in item:
        over = ParticipantState(item["state"]).is_over
        item["decided_at"] = fold.at if over else None
    fold.changes.patch(participant, key, item)


def _with(involved: list[str], people: Iterable[str | None]) -> list[str]:
    new = dict.fromkeys(each for each in people if each)
    return [*involved, *(each for each in new if each not in involved)]


def _asked(fold: Fold, event: events.ConsultationAsked) -> None:
    for who, name in event.people.items():
        row = {
            "id": event.consultation_id,
            "person": who,
            "name": name,
            "instance_id": fold.instance_id,
            "task_id": event.task_id,
            "asked_by": fold.actor,
            "asked_by_name": fold.actor_name,
            "question": event.text,
            "asked_at": fold.at,
            "answer": "",
            "answered_at": None,
        }
        fold.changes.put(consultation, row)
    involved = _with(fold.task(event.task_id)["involved"], sorted(event.people))
    fold.change_task(event.task_id, involved=involved)


def _answered(fold: Fold, event: events.ConsultationAnswered) -> None:
    key = (event.consultation_id, fold.actor)
    fold.changes.patch(consultation, key, {"answer": event.text, "answered_at": fold.at})


APPLIERS: Appliers = {
    events.ParticipantsChanged: _changed,
    events.ConsultationAsked: _asked,
    events.ConsultationAnswered: _answered,
}
