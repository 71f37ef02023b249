"""Use cases on calendars: what is in force, a new version, and what that does to open work.

A new version is put in force at once; open cases are counted anew by the worker, a transaction
each, like every order for many cases.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine import access, advance
from engine.calendar import Calendar, calendar_of, stated
from engine.errors import Conflict, EngineError, Invalid
from engine.model import SYSTEM, Actor, Role
from engine.model.organisation import CALENDAR
from engine.store import Batch, CalendarVersion, Transaction

KIND: Final = "recalculation"
RECALCULATED, UNCHANGED, FAILED = "recalculated", "unchanged", "failed"
NAME: Final = 100
MOST_PREVIEWED: Final = 500
"""Cases of a preview: enough to judge by, and an answer that still comes at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a calendar would change for one open task."""

    task_id: UUID
    instance_id: UUID
    business_key: str | None
    name: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A new version, and the order to count open cases anew."""

    version: CalendarVersion
    batch: Batch


def get(tx: Transaction, code: str, version: int | None = None) -> CalendarVersion:
    """Return the version in force, or the one asked for; raises NotFound."""
    return tx.calendars.newest(code) if version is None else tx.calendars.get(code, version)


def known(tx: Transaction) -> Sequence[CalendarVersion]:
    """Return the newest version of every calendar that is maintained or named by a unit."""
    units = tx.people.organisation().units.values()
    codes = {CALENDAR, *tx.calendars.codes(), *(unit.calendar for unit in units if unit.calendar)}
    return [tx.calendars.newest(code) for code in sorted(codes)]


def versions(tx: Transaction, code: str) -> Sequence[CalendarVersion]:
    """Return every version that was ever in force, the newest first."""
    return tx.calendars.versions(code)


def put(
    tx: Transaction,
    code: str,
    *,
    by: Actor,
    name: str,
    content: Mapping[str, Any],
    reason: str,
    expected: int | None = None,
) -> Changed:
    """Put a new version in force, and have open work counted by it. Administrators.

    Raises Invalid naming what is wrong, Conflict where `expected` is not the version in force.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    _check_names(code, name)
    calendar = _read(code, content)
    present = tx.calendars.newest(code)
    if expected is not None and expected != present.version:
        raise Conflict(
            f"calendar {code} is at version {present.version}, not {expected}",
            present=present.version,
        )
    said = advance.said(reason)
    version = tx.calendars.add(code, name=name, calendar=calendar, by=by, reason=said)
    asked = {"calendar": code, "version": version.version}
    cases = _cases(tx, code)
    batch = tx.batches.add(KIND, asked, by=SYSTEM, reason=said, instances=cases)
    return Changed(version=version, batch=batch)


def preview(
    tx: Transaction, code: str, *, by: Actor, content: Mapping[str, Any]
) -> Sequence[Effect]:
    """Return which open tasks would be due at another time, of the oldest cases. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    calendar = _read(code, content)
    cases = _cases(tx, code)[:MOST_PREVIEWED]
    return [each for case in cases for each in _effects(tx, case, calendar)]


def carry_on(tx: Transaction, batch_id: UUID, instance_id: UUID) -> None:
    """Count one case of an order anew, by the version in force; nothing where it has been."""
    item = tx.batches.hold(batch_id, instance_id)
    if item.ended_at is not None:
        return
    case = tx.cases.lock(instance_id)
    if case.instance.state.ended:
        tx.batches.settle(item, UNCHANGED, {})
        return
    adopted = advance.adopted(tx, case)
    if adopted is not None:
        advance.carry_out(tx, case, adopted, by=SYSTEM)
        case = tx.cases.lock(instance_id)
    calendar = advance.calendar_of(tx, case.instance.project)
    events = list(advance.recalculated(iter(tx.tasks.of(instance_id)), calendar))
    if events:
        advance.note(tx, case, events, by=SYSTEM)
    changed = adopted is not None or bool(events)
    facts = {"tasks": len(events), "timers": adopted is not None}
    tx.batches.settle(item, RECALCULATED if changed else UNCHANGED, facts if changed else {})


def fail(tx: Transaction, batch_id: UUID, instance_id: UUID, error: EngineError) -> None:
    """Note why a case could not be counted anew."""
    item = tx.batches.hold(batch_id, instance_id)
    if item.ended_at is None:
        tx.batches.settle(item, FAILED, {"code": error.code, "message": str(error)})


def _effects(tx: Transaction, instance_id: UUID, calendar: Calendar) -> Iterator[Effect]:
    tasks = {task.id: task for task in tx.tasks.of(instance_id)}
    for event in advance.recalculated(iter(tasks.values()), calendar):
        task = tasks[event.task_id]
        if task.due_at is not None and event.due_at != task.due_at:
            yield Effect(
                task_id=task.id,
                instance_id=instance_id,
                business_key=task.business_key,
                name=task.name,
                before=task.due_at,
                after=event.due_at,
            )


def _cases(tx: Transaction, code: str) -> Sequence[UUID]:
    """Return the open cases whose project has this calendar."""
    organisation = tx.people.organisation()
    mine = {unit for unit in organisation.units if organisation.calendar_of(unit) == code}
    return tx.calendars.open_cases(frozenset(mine), without_project=code == CALENDAR)


def _read(code: str, content: Mapping[str, Any]) -> Calendar:
    """Read a calendar as it will be read back, under a version that is none yet."""
    return calendar_of(code, "?", stated(calendar_of(code, "?", content)))


def _check_names(code: str, name: str) -> None:
    if not 0 < len(code) <= NAME or not code.isprintable() or "/" in code:
        raise Invalid(f"a calendar's code has 1 to {NAME} characters and no slash")
    if len(name) > NAME:
        raise Invalid(f"a calendar's name has at most {NAME} characters")
