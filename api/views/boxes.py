"""The boxes of the work list: what waits for me, what I may take, what I did and started."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from pydantic import BaseModel, Field

from engine import copies, form_drafts, inbox, user_tasks
from engine.model import Actor, InstanceState, person
from engine.sights import Sight
from engine.store import CaseQuery, Transaction
from engine.store.closing import NOTHING
from engine.store.worklist import OPEN, TaskQuery

CAP: Final = 100
FILTERS: Final[Mapping[str, TaskQuery]] = {
    "soon": TaskQuery(soon=True),
    "late": TaskQuery(overdue=True),
    "returned": TaskQuery(returned=True),
    "urged": TaskQuery(urged=True),
}
"""What a box with open tasks may be narrowed to."""
NARROWED: Final = frozenset({"todo", "pool", "agent", "team"})
"""Boxes with open tasks."""
RUNNING: Final = frozenset({InstanceState.ACTIVE, InstanceState.SUSPENDED})


class BoxOut(BaseModel):
    """One box and what is in it."""

    name: str = Field(
        description="todo, pool, copies, agent, team, unit-cases, done, started, drafts, followed"
        " or notices.",
        examples=["todo"],
    )
    count: int | None = Field(
        description="Counted up to 100; what is not read yet of copies and notices; null where "
        "nothing waits in such a box."
    )


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


def team(tx: Transaction, actor: Actor) -> TaskQuery:
    """Return what the people of the units that this person heads have to do (部门待办)."""
    return TaskQuery(offered_to=user_tasks.team_addresses(tx, by=actor))


def unit_cases(tx: Transaction, actor: Actor, only: str, words: str | None) -> CaseQuery:
    """Return the cases of the units that this person heads and of all below them (部门案件)."""
    return CaseQuery(
        projects=actor.leads,
        states=RUNNING if only == "running" else None,
        text=words,
        closed=Sight.of(tx, actor).closed() if words else NOTHING,
    )


def done() -> TaskQuery:
    """Return what this person did, the newest first: whole tasks, and his part of others."""
    return TaskQuery(handled=True, sort=("-created",))


def query_of(tx: Transaction, actor: Actor, box: str, only: str, words: str | None) -> TaskQuery:
    """Return the query of a box of tasks, narrowed as `only` says, that contains the words."""
    found = {
        "todo": todo,
        "pool": lambda: pool(actor),
        "agent": in_place,
        "team": lambda: team(tx, actor),
        "done": done,
    }[box]()
    narrow = FILTERS.get(only, TaskQuery()) if box in NARROWED else TaskQuery()
    return replace(
        found,
        text=words,
        closed=Sight.of(tx, actor).closed() if words else NOTHING,
        soon=narrow.soon,
        overdue=narrow.overdue,
        returned=narrow.returned,
        urged=narrow.urged,
    )


def counted(tx: Transaction, actor: Actor) -> list[BoxOut]:
    """Return this person's boxes with their counts, in the order in which they are shown."""
    leads = bool(user_tasks.team(tx, by=actor))
    counts: dict[str, int | None] = {
        "todo": tx.tasks.count(todo(), actor, cap=CAP),
        "pool": tx.tasks.count(pool(actor), actor, cap=CAP),
        "copies": copies.unread(tx, by=actor),
        "agent": tx.tasks.count(in_place(), actor, cap=CAP) if actor.stands_in else None,
        "team": tx.tasks.count(team(tx, actor), actor, cap=CAP) if leads else None,
        "unit-cases": None,
        "done": None,
        "started": None,
        "drafts": len(form_drafts.mine(tx, by=actor)),
        "followed": None,
        "notices": inbox.unread(tx, by=actor),
    }
    missing = {"agent": not actor.stands_in, "team": not leads, "unit-cases": not actor.leads}
    return [
        BoxOut(name=name, count=count)
        for name, count in counts.items()
        if not missing.get(name, False)
    ]


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


def short(count: int | None) -> str:
    """Return a count as a badge shows it: up to 99+, empty for none."""
    if not count:
        return ""
    return f"{CAP - 1}+" if count >= CAP else str(count)
