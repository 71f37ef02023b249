"""Arming timers and subscriptions: what a token, or an event sub-process, waits for."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from engine.diagram import Element, EventDefinition
from engine.interpreter import expressions, timers, worktime
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Case, Watch
from engine.interpreter.tokens import Token
from engine.model.events import MessageSubscribed, SignalSubscribed, TimerArmed

WATCHED = frozenset({"timer", "message", "signal", "conditional"})


def arm(case: Case, owner: Token, nodes: Iterable[Any]) -> None:
    """Arm the events of these nodes for a token; nothing is armed when one of them fails."""
    elements = [node.element for node in nodes]
    planned = [
        _plan(case, owner, element, which)
        for element in elements
        for which in range(len(element.events))
    ]
    for watch in planned:
        if watch is not None:
            start(case, watch)


def arm_others(case: Case, owner: Token, element: Element, come: int) -> None:
    """Arm the events of an element for a token, but the one that has come."""
    others = (which for which in range(len(element.events)) if which != come)
    planned = [_plan(case, owner, element, which) for which in others]
    for watch in planned:
        assert watch is not None  # messages and signals alone: checked at deployment
        start(case, watch)


def open_scope(token: Token) -> None:
    """Arm the event sub-processes around a token that begins its scope, once."""
    if "opens" in token.internal_data:
        flow = token.workflow
        arm(token.case, flow.task_tree, [handler.start for handler in flow.spec.handlers])
        del token.internal_data["opens"]


def start(case: Case, watch: Watch) -> None:
    """Give the watch its number and tell that it is armed."""
    watch.id = case.next_ordinal()
    case.watches[watch.id] = watch
    watch.owner.watches.append(watch.id)
    part, owner = case.id(watch.id), watch.owner
    host = owner.workflow.host if owner is owner.workflow.task_tree else owner
    activity_id = None if host is None else case.id(host.id)
    if watch.due_at is not None:
        case.emit(
            TimerArmed(
                timer_id=part,
                element_id=watch.element_id,
                due_at=watch.due_at,
                activity_id=activity_id,
                cycle=watch.cycle or {},
            )
        )
    elif watch.kind == "message":
        case.emit(
            MessageSubscribed(
                subscription_id=part,
                element_id=watch.element_id,
                name=watch.name,
                correlation_key=watch.key,
                activity_id=activity_id,
                conversation=_by_conversation(case, watch),
            )
        )
    elif watch.kind == "conditional":
        case.fresh.add(watch.id)
    else:
        case.emit(
            SignalSubscribed(
                subscription_id=part,
                element_id=watch.element_id,
                name=watch.name,
                activity_id=activity_id,
            )
        )


def following(watch: Watch, missed: int) -> Watch | None:
    """Return what comes after what has served: the next of a cycle, or the same once more."""
    if watch.due_at is None:
        return replace(watch)
    due = timers.following(timers.Due(at=watch.due_at, cycle=watch.cycle or {}), missed)
    return None if due is None else replace(watch, due_at=due.at, cycle=due.cycle)


def _plan(case: Case, owner: Token, element: Element, which: int) -> Watch | None:
    event = element.events[which]
    if event.kind not in WATCHED:
        return None
    watch = Watch(id=0, kind=event.kind, element_id=element.id, owner=owner, which=which)
    names = case.names(owner.inner)
    if event.timer is not None:
        due = first_due(event, names)
        watch.due_at, watch.cycle = due.at, due.cycle
        return watch
    if event.kind == "conditional":
        watch.name = event.condition or ""
        return watch
    watch.name = expressions.string(event.name or "", names)
    if event.kind == "message":
        watch.key = _key(case, owner, element, event)
    return watch


def _key(case: Case, owner: Token, element: Element, event: EventDefinition) -> str:
    """Return the correlation key: that of the message which began the case, where it is shared.

    BPMN 2.0.2, 10.6.6: the messages that are awaited together share their correlation.
    """
    if "key" in owner.internal_data and owner.task_spec.bpmn_id == element.id:
        return str(owner.internal_data["key"])
    return correlation_key(case, event, case.names(owner.inner))


def correlation_key(case: Case, event: EventDefinition, names: expressions.Names) -> str:
    """Return the key of a message; the conversation of the case where the diagram gives none."""
    key = case.program.correlation_key(event)
    return expressions.key(key, names) if key else case.facts.get("conversation", "")


def _by_conversation(case: Case, watch: Watch) -> bool:
    """Whether the diagram leaves the key of the message open."""
    event = case.program.process.elements[watch.element_id].events[watch.which]
    return not case.program.correlation_key(event)


def first_due(event: EventDefinition, names: expressions.Names) -> timers.Due:
    """Return when the timer fires first; raises Failure when its text or value says no time."""
    assert event.timer is not None
    text = expressions.value(event.timer.text, names, "timer")
    try:
        if worktime.is_working(event.timer.kind, str(text)):
            return worktime.first(str(text), names.facts, names.now)
        return timers.first(event.timer.kind, str(text), names.now)
    except timers.TimerError as error:
        raise Failure("timer", str(error)) from error
