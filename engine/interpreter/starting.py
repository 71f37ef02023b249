"""The start events of a definition, for the subscriptions that the engine keeps for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.interpreter import timers
from engine.interpreter.arming import first_due
from engine.interpreter.compiling import program
from engine.interpreter.expressions import Names, Purse
from engine.interpreter.scopes import Scope
from engine.interpreter.timers import Due
from engine.model import ProcessDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class StartEvent:
    """One way for a process to begin; `kind` is none, message, signal or timer."""

    element_id: str
    kind: str
    name: str = ""
    """Of the message or signal."""
    correlation_key: str = ""
    """Of the message, as written: two open cases with one key are the engine's to prevent."""
    form_id: str | None = None


def start_events(definition: ProcessDefinition) -> tuple[StartEvent, ...]:
    """Return the start events of the process itself, in the order of the diagram."""
    compiled = program(definition)
    found = []
    for node in compiled.graph.starts.values():
        element = node.element
        event = element.event
        form = element.form
        found.append(
            StartEvent(
                element_id=element.id,
                kind="none" if event is None else event.kind,
                name="" if event is None else event.name or "",
                correlation_key="" if event is None else compiled.correlation_key(event) or "",
                form_id=None if form is None else form.id or form.key,
            )
        )
    return tuple(found)


def converses(definition: ProcessDefinition) -> bool:
    """Whether a message of the process has no correlation key, so that conversations matter."""
    return program(definition).converses()


def first_start(definition: ProcessDefinition, element_id: str, now: datetime) -> Due:
    """Return when a timer start event fires first after `now` (the deployment).

    Its text is a literal or an expression without variables.  Raises Failure when it says no time.
    """
    node = program(definition).graph.starts[element_id]
    return first_due(node.event, Names(Scope(0), {}, now, Purse()))


def next_start(due_at: datetime, cycle: Mapping[str, Any], missed: int = 0) -> Due | None:
    """Return when a timer start event fires after this firing and `missed` coalesced ones."""
    return timers.following(Due(at=due_at, cycle=cycle), missed)
