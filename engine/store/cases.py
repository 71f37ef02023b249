"""Cases: locking one, reading them, and recording what happened to one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import marks
from engine.errors import NotFound
from engine.model import (
    Actor,
    Case,
    InstanceState,
    Job,
    ProcessInstance,
    Role,
    UserTask,
    instance_id_of,
    person,
)
from engine.model.events import Event
from engine.model.substitutions import Scope, StandIn
from engine.store.apply.cases import search_text
from engine.store.closing import NOTHING, Closed
from engine.store.paging import Page, after, page_of
from engine.store.pressing import says
from engine.store.recording import Receipt, rebuild_case, record_events
from engine.store.rows import case_of, instance_of, job_of, task_of
from engine.store.session import Session, values_of
from engine.store.statement import Row, Statement
from engine.store.subscriptions import Subscription, subscription_of
from engine.store.tables.copies import copy
from engine.store.tables.participants import consultation, participant
from engine.store.tables.work import (
    inbox,
    process_instance,
    search_value,
    task_exclusion,
    user_task,
)
from engine.store.trail import History
from engine.store.uuid7 import new_instance_id

SEES_ALL = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})

COLUMNS = [c for c in process_instance.columns if c.name != "snapshot"]
"""Of a case, without the state that the interpreter goes on from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """Which cases; what is None does not filter."""

    states: frozenset[InstanceState] | None = None
    key: str | None = None
    version: int | None = None
    business_key: str | None = None
    project: str | None = None
    projects: frozenset[str] | None = None
    """Units, any of which the case lies in."""
    initiator: str | None = None
    parent_id: UUID | None = None
    root_id: UUID | None = None
    with_incidents: bool | None = None
    started_from: datetime | None = None
    started_before: datetime | None = None
    search: Mapping[str, Any] = field(default_factory=dict)
    """Declared search variables and the values they must have."""
    other_than: UUID | None = None
    """A case that is not meant."""
    text: str | None = None
    """Part of the title, the business key or a declared search variable, in either case."""
    closed: Closed = NOTHING


