"""The query behind every work list: top rows per principal, united, keyset.

A row per (principal, task) stands in `inbox` in the order of due dates and of creation, so the
first page of anybody's list reads as many rows as it shows, however many tasks are open.
Overseers read `user_task`, which has the same columns. Closed tasks are read there too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine.model import Actor, ParticipantState, TaskState, person
from engine.store.apply.tasks import NEVER
from engine.store.cases import SEES_ALL, addresses_of, has_text, searched, stood_in, within
from engine.store.closing import NOTHING, Closed
from engine.store.paging import Order, behind
from engine.store.pressing import is_soon, pressed, says
from engine.store.tables.participants import participant
from engine.store.tables.work import inbox, process_instance, task_exclusion, user_task

OPEN = frozenset({TaskState.READY, TaskState.CLAIMED})


class Sort(StrEnum):
    """What a work list may be sorted by; a name behind `-` sorts the other way round."""

    DUE = "due"
    CREATED = "created"
    PRIORITY = "priority"
    NAME = "name"
    BUSINESS_KEY = "business_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """Which user tasks; what is None does not filter."""

    mine: bool | None = None
    """True: assigned to the viewer; False: not assigned to him."""
    principals: frozenset[str] | None = None
    """Offered to one of these addresses."""
    unassigned: bool | None = None
    assignee: str | None = None
    states: frozenset[TaskState] = OPEN
    due_from: datetime | None = None
    due_before: datetime | None = None
    overdue: bool | None = None
    without_due: bool | None = None
    priority_from: int | None = None
    priority_to: int | None = None
    """Both ends are included."""
    key: str | None = None
    element_id: str | None = None
    business_key: str | None = None
    project: str | None = None
    instance_id: UUID | None = None
    search: Mapping[str, Any] = field(default_factory=dict)
    """Declared search variables of the case and the values they must have."""
    text: str | None = None
    """Part of the task's name, the case's title, its business key, or a search variable."""
    closed: Closed = NOTHING
    soon: bool | None = None
    """True: four fifths of the time are over, but not all of it."""
    returned: bool | None = None
    """Whether it is done again because the case was returned."""
    urged: bool | None = None
    offered_to: frozenset[str] | None = None
    """Open tasks before any of these addresses, whoever looks: the caller has seen who leads."""
    in_place: bool | None = None
    """True: only what one may do in somebody's place; False: not that; None: both."""
    handled: bool = False
    """Only what the viewer dealt with, or with his own part of: open tasks too, and no others."""
    sort: tuple[str, ...] = (Sort.DUE,)
    """Sort keys, see `Sort`; highest priority first, earliest due first, no due date last."""


def select_ids(
    query: TaskQuery, viewer: Actor, now: datetime, *, cursor: str | None, limit: int
) -> sa.Select[Any]:
    """Select `id` and the sort keys of the tasks a viewer may see, in order."""
    sources = _sources(query, viewer)
    arms = [
        _arm(source, query, _filters(source, query, viewer, now), cursor=cursor, limit=limit)
        for source in sources
    ]
    if len(arms) == 1:
        return arms[0]
    united = sa.union(*(sa.select(arm.subquery()) for arm in arms)).subquery()
    order = _order(query.sort, dict(united.c.items()))
    return sa.select(united).order_by(*order).limit(limit)


def keys_of(sort: Sequence[str]) -> list[str]:
    """Return the columns of a selected row that its cursor is made of."""
    return [*(_COLUMN[name.removeprefix("-")] for name in sort), "id"]


_COLUMN: Mapping[str, str] = {
    Sort.DUE: "due_sort",
    Sort.CREATED: "created_at",
    Sort.PRIORITY: "priority",
    Sort.NAME: "name",
    Sort.BUSINESS_KEY: "business_sort",
}


