"""Use cases of jumping (跳转): who is in charge puts a case from one of its tasks somewhere else.

To what was done before a jump is a return without its limits of who and whereto; to anything else
the task is withdrawn and the element begins in its place. Other branches stay as they are, and
the preview says so: a join behind may wait for what the jump has left out.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from engine import advance, diagram, participation, returning
from engine.advance import returns
from engine.errors import Invalid, NotFound
from engine.model import Actor, Case, ProcessInstance
from engine.model.events import UserTaskJumped
from engine.model.moves import ActivateBefore, CancelActivity, Instruction, OpenActivity, to_json
from engine.modifications import Preview, previewed
from engine.participation import Situation, refused
from engine.returning import Return
from engine.store import Transaction
from engine.user_tasks.situation import before, situation

_NEVER_RIGHT: Final = frozenset({"not-before", "not-around"})
"""Refusals of a return that a jump shares: a sibling branch, and what lies in something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """What it takes to begin somewhere new; as a Return, of what was never done."""

    instructions: tuple[Instruction, ...]
    withdrawn: tuple[OpenActivity, ...]
    kept: tuple[str, ...] = ()
    redone: tuple[str, ...] = ()


def jump(
    tx: Transaction,
    task_id: UUID,
    *,
    by: Actor,
    to: str,
    reason: str,
    expected: int | None = None,
) -> ProcessInstance:
    """Put the case from an open task to an element, and run to the next wait state.

    Process administrators, everywhere or around the case's unit. Raises Invalid with the reason
    where it cannot be right: into a sibling branch, into another instance, at what only happens by
    itself; nothing has changed then.
    """
    case, found = before(tx, task_id, by=by, operation="jump", expected=expected)
    return advance.carry_out(tx, case, _jumped(tx, case, found, to, advance.said(reason)), by=by)


def preview(tx: Transaction, task_id: UUID, *, by: Actor, to: str) -> Preview:
    """Tell what `jump` would do; nothing is written. Raises as `jump` does.

    What is `kept` stays open beside: where it is to be joined, the join may wait for ever.
    """
    task = tx.tasks.get(task_id)
    instance = tx.cases.get(task.instance_id)
    found = situation(tx, instance.state, task, by)
    participation.check(participation.REGISTRY["jump"], found)
    case = Case(instance=instance, snapshot=tx.cases.snapshot(instance.id))
    event = _jumped(tx, case, found, to, "preview")
    return previewed(advance.rehearse(tx, case, event, by=by))


def _jumped(tx: Transaction, case: Case, found: Situation, to: str, reason: str) -> UserTaskJumped:
    record = returns.record_of(tx, case)
    task_id = found.task.id
    planned = _returned(record, task_id, to) or _placed(tx, case, record, task_id, to)
    return UserTaskJumped(
        task_id=task_id,
        element_id=found.task.element_id,
        to=to,
        reason=reason,
        instructions=tuple(map(to_json, planned.instructions)),
        withdrawn=returns.taken_back(planned.withdrawn, record),
        kept=planned.kept,
        rounds=returns.next_rounds(case, planned.redone),
    )


def _returned(record: returns.Record, task_id: UUID, to: str) -> Return | None:
    """Return the return that the jump is; None where the element was not done before the task."""
    try:
        return returning.plan(record.events, record.opened, task_id, to)
    except NotFound:
        return None
    except Invalid as error:
        if error.facts["refusal"] in _NEVER_RIGHT:
            raise returns.in_chinese(error) from error
        return None


def _placed(tx: Transaction, case: Case, record: returns.Record, task_id: UUID, to: str) -> _Placed:
    """Return what it takes to begin at an element in the place of the task."""
    task = next(each for each in record.opened if each.activity_id == task_id)
    if any(each.element_id == to and not each.arrival for each in record.opened):
        raise refused(Invalid, f"{to} is open already", "该节点正在办理中，无需跳转")
    scope = _scope(tx, case, record, task, to)
    begin = ActivateBefore(element_id=to, scope_id=scope, cause_id=task_id)
    return _Placed(instructions=(CancelActivity(activity_id=task_id), begin), withdrawn=(task,))


def _scope(
    tx: Transaction, case: Case, record: returns.Record, task: OpenActivity, to: str
) -> UUID | None:
    """Return the innermost activity around the task that is around the element too."""
    definition = tx.definitions.get(case.instance.definition_id)
    elements = diagram.read(definition.xml).processes[definition.key].elements
    around, element = set(), elements.get(to)
    while element is not None and element.parent_id is not None:
        around.add(element.parent_id)
        element = elements.get(element.parent_id)
    opened = {each.activity_id: each for each in record.opened}
    inner = task.scope_id
    while inner is not None and opened[inner].element_id not in around:
        inner = opened[inner].scope_id
    return inner
