"""What a deployed definition waits for by itself: whatever starts its cases, and its timers."""

from engine import interpreter
from engine.advance import suspended_starts
from engine.errors import DeploymentRefused
from engine.interpreter import Failure, StartEvent
from engine.model import Finding, ProcessDefinition, Severity
from engine.store import StartSubscription, StartTimer, Transaction

AWAITED = frozenset({"conditional", "message", "signal"})


def listen(tx: Transaction, definition: ProcessDefinition) -> None:
    """Let the start events of this version start cases, and no longer those of earlier versions.

    They start none while starts are suspended. Raises DeploymentRefused where a timer's expression
    says no time at this moment.
    """
    suspended = definition.key in suspended_starts(tx)
    starts = () if suspended else interpreter.start_events(definition)
    subscriptions = [
        StartSubscription(
            element_id=start.element_id, kind=start.kind, name=start.name, event=start.event
        )
        for start in starts
        if start.kind in AWAITED
    ]
    timers = [_armed(tx, definition, start) for start in starts if start.kind == "timer"]
    tx.messages.replace_start_subscriptions(definition.key, definition.id, subscriptions)
    tx.jobs.replace_start_timers(definition.key, definition.id, timers)


def _armed(tx: Transaction, definition: ProcessDefinition, start: StartEvent) -> StartTimer:
    try:
        due = interpreter.first_start(definition, start.element_id, tx.now, start.event)
    except Failure as failure:
        finding = Finding(
            rule="timer-start",
            element_id=start.element_id,
            severity=Severity.ERROR,
            message_zh=f"定时开始事件没有得到时间：{failure}",
            message_en=f"The timer start event says no time: {failure}",
        )
        raise DeploymentRefused([finding]) from failure
    return StartTimer(
        element_id=start.element_id, due_at=due.at, payload={"cycle": dict(due.cycle)}
    )
