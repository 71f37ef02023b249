"""Answers already given, so that a request sent twice is carried out once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import orjson
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
        session = self._session
        found = session.fetch(session.shared.selects.answer, actor=actor.id, key=key)
        if not found:
            return None
        row = found[0]
        session.keep_facts(row)
        if row["at"] <= session.now - KEPT:
            return None
        return KeptAnswer(
            request_digest=row["request_digest"], status=row["status"], body=row["body"]
        )

    def keep(
        self, key: str, actor: Actor, *, request_digest: str, status: int, body: bytes
    ) -> None:
        """Keep an answer in the transaction of what it answers.

        When two requests with one key race, the second one's transaction fails here and is run
        again by `Store.run`; then it finds the first one's answer.
        """
        session = self._session
        selects = session.shared.selects
        session.fetch(selects.forget_answer, actor=actor.id, key=key, until=session.now - KEPT)
        session.fetch(
            selects.keep_answer,
            actor=actor.id,
            key=key,
            request_digest=request_digest,
            status=status,
            body=body,
            at=session.now,
        )

    def empty(self, texts: Collection[str]) -> int:
        """Empty the answers in which one of these texts stands; return how many.

        The row stays: the request that is sent again is still not carried out again.
        """
        said = [_spelled(text) for text in texts]
        found = sa.or_(sa.false(), *(self._has(each) for each in said))
        return self._session.execute(answer.update().where(found).values(body=b"")).rowcount

    def _has(self, part: bytes) -> sa.ColumnElement[bool]:
        wanted = sa.literal(part, sa.LargeBinary)
        if self._session.connection.dialect.name == "sqlite":
            return sa.func.instr(answer.c.body, wanted) > 0
        return sa.func.position(wanted.op("IN")(answer.c.body)) > 0

    def drop_expired(self) -> int:
        """Forget answers older than 24 hours; return how many."""
        expired = answer.c.at <= self._session.now - KEPT
        return self._session.execute(answer.delete().where(expired)).rowcount


def _spelled(text: str) -> bytes:
    """Return a text as it stands within JSON."""
    return orjson.dumps(text)[1:-1]
