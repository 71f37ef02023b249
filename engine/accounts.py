"""Use cases on accounts: passwords, sign-in with its rate limit, sessions, API tokens.

A password is checked outside of any transaction (`matches`): its hash is made to take time, and
SQLite has one writer. Tokens are random and only their SHA-256 is kept: who reads the database
cannot sign in with what he finds there.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from secrets import choice, token_urlsafe
from typing import Final
from uuid import UUID

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from engine import access, actors
from engine.errors import Invalid, NotFound, NotSignedIn, TooManyAttempts
from engine.model import Actor, Role
from engine.model.operations import OperationKind
from engine.store import Account, ApiToken, Transaction

SESSION_LIFE: Final = timedelta(hours=12)  # a shift and its hand-over; the next day begins anew
TOKEN_LIFE: Final = timedelta(days=366)
SCOPES: Final = frozenset(
    {"read", "write", "jobs", "deploy", "customers", "metrics", "organisation", "admin"}
)
_GRANTED: Final = frozenset({"jobs", "customers", "metrics", "organisation", "admin"})
"""Scopes that administrators alone give."""
PASSWORD_LENGTH: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on a printed sheet
_LENGTH: Final = 12  # 59 bits: far beyond guessing at five attempts a quarter of an hour
USE_KEPT: Final = timedelta(minutes=5)  # so that a busy program writes once in so long
PREFIX: Final = "gj_"  # so that a token that leaked is found by scanners of source code

WINDOW: Final = timedelta(minutes=15)
FAILURES: Final = {"account": 5, "address": 30}
"""Failed attempts within the window: by account, and by address (an office shares one)."""

_BYTES: Final = 32  # of randomness in a token
_NONE: Final = "!"  # no hash is so: as in shadow(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session as its browser gets it; the token is told once."""

    token: str = field(repr=False)
    csrf: str = field(repr=False)
    expires_at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whom a session or a token stands for."""

    actor: Actor
    csrf: str = field(default="", repr=False)
    scopes: frozenset[str] = frozenset()
    proved_at: datetime | None = None
    """When the identity provider last saw him; of a session that it opened."""
    program: str = ""
    """The name of the token, where it is one."""
    unmarked: UUID | None = None
    """The token that he uses, where its last use on record is older than USE_KEPT."""


def set_password(tx: Transaction, person: str, *, login: str, password: str) -> None:
    """Let a person sign in with this password; open sessions of his are ended.

    Raises NotFound for somebody who is not in the organisation, Invalid for a short password.
    """
    if person not in tx.people.organisation().people:
        raise NotFound(f"no person {person!r}")
    if len(password) < PASSWORD_LENGTH:
        raise Invalid(f"a password has at least {PASSWORD_LENGTH} characters")
    tx.people.end_sessions_of(person)
    tx.operations.add(OperationKind.PASSWORD_SET, by=None, subject=person)
    tx.people.add_account(
        Account(person=person, login=login, password_hash=_hasher().hash(password), active=True)
    )


def random_password() -> str:
    """Draw a password that nobody guesses and everybody can read aloud."""
    return "".join(choice(_LETTERS) for _ in range(_LENGTH))


def without_password(person: str, login: str) -> Account:
    """Return the account of somebody who signs in elsewhere alone."""
    return Account(person=person, login=login, password_hash=_NONE, active=True)


def has_password(found: Account) -> bool:
    """Tell whether somebody has a password of this product's own.

    Accounts that an OpenID provider's sign-in made in former days count as having one, until
    `guanjia password PERSON --none`.
    """
    return found.password_hash != _NONE


def drop_password(tx: Transaction, person: str) -> None:
    """Let a person sign in elsewhere alone, from the next time on; raises NotFound."""
    found = tx.people.account(person)
    if found is None:
        raise NotFound(f"no account of {person!r}")
    tx.operations.add(
        OperationKind.PASSWORD_SET, by=None, subject=person, particulars={"none": True}
    )
    tx.people.add_account(replace(found, password_hash=_NONE))


def account(tx: Transaction, login: str, *, client: str) -> Account | None:
    """Return who signs in with this name, if there have not been too many failures.

    Raises TooManyAttempts, whether or not the account exists.
    """
    for subject, most in _subjects(login, client):
        if tx.people.failures(subject, WINDOW) >= most:
            seconds = int(WINDOW.total_seconds())
            raise TooManyAttempts(f"{most} failures within {seconds} s", retry_after=seconds)
    return tx.people.account_by_login(login)


def matches(found: Account | None, password: str) -> bool:
    """Tell whether the password is the account's; takes as long where there is no account."""
    known = found if found is not None and has_password(found) else None
    right = _hasher().verify(password, known.password_hash if known else _nobodys_hash())
    return right and known is not None and known.active


def refuse(tx: Transaction, login: str, *, client: str) -> None:
    """Count a failed attempt, by account and by address."""
    for subject, _ in _subjects(login, client):
        tx.people.count_failure(subject, WINDOW)
    known = tx.people.account_by_login(login)  # anything else may be a telephone or a password
    subject = known.login if known else ""
    tx.operations.add(OperationKind.SIGN_IN_FAILED, by=None, client=client, subject=subject)


