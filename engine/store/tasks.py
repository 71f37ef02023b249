"""User tasks as people see them: work lists, counts, one task."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from engine.errors import Invalid, NotFound
from engine.model import Actor, TaskState, UserTask
from engine.store.paging import Page, page_of
from engine.store.rows import task_of
from engine.store.selects import TASKS
from engine.store.session import Session
from engine.store.tables.work import user_task
from engine.store.worklist import Sort, TaskQuery, keys_of, select_ids


class Tasks:
    """Reads user tasks; a viewer sees the rows that engine.access allows him."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, task_id: UUID) -> UserTask:
        """Return a task, open or closed; raises NotFound. Who may see it, the caller asks."""
        row = self._session.first(TASKS.where(user_task.c.id == task_id))
        if row is None:
            raise NotFound(f"no user task {task_id}")
        return task_of(row)

    def breaches(self, task_id: UUID) -> int:
        """Return how often a task was late that this transaction has changed: no statement."""
        breaches: int = self._session.tasks[task_id]["breaches"]
        return breaches

    def of(self, instance_id: UUID) -> Sequence[UserTask]:
        """Return all tasks of a case, in the order they were created."""
        query = TASKS.where(user_task.c.instance_id == instance_id).order_by(
            user_task.c.created_at, user_task.c.id
        )
        return [task_of(row) for row in self._session.rows(query)]

    def was_done_before(self, task: UserTask) -> bool:
        """Tell whether the task's step was completed in its case before the task was created."""
        earlier = user_task.c.id != task.id, user_task.c.created_at <= task.created_at
        done = (
            sa.select(user_task.c.id)
            .where(
                user_task.c.instance_id == task.instance_id,
                user_task.c.element_id == task.element_id,
                user_task.c.state == TaskState.COMPLETED,
                *earlier,
            )
            .limit(1)
        )
        return self._session.first(done) is not None

    def page(
        self, query: TaskQuery, viewer: Actor, *, limit: int = 50, cursor: str | None = None
    ) -> Page[UserTask]:
        """Return one page of a work list; raises Invalid for an unknown sort key or cursor."""
        _check(query)
        wanted = select_ids(query, viewer, self._session.now, cursor=cursor, limit=limit + 1)
        keys = self._session.rows(wanted)
        page = page_of(keys, limit, keys_of(query.sort), lambda row: row["id"])
        return Page(items=self._tasks(page.items), next=page.next)

    def count(self, query: TaskQuery, viewer: Actor, *, cap: int = 100) -> int:
        """Count the tasks of a work list, up to `cap` (100 reads as 99+)."""
        _check(query)
        wanted = select_ids(query, viewer, self._session.now, cursor=None, limit=cap)
        counted: int = self._session.scalar(
            sa.select(sa.func.count()).select_from(wanted.subquery())
        )
        return counted

    def _tasks(self, ids: Sequence[UUID]) -> tuple[UserTask, ...]:
        found = self._session.rows(TASKS.where(user_task.c.id.in_(ids))) if ids else ()
        by_id = {row["id"]: task_of(row) for row in found}
        return tuple(by_id[task_id] for task_id in ids)


def _check(query: TaskQuery) -> None:
    for name in query.sort:
        if name.removeprefix("-") not in set(Sort):
            raise Invalid(f"cannot sort by {name!r}; known: {', '.join(Sort)}")
