"""The start events of a definition, for the subscriptions that the engine keeps for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.diagram import Element, triggered
from engine.interpreter import timers
from engine.interpreter.arming import first_due
from engine.interpreter.compiling import program
from engine.interpreter.expressions import Names, Purse, condition
from engine.interpreter.failures import Failure
from engine.interpreter.program import Program
from engine.interpreter.scopes import Scope
from engine.interpreter.timers import Due
from engine.interpreter.worktime import PREFIX
from engine.model import ProcessDefinition, Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class StartEvent:
    """One way for a process to begin; `kind` is none, message, signal, timer or conditional."""

    element_id: str
    kind: str
    event: int = 0
    """The place among the event definitions of the element."""
    name: str = ""
    """Of the message or signal."""
    correlation_key: str = ""
    """Of the message, as written: two open cases with one key are the engine's to prevent."""
    form_id: str | None = None


def start_events(definition: ProcessDefinition) -> tuple[StartEvent, ...]:
    """Return what begins a case of the process, in the order of the diagram.

    Start events, receive tasks that instantiate, and what instantiating gateways lead to; each
    event definition by itself.
    """
    compiled = program(definition)
    return tuple(
        _start(compiled, element, which)
        for element, _ in triggered(compiled.process)
        for which in range(max(1, len(element.events)))
    )


def _start(compiled: Program, element: Element, which: int) -> StartEvent:
    form = element.form
    form_id = None if form is None else form.id or form.key
    if not element.events:
        return StartEvent(element_id=element.id, kind="none", form_id=form_id)
    event = element.events[which]
    return StartEvent(
        element_id=element.id,
        kind=event.kind,
        event=which,
        name=event.name or "",
        correlation_key=compiled.correlation_key(event) or "",
        form_id=form_id,
    )


def converses(definition: ProcessDefinition) -> bool:
    """Whether a message of the process has no correlation key, so that conversations matter."""
    return program(definition).converses()


def counts_working_time(definition: ProcessDefinition) -> bool:
    """Whether a timer of the process is, or may be, a length of working time."""
    elements = program(definition).process.elements.values()
    events = (event for element in elements for event in element.events)
    return any(event.timer is not None and PREFIX in event.timer.text for event in events)


def first_start(
    definition: ProcessDefinition, element_id: str, now: datetime, event: int = 0
) -> Due:
    """Return when a timer that starts cases fires first after `now` (the deployment).

    Its text is a literal or an expression without variables.  Raises Failure when it says no time.
    """
    timer = program(definition).process.elements[element_id].events[event]
    return first_due(timer, Names(Scope(0), {}, now, Purse()))


def condition_starts(
    definition: ProcessDefinition,
    element_id: str,
    variables: Variables,
    now: datetime,
    event: int = 0,
) -> bool:
    """Whether the condition of a start event is true of these variables; what fails is not."""
    text = program(definition).process.elements[element_id].events[event].condition or ""
    scope = Scope(0)
    scope.local = dict(variables)
    try:
        return condition(text, Names(scope, {}, now, Purse()))
    except Failure:
        return False


def next_start(due_at: datetime, cycle: Mapping[str, Any], missed: int = 0) -> Due | None:
    """Return when a timer start event fires after this firing and `missed` coalesced ones."""
    return timers.following(Due(at=due_at, cycle=cycle), missed)