@dataclass(frozen=True, slots=True)
class _Source:
    """Where rows are read: one principal's part of the inbox, or all tasks."""

    table: sa.Table
    id: sa.Column[Any]
    wanted: tuple[sa.ColumnElement[bool], ...]

    @property
    def columns(self) -> Mapping[str, sa.ColumnElement[Any]]:
        """What is selected and may be sorted by; none of it is ever NULL."""
        table = self.table.c
        return {
            "id": self.id,
            "due_sort": table.due_sort,
            "created_at": table.created_at,
            "priority": table.priority,
            "name": table.name,
            "business_sort": sa.func.coalesce(table.business_key, ""),
        }


def _sources(query: TaskQuery, viewer: Actor) -> list[_Source]:
    sees_all = not SEES_ALL.isdisjoint(viewer.roles)
    if query.offered_to is not None:
        return [_before(query.offered_to)]
    if query.handled:
        return [_Source(user_task, user_task.c.id, (user_task.c.id.in_(_handled(viewer)),))]
    if not query.states <= OPEN:
        return [_closed(query, viewer, sees_all=sees_all)]
    if sees_all and not query.mine and query.principals is None and not query.in_place:
        return [_Source(user_task, user_task.c.id, (user_task.c.is_open,))]
    addresses = {*viewer.principals, person(viewer.id)}
    if query.mine:
        addresses = {person(viewer.id)}
    if query.principals is not None:
        addresses = set(query.principals) if sees_all else addresses & query.principals
    his = tuple(sa.not_(sa.and_(*within(scope))) for scope in viewer.hidden)
    own = [
        _Source(inbox, inbox.c.task_id, (inbox.c.principal == address, *his))
        for address in (() if query.in_place else sorted(addresses))
    ]
    return [*own, *_in_place(query, viewer)] or [_Source(inbox, inbox.c.task_id, (sa.false(),))]


def _before(addresses: frozenset[str]) -> _Source:
    """Return the open tasks that stand before any of these addresses, each once."""
    shown = sa.select(inbox.c.task_id).where(inbox.c.principal.in_(sorted(addresses)))
    return _Source(user_task, user_task.c.id, (user_task.c.is_open, user_task.c.id.in_(shown)))


def _in_place(query: TaskQuery, viewer: Actor) -> list[_Source]:
    """Return what the viewer may do in others' places, unless he asks for less."""
    own = {*viewer.principals, person(viewer.id)}
    narrowed = query.principals is not None and not own <= query.principals
    if query.mine or query.in_place is False or (narrowed and not query.in_place):
        return []
    other = inbox.alias()
    reached = sa.exists().where(other.c.task_id == inbox.c.task_id, other.c.principal.in_(own))
    return [
        _Source(
            inbox,
            inbox.c.task_id,
            (inbox.c.principal == address, sa.not_(reached), *stood_in(place)),
        )
        for place in viewer.stands_in
        for address in addresses_of(place)
    ]


def _closed(query: TaskQuery, viewer: Actor, *, sees_all: bool) -> _Source:
    states = user_task.c.state.in_(sorted(query.states))
    if sees_all and not query.mine:
        return _Source(user_task, user_task.c.id, (states,))
    his = sa.or_(
        user_task.c.ended_by == viewer.id,
        user_task.c.ended_for == viewer.id,
        user_task.c.assignee == viewer.id,
        user_task.c.id.in_(_handled(viewer)),
    )
    return _Source(user_task, user_task.c.id, (states, his))


def _handled(viewer: Actor) -> sa.CompoundSelect[Any]:
    """Select the tasks that somebody completed, or had an item of that he dealt with."""
    his = participant.c.person == viewer.id, participant.c.decided_at.is_not(None)
    dealt = participant.c.state.in_([ParticipantState.DONE, ParticipantState.TRANSFERRED])
    return sa.union_all(
        sa.select(user_task.c.id).where(
            user_task.c.ended_by == viewer.id, user_task.c.state == TaskState.COMPLETED
        ),
        sa.select(user_task.c.id).where(
            user_task.c.ended_for == viewer.id, user_task.c.state == TaskState.COMPLETED
        ),
        sa.select(participant.c.task_id).where(*his, dealt),
    )


