"""Beginning by hand: at an element, along a flow, or inside a sub-process that is opened for it.

A place is JSON, because a sub-process whose opening an incident stops must still know, when that
is retried, where in it to begin: `flow` or `element`, `cause` (the number of the activity that it
continues, or 0), `local` (its variables), `then` (where the case goes on from it, instead of by its
flows), and `places` inside an element that is opened.
"""

from typing import Any

from engine.interpreter import arming
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Case, Flow, SubFlow
from engine.interpreter.scopes import write_local
from engine.interpreter.tokens import Token
from engine.model.events import SequenceFlowTaken

Place = dict[str, Any]


def enter(flow: Flow, place: Place) -> None:
    """Let a token begin at a place of this very flow."""
    case, cause = flow.top_workflow, place["cause"]
    if "flow" in place:
        drawn = case.program.process.flows[place["flow"]]
        token = flow.task_tree.spawn(flow.spec.node(drawn.target), drawn.id)
        case.emit(
            SequenceFlowTaken(
                flow_id=drawn.id, source_id=case.id_or_none(cause), target_id=case.id(token.id)
            )
        )
    else:
        token = flow.task_tree.spawn(flow.spec.node(place["element"]))
        _prepare(case, token, place)
        if interrupts(token.task_spec):
            case.disarm_all(flow.task_tree)
    token.task_spec._update(token)  # noqa: SLF001  (the library's life cycle)


def _prepare(case: Case, token: Token, place: Place) -> None:
    if place["cause"]:
        token.internal_data["cause"] = place["cause"]
    if "places" in place:
        token.internal_data["places"] = place["places"]
    if place.get("then"):
        token.internal_data["then"] = list(place["then"])
    if place["local"]:
        case.changed(write_local(token.own_scope(), place["local"]), token.id)


def interrupts(node: Any) -> bool:
    """Whether this is an event sub-process that ends what runs beside it."""
    return node.element.is_event_subprocess and bool(node.start.element.interrupting)


def begin_inside(flow: SubFlow, host: Token) -> bool:
    """Begin at the places that the host was opened for; False = it was opened for none.

    Raises Failure when an event sub-process cannot be armed; the host can be tried again.
    """
    places = host.internal_data.get("places")
    if places is None:
        return False
    try:
        begin_at_places(flow, places)
    except Failure:
        del flow.top_workflow.subprocesses[host.id]
        raise
    del host.internal_data["places"]
    return True


def begin_at_places(flow: Flow, places: list[Place]) -> None:
    """Arm what a start event would have armed, and begin at each place."""
    case = flow.top_workflow
    arming.arm(case, flow.task_tree, [handler.start for handler in flow.spec.handlers])
    for place in places:
        enter(flow, place)
