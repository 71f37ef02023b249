"""The use case of starting an ended case again: a new round under the same number."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal
from uuid import UUID

from engine import access, advance, interpreter
from engine.advance import sources
from engine.advance.rounds import EARLIER, LATER
from engine.errors import Conflict, EngineError, Invalid
from engine.model import Actor, Case, ProcessDefinition, ProcessInstance, Role, Variables
from engine.model.events import CaseLinked, InstanceStarted
from engine.model.moves import Instruction, to_json
from engine.participation import refused
from engine.participation.cases import check_restart
from engine.store import Transaction

JOINED: Final = "joined"
"""A case that joined this one (an escalation), as its own message said."""


def restart(
    tx: Transaction,
    instance_id: UUID,
    *,
    by: Actor,
    reason: str,
    version: Literal["same", "newest"] = "same",
    data: Literal["initial", "final"] = "initial",
    variables: Variables | None = None,
    at: Sequence[Instruction] = (),
) -> ProcessInstance:
    """Start an ended case again as a new case: same number, the next round, linked both ways.

    It begins at its start event, or at the elements that `at` names; with the variables that the
    earlier round was started with, or had in the end, `variables` put over them. The case stays
    that of whoever began the first round. Administrators; its initiator, at its start and with its
    own data, where it was refused or he cancelled it. Raises NotPermitted for anybody else,
    Conflict where the case has not ended, was called by another one, a later round is open, or what
    it was merged into has ended (`gj:restartWhileOpen`).
    """
    case = tx.cases.lock(instance_id)
    _check_may(tx, tx.cases.get(instance_id, by), by, chooses=bool(variables or at))
    said = advance.said(reason)
    if case.instance.erased_at is not None:
        raise refused(
            Conflict,
            f"personal data of case {instance_id} has been erased",
            "该案件的个人信息已清除，不能重新发起",
        )
    _check_latest(tx, case.instance)
    _check_other(tx, case)
    began = _began(tx, instance_id)
    definition = _definition(tx, case.instance, version)
    advance.check_may_start(tx, definition)
    advance.check_unique(tx, definition, case.instance.business_key)
    kept = began.variables if data == "initial" else interpreter.variables(case.snapshot)
    beginning = advance.Beginning(
        definition=definition,
        id=tx.cases.new_id(),
        variables={**kept, **(variables or {})},
        business_key=case.instance.business_key,
        project=case.instance.project,
        element_id=None if at else _start_event(began, definition),
        at=tuple(map(to_json, at)),
        round=began.round + 1,
        initiator=case.instance.initiator,
        initiator_name=case.instance.initiator_name,
        links=(CaseLinked(other_id=instance_id, relation=EARLIER, reason=said),),
    )
    begun = _begin(tx, case, beginning, said, by)
    _part(tx, case, by)
    return begun


def may(tx: Transaction, instance_id: UUID, *, by: Actor) -> bool:
    """Tell whether somebody could start this case again now, at its start with its own data."""
    try:
        instance = tx.cases.get(instance_id, by)
        _check_may(tx, instance, by, chooses=False)
        _check_latest(tx, instance)
    except EngineError:
        return False
    return True


def _begin(
    tx: Transaction, case: Case, beginning: advance.Beginning, reason: str, by: Actor
) -> ProcessInstance:
    assert beginning.id is not None  # drawn above, so that the earlier round can name it
    link = CaseLinked(other_id=beginning.id, relation=LATER, reason=reason)
    advance.note(tx, case, [link], by=by)
    joined = _joined(tx, case)
    links = (*beginning.links, *(CaseLinked(other_id=each, relation=JOINED) for each in joined))
    begun = advance.begin(tx, replace(beginning, links=links), by=by)
    for each in joined:
        told = CaseLinked(other_id=begun.id, relation=f"{JOINED}_of", reason=reason)
        advance.note(tx, tx.cases.lock(each), [told], by=by)
    return begun


def _joined(tx: Transaction, case: Case) -> tuple[UUID, ...]:
    """Return what had joined the earlier round: it hears of the next one, whose it stays."""
    told = (row.event for row in tx.history.every(case.instance.id))
    links = (each for each in told if isinstance(each, CaseLinked) and each.relation == JOINED)
    return tuple(dict.fromkeys(each.other_id for each in links))


def _check_may(tx: Transaction, instance: ProcessInstance, by: Actor, *, chooses: bool) -> None:
    rejected = instance.state.ended and advance.was_rejected(tx, instance.id)
    check_restart(instance, by, rejected=rejected)
    if chooses:  # where it begins, or with which data: nobody writes what he has not filled in
        access.check_has_role(by, Role.ADMINISTRATOR)


def _check_latest(tx: Transaction, instance: ProcessInstance) -> None:
    for row in tx.history.every(instance.id):
        event = row.event
        if isinstance(event, CaseLinked) and event.relation == LATER:
            later = tx.cases.get(event.other_id)
            if not later.state.ended:
                raise Conflict(
                    f"case {instance.id} has been started again as {later.id}, which is open",
                    instance=str(later.id),
                )


def _check_other(tx: Transaction, case: Case) -> None:
    """Raise Conflict where the case that this one was merged into is not open any more.

    `gj:restartWhileOpen` of the process names the variable that holds the other one's number.
    """
    number = _other(tx, case)
    if number and all(other.state.ended for other in tx.cases.by_business_key(number)):
        raise refused(
            Conflict,
            f"case {number}, which this one was merged into, is not open any more",
            f"{number} 已不在办理中，不能再与它分开",
            other=number,
        )


def _part(tx: Transaction, case: Case, by: Actor) -> None:
    """Tell the case that this one was merged into that it goes its own way again."""
    if number := _other(tx, case):
        for other, heard in sources.parted(tx, number, case.instance.business_key or ""):
            advance.carry_out(tx, other, heard, by=by)


def _other(tx: Transaction, case: Case) -> str:
    """Return the number of the case that this one was merged into; empty for none."""
    definition = tx.definitions.get(case.instance.definition_id)
    name = definition.settings.get("gj:restartWhileOpen", "").strip()
    number = interpreter.variables(case.snapshot).get(name)
    return number if isinstance(number, str) else ""


def _began(tx: Transaction, instance_id: UUID) -> InstanceStarted:
    event = tx.history.of(instance_id, limit=1)[0].event
    if not isinstance(event, InstanceStarted):
        raise Invalid(f"how case {instance_id} began has been erased")
    return event


def _definition(
    tx: Transaction, instance: ProcessInstance, version: Literal["same", "newest"]
) -> ProcessDefinition:
    if version == "newest":
        return tx.definitions.latest(instance.key)
    return tx.definitions.get(instance.definition_id)


def _start_event(began: InstanceStarted, definition: ProcessDefinition) -> str | None:
    """Return the start event of the earlier round, where this version still has it."""
    starts = {start.element_id for start in interpreter.start_events(definition)}
    return began.element_id if began.element_id in starts else None
