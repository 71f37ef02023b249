"""Those who sign in: accounts, sessions of browsers, API tokens, failed attempts."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engine.store.changes import names_of
from engine.store.paging import Page, after, page_of
from engine.store.rows import Row
from engine.store.session import Session, values_of
from engine.store.statement import Statement
from engine.store.tables import people as tables
from engine.store.upsert import insert_or_update
from engine.store.uuid7 import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can sign in."""

    person: str
    login: str
    password_hash: str = field(repr=False)
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Whose word opens an account: an identity provider's, for one subject of its own."""

    person: str
    issuer: str
    subject: str
    bound_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A browser that is signed in."""

    token_hash: bytes = field(repr=False)
    person: str
    csrf: str = field(repr=False)
    created_at: datetime
    expires_at: datetime
    client: str
    proved_at: datetime | None = None
    """When the identity provider last saw this person; None where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A key of a program that acts for a person; the token itself is not kept."""

    id: UUID
    token_hash: bytes = field(repr=False)
    person: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None = None
    """To some minutes: it is not written at each use."""


class Accounts:
    """Keeps who may sign in, and who is signed in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_account(self, account: Account) -> None:
        """Let a person sign in, or change how; raises Conflict where the login is taken."""
        row = {
            "person": account.person,
            "login": account.login,
            "password_hash": account.password_hash,
            "active": account.active,
        }
        insert_or_update(self._session, tables.account, row)

    def account(self, person: str) -> Account | None:
        """Return a person's account."""
        return self._account(tables.account.c.person == person)

    def account_by_login(self, login: str) -> Account | None:
        """Return the account that signs in with this name."""
        return self._account(tables.account.c.login == login)

    def accounts(self) -> Sequence[Account]:
        """Return all accounts by login."""
        rows = self._session.rows(sa.select(tables.account).order_by(tables.account.c.login))
        return [Account(**row) for row in rows]

    def account_page(self, *, limit: int, cursor: str | None) -> Page[Account]:
        """Return accounts by login."""
        query = after(sa.select(tables.account), [tables.account.c.login.asc()], cursor)
        rows = self._session.rows(query.limit(limit + 1))
        return page_of(rows, limit, ("login",), lambda row: Account(**row))

    def bind(self, person: str, issuer: str, subject: str) -> Binding:
        """Keep whose word opens an account; raises Conflict where either is bound already."""
        now = self._session.now
        made = Binding(person=person, issuer=issuer, subject=subject, bound_at=now)
        self._session.execute(tables.binding.insert(), asdict(made))
        return made

    def unbind(self, person: str) -> None:
        """Let the next sign-in say anew whose word opens an account."""
        self._session.execute(tables.binding.delete().where(tables.binding.c.person == person))

    def binding(self, person: str) -> Binding | None:
        """Return whose word opens somebody's account."""
        return self._binding(tables.binding.c.person == person)

    def bound(self, issuer: str, subject: str) -> Binding | None:
        """Return which account opens by a provider's word for this subject."""
        table = tables.binding.c
        return self._binding((table.issuer == issuer) & (table.subject == subject))

    def bindings(self) -> Mapping[str, Binding]:
        """Return all bindings by person."""
        rows = self._session.rows(sa.select(tables.binding).order_by(tables.binding.c.person))
        return {row["person"]: Binding(**row) for row in rows}

    def signed_in(self) -> Mapping[str, int]:
        """Return how many browsers are signed in, by person; nobody without one."""
        table = tables.session
        lasting = sa.select(table.c.person, sa.func.count().label("browsers")).where(
            table.c.expires_at > self._session.now
        )
        rows = self._session.rows(lasting.group_by(table.c.person))
        return {row["person"]: row["browsers"] for row in rows}

    def add_session(
        self,
        token_hash: bytes,
        person: str,
        *,
        csrf: str,
        lasts: timedelta,
        client: str = "",
        proved: timedelta | None = None,
    ) -> SignIn:
        """Sign a browser in; `proved` is how long ago the identity provider saw its person."""
        now = self._session.now
        sign_in = SignIn(
            token_hash=token_hash,
            person=person,
            csrf=csrf,
            created_at=now,
            expires_at=now + lasts,
            client=client,
            proved_at=None if proved is None else now - proved,
        )
        row = {name: getattr(sign_in, name) for name in names_of(tables.session)}
        self._session.execute(tables.session.insert(), row)
        return sign_in

    def session(self, token_hash: bytes) -> SignIn | None:
        """Return a session that has not expired, of an account that is active."""
        row = self._in_force(self._session.shared.selects.sign_in, token_hash)
        return None if row is None else SignIn(**values_of(row, tables.session))

    def extend_session(self, token_hash: bytes, lasts: timedelta) -> None:
        """Let a session last on from now."""
        table = tables.session
        until = {"expires_at": self._session.now + lasts}
        self._session.execute(table.update().where(table.c.token_hash == token_hash).values(until))

    def end_session(self, token_hash: bytes) -> None:
        """Sign a browser out."""
        table = tables.session
        self._session.execute(table.delete().where(table.c.token_hash == token_hash))

    def end_sessions_of(self, person: str) -> None:
        """Sign a person out everywhere."""
        self._session.execute(tables.session.delete().where(tables.session.c.person == person))

    def drop_expired_sessions(self) -> int:
        """Forget sessions that are over; return how many."""
        over = tables.session.c.expires_at <= self._session.now
        return self._session.execute(tables.session.delete().where(over)).rowcount

    def add_token(
        self,
        token_hash: bytes,
        person: str,
        *,
        name: str,
        scopes: Sequence[str],
        expires_at: datetime | None,
    ) -> ApiToken:
        """Keep the hash of a new API token."""
        now = self._session.now
        token = ApiToken(
            id=uuid7(now),
            token_hash=token_hash,
            person=person,
            name=name,
            scopes=tuple(scopes),
            created_at=now,
            expires_at=expires_at,
            revoked_at=None,
            last_used_at=None,
        )
        row = {name: getattr(token, name) for name in names_of(tables.api_token)}
        self._session.execute(tables.api_token.insert(), row)
        return token

    def token(self, token_hash: bytes) -> ApiToken | None:
        """Return a token that is in force, of an account that is active."""
        row = self._in_force(self._session.shared.selects.api_token, token_hash)
        if row is None or row["revoked_at"] is not None:
            return None
        return _token_of(values_of(row, tables.api_token))

    def tokens(self, person: str) -> Sequence[ApiToken]:
        """Return all tokens of a person, the newest first."""
        table = tables.api_token
        query = sa.select(table).where(table.c.person == person).order_by(table.c.id.desc())
        return [_token_of(row) for row in self._session.rows(query)]

    def every_token(self) -> Sequence[ApiToken]:
        """Return the tokens of everybody, the newest first."""
        query = sa.select(tables.api_token).order_by(tables.api_token.c.id.desc())
        return [_token_of(row) for row in self._session.rows(query)]

    def revoke_token(self, token_id: UUID, person: str) -> bool:
        """Put a person's token out of force; False = he has none of this id in force."""
        table = tables.api_token
        his = (table.c.id == token_id) & (table.c.person == person) & table.c.revoked_at.is_(None)
        revoked = table.update().where(his).values(revoked_at=self._session.now)
        return self._session.execute(revoked).rowcount == 1

    def mark_token_used(self, token_id: UUID, older: timedelta) -> None:
        """Keep that a token is used now, where the last use on record is older than so long."""
        table, now = tables.api_token, self._session.now
        last = table.c.last_used_at
        mine = (table.c.id == token_id) & (last.is_(None) | (last <= now - older))
        self._session.execute(table.update().where(mine).values(last_used_at=now))

    def prolong_sign_ins(self, by: timedelta) -> None:
        """Let sessions and tokens last as much longer as the clock was set forward by hand.

        In a rehearsal time passes for the cases, not for the people who sit at it.
        """
        for table, mine in (
            (tables.session, tables.session.c.token_hash),
            (tables.api_token, tables.api_token.c.token_hash),
        ):
            lasting = table.c.expires_at.is_not(None)
            for row in self._session.rows(sa.select(mine, table.c.expires_at).where(lasting)):
                later = table.update().where(mine == row["token_hash"])
                self._session.execute(later.values(expires_at=row["expires_at"] + by))

    def failures(self, subject: str, window: timedelta) -> int:
        """Return how often a sign-in failed for an account or address, within the window."""
        table = tables.attempt
        query = sa.select(table.c.failures).where(
            table.c.subject == self._hidden(subject), table.c.since > self._session.now - window
        )
        return self._session.scalar(query) or 0

    def count_failure(self, subject: str, window: timedelta) -> int:
        """Count a failed sign-in and return how many there are within the window."""
        failures = self.failures(subject, window)
        row = {"subject": self._hidden(subject), "failures": failures + 1}
        if failures == 0:
            insert_or_update(self._session, tables.attempt, {**row, "since": self._session.now})
        else:
            table = tables.attempt
            mine = table.c.subject == self._hidden(subject)
            self._session.execute(table.update().where(mine).values(failures=table.c.failures + 1))
        return failures + 1

    def forget_failures(self, subject: str) -> None:
        """Begin to count anew, after a sign-in that succeeded."""
        table = tables.attempt
        self._session.execute(table.delete().where(table.c.subject == self._hidden(subject)))

    def drop_failures(self, *, older: timedelta) -> int:
        """Forget what was counted from longer ago than this; return how many counts."""
        over = tables.attempt.c.since <= self._session.now - older
        return self._session.execute(tables.attempt.delete().where(over)).rowcount

    def _hidden(self, subject: str) -> str:
        """Return what a subject is counted under: people type telephones and passwords as names."""
        said = b"attempt\0" + subject.encode("utf-8", "surrogatepass")
        return hmac.digest(self._session.shared.key, said, "sha256").hex()

    def _in_force(self, select: Statement, token_hash: bytes) -> Row | None:
        """Return the row of a session or token that has not expired."""
        session = self._session
        found = session.fetch(select, token_hash=token_hash)
        if not found:
            return None
        session.keep_facts(found[0])
        expires_at = found[0]["expires_at"]
        return found[0] if expires_at is None or expires_at > session.now else None

    def _binding(self, wanted: sa.ColumnElement[bool]) -> Binding | None:
        row = self._session.first(sa.select(tables.binding).where(wanted))
        return None if row is None else Binding(**row)

    def _account(self, wanted: sa.ColumnElement[bool]) -> Account | None:
        row = self._session.first(sa.select(tables.account).where(wanted))
        return None if row is None else Account(**row)


def _token_of(row: Row) -> ApiToken:
    return ApiToken(**{**row, "scopes": tuple(row["scopes"])})
