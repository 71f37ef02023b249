"""Who follows what happens: one look at the database for all of them, a word to whom it concerns.

A look first asks for the store's pulse, which costs next to nothing; what waits for whom is asked
for once for all who follow, and only when something was committed.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from starlette.concurrency import run_in_threadpool

from engine import desk
from engine.errors import Unavailable
from engine.model import Actor
from engine.parts import Failed, not_counted
from engine.store import Store
from engine.troubles import in_short

EVERY: Final = 0.4  # seconds between two looks: told and fetched within two, on a slow line too
LIFE: Final = 25.0  # seconds of a stream: a server that stops waits no longer for open pages
_SILENCE: Final = 10.0  # seconds; proxies cut what is silent longer

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class Follower:
    """One open page of somebody."""

    actor: Actor
    state: str
    """What its lists were like when it was told last."""
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """All who follow, in one process; it looks while there are any."""

    def __init__(self, store: Store, failed: Failed = not_counted) -> None:
        """Follow a store; `failed` is called for each look that ended in trouble."""
        self._store = store
        self._failed = failed
        self._followers: set[Follower] = set()
        self._task: asyncio.Task[None] | None = None

    async def follow(
        self, actor: Actor, *, seen: str = "", life: float = LIFE
    ) -> AsyncIterator[str]:
        """Yield a text whenever a list of this person has changed; empty texts keep it open.

        `seen` is the text that was yielded last before the stream was cut, `life` in seconds.
        """
        [state] = (await run_in_threadpool(self._states, [actor])).values()
        follower = Follower(actor=actor, state=state)
        self._followers.add(follower)
        self._task = self._task or asyncio.create_task(self._look())
        try:
            yield state if seen not in {"", state} else ""
            until = time.monotonic() + life
            while (left := until - time.monotonic()) > 0:
                yield await _next(follower, min(left, _SILENCE))
        finally:
            self._followers.discard(follower)

    async def _look(self) -> None:
        """Look as long as anybody follows."""
        pulse = ""
        while self._followers:
            try:
                now = await run_in_threadpool(self._store.pulse)
                if now != pulse:
                    await self._wake()
                    pulse = now
            except Unavailable:
                pulse = ""  # the next look asks again
            except Exception as error:  # noqa: BLE001  # whoever follows is told by the next look
                log.error("nobody is told: %s", in_short(error))  # noqa: TRY400  # no words
                self._failed()
                pulse = ""
            await asyncio.sleep(EVERY)
        self._task = None

    async def _wake(self) -> None:
        """Wake those whose lists have changed."""
        followers = tuple(self._followers)
        people = {each.actor.id: each.actor for each in followers}
        states = await run_in_threadpool(self._states, list(people.values()))
        for each in followers:
            if states[each.actor.id] != each.state:
                each.state = states[each.actor.id]
                each.woken.set()

    def _states(self, people: list[Actor]) -> dict[str, str]:
        with self._store.read() as tx:
            return dict(desk.stirrings(tx, people))


async def _next(follower: Follower, patience: float) -> str:
    try:
        await asyncio.wait_for(follower.woken.wait(), patience)
    except TimeoutError:
        return ""
    follower.woken.clear()
    return follower.state
