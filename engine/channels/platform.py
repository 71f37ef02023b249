"""What the platforms' APIs have in common: an access token that runs out, and codes for troubles.

`Messenger` is the channel of one application of the company's own; each platform says what its
calls look like.  A refused token is fetched anew and the call made once more.  A code that says
that this recipient cannot be reached ends the delivery; every other trouble (too many calls, a
platform that is busy, settings that an administrator mends) is tried again later, and at last it is
a dead letter.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeVar

from engine.channels.base import Outcome, Undeliverable, Unreachable
from engine.channels.cards import Card, card
from engine.channels.guarded import Endpoint
from engine.model import Delivery

EARLY: Final = 300.0  # seconds before its end at which a token is not used any more: clocks differ

Answer = Mapping[str, Any]
App = TypeVar("App")


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """How a platform says in its answers what came of a call; 0 is well done."""

    code: str
    """Name of the field with the code."""
    message: str
    stale: frozenset[int]
    """The access token does not count any more."""
    wrong: frozenset[int]
    """There is no such recipient, or he does not see this application."""


class Token:
    """An access token, kept until shortly before it runs out; for the one thread of a courier."""

    def __init__(
        self,
        fetch: Callable[[], tuple[str, float]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._value = ""
        self._until = 0.0

    def get(self) -> str:
        """Return the token; a new one where there is none, or it is about to run out."""
        if not self._value or self._clock() >= self._until:
            self._value, seconds = self._fetch()
            self._until = self._clock() + max(seconds - EARLY, 0.0)
        return self._value

    def forget(self) -> None:
        """Let the next one be fetched: the platform has refused this one."""
        self._value = ""


def called(token: Token, call: Callable[[str], Answer], codes: Codes) -> Answer:
    """Make a call with the token, once more with a new one where it is refused.

    Raises Undeliverable and Unreachable, by the code of the answer.
    """
    answer = call(token.get())
    if answer.get(codes.code) in codes.stale:
        token.forget()
        answer = call(token.get())
    return judged(answer, codes)


def judged(answer: Answer, codes: Codes) -> Answer:
    """Return an answer that says that all is well; raises as `called` does for any other."""
    code = answer.get(codes.code)
    if code == 0:
        return answer
    said = f"{code} {answer.get(codes.message, '')}".strip()[:200]
    if code in codes.wrong:
        raise Undeliverable(said)
    raise Unreachable(said)


def issued(answer: Answer, codes: Codes, token: str, seconds: str) -> tuple[str, float]:
    """Return the token of an answer and how many seconds it lasts; raises Unreachable."""
    found, lasts = answer.get(token), answer.get(seconds)
    if answer.get(codes.code) != 0 or not isinstance(found, str) or not found:
        said = f"{answer.get(codes.code)} {answer.get(codes.message, '')}".strip()[:200]
        raise Unreachable(f"no access token: {said}")
    return found, float(lasts) if isinstance(lasts, int) else 0.0


class Messenger(ABC, Generic[App]):
    """Sends cards to the members of a company, from an application of its own."""

    codes: ClassVar[Codes]
    token: ClassVar[str] = "access_token"  # noqa: S105 - the name of a field
    """Name of the token in the answer that issues it."""
    seconds: ClassVar[str] = "expires_in"

    def __init__(
        self,
        app: App,
        endpoint: Endpoint,
        public_url: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.endpoint = endpoint
        self._public_url = public_url
        self._token = Token(self._fetch, clock)

    def send(self, delivery: Delivery, secret: str) -> Outcome:  # noqa: ARG002 - the application's own counts
        """Send a card to whom the address names, or change one that was sent before.

        Raises as every channel does.
        """
        shown = self.shown(delivery)
        sent = delivery.data.get("card")
        if sent and not shown.url:  # without a page to lead to it had no button, and stays
            return Outcome(result="left as it was", provider_id=sent)
        if sent:
            self.called(lambda token: self.changed(token, sent, delivery, shown))
            return Outcome(result="changed", provider_id=sent)
        body = self.body(delivery, shown)
        answer = self.called(lambda token: self.posted(token, body))
        return Outcome(result="ok", provider_id=self.taken(answer))

    def shown(self, delivery: Delivery) -> Card:
        """Return what is shown of a delivery."""
        return card(delivery, self._public_url)

    def called(self, call: Callable[[str], Answer]) -> Answer:
        """Make a call with the application's token; raises as every channel does."""
        return called(self._token, call, self.codes)

    @abstractmethod
    def body(self, delivery: Delivery, shown: Card) -> dict[str, Any]:
        """Return what is posted: whom it is for, and the card in the platform's own words."""

    @abstractmethod
    def posted(self, token: str, body: dict[str, Any]) -> Answer:
        """Post a body with this token."""

    @abstractmethod
    def changed(self, token: str, sent: str, delivery: Delivery, shown: Card) -> Answer:
        """Let a card that was sent say what became of its task; `sent` is what `taken` gave."""

    @abstractmethod
    def fetched(self) -> Answer:
        """Ask for a token."""

    @abstractmethod
    def taken(self, answer: Answer) -> str:
        """Return by what a card is changed later, else the platform's id of the message.

        Raises Undeliverable where nobody got it.
        """

    def _fetch(self) -> tuple[str, float]:
        return issued(self.fetched(), self.codes, self.token, self.seconds)
