"""Errors and escalations travel outward until something catches them.

BPMN 2.0.2, 10.5.1 and 13.5: the innermost catcher wins, boundary events of the throwing activity
first, then event sub-processes of the scope, then the boundary of the scope itself; a catcher with
the code goes before one that catches all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.interpreter.flows import Flow
from engine.interpreter.specs.handlers import BoundaryEvent, EventSubprocess
from engine.interpreter.tokens import Token
from engine.model.events import FaultUncaught


@dataclass(frozen=True, slots=True, kw_only=True)
class Catcher:
    """The node that catches, and the activity or the flow that it stands at."""

    node: Any
    host: Token | None
    flow: Flow

    def catch(self, variables: Mapping[str, Any]) -> None:
        """Let the catcher react."""
        if self.host is not None:
            self.node.react(self.host, variables)
        else:
            self.node.react(self.flow, variables)


def catcher(token: Token, kind: str, code: str) -> Catcher | None:
    """Return what catches an error or escalation thrown at this token; None = nobody."""
    thrower: Token | None = token
    while thrower is not None:
        flow: Flow = thrower.workflow
        found = _matching(thrower.task_spec.boundaries, kind, code)
        if found is not None:
            return Catcher(node=found, host=thrower, flow=flow)
        if thrower.counter is not None:
            thrower = flow.tasks[thrower._parent or 0]  # noqa: SLF001  (the library's tree)
            continue
        if not isinstance(thrower.task_spec, EventSubprocess):
            found = _matching(flow.spec.handlers, kind, code)
            if found is not None:
                return Catcher(node=found, host=None, flow=flow)
        thrower = flow.host
    return None


def escalate(token: Token, code: str, variables: Mapping[str, Any]) -> None:
    """Let the nearest catcher react; where there is none the thrower goes on, and it is told."""
    found = catcher(token, "escalation", code)
    if found is not None:
        found.catch(variables)
    else:
        tell_uncaught(token, "escalation", code, variables)


def tell_uncaught(token: Token, kind: str, code: str, variables: Mapping[str, Any]) -> None:
    """Tell what nothing in the case catches."""
    case = token.case
    case.emit(
        FaultUncaught(
            activity_id=case.id(token.id),
            element_id=token.task_spec.bpmn_id,
            kind=kind,
            code=code,
            variables=dict(variables),
        )
    )


def _matching(
    nodes: Iterable[BoundaryEvent | EventSubprocess], kind: str, code: str
) -> BoundaryEvent | EventSubprocess | None:
    catching = [(node, event) for node in nodes for event in node.events if event.kind == kind]
    exact = (node for node, event in catching if event.code == code)
    catch_all = (node for node, event in catching if not event.code)
    return next(exact, next(catch_all, None))
