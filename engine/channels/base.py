"""What every channel does, and the two ways in which it fails."""

from dataclasses import dataclass
from typing import Protocol

from engine.model import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the channel answered to a message that it took."""

    result: str
    provider_id: str = ""


class Unreachable(Exception):  # noqa: N818 - named after what happened, as in engine.errors
    """It did not arrive, and may the next time."""


class Undeliverable(Exception):  # noqa: N818 - as above
    """It did not arrive and never will: the address or the settings are wrong."""


class Channel(Protocol):
    """One way out of the house."""

    def send(self, delivery: Delivery, secret: str) -> Outcome:
        """Send one message with the delivery's id as its idempotency key.

        `secret` belongs to the recipient (a web hook); it is empty for people.
        Raises Unreachable or Undeliverable.
        """
        ...
