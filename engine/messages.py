"""Use cases on messages: each one reaches one waiting case, or starts one, or waits for a while."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from engine import advance
from engine.errors import Invalid, NotFound
from engine.model import SYSTEM, Actor, InstanceState, Job, ProcessInstance, Variables
from engine.model.events import MessageCorrelated
from engine.store import Message, Subscription, Transaction

KEPT: Final = timedelta(days=7)  # how long a message thrown by a case waits for its receiver
LONGEST: Final = timedelta(days=366)
BATCH: Final = 100  # messages brought together in one round; the next round takes the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of a message."""

    message_id: str
    instance: ProcessInstance | None
    """The case that received it, or that it started; None = nobody yet."""
    buffered: bool
    """It waits for a receiver until its time to live is over."""


def publish(
    tx: Transaction,
    name: str,
    key: str,
    *,
    by: Actor,
    variables: Variables | None = None,
    message_id: str | None = None,
    ttl: timedelta = timedelta(),
) -> Published:
    """Correlate a message by its name and key, and run the case that receives it.

    The subscription that waits longest gets it; else a process that begins with such a message is
    started; else it is kept for `ttl`. A `message_id` that came before changes nothing, and the
    answer says what became of that message.
    """
    if not name or not timedelta() <= ttl <= LONGEST:
        raise Invalid(f"a message needs a name, and lives up to {LONGEST.days} days")
    _check_names(variables or {})
    message, is_new = tx.messages.publish(
        name, key, variables or {}, message_id=message_id, ttl=ttl
    )
    if not is_new:
        known = tx.cases.get(message.instance_id) if message.instance_id else None
        return Published(message_id=message.id, instance=known, buffered=_waits(tx, message))
    instance = _deliver(tx, message, by) or _start(tx, message, by)
    buffered = instance is None and ttl > timedelta()
    return Published(message_id=message.id, instance=instance, buffered=buffered)


def send(tx: Transaction, job: Job) -> Published:
    """Publish what a case threw; it waits a week for its receiver. The job is the errand's."""
    return publish(
        tx,
        job.payload["name"],
        job.payload["correlation_key"],
        by=SYSTEM,
        variables=job.payload["variables"],
        message_id=f"errand-{job.id}",
        ttl=KEPT,
    )


def deliver_one(tx: Transaction) -> bool:
    """Bring together a message and a subscription that came at the same moment; False = none.

    Neither saw the other, because neither was committed yet.
    """
    for message, subscription in tx.messages.deliverable(BATCH):
        if _hand_over(tx, message, subscription, SYSTEM) is not None:
            return True
    return False


def _check_names(variables: Variables) -> None:
    """Raise Invalid for names that no case takes: a kept message must not fail its receiver."""
    for path in variables:
        if not all(path.split(".")) or path.partition(".")[0] == "case":
            raise Invalid(f"{path!r} is no name of a variable", name=path)


def _waits(tx: Transaction, message: Message) -> bool:
    return message.instance_id is None and message.expires_at > tx.now


def _deliver(tx: Transaction, message: Message, by: Actor) -> ProcessInstance | None:
    for subscription in tx.messages.match(message.name, message.correlation_key):
        instance = _hand_over(tx, message, subscription, by)
        if instance is not None:
            return instance
    return None


def _hand_over(
    tx: Transaction, message: Message, subscription: Subscription, by: Actor
) -> ProcessInstance | None:
    """Run the case that waits; None where it waits no longer, or is suspended.

    The message is marked as handed over first: an element that goes on listening subscribes again
    while its case runs, and must not get the same message twice.
    """
    try:
        case, present = tx.cases.lock_of_subscription(subscription.id)
    except NotFound:  # served or withdrawn while we waited for the lock
        return None
    if case.instance.state is not InstanceState.ACTIVE:
        return None
    if not tx.messages.correlated(message.id, case.instance.id):
        return None  # somebody else was faster
    correlated = MessageCorrelated(
        subscription_id=present.id,
        element_id=present.element_id,
        name=message.name,
        variables=message.variables,
        message_id=message.id,
    )
    return advance.carry_out(tx, case, correlated, by=by)


def _start(tx: Transaction, message: Message, by: Actor) -> ProcessInstance | None:
    """Start the process that begins with such a message; of several the first by its id."""
    for start in tx.messages.starts("message", message.name)[:1]:
        project = message.variables.get("project")
        instance_id = tx.cases.new_id()
        tx.messages.correlated(message.id, instance_id)
        beginning = advance.Beginning(
            id=instance_id,
            definition=tx.definitions.get(start.definition_id),
            variables=message.variables,
            project=project if isinstance(project, str) else None,
            element_id=start.element_id,
            conversation=message.correlation_key or None,
        )
        return advance.begin(tx, beginning, by=by)
    return None
