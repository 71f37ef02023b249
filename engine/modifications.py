"""Use cases of administrators: change by hand where a case stands, or look first what that does."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from engine import access, advance, interpreter
from engine.model import Actor, Case, ProcessInstance, Role, Variables, instance_id_of
from engine.model.events import (
    Event,
    InstanceCompleted,
    InstanceModified,
    ModificationCarriedOut,
)
from engine.model.moves import Instruction, OpenActivity, SkipActivity, of_open_json, to_json
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a modification would do, up to the next wait state."""

    withdrawn: tuple[OpenActivity, ...]
    """Open now, and not afterwards."""
    begun: tuple[OpenActivity, ...]
    """Not open now, and afterwards."""
    kept: tuple[OpenActivity, ...]
    completes: bool
    """The case would end."""
    events: tuple[Event, ...]
    """Everything that would happen, in order: flows taken, jobs and tasks created (with whom they
    would go to), messages sent, timers armed, incidents."""


def modify(
    tx: Transaction,
    instance_id: UUID,
    *,
    by: Actor,
    instructions: Sequence[Instruction],
    reason: str,
) -> ProcessInstance:
    """Carry out all instructions or none, and run to the next wait state. Administrators.

    Raises Invalid, NotFound or Conflict with what cannot be right; nothing has changed then.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    case = tx.cases.lock(instance_id)
    case.instance.check_active()
    return advance.carry_out(tx, case, _modified(instructions, advance.said(reason)), by=by)


def preview(
    tx: Transaction, instance_id: UUID, *, by: Actor, instructions: Sequence[Instruction]
) -> Preview:
    """Tell what `modify` would do; nothing is written. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    instance = tx.cases.get(instance_id)
    instance.check_active()
    case = Case(instance=instance, snapshot=tx.cases.snapshot(instance_id))
    events = advance.rehearse(tx, case, _modified(instructions, "preview"), by=by)
    return previewed(events)


def skip(
    tx: Transaction,
    activity_id: UUID,
    *,
    by: Actor,
    reason: str,
    variables: Variables | None = None,
) -> ProcessInstance:
    """Leave an open activity without doing it; the case goes on behind it. Administrators.

    `variables` stand for what it would have brought out. Raises NotFound where it is not open,
    Invalid for what chooses a way: that is taken back, and the flow is named instead.
    """
    skipped = SkipActivity(activity_id=activity_id, variables=variables or {})
    instance_id = instance_id_of(activity_id)
    return modify(tx, instance_id, by=by, instructions=[skipped], reason=reason)


def open_activities(tx: Transaction, instance_id: UUID, *, by: Actor) -> Sequence[OpenActivity]:
    """Return what is open in a case, in the order it began. Administrators and auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    instance = tx.cases.get(instance_id)
    definition = tx.definitions.get(instance.definition_id)
    return interpreter.open_activities(definition, tx.cases.snapshot(instance_id), tx.now)


def previewed(events: tuple[Event, ...]) -> Preview:
    """Return what a rehearsed change of where a case stands would do."""
    told = next(event for event in events if isinstance(event, ModificationCarriedOut))
    before, after = (tuple(map(of_open_json, side)) for side in (told.before, told.after))
    was = {each.activity_id for each in before}
    will = {each.activity_id for each in after}
    return Preview(
        withdrawn=tuple(each for each in before if each.activity_id not in will),
        begun=tuple(each for each in after if each.activity_id not in was),
        kept=tuple(each for each in after if each.activity_id in was),
        completes=any(isinstance(event, InstanceCompleted) for event in events),
        events=events,
    )


def _modified(instructions: Sequence[Instruction], reason: str) -> InstanceModified:
    return InstanceModified(instructions=tuple(map(to_json, instructions)), reason=reason)
