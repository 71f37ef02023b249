"""Use cases on deliveries: note what came of them, and look after what could not be delivered."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from engine import access, cards
from engine.model import Actor, Delivery, Role
from engine.sights import Sight
from engine.store import DeliveryQuery, Page, Transaction

ATTEMPTS: Final = 10  # with waits that double from ten seconds: some three hours
RETRY: Final = timedelta(seconds=10)
RETRY_CAP: Final = timedelta(hours=1)


def delivered(tx: Transaction, delivery: Delivery, *, result: str, provider_id: str) -> None:
    """Note that a delivery has arrived; a card that came after its task was done says so."""
    tx.outbox.delivered(delivery.id, result=result, provider_id=provider_id)
    if delivery.channel in cards.LIFE and delivery.task_id is not None:
        cards.settle(tx, tx.tasks.get(delivery.task_id))


def failed(tx: Transaction, delivery: Delivery, reason: str, *, for_good: bool) -> None:
    """Note why a delivery did not arrive; it is tried again ten times, unless that is no use."""
    left = not for_good and delivery.attempts < ATTEMPTS
    doubled = min(max(delivery.attempts - 1, 0), 10)  # beyond ten doublings the cap counts anyway
    wait = min(RETRY * (1 << doubled), RETRY_CAP)
    tx.outbox.failed(delivery.id, result=reason, retry_at=tx.now + wait if left else None)


def page(
    tx: Transaction,
    query: DeliveryQuery,
    *,
    by: Actor,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Delivery]:
    """Return deliveries as he gets to read them, the newest first. Administrators and auditors."""
    access.check_has_role(by, *access.SEES_ALL)
    found = tx.outbox.page(query, limit=limit, cursor=cursor)
    return Page(items=Sight.of(tx, by).deliveries(found.items), next=found.next)


def again(tx: Transaction, delivery_id: UUID, *, by: Actor) -> Delivery:
    """Send a dead delivery again, with the same key. Administrators; NotFound if not dead."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    tx.outbox.again(delivery_id)
    return Sight.of(tx, by).deliveries([tx.outbox.get(delivery_id)])[0]


def all_again(tx: Transaction, query: DeliveryQuery, *, by: Actor) -> int:
    """Send all dead deliveries again that a query finds; return how many. Administrators."""
    access.check_has_role(by, Role.ADMINISTRATOR)
    return tx.outbox.all_again(query)
