"""Use cases around interventions by hand: see first what one would do, and what was done so far.

A rehearsal carries the intervention out in a transaction that is rolled back, so it shows exactly
what would be recorded, called cases included, whatever kind of intervention it is.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from engine import access, interpreter
from engine.history import HistoryRow
from engine.masking import Veil
from engine.model import Actor, ProcessInstance, Role, UserTask
from engine.model.moves import OpenActivity
from engine.sights import Sight, veiled
from engine.store import Transaction

Run = Callable[[Callable[[Transaction], object]], object]
"""Carries out one transaction (Store.run)."""

KINDS: Final = frozenset(
    {
        "InstanceModified",
        "ModificationCarriedOut",
        "InstanceMigrated",
        "VariablesWritten",
        "InstanceSuspended",
        "InstanceResumed",
        "InstanceTerminated",
        "InstanceCancelled",
        "CancellationBegun",
        "InstanceVoided",
        "EndingProposed",
        "EndingAnswered",
        "IncidentRetried",
        "TimerRescheduled",
        "JobRescheduled",
        "UserTaskJumped",
    }
)
"""Events by which somebody changed where a case stands, its data or its state."""


class _RolledBack(Exception):  # noqa: N818  (no error: it ends a rehearsal)
    """A rehearsal is over; what it has done is rolled back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Where a case stands: its state, what is open, its data."""

    instance: ProcessInstance
    open: tuple[OpenActivity, ...]
    tasks: tuple[UserTask, ...]
    """Open ones."""
    variables: Mapping[str, Any]
    """As they are: they are compared with what somebody writes in their place."""
    veil: Veil

    @property
    def shown(self) -> Mapping[str, Any]:
        """The variables as whoever asked gets to read them."""
        return self.veil.data(self.variables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What an intervention would do; nothing has been changed."""

    before: Situation
    after: Situation
    rows: Sequence[HistoryRow]
    """What would be recorded in the case, in order."""

    @property
    def changed(self) -> Sequence[tuple[str, Any, Any]]:
        """Return name, value before and value after of each variable that would change.

        A marked one stands here starred, though both may look alike then.
        """
        old, new = self.before.variables, self.after.variables
        was, will = self.before.shown, self.after.shown
        return [
            (name, was.get(name), will.get(name))
            for name in sorted({*old, *new})
            if name not in old or name not in new or old[name] != new[name]
        ]


def situation(tx: Transaction, instance_id: UUID, *, by: Actor) -> Situation:
    """Return where a case stands. Administrators and auditors; raises NotFound."""
    access.check_has_role(by, *access.SEES_ALL)
    return _situation(tx, instance_id, by)


def rehearse(
    run: Run, instance_id: UUID, work: Callable[[Transaction], object], *, by: Actor
) -> Rehearsed:
    """Tell what `work` would do to a case. Administrators.

    Raises what `work` raises: then it would be refused. Other people wait for the case meanwhile.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    found: list[Rehearsed] = []

    def tried(tx: Transaction) -> None:
        tx.cases.lock(instance_id)
        before = _situation(tx, instance_id, by)
        work(tx)
        after = _situation(tx, instance_id, by)
        told = tx.history.every(instance_id)
        rows = tuple(veiled(after.veil, row) for row in told if row.seq > before.instance.seq)
        found.append(Rehearsed(before=before, after=after, rows=rows))
        raise _RolledBack

    with suppress(_RolledBack):
        run(tried)
    return found[-1]


def of_case(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[HistoryRow]:
    """Return what people did to a case by hand, in order. Administrators and auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    _, rows = Sight.of(tx, by).record(tx.cases.get(instance_id))
    return [row for row in rows if row.type in KINDS]


def _situation(tx: Transaction, instance_id: UUID, by: Actor) -> Situation:
    instance = tx.cases.get(instance_id)
    snapshot = tx.cases.snapshot(instance_id)
    definition = tx.definitions.get(instance.definition_id)
    opened = (
        () if instance.state.ended else interpreter.open_activities(definition, snapshot, tx.now)
    )
    return Situation(
        instance=instance,
        open=tuple(opened),
        tasks=tuple(task for task in tx.tasks.of(instance_id) if task.is_open),
        variables=interpreter.variables(snapshot),
        veil=Sight.of(tx, by).veil(instance),
    )
