"""Use cases on signals: everybody hears them who listens at that moment, and nobody later."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from engine import advance
from engine.errors import Invalid
from engine.model import SYSTEM, Actor, InstanceState, Job, ProcessInstance, Variables
from engine.model.events import SignalReceived
from engine.store import StartSubscription, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """Who heard a signal."""

    received: tuple[ProcessInstance, ...]
    started: tuple[ProcessInstance, ...]


def broadcast(
    tx: Transaction,
    name: str,
    *,
    by: Actor,
    variables: Variables | None = None,
    heard_in: UUID | None = None,
) -> Broadcast:
    """Let every case that listens hear a signal, and start the processes that begin with it.

    All of it is one transaction, so that everybody hears it exactly once. The cases are locked in
    the order of their ids before anything runs: two broadcasts cannot wait for each other.
    Suspended cases do not hear. A signal that a case awaits at an element where its process begins
    (a parallel multiple start event) starts no other case there. The cases of the call tree
    `heard_in` have heard it already.
    """
    if not name:
        raise Invalid("a signal needs a name")
    awaited: dict[UUID, set[str]] = {}
    for found in tx.messages.signal_subscribers(name):
        awaited.setdefault(found.instance_id, set()).add(found.element_id)
    trees = ((tx.cases.get(instance_id).root_id, instance_id) for instance_id in awaited)
    roots = sorted(each for each in trees if each[0] != heard_in)
    for _, instance_id in roots:
        tx.cases.lock(instance_id)
    heard = SignalReceived(name=name, variables=variables or {})
    received = []
    served: set[tuple[str, str]] = set()
    for _, instance_id in roots:
        case = tx.cases.lock(instance_id)  # an earlier receiver may have changed it: a call tree
        if case.instance.state is InstanceState.ACTIVE:
            served |= {(case.instance.key, element_id) for element_id in awaited[instance_id]}
            received.append(advance.carry_out(tx, case, heard, by=by))
    starts = [
        start
        for start in tx.messages.starts("signal", name)
        if (start.key, start.element_id) not in served
    ]
    return Broadcast(received=tuple(received), started=_start(tx, starts, by, variables or {}))


def send(tx: Transaction, job: Job) -> Broadcast:
    """Broadcast what a case threw to all but its own call tree. The job is the errand's."""
    told = job.payload
    heard_in = tx.cases.get(job.instance_id).root_id if told.get("heard") else None
    return broadcast(tx, told["name"], by=SYSTEM, variables=told["variables"], heard_in=heard_in)


def _start(
    tx: Transaction, starts: Iterable[StartSubscription], by: Actor, variables: Variables
) -> tuple[ProcessInstance, ...]:
    project = variables.get("project")
    return tuple(
        advance.begin(
            tx,
            advance.Beginning(
                definition=tx.definitions.get(start.definition_id),
                variables=variables,
                project=project if isinstance(project, str) else None,
                element_id=start.element_id,
                event=start.event,
            ),
            by=by,
        )
        for start in starts
    )
