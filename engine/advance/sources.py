"""What those hear who wait for something elsewhere: a late task that is done, a case that stopped.

An escalation that waits for the message `Msg_SourceFinished` by the id of its source task is told
at once, in the same transaction: its superior need not decide on what is done already. So does a
case that others were merged into, where one of them begins anew (`Msg_CaseParted`); suspended, it
hears that once it is resumed.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from engine import interpreter
from engine.advance.setting import Setting
from engine.errors import NotFound
from engine.model import Case, InstanceState, Variables
from engine.model.events import (
    CancellationCompleted,
    Event,
    InstanceCancelled,
    InstanceTerminated,
    InstanceVoided,
    MessageCorrelated,
    SignalThrown,
    UserTaskCompleted,
    UserTaskWithdrawn,
)
from engine.store import Transaction

MESSAGE: Final = "Msg_SourceFinished"
PARTED: Final = "Msg_CaseParted"
POLICY: Final = "sla_policy"
KEPT: Final = timedelta(days=366)
"""How long a suspended case is waited for, the longest that any message lives."""

Finished = UserTaskCompleted | UserTaskWithdrawn


def awaited(tx: Transaction, setting: Setting, event: Finished) -> bool:
    """Tell whether an escalation may have begun since this task was late, so that its end is news.

    Asks the database nothing: that the task ended has just been recorded.
    """
    settings = interpreter.settings_of(setting.definition, event.element_id)
    escalates = "gj:onBreach" in settings or POLICY in setting.definition.decisions
    return escalates and tx.tasks.breaches(event.task_id) > 0


def told(tx: Transaction, event: Finished) -> Iterator[tuple[Case, MessageCorrelated]]:
    """Yield each case that waits for the end of this task, locked, and what it hears."""
    return _heard(tx, MESSAGE, str(event.task_id), {"ended": _ENDS[type(event)]})


def parted(tx: Transaction, number: str, case: str) -> Iterator[tuple[Case, MessageCorrelated]]:
    """Yield the case with this number, locked, and how it hears that another is no part of it now.

    A case that was merged into it begins anew (`gj:restartWhileOpen`); `case` is its number. Where
    it is suspended, the message is kept for it.
    """
    said = {"parted_case": case}
    yield from _heard(tx, PARTED, number, said)
    waiting = (tx.cases.get(each.instance_id) for _, each in tx.messages.receivers(PARTED, number))
    if any(each.state is InstanceState.SUSPENDED for each in waiting):
        tx.messages.publish(PARTED, number, said, ttl=KEPT)


def _heard(
    tx: Transaction, name: str, key: str, variables: Variables
) -> Iterator[tuple[Case, MessageCorrelated]]:
    for _, found in tx.messages.receivers(name, key):
        try:
            case, subscription = tx.cases.lock_of_subscription(found.id)
        except NotFound:  # decided while we waited for the lock
            continue
        if case.instance.state is InstanceState.ACTIVE:
            yield (
                case,
                MessageCorrelated(
                    subscription_id=subscription.id,
                    element_id=subscription.element_id,
                    name=name,
                    variables=variables,
                ),
            )


def stopped(tx: Transaction, setting: Setting, events: Iterable[Event]) -> Iterator[SignalThrown]:
    """Yield the signal by which those hear it who wait for a case that was ended by somebody.

    Its name is `case_stopped:` and the case's number. A case that comes to its own end tells of it
    itself, as it is drawn; where nobody listens now, nothing is thrown.
    """
    ends = [_STOPS[type(event)] for event in (setting.command, *events) if type(event) in _STOPS]
    if not ends or setting.business_key is None:
        return
    name = f"{STOPPED}{setting.business_key}"
    if tx.messages.signal_subscribers(name):
        yield SignalThrown(element_id="", name=name, variables={"ended": ends[0]})


STOPPED: Final = "case_stopped:"
_STOPS: Final[dict[type[Event], str]] = {
    CancellationCompleted: "cancelled",
    InstanceCancelled: "cancelled",
    InstanceVoided: "voided",
    InstanceTerminated: "terminated",
}
_ENDS: Final = {UserTaskCompleted: "completed", UserTaskWithdrawn: "withdrawn"}
