"""Web hooks: a JSON body, signed, with an id that a repetition bears again."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.channels.base import Outcome
from engine.channels.cards import link
from engine.channels.guarded import Endpoint
from engine.channels.signing import signature
from engine.model import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookChannel:
    """Posts events to an address outside."""

    endpoint: Endpoint
    public_url: str = ""
    clock: Callable[[], float] = time.time
    """Unix seconds, for the signature: the receiver compares them with its own clock."""

    def send(self, delivery: Delivery, secret: str) -> Outcome:
        """Post one event; raises as every channel does."""
        told = {"id": str(delivery.id), **delivery.data}
        if url := link(delivery, self.public_url):
            told["url"] = url
        body = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        now = int(self.clock())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Guanjia",
            "Idempotency-Key": str(delivery.id),
            "Guanjia-Event": delivery.kind,
            "Guanjia-Delivery": str(delivery.id),
            "Guanjia-Attempt": str(delivery.attempts),
            "Guanjia-Timestamp": str(now),
            "Guanjia-Signature": signature(secret, now, body),
        }
        answered = self.endpoint.post(delivery.address, body, headers)
        return Outcome(result=answered[:200].decode("utf-8", "replace") or "2xx")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsChannel:
    """Text messages, by a gateway of the company's own that takes a signed JSON body."""

    endpoint: Endpoint
    url: str = field(repr=False)
    secret: str = field(repr=False)
    public_url: str = ""
    clock: Callable[[], float] = time.time

    def send(self, delivery: Delivery, secret: str) -> Outcome:  # noqa: ARG002 - the gateway's own counts
        """Post number and text to the gateway; raises as every channel does."""
        told = {
            "id": str(delivery.id),
            "to": delivery.address,
            "text": delivery.text,
            "url": link(delivery, self.public_url),
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        now = int(self.clock())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": str(delivery.id),
            "Guanjia-Timestamp": str(now),
            "Guanjia-Signature": signature(self.secret, now, body),
        }
        answered = self.endpoint.post(self.url, body, headers)
        return Outcome(result=answered[:200].decode("utf-8", "replace") or "2xx")
