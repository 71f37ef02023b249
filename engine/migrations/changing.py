"""Use cases of changing versions: which elements stand for which, a rehearsal, and the change."""

from dataclasses import dataclass
from uuid import UUID

from engine import access, advance, interpreter
from engine.errors import Conflict, MigrationRefused
from engine.interpreter import Pairing
from engine.migrations import previews
from engine.migrations.ordering import Order
from engine.model import Actor, Case, Finding, ProcessInstance, Role
from engine.model.events import Event, InstanceMigrated
from engine.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would happen to one case; nothing has."""

    instance: ProcessInstance
    findings: tuple[Finding, ...]
    """Why it cannot go on as that version; nothing where it can."""
    events: tuple[Event, ...]
    """What would be recorded behind the change itself, in this case."""
    token: str
    """What an order of just this has to carry."""


def plan(tx: Transaction, definition_id: str, order: Order, *, by: Actor) -> tuple[Pairing, ...]:
    """Return the counterpart of every element of a version. Administrators and auditors.

    Raises NotFound for an unknown version, Invalid where they are not of one process.
    """
    access.check_has_role(by, *access.SEES_ALL)
    old, new = tx.definitions.get(definition_id), tx.definitions.get(order.definition_id)
    return interpreter.pairings(old, new, order.mapping)


def preview(tx: Transaction, instance_id: UUID, order: Order, *, by: Actor) -> Preview:
    """Rehearse the change of one case. Administrators.

    Raises NotFound, InstanceNotActive for an ended case, Conflict where it is there already.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    case = Case(instance=tx.cases.get(instance_id), snapshot=tx.cases.snapshot(instance_id))
    return _rehearsed(tx, case, order, by)


def migrate(
    tx: Transaction, instance_id: UUID, order: Order, *, by: Actor, reason: str, seen: str
) -> ProcessInstance:
    """Let a case go on as another version of its process. Administrators.

    Open tasks, jobs, timers and subscriptions stay what they are, at their counterparts; called
    processes stay on their own versions; a suspended case stays suspended. `seen` is the token of
    its preview.  Raises NotPreviewed where that was of another order or another state of the case,
    MigrationRefused with every reason why not, Conflict where it is there already,
    InstanceNotActive for a case that has ended; nothing has changed then.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    case = tx.cases.lock(instance_id)
    migrated = _migrated(tx, case, order, advance.said(reason), None)
    previews.check(seen, token(case.instance, order))
    return advance.carry_out(tx, case, migrated, by=by)


def token(instance: ProcessInstance, order: Order) -> str:
    """Return what an order for a case, as it is, has to carry."""
    return previews.token(order, [(instance.id, instance.seq)])


def change(
    tx: Transaction, case: Case, order: Order, *, by: Actor, reason: str, migration_id: UUID
) -> ProcessInstance:
    """Carry the change of a locked case out, as part of a batch; raises as `migrate`."""
    said = advance.said(reason)
    return advance.carry_out(tx, case, _migrated(tx, case, order, said, migration_id), by=by)


def _rehearsed(tx: Transaction, case: Case, order: Order, by: Actor) -> Preview:
    migrated = _migrated(tx, case, order, "", None)
    findings: tuple[Finding, ...] = ()
    told: tuple[Event, ...] = ()
    try:
        told = advance.rehearse(tx, case, migrated, by=by)
    except MigrationRefused as refused:
        findings = tuple(refused.findings)
    return Preview(
        instance=case.instance,
        findings=findings,
        events=told,
        token=token(case.instance, order),
    )


def _migrated(
    tx: Transaction, case: Case, order: Order, reason: str, migration_id: UUID | None
) -> InstanceMigrated:
    """Return the event of the command; raises Conflict where the case is on that version."""
    instance = case.instance
    target, present = (
        tx.definitions.get(each) for each in (order.definition_id, instance.definition_id)
    )
    if target.id == present.id:
        raise Conflict(f"case {instance.business_key or instance.id} is on {target.id} already")
    return InstanceMigrated(
        definition_id=target.id,
        version=target.version,
        digest=target.digest,
        previous_id=present.id,
        previous_version=present.version,
        previous_digest=present.digest,
        reason=reason,
        mapping=order.mapping,
        timers=order.timers,
        routing=order.routing,
        migration_id=migration_id,
    )
