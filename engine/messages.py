"""Use cases on messages: each reaches or starts one case of a process, or waits for a while."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from engine import advance, diagram
from engine.diagram import Element
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.model import SYSTEM, Actor, Case, InstanceState, Job, ProcessInstance, Role, Variables
from engine.model.events import MessageCorrelated
from engine.store import Message, Subscription, Transaction

KEPT: Final = timedelta(days=7)  # how long a message thrown by a case waits for its receiver
LONGEST: Final = timedelta(days=366)
BATCH: Final = 100  # messages brought together in one round; the next round takes the rest
BY_HAND: Final = "gj:byHand"
"""The property of an event whose message may be written down by whoever heard of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of a message."""

    message_id: str
    instances: tuple[ProcessInstance, ...]
    """The cases that received it, then those that it started, one of a process; of a message that
    came before, the first of them."""
    buffered: bool
    """It waits for a receiver until its time to live is over."""

    @property
    def instance(self) -> ProcessInstance | None:
        """The first case that received it, or that it started; None = nobody yet."""
        return next(iter(self.instances), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A message that a case waits for now, and that people may write down."""

    element: Element
    subscription: Subscription


def publish(
    tx: Transaction,
    name: str,
    key: str,
    *,
    by: Actor,
    variables: Variables | None = None,
    message_id: str | None = None,
    ttl: timedelta = timedelta(),
    sender: UUID | None = None,
) -> Published:
    """Correlate a message by its name and key, and run the cases that receive it.

    Of each process the case that waits longest gets it; else the process is started, where it
    begins with such a message. Where nobody gets it, it is kept for `ttl`. A `message_id` that came
    before changes nothing, and the answer says what became of that message. `sender` is the case
    that threw it: it is linked with those that it starts (engine.advance.linking).
    """
    if not name or not timedelta() <= ttl <= LONGEST:
        raise Invalid(f"a message needs a name, and lives up to {LONGEST.days} days")
    _check_names(variables or {})
    message, is_new = tx.messages.publish(
        name, key, variables or {}, message_id=message_id, ttl=ttl
    )
    if not is_new:
        known = tx.cases.get(message.instance_id) if message.instance_id else None
        return Published(
            message_id=message.id,
            instances=(known,) if known else (),
            buffered=_waits(tx, message),
        )
    reached = _deliver(tx, message, by)
    started = tuple(_start(tx, message, by, reached, sender))
    instances = (*reached.values(), *started)
    advance.link_sender(tx, sender, message.variables, reached=reached.values(), started=started)
    return Published(
        message_id=message.id,
        instances=instances,
        buffered=not instances and ttl > timedelta(),
    )


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
        sender=job.instance_id,
    )


def awaited(tx: Transaction, instance_id: UUID, *, by: Actor) -> tuple[Awaited, ...]:
    """Return the messages that this person may write down for a case now, in the diagram's order.

    A candidate's answer comes by telephone, a withdrawal across the counter: the diagram says which
    (`gj:byHand`), and whoever began the case or has to do with it writes it down. Raises NotFound
    where the case does not exist for this person.
    """
    instance = tx.cases.get(instance_id, by)
    if instance.state is not InstanceState.ACTIVE or not _may_write_down(tx, instance, by):
        return ()
    definition = tx.definitions.get(instance.definition_id)
    elements = diagram.read(definition.xml).processes[definition.key].elements
    order = tuple(elements)
    found = (
        Awaited(element=elements[each.element_id], subscription=each)
        for each in tx.messages.of(instance_id)
        if each.kind == "message" and elements[each.element_id].properties.get(BY_HAND) == "true"
    )
    return tuple(sorted(found, key=lambda each: order.index(each.element.id)))


def write_down(
    tx: Transaction, instance_id: UUID, element_id: str, *, by: Actor, note: str = ""
) -> ProcessInstance:
    """Hand a case the message that one of its events waits for, as it was heard by `by`.

    A `note` comes as the message's variable `reason`. Raises NotFound as `awaited`, NotPermitted
    for who has nothing to do with the case, Conflict where it does not wait for it (any longer).
    """
    instance = tx.cases.get(instance_id, by)
    if not _may_write_down(tx, instance, by):
        raise NotPermitted(f"{by.name} has nothing to do in case {instance_id}")
    for each in awaited(tx, instance_id, by=by):
        taken = _taken(tx, each.subscription) if each.element.id == element_id else None
        if taken is not None:
            said = {"reason": note.strip()} if note.strip() else {}
            name, key = each.subscription.name, each.subscription.correlation_key
            message, _ = tx.messages.publish(name, key, said)
            tx.messages.correlated(message.id, instance_id)
            return _hand_over(tx, message, *taken, by)
    raise Conflict(f"case {instance_id} does not wait for a message at {element_id!r} now")