def _arm(
    source: _Source,
    query: TaskQuery,
    filters: list[sa.ColumnElement[bool]],
    *,
    cursor: str | None,
    limit: int,
) -> sa.Select[Any]:
    columns = source.columns
    order = _order(query.sort, columns)
    selected = sa.select(*(column.label(name) for name, column in columns.items()))
    selected = selected.where(*source.wanted, *filters).order_by(*order).limit(limit)
    return selected if cursor is None else selected.where(behind(order, cursor))


def _order(sort: Sequence[str], columns: Mapping[str, sa.ColumnElement[Any]]) -> list[Order]:
    order = []
    for name in sort:
        key = name.removeprefix("-")
        column = columns[_COLUMN[key]]
        downwards = (key == Sort.PRIORITY) != name.startswith("-")
        order.append(column.desc() if downwards else column.asc())
    return [*order, columns["id"].asc()]


def _filters(
    source: _Source, query: TaskQuery, viewer: Actor, now: datetime
) -> list[sa.ColumnElement[bool]]:
    table = source.table.c
    equal = {
        table.key: query.key,
        table.element_id: query.element_id,
        table.business_key: query.business_key,
        table.project: query.project,
        table.instance_id: query.instance_id,
    }
    wanted = [column == value for column, value in equal.items() if value is not None]
    wanted += _due(source, query, now)
    if query.priority_from is not None:
        wanted.append(table.priority >= query.priority_from)
    if query.priority_to is not None:
        wanted.append(table.priority <= query.priority_to)
    wanted += _holder(source, query, viewer)
    wanted += pressed(source.id, returned=query.returned, urged=query.urged)
    wanted += searched(query.search, table.instance_id, query.closed)
    if query.text is not None:
        titled = sa.select(process_instance.c.id).where(
            has_text(query.text, process_instance.c.title)
        )
        named = has_text(query.text, table.name, table.business_key)
        told = says(query.text, table.instance_id, query.closed)
        wanted.append(sa.or_(named, table.instance_id.in_(titled), told))
    return wanted


def _due(source: _Source, query: TaskQuery, now: datetime) -> list[sa.ColumnElement[bool]]:
    due = source.table.c.due_sort
    wanted: list[sa.ColumnElement[bool]] = []
    if query.due_from is not None:
        wanted.append(due >= query.due_from)
    if query.due_before is not None:
        wanted.append(due < query.due_before)
    if query.overdue is not None:
        wanted.append(due < now if query.overdue else due >= now)
    if query.soon is not None:
        near = is_soon(due, source.table.c.created_at, now)
        wanted.append(near if query.soon else sa.not_(near))
    if query.without_due is not None:
        wanted.append(due == NEVER if query.without_due else due < NEVER)
    return wanted


def _holder(source: _Source, query: TaskQuery, viewer: Actor) -> list[sa.ColumnElement[bool]]:
    """Say who holds the task; people whom a task excludes do not see it."""
    wanted: list[sa.ColumnElement[bool]] = []
    if source.table is inbox:
        assigned: sa.ColumnElement[bool] = inbox.c.assigned
        his = sa.and_(inbox.c.assigned, inbox.c.principal == person(viewer.id))
    else:
        assigned = user_task.c.assignee.is_not(None)
        his = user_task.c.assignee.is_not_distinct_from(viewer.id)
    if query.mine is not None:
        wanted.append(his if query.mine else sa.not_(his))
    if query.unassigned is not None:
        wanted.append(sa.not_(assigned) if query.unassigned else assigned)
    if query.assignee is not None and source.table is inbox:
        wanted.append(sa.and_(inbox.c.assigned, inbox.c.principal == person(query.assignee)))
    elif query.assignee is not None:
        wanted.append(user_task.c.assignee == query.assignee)
    if SEES_ALL.isdisjoint(viewer.roles):
        excluded = sa.exists().where(
            task_exclusion.c.task_id == source.id, task_exclusion.c.person == viewer.id
        )
        wanted.append(sa.not_(excluded))
    return wanted
