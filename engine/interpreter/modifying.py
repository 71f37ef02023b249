"""Changing by hand where a case stands: take back, skip, begin; then it runs on.

The order of instructions does not matter: what is taken back goes first, outer before inner; then
what is skipped; then what begins.  A sub-process in which nothing is left goes with the last that
was taken back; a process in which nothing would be left is refused: end the case instead.
What is refused has changed nothing: the snapshot is as it was.
"""

from collections.abc import Iterable
from typing import Any

from engine.errors import Conflict, Invalid, NotFound
from engine.interpreter import cancelling, withdrawing
from engine.interpreter.driving import drive
from engine.interpreter.entering import begin_at_places, enter
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Case, Flow
from engine.interpreter.handed import json_patch, open_token
from engine.interpreter.opened import opened
from engine.interpreter.placing import Placing
from engine.interpreter.scopes import write
from engine.interpreter.specs.node import Node
from engine.interpreter.tokens import Phase, Token
from engine.model import commands
from engine.model.events import ModificationCarriedOut
from engine.model.moves import (
    ActivateAfter,
    ActivateBefore,
    CancelActivity,
    CancelElement,
    Instruction,
    SkipActivity,
    TakeFlow,
    open_json,
)

Told = tuple[dict[str, Any], ...]
_ACTIVATIONS = (ActivateBefore, ActivateAfter, TakeFlow)


def modify(case: Case, command: commands.Modify) -> None:
    """Carry out all instructions, run on, and tell where the case stood and stands."""
    if not command.instructions:
        raise Invalid("a modification needs an instruction")
    before = _told(case)
    case.reason = command.reason
    _change(case, command.instructions)
    case.reason = ""
    drive(case)
    case.emit(ModificationCarriedOut(before=before, after=_told(case)))


def _change(case: Case, instructions: tuple[Instruction, ...]) -> None:
    cancelling.check_begins_nothing(case, instructions)
    doomed = _doomed(case, instructions)
    skipped = _skipped(case, instructions, doomed)
    for token in doomed:
        if token.alive:  # not gone with what is around it
            take_back(token)
    for token, instruction in skipped:
        if not token.alive:
            raise Conflict(f"{token.task_spec.bpmn_id} is to be taken back and skipped")
        skip(token, instruction)
    for flow, places in _placed(case, instructions).found():
        for place in places:
            enter(flow, place)
    for token in doomed:
        _close_emptied(token.workflow)


def begin(case: Case, instructions: tuple[Instruction, ...]) -> None:
    """Begin a run at the named places instead of at a start event."""
    if not all(isinstance(instruction, _ACTIVATIONS) for instruction in instructions):
        raise Invalid("a case that begins has nothing to take back or to skip")
    for flow, places in _placed(case, instructions).found():
        try:
            begin_at_places(flow, places)
        except Failure as failure:
            raise Invalid(f"the process cannot begin: {failure.message}") from failure


def take_back(token: Token) -> None:
    """Take one token back; what waits for its end goes on without it."""
    asker = token.internal_data.get("asks")
    if token.counter is not None:
        withdrawing.withdraw_body(token)
    else:
        withdrawing.withdraw(token)
    if asker:  # else nobody, or the case itself: `cancelling` goes on
        waiting = token.case.token(asker)
        waiting.task_spec.handled(waiting)


def skip(token: Token, instruction: SkipActivity) -> None:
    """Leave an activity: nothing in it is done, no output is mapped, nothing is to be undone."""
    case, node = token.case, token.task_spec
    withdrawing.clear(token)
    if token.phase == Phase.WAITING and token.incident is None:
        node.abandoned(token)
    if token.phase < Phase.ACTIVE:
        node._activate(token)  # noqa: SLF001  (it was stopped before it could tell)
    withdrawing.close_incident(token)
    scope = token.inner if token.inner.closed else token.outer
    case.changed(write(scope, json_patch(instruction.variables)), token.id)
    token.internal_data["skipped"] = True
    token.phase = Phase.MAPPED
    token.ready()


def _placed(case: Case, instructions: Iterable[Instruction]) -> Placing:
    placing = Placing(case)
    for instruction in instructions:
        if isinstance(instruction, _ACTIVATIONS):
            placing.add(instruction)
    return placing


def _doomed(case: Case, instructions: Iterable[Instruction]) -> list[Token]:
    """Return the tokens to be taken back, outer before inner."""
    found: dict[int, Token] = {}
    for instruction in instructions:
        if isinstance(instruction, CancelActivity):
            token = open_token(case, instruction.activity_id)
            found[token.id] = token
        elif isinstance(instruction, CancelElement):
            found |= {token.id: token for token in _all_at(case, instruction.element_id)}
    return [found[ordinal] for ordinal in sorted(found)]


def _all_at(case: Case, element_id: str) -> list[Token]:
    """Return the open tokens of an element; of a multi-instance the body around."""
    tokens = [token for flow in case.flows() for token in flow.open.values()]
    here = [each for each in tokens if each.task_spec.bpmn_id == element_id]
    here = [each for each in here if each.counter is None]
    if not here:
        raise NotFound(f"nothing is open at {element_id}", element_id=element_id)
    return here


def _skipped(
    case: Case, instructions: Iterable[Instruction], doomed: list[Token]
) -> list[tuple[Token, SkipActivity]]:
    wanted = [each for each in instructions if isinstance(each, SkipActivity)]
    found = [(open_token(case, each.activity_id), each) for each in wanted]
    for token, _ in found:
        _check_skippable(token.task_spec)
        if token in doomed:
            raise Conflict(f"{token.task_spec.bpmn_id} is to be taken back and skipped")
    return found


def _check_skippable(node: Node) -> None:
    kind, events = node.element.kind, {event.kind for event in node.element.events}
    if kind.endswith("Gateway") or events & {"link", "cancel"}:
        raise Invalid(
            f"{node.bpmn_id} chooses a way: take it back, and go on by the flow that is wanted",
            element_id=node.bpmn_id,
        )
    if kind in {"startEvent", "boundaryEvent"}:
        raise Invalid(
            f"{node.bpmn_id} makes something begin: take it back, and begin behind it",
            element_id=node.bpmn_id,
        )


def _close_emptied(flow: Flow) -> None:
    """Take back a sub-process in which nothing is left, and what that leaves empty in turn."""
    while not flow.open and not flow.cold and not flow.completed:
        if flow.host is None:
            if flow.top_workflow.todo:
                return
            raise Invalid("nothing would be left open: end the case instead (terminate)")
        host = flow.host
        flow = host.workflow
        take_back(host)


def _told(case: Case) -> Told:
    return tuple(map(open_json, opened(case)))