class Cases:
    """Everything about process instances; `record` is the only writer of what happened."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def new_id(self) -> UUID:
        """Draw the id of a case that is to begin."""
        return new_instance_id(self._session.now)

    def lock(self, instance_id: UUID) -> Case:
        """Lock the case's whole tree of calls until the commit, then read the case.

        Raises NotFound.
        """
        row = self._load(self._session.shared.selects.instance, instance_id, instance_id)
        return case_of(row, "i_")

    def lock_of_task(self, task_id: UUID) -> tuple[Case, UserTask]:
        """Lock the case of a user task, then read both; raises NotFound."""
        row = self._load(self._session.shared.selects.task, instance_id_of(task_id), task_id)
        self._session.tasks[task_id] = values_of(row, user_task)
        return case_of(row, "i_"), task_of(row)

    def lock_of_job(self, job_id: UUID) -> tuple[Case, Job]:
        """Lock the case of a job, then read both; raises NotFound."""
        row = self._load(self._session.shared.selects.job, instance_id_of(job_id), job_id)
        return case_of(row, "i_"), job_of(row)

    def lock_of_subscription(self, subscription_id: UUID) -> tuple[Case, Subscription]:
        """Lock the case of a subscription, then read both; raises NotFound once it is used up."""
        select = self._session.shared.selects.subscription
        row = self._load(select, instance_id_of(subscription_id), subscription_id)
        return case_of(row, "i_"), subscription_of(row)

    def record(
        self,
        case: Case | UUID,
        events: Sequence[Event],
        *,
        actor: Actor,
        snapshot: bytes | None,
        occurred_at: datetime | None = None,
    ) -> Receipt:
        """Append events to the history, apply them to every table, write the snapshot and head.

        The case is locked by this transaction, or begins with InstanceStarted as its first event.
        `snapshot` None leaves the stored one. `occurred_at` is for late entry (补录) alone.
        """
        instance_id = case.instance.id if isinstance(case, Case) else case
        return record_events(
            self._session,
            instance_id,
            events,
            actor=actor,
            snapshot=snapshot,
            occurred_at=occurred_at,
        )

    def rebuild(self, instance_id: UUID) -> None:
        """Write all rows of a case again from its history alone; raises NotFound."""
        self.lock(instance_id)
        rows = History(self._session).every(instance_id)
        rebuild_case(self._session, instance_id, rows)

    def get(self, instance_id: UUID, viewer: Actor | None = None) -> ProcessInstance:
        """Return a case; raises NotFound, also where the viewer may not see it."""
        wanted = [process_instance.c.id == instance_id]
        if viewer is not None:
            wanted.append(visible_to(viewer))
        row = self._session.first(sa.select(*COLUMNS).where(*wanted))
        if row is None:
            raise NotFound(f"no case {instance_id}")
        return instance_of(row)

    def some(self, ids: Collection[UUID]) -> Mapping[UUID, ProcessInstance]:
        """Return those of these cases that there are, by id; who may see them, the caller asks."""
        wanted = process_instance.c.id.in_(sorted(set(ids)))
        found = (instance_of(row) for row in self._session.rows(sa.select(*COLUMNS).where(wanted)))
        return {each.id: each for each in found}

    def snapshot(self, instance_id: UUID) -> bytes:
        """Return the state that the interpreter goes on from; raises NotFound."""
        wanted = sa.select(process_instance.c.snapshot).where(process_instance.c.id == instance_id)
        snapshot: bytes | None = self._session.scalar(wanted)
        if snapshot is None:
            raise NotFound(f"no case {instance_id}")
        return snapshot

    def took_part(self, instance_id: UUID, actor: Actor) -> bool:
        """Tell whether the actor has or had a task of the case."""
        wanted = process_instance.c.id == instance_id, process_instance.c.id.in_(_tasks_of(actor))
        return self._session.first(sa.select(process_instance.c.id).where(*wanted)) is not None

    def exists_for(self, instance_id: UUID, viewer: Actor) -> bool:
        """Tell whether there is a case that the viewer may see."""
        wanted = process_instance.c.id == instance_id, visible_to(viewer)
        return self._session.first(sa.select(process_instance.c.id).where(*wanted)) is not None

    def children(self, instance_id: UUID) -> Sequence[ProcessInstance]:
        """Return the cases that this one called, in the order they started."""
        query = sa.select(*COLUMNS).where(process_instance.c.parent_id == instance_id)
        return [instance_of(row) for row in self._session.rows(query.order_by("id"))]

    def child_of(self, activity_id: UUID) -> ProcessInstance | None:
        """Return the newest case that a call activity started."""
        query = (
            sa.select(*COLUMNS)
            .where(
                process_instance.c.parent_id == instance_id_of(activity_id),
                process_instance.c.parent_activity_id == activity_id,
            )
            .order_by(process_instance.c.id.desc())
        )
        row = self._session.first(query.limit(1))
        return None if row is None else instance_of(row)

    def by_business_key(self, business_key: str) -> Sequence[ProcessInstance]:
        """Return the cases that bear a business key, the newest first."""
        query = sa.select(*COLUMNS).where(process_instance.c.business_key == business_key)
        newest_first = query.order_by(process_instance.c.id.desc())
        return [instance_of(row) for row in self._session.rows(newest_first)]

    def page(
        self,
        query: CaseQuery,
        viewer: Actor | None = None,
        *,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ProcessInstance]:
        """Return the cases that a viewer may see (None = all), the newest first."""
        wanted = list(_conditions(query))
        if viewer is not None:
            wanted.append(visible_to(viewer))
        order = [process_instance.c.started_at.desc(), process_instance.c.id.desc()]
        selected = after(sa.select(*COLUMNS).where(*wanted), order, cursor)
        rows = self._session.rows(selected.limit(limit + 1))
        return page_of(rows, limit, ("started_at", "id"), instance_of)

    def count(self, query: CaseQuery) -> int:
        """Return how many cases there are, whoever may see them."""
        wanted = sa.select(sa.func.count()).select_from(process_instance)
        found: int = self._session.scalar(wanted.where(*_conditions(query)))
        return found

    def _load(self, select: Statement, instance_id: UUID, part: UUID) -> Row:
        session = self._session
        found = session.shared.backend.load(
            session.connection,
            session.shared.selects.lock,
            select,
            {"id": instance_id, "part": part},
        )
        if not found:
            raise NotFound(f"nothing has the id {part}")
        session.keep_facts(found[0])
        session.recorded[instance_id] = values_of(found[0], process_instance, "i_")
        marks.note_case(instance_id)
        return found[0]


def stood_in(place: StandIn) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a row of the inbox may be dealt with in somebody's place."""
    excluded = sa.exists().where(
        task_exclusion.c.task_id == inbox.c.task_id, task_exclusion.c.person == place.principal
    )
    return [*within(place.scope), sa.not_(excluded)]


def addresses_of(place: StandIn) -> list[str]:
    """Return the addresses at which work reaches the person in whose place somebody acts."""
    return sorted({*place.principals, person(place.principal)})


