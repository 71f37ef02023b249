"""Answers already given, so that a request sent twice is carried out once."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from engine.model import Actor
from engine.store.session import Session
from engine.store.tables.people import answer

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """What a request with an Idempotency-Key was answered."""

    request_digest: str
    status: int
    body: bytes


class Answers:
    """Answers by the Idempotency-Key and the person who used it, kept for 24 hours."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, key: str, actor: Actor) -> KeptAnswer | None:
        """Return the answer that this person's key has got already."""
        row = self._session.first(
            sa.select(answer.c.request_digest, answer.c.status, answer.c.body).where(
                answer.c.actor == actor.id,
                answer.c.key == key,
                answer.c.at > self._session.now - KEPT,
            )
        )
        return None if row is None else KeptAnswer(**row)

    def keep(
        self, key: str, actor: Actor, *, request_digest: str, status: int, body: bytes
    ) -> None:
        """Keep an answer in the transaction of what it answers.

        When two requests with one key race, the second one's transaction fails here and is run
        again by `Store.run`; then it finds the first one's answer.
        """
        expired = (answer.c.actor == actor.id) & (answer.c.at <= self._session.now - KEPT)
        self._session.execute(answer.delete().where(expired))
        row = {
            "actor": actor.id,
            "key": key,
            "request_digest": request_digest,
            "status": status,
            "body": body,
            "at": self._session.now,
        }
        self._session.execute(answer.insert(), row)

    def drop_expired(self) -> int:
        """Forget answers older than 24 hours; return how many."""
        expired = answer.c.at <= self._session.now - KEPT
        return self._session.execute(answer.delete().where(expired)).rowcount