def deliver_one(tx: Transaction) -> bool:
    """Bring together a message and a subscription that came at the same moment; False = none.

    Neither saw the other, because neither was committed yet.
    """
    for message, subscription in tx.messages.deliverable(BATCH):
        taken = _taken(tx, subscription)
        if taken is not None and tx.messages.correlated(message.id, taken[0].instance.id):
            _hand_over(tx, message, *taken, SYSTEM)
            return True
    return False


def _may_write_down(tx: Transaction, instance: ProcessInstance, actor: Actor) -> bool:
    """Tell whether a person has to do with a case; who only looks does not."""
    return (
        instance.initiator == actor.id
        or actor.has(Role.ADMINISTRATOR)
        or tx.cases.took_part(instance.id, actor)
    )


def _check_names(variables: Variables) -> None:
    """Raise Invalid for names that no case takes: a kept message must not fail its receiver."""
    for path in variables:
        if not all(path.split(".")) or path.partition(".")[0] == "case":
            raise Invalid(f"{path!r} is no name of a variable", name=path)


def _waits(tx: Transaction, message: Message) -> bool:
    return message.instance_id is None and message.expires_at > tx.now


def _deliver(tx: Transaction, message: Message, by: Actor) -> dict[str, ProcessInstance]:
    """Run, of each process, the case that waits longest; return them by process.

    Where several processes wait, their cases are locked in the order of their roots first: two
    messages cannot wait for each other.
    """
    waiting: dict[str, list[Subscription]] = {}
    for process_key, subscription in tx.messages.receivers(message.name, message.correlation_key):
        waiting.setdefault(process_key, []).append(subscription)
    if len(waiting) > 1:
        first = (tx.cases.get(listed[0].instance_id) for listed in waiting.values())
        for case in sorted(first, key=lambda case: (case.root_id, case.id)):
            tx.cases.lock(case.id)
    reached: dict[str, ProcessInstance] = {}
    for process_key, listed in waiting.items():
        taken = next(filter(None, (_taken(tx, one) for one in listed)), None)
        if taken is not None:
            if not reached:  # first of all, so that what runs does not get it once more
                tx.messages.correlated(message.id, taken[0].instance.id)
            reached[process_key] = _hand_over(tx, message, *taken, by)
    return reached


def _taken(tx: Transaction, subscription: Subscription) -> tuple[Case, Subscription] | None:
    """Lock the case that waits; None where it waits no longer, or is suspended."""
    try:
        case, present = tx.cases.lock_of_subscription(subscription.id)
    except NotFound:  # served or withdrawn while we waited for the lock
        return None
    return (case, present) if case.instance.state is InstanceState.ACTIVE else None


def _hand_over(
    tx: Transaction, message: Message, case: Case, present: Subscription, by: Actor
) -> ProcessInstance:
    """Run the case that waits.

    The message is marked as handed over by now: an element that goes on listening subscribes again
    while its case runs, and must not get the same message twice.
    """
    correlated = MessageCorrelated(
        subscription_id=present.id,
        element_id=present.element_id,
        name=message.name,
        variables=message.variables,
        message_id=message.id,
    )
    return advance.carry_out(tx, case, correlated, by=by)


def _start(
    tx: Transaction,
    message: Message,
    by: Actor,
    reached: Collection[str],
    sender: UUID | None,
) -> Iterator[ProcessInstance]:
    """Start the processes that begin with such a message and have no case that received it."""
    for start in tx.messages.starts("message", message.name):
        if start.key not in reached:
            project = message.variables.get("project")
            definition = tx.definitions.get(start.definition_id)
            instance_id = tx.cases.new_id()
            tx.messages.correlated(message.id, instance_id)
            named = advance.named(tx, definition, start.element_id, message.variables, by=by)
            beginning = advance.Beginning(
                id=instance_id,
                definition=definition,
                variables=message.variables,
                project=project if isinstance(project, str) else None,
                element_id=start.element_id,
                event=start.event,
                correlation_key=message.correlation_key,
                conversation=message.correlation_key or None,
                links=advance.to_source(sender),
                initiator=named.id,
                initiator_name=named.name,
            )
            yield advance.begin(tx, beginning, by=by)
