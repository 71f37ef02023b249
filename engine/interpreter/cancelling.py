"""Cancelling a case: what is open is taken back, and what was completed is undone, latest first.

BPMN 2.0.2, 10.3.5 and 10.7, as if the process were a transaction: each handler sees the variables
as they were when its activity completed, and the next begins when it has ended.  Of a sub-process
that had not completed, what was completed inside is undone, as the last thing that happened.  The
case goes on while a handler waits for somebody; nothing else begins in it any more.  A called
process that still runs is the last thing that happened: it is undone before anything in here is.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from engine.errors import Conflict
from engine.interpreter import withdrawing
from engine.interpreter.flows import Case, Flow, Undo
from engine.interpreter.graph import Graph
from engine.interpreter.specs.compensation import undo
from engine.interpreter.tokens import Token
from engine.model import commands
from engine.model.events import ChildCancelled
from engine.model.moves import (
    ActivateAfter,
    ActivateBefore,
    Instruction,
    TakeFlow,
    Undone,
)

_BEGINS: Final = (ActivateBefore, ActivateAfter, TakeFlow)


def cancel(case: Case, command: commands.Cancel) -> None:
    """Take back everything that is open, and let the first handler begin; none = the case ends.

    Raises Conflict where it is being cancelled already, or something in it is being compensated:
    what the diagram began is to end first, so that nothing is undone twice or by halves.
    """
    _check_goes_on(case)
    todo = _collected(case)
    case.reason, case.takes_along = command.reason, command.called == "undo"
    withdrawing.empty(case)
    case.reason, case.takes_along = "", False
    case.cancelling, case.todo, case.undo = command.reason, todo, []
    case.success = False
    _end_if_over(case)


def go_on(case: Case) -> bool:
    """Let the next handler begin where none is open any more; False = there is nothing to do."""
    if case.open or case.called or not case.todo:
        return False
    undo(case, case.todo.pop(), 0)
    return True


def called_is_undone(case: Case, ordinal: int) -> None:
    """Note that a called process has been undone: the handlers in here begin after the last."""
    del case.called[ordinal]
    _end_if_over(case)


def leave_called(case: Case) -> None:
    """End what is called and being undone: the case ends at once."""
    for ordinal, element_id in case.called.items():
        case.emit(ChildCancelled(activity_id=case.id(ordinal), element_id=element_id))
    case.called = {}


def undone(case: Case) -> tuple[Undone, ...]:
    """Return what `cancel` would have undone, in that order; raises as it does."""
    _check_goes_on(case)
    return tuple(_told(case.spec, _collected(case)))


def check_begins_nothing(case: Case, instructions: Iterable[Instruction]) -> None:
    """Raise Conflict where something is to begin in a case that is being cancelled."""
    if case.cancelling is not None and any(isinstance(each, _BEGINS) for each in instructions):
        raise Conflict("the case is being cancelled: nothing begins in it any more")


def _end_if_over(case: Case) -> None:
    if not case.todo and not case.called:
        case.completed = True
        case.ended()


def _check_goes_on(case: Case) -> None:
    if case.cancelling is not None:
        raise Conflict("the case is being cancelled already")


def _collected(flow: Flow) -> list[Undo]:
    """Return the records of a flow; what open sub-processes hold comes last, the inner in them."""
    found = list(flow.undo)
    for token in flow.open.values():
        _check_not_undoing(token)
        inside = token.case.subprocesses.get(token.id)
        held = [] if inside is None else _collected(inside)
        if held and token.task_spec.bpmn_id in flow.spec.undoing:
            found.append([token.task_spec.bpmn_id, token.inner.visible(), held, True])
    return found


def _check_not_undoing(token: Token) -> None:
    if "asks" in token.internal_data:
        raise Conflict(
            f"{token.task_spec.bpmn_id} is undoing something: cancel when that has ended",
            element_id=token.task_spec.bpmn_id,
        )


def _told(graph: Graph, records: list[Undo]) -> Iterator[Undone]:
    for element_id, _, inside, *part in reversed(records):
        node = graph.node(element_id)
        if inside is None:
            yield _one(node, node.undoer)
            continue
        within = graph.undoing[element_id].inside
        if within.compensation is not None and not part:
            yield _one(node, within.compensation)
        else:
            yield from _told(within, inside)


def _one(node: Any, handler: Any) -> Undone:
    return Undone(
        element_id=node.bpmn_id,
        name=node.bpmn_name,
        handler_id=handler.bpmn_id,
        handler_name=handler.bpmn_name,
    )
