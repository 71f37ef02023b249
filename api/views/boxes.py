"""The boxes of the work list: what waits for me, what I may take, what I did and started."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from engine.model import Actor, person
from engine.store import Transaction
from engine.store.worklist import OPEN, TaskQuery

CAP: Final = 100


def todo() -> TaskQuery:
    """Return what is this person's own to do."""
    return TaskQuery(mine=True, states=OPEN)


def pool(actor: Actor) -> TaskQuery:
    """Return what this person may take, and nobody has taken."""
    mine = actor.principals | {person(actor.id)}
    return TaskQuery(unassigned=True, in_place=False, principals=mine)


def in_place() -> TaskQuery:
    """Return what this person may do in the places of others (代理待办)."""
    return TaskQuery(in_place=True)


def done() -> TaskQuery:
    """Return what this person did, the newest first: whole tasks, and his part of others."""
    return TaskQuery(handled=True, sort=("-created",))


def counts(tx: Transaction, actor: Actor) -> dict[str, str]:
    """Return the counts that the menu shows, up to 99+; empty for none."""
    return {
        "todo": _short(tx.tasks.count(todo(), actor, cap=CAP)),
        "pool": _short(tx.tasks.count(pool(actor), actor, cap=CAP)),
        "agent": _short(tx.tasks.count(in_place(), actor, cap=CAP)) if actor.stands_in else "",
    }


def next_of(tx: Transaction, actor: Actor, instance_id: UUID) -> UUID | None:
    """Return the id of the task to open next: of this case before any other of mine."""
    own = first_of(tx, actor, instance_id)
    if own is not None:
        return own
    page = tx.tasks.page(todo(), actor, limit=1)
    return page.items[0].id if page.items else None


def first_of(tx: Transaction, actor: Actor, instance_id: UUID) -> UUID | None:
    """Return the id of a task of this case that the actor has or may take."""
    for query in (todo(), pool(actor), *([in_place()] if actor.stands_in else [])):
        page = tx.tasks.page(replace(query, instance_id=instance_id), actor, limit=1)
        if page.items:
            return page.items[0].id
    return None


def _short(count: int) -> str:
    if not count:
        return ""
    return f"{CAP - 1}+" if count >= CAP else str(count)