def count_stranger(tx: Transaction, client: str) -> bool:
    """Count an attempt to come in without a name; False once the address has had too many."""
    subject = f"stranger:{client}"
    if tx.people.failures(subject, WINDOW) >= FAILURES["address"]:
        return False
    tx.people.count_failure(subject, WINDOW)
    return True


def forgive(tx: Transaction, login: str) -> None:
    """Count the failed attempts with this name anew: whose it is has signed in."""
    tx.people.forget_failures(_account(login))


def open_session(
    tx: Transaction, found: Account, *, client: str, proved: timedelta | None = None
) -> Opened:
    """Sign a browser in; raises NotSignedIn for somebody who left the company.

    `proved` is how long ago the identity provider saw him; None where it does not say.
    """
    actor = _actor(tx, found.person, client)
    if actor is None:
        raise NotSignedIn("account or password is not right")
    forgive(tx, found.login)
    tx.people.drop_expired_sessions()
    token, csrf = token_urlsafe(_BYTES), token_urlsafe(_BYTES)
    opened = tx.people.add_session(
        digest(token), found.person, csrf=csrf, lasts=SESSION_LIFE, client=client, proved=proved
    )
    tx.operations.add(OperationKind.SIGNED_IN, by=actor, client=client)
    return Opened(token=token, csrf=csrf, expires_at=opened.expires_at, actor=actor)


def close_session(tx: Transaction, token: str) -> None:
    """Sign a browser out; one that is signed out already stays so."""
    found = tx.people.session(digest(token))
    if found is not None:
        by = _actor(tx, found.person, found.client)
        tx.operations.add(OperationKind.SIGNED_OUT, by=by, client=found.client)
        tx.people.end_session(digest(token))


def session(tx: Transaction, token: str, *, client: str) -> Known | None:
    """Return whom a session stands for; None where it is over or its person has left."""
    found = tx.people.session(digest(token))
    actor = _actor(tx, found.person, client) if found else None
    if found is None or actor is None:
        return None
    return Known(actor=actor, csrf=found.csrf, proved_at=found.proved_at)


def create_token(
    tx: Transaction,
    *,
    by: Actor,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None,
) -> tuple[ApiToken, str]:
    """Make a token with which a program acts for this person; the secret is told once.

    Without `expires_at` it lasts a year, which is the longest. Raises Invalid for an unknown scope
    or a time out of range, NotPermitted where only an administrator may give the scope.
    """
    unknown = sorted(set(scopes) - SCOPES)
    if unknown or not scopes:
        raise Invalid(f"unknown scopes {unknown}: expected some of {sorted(SCOPES)}")
    if not _GRANTED.isdisjoint(scopes):
        access.check_has_role(by, Role.ADMINISTRATOR)
    until = expires_at or tx.now + TOKEN_LIFE
    if not tx.now < until <= tx.now + TOKEN_LIFE:
        raise Invalid(f"a token lasts at most {TOKEN_LIFE.days} days, and ends in the future")
    secret = PREFIX + token_urlsafe(_BYTES)
    kept = tx.people.add_token(
        digest(secret), by.id, name=name, scopes=sorted(set(scopes)), expires_at=until
    )
    said = {"scopes": list(kept.scopes), "until": until}
    tx.operations.add(OperationKind.TOKEN_CREATED, by=by, subject=name, particulars=said)
    return kept, secret


def tokens(tx: Transaction, *, by: Actor) -> Sequence[ApiToken]:
    """Return this person's tokens, the newest first."""
    return tx.people.tokens(by.id)


def revoke_token(tx: Transaction, token_id: UUID, *, by: Actor) -> None:
    """Put one's own token out of force at once; raises NotFound."""
    if not tx.people.revoke_token(token_id, by.id):
        raise NotFound(f"no token {token_id} in force")
    tx.operations.add(OperationKind.TOKEN_REVOKED, by=by, subject=str(token_id))


def token(tx: Transaction, secret: str, *, client: str) -> Known | None:
    """Return whom a token stands for, and what it may; None where it is not in force."""
    found = tx.people.token(digest(secret))
    actor = _actor(tx, found.person, f"{found.name} {client}".strip()) if found else None
    if found is None or actor is None:
        return None
    last = found.last_used_at
    unmarked = found.id if last is None or last <= tx.now - USE_KEPT else None
    scopes = frozenset(found.scopes)
    return Known(actor=actor, scopes=scopes, program=found.name, unmarked=unmarked)


def mark_used(tx: Transaction, token_id: UUID) -> None:
    """Keep that a token is used now; nothing is written within USE_KEPT of the last time."""
    tx.people.mark_token_used(token_id, USE_KEPT)


def digest(secret: str) -> bytes:
    """Return what is kept of a token: as random as it is, one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()


def _actor(tx: Transaction, person: str, client: str) -> Actor | None:
    try:
        return actors.of_person(tx, person, client=client)
    except NotFound:
        return None


def _subjects(login: str, client: str) -> list[tuple[str, int]]:
    return [
        (_account(login), FAILURES["account"]),
        (f"address:{client}", FAILURES["address"]),
    ]


def _account(login: str) -> str:
    return f"account:{login.casefold()}"


@cache
def _hasher() -> PasswordHash:
    """Return the hasher: Argon2id with the library's own costs (RFC 9106, second choice)."""
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(token_urlsafe(_BYTES))