def within(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a row of the inbox is covered by a scope (Scope.covers)."""
    row = inbox.c
    wanted: list[sa.ColumnElement[bool]] = [row.created_at < scope.until]
    if scope.since is not None:
        wanted.append(row.created_at >= scope.since)
    if scope.processes:
        wanted.append(row.key.in_(sorted(scope.processes)))
    if scope.amount is not None:
        wanted.append(sa.or_(row.amount.is_(None), row.amount <= scope.amount))
    return wanted


def visible_to(viewer: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a case exists for a viewer.

    It does for overseers, for who started it, for whoever has or had a task of it, and for who
    leads a unit that it lies in.
    """
    if not SEES_ALL.isdisjoint(viewer.roles):
        return sa.true()
    his = [process_instance.c.initiator == viewer.id, process_instance.c.id.in_(_tasks_of(viewer))]
    if viewer.leads:
        his.append(_led_by(viewer))
    return sa.or_(*his)


def _led_by(viewer: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that a case lies in a unit that the viewer leads.

    Who must keep out of one task of a case (回避), or of a case that it called or that called it,
    sees none of them for being the head.
    """
    kin = process_instance.alias("kin")
    kept_out = (
        sa.exists()
        .where(
            kin.c.root_id == process_instance.c.root_id,
            user_task.c.instance_id == kin.c.id,
            task_exclusion.c.task_id == user_task.c.id,
            task_exclusion.c.person == viewer.id,
        )
        .correlate(process_instance)
    )
    return sa.and_(process_instance.c.project.in_(sorted(viewer.leads)), sa.not_(kept_out))


def _tasks_of(actor: Actor) -> sa.CompoundSelect[Any]:
    """Select the cases of which the actor has or had a task."""
    addresses = sorted({*actor.principals, person(actor.id)})
    return sa.union_all(
        *(
            sa.select(inbox.c.instance_id).where(
                inbox.c.principal.in_(addresses_of(each)), *stood_in(each)
            )
            for each in actor.stands_in
        ),
        sa.select(user_task.c.instance_id).where(user_task.c.assignee == actor.id),
        sa.select(user_task.c.instance_id).where(user_task.c.ended_by == actor.id),
        sa.select(user_task.c.instance_id).where(user_task.c.ended_for == actor.id),
        sa.select(inbox.c.instance_id).where(inbox.c.principal.in_(addresses)),
        sa.select(participant.c.instance_id).where(participant.c.person == actor.id),
        sa.select(consultation.c.instance_id).where(consultation.c.person == actor.id),
        sa.select(copy.c.instance_id).where(copy.c.person == actor.id),
    )


def _conditions(query: CaseQuery) -> list[sa.ColumnElement[bool]]:
    table = process_instance.c
    equal = {
        table.key: query.key,
        table.version: query.version,
        table.business_key: query.business_key,
        table.project: query.project,
        table.initiator: query.initiator,
        table.parent_id: query.parent_id,
        table.root_id: query.root_id,
    }
    wanted: list[sa.ColumnElement[bool]] = [
        column == value for column, value in equal.items() if value is not None
    ]
    if query.projects is not None:
        wanted.append(table.project.in_(sorted(query.projects)))
    if query.states is not None:
        wanted.append(table.state.in_(sorted(query.states)))
    if query.with_incidents is not None:
        wanted.append(table.incidents > 0 if query.with_incidents else table.incidents == 0)
    if query.started_from is not None:
        wanted.append(table.started_at >= query.started_from)
    if query.started_before is not None:
        wanted.append(table.started_at < query.started_before)
    if query.other_than is not None:
        wanted.append(table.id != query.other_than)
    if query.text is not None:
        named = has_text(query.text, table.title, table.business_key)
        wanted.append(sa.or_(named, says(query.text, table.id, query.closed)))
    return [*wanted, *searched(query.search, table.id, query.closed)]


def has_text(text: str, *columns: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that one of the columns contains the text, in either case."""
    return sa.or_(*(column.icontains(text, autoescape=True) for column in columns))


def searched(
    search: Mapping[str, Any], instance_id: sa.ColumnElement[Any], closed: Closed
) -> list[sa.ColumnElement[bool]]:
    """Return a condition per declared search variable; a closed one leads nowhere."""
    return [
        instance_id.in_(
            sa.select(search_value.c.instance_id).where(
                search_value.c.name == name, search_value.c.value == search_text(value)
            )
        )
        if name not in closed.never
        else sa.false()
        for name, value in search.items()
    ]
