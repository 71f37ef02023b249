"""Many cases change versions: one transaction each, with a result each, going on after a kill."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from engine import access, advance
from engine.errors import Conflict, EngineError, MigrationRefused
from engine.migrations import previews
from engine.migrations.changing import Preview, change, preview
from engine.migrations.ordering import Order
from engine.model import Actor, Finding, Role
from engine.store import Batch, BatchItem, Page, Transaction

KIND: Final = "migration"
MIGRATED, UNCHANGED, FAILED = "migrated", "unchanged", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which open cases; what is None does not filter."""

    definition_id: str
    """The version that they are on."""
    element_id: str | None = None
    """An element at which something of the case is open."""
    project: str | None = None
    ids: tuple[UUID, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What would become of many cases; nothing has."""

    results: tuple[Preview, ...]
    token: str
    """What an order for just these cases, as they are, has to carry."""

    @property
    def refused(self) -> int:
        """How many could not go on as that version."""
        return sum(bool(result.findings) for result in self.results)


def rehearse(tx: Transaction, which: Which, order: Order, *, by: Actor) -> Rehearsal:
    """Rehearse the change of many cases; each result is that of `preview`. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    found = _found(tx, which, order)
    return Rehearsal(
        results=tuple(preview(tx, each, order, by=by) for each, _ in found),
        token=previews.token(order, found),
    )


def begin(
    tx: Transaction, which: Which, order: Order, *, by: Actor, reason: str, seen: str
) -> Batch:
    """Let the worker change the cases that are there now, one after the other. Administrators.

    `seen` is the token of their rehearsal. Raises NotFound for an unknown version, Conflict where
    both versions are the same, Invalid without a reason, NotPreviewed where a case has come, gone
    or changed since, or the order is another. What cannot be is the result of its case and stops
    no other.
    """
    access.check_has_role(by, Role.ADMINISTRATOR)
    said = advance.said(reason)
    asked = {"from": which.definition_id, **asdict(order)}
    found = _found(tx, which, order)
    previews.check(seen, previews.token(order, found))
    return tx.batches.add(KIND, asked, by=by, reason=said, instances=[each for each, _ in found])


def get(tx: Transaction, batch_id: UUID, *, by: Actor) -> Batch:
    """Return how far a batch is. Administrators and auditors; raises NotFound."""
    access.check_has_role(by, *access.SEES_ALL)
    return tx.batches.get(batch_id)


def items(
    tx: Transaction,
    batch_id: UUID,
    *,
    by: Actor,
    state: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[BatchItem]:
    """Return the results of a batch, case by case. Administrators and auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    return tx.batches.items(batch_id, state=state, limit=limit, cursor=cursor)


def carry_on(tx: Transaction, batch_id: UUID, instance_id: UUID) -> None:
    """Change one case of a batch; does nothing where that has been done.

    A case that has ended or is there already counts as unchanged. Raises what `migrate` raises:
    then nothing has changed, and `fail` notes why.
    """
    item = tx.batches.hold(batch_id, instance_id)
    if item.ended_at is not None:
        return
    batch = tx.batches.get(batch_id)
    asked = dict(batch.asked)
    case = tx.cases.lock(instance_id)
    order = Order(**{name: asked[name] for name in asked if name != "from"})
    if case.instance.state.ended or case.instance.definition_id == order.definition_id:
        tx.batches.settle(item, UNCHANGED, {})
        return
    if case.instance.definition_id != asked["from"]:
        raise Conflict(f"the case is on {case.instance.definition_id}, not on {asked['from']}")
    change(tx, case, order, by=batch.by, reason=batch.reason, migration_id=batch_id)
    tx.batches.settle(item, MIGRATED, {})


def fail(tx: Transaction, batch_id: UUID, instance_id: UUID, error: EngineError) -> None:
    """Note why a case of a batch could not change."""
    item = tx.batches.hold(batch_id, instance_id)
    if item.ended_at is None:
        tx.batches.settle(item, FAILED, _why(error))


def _why(error: EngineError) -> Mapping[str, Any]:
    findings: Sequence[Finding] = error.findings if isinstance(error, MigrationRefused) else ()
    return {
        "code": error.code,
        "message": str(error),
        "findings": [
            {
                name: getattr(each, name)
                for name in ("element_id", "rule", "message_zh", "message_en")
            }
            for each in findings
        ],
    }


def _found(tx: Transaction, which: Which, order: Order) -> Sequence[tuple[UUID, int]]:
    for definition_id in (which.definition_id, order.definition_id):
        tx.definitions.get(definition_id)
    if which.definition_id == order.definition_id:
        raise Conflict(f"{order.definition_id} is the version that they are on")
    return tx.standing.instances(
        which.definition_id,
        element_id=which.element_id,
        project=which.project,
        ids=which.ids,
    )
