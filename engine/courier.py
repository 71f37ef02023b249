"""The courier: takes deliveries that are due and sends them, one transaction before and one after.

A delivery is leased, sent outside of any transaction, and then noted. A courier who dies between
leaves a lease that runs out: the delivery is sent again with the same key, and nothing is lost.
"""

import logging
import threading
from datetime import timedelta
from typing import Final
from uuid import UUID

from engine import deliveries, digests
from engine.channels import Channels, Outcome, Undeliverable, Unreachable
from engine.errors import NotFound, Unavailable
from engine.model import Delivery
from engine.model.telling import HOOKS
from engine.outbox_common import declare
from engine.parts import Failed, go_on, not_counted
from engine.store import Store, Transaction
from engine.troubles import in_short

BATCH: Final = 5  # sent one after the other within the lease, each with its time-out
LEASE: Final = timedelta(minutes=2)  # five deliveries that all run into their time-outs
PAUSE: Final = 1.0  # seconds between looks, as the worker's
_NEVER: Final = threading.Event()

log = logging.getLogger(__name__)


class Courier:
    """Sends what waits in the outbox of one store."""

    def __init__(self, store: Store, channels: Channels) -> None:
        self._store = store
        self._channels = channels
        self._declared = False

    def run_due(self) -> int:
        """Send everything that is due; return how many deliveries were tried."""
        total = 0
        while done := self._round():
            total += done
        return total

    def loop(self, stop: threading.Event, failed: Failed = not_counted) -> None:
        """Send until `stop` is set, as engine.parts says.

        The delivery at hand is finished; the others that were taken are given back.
        """

        def look() -> float:
            return 0.0 if self._round(stop) else PAUSE

        go_on(look, stop, trouble="the courier waits", pause=PAUSE, failed=failed)

    def _round(self, stop: threading.Event = _NEVER) -> int:
        if not self._declared:
            self._store.run(lambda tx: declare(tx, self._channels.by_name.keys()))
            self._declared = True
        self._gather()
        taken = self._store.run(lambda tx: tx.outbox.take(limit=BATCH, lease=LEASE))
        waiting = [each.id for each in taken]
        for delivery in taken:
            if stop.is_set():
                self._store.run(lambda tx: tx.outbox.give_back(waiting))
                break
            self._send(delivery)
            waiting.remove(delivery.id)
        return len(taken) - len(waiting)

    def _gather(self) -> None:
        """Put together what is told together; where that fails, each is told by itself."""
        try:
            self._store.run(digests.gather)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  # what waits is told all the same
            log.error("messages are told one by one: %s", in_short(error))  # noqa: TRY400

    def _send(self, delivery: Delivery) -> None:
        try:
            channel = self._channels.by_name.get(delivery.channel)
            if channel is None:
                raise Undeliverable(f"channel {delivery.channel} is not set up")  # noqa: TRY301 - answered as the channel's own
            outcome = channel.send(delivery, self._secret(delivery))
        except Undeliverable as error:
            self._fail(delivery, str(error), for_good=True)
        except Unreachable as error:
            self._fail(delivery, str(error), for_good=False)
        except Exception as error:  # noqa: BLE001  # whatever one channel does, the others go on
            told = delivery.id, delivery.channel, in_short(error)
            log.error("delivery %s (%s) failed: %s", *told)  # noqa: TRY400  # no words
            self._fail(delivery, f"{type(error).__name__}: {error}", for_good=False)
        else:
            self._note(delivery, outcome)

    def _secret(self, delivery: Delivery) -> str:
        if delivery.channel not in HOOKS:
            return ""
        try:
            return self._store.run(lambda tx: tx.webhooks.get(UUID(delivery.recipient))).secret
        except NotFound:
            raise Undeliverable("the web hook was taken away") from None

    def _fail(self, delivery: Delivery, reason: str, *, for_good: bool) -> None:
        def note(tx: Transaction) -> None:
            deliveries.failed(tx, delivery, reason, for_good=for_good)

        self._store.run(note)

    def _note(self, delivery: Delivery, outcome: Outcome) -> None:
        def note(tx: Transaction) -> None:
            deliveries.delivered(
                tx, delivery, result=outcome.result, provider_id=outcome.provider_id
            )

        self._store.run(note)
