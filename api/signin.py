"""Who is calling: a bearer token of the API, or the session cookie of a page.

A session that changes something over REST must also send its CSRF token (`X-CSRF-Token`), because
a browser sends cookies along with requests that another site made up; a bearer token needs none.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from secrets import token_bytes
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api import scopes
from engine import accounts, identities
from engine.directory import Directory
from engine.errors import Conflict, NotPermitted, NotSignedIn, Unavailable
from engine.model import Actor
from engine.store import Account, Store, Transaction

COOKIE: Final = "guanjia_session"
_MASK: Final = "x."
_MASKED: Final = re.compile(r"x\.(?:[0-9a-f]{4})+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who is signed in, by a session or by a token."""

    actor: Actor
    csrf: str | None = field(repr=False)
    """The session's CSRF token; None for a bearer token."""
    scopes: frozenset[str] = frozenset()
    """What a bearer token may; none for a session."""
    program: str = ""
    """The name of a bearer token; empty for a session."""
    proved_at: datetime | None = None
    """When the identity provider last saw him; of a session that it opened."""


def identify(request: Request, store: Store) -> Caller:
    """Return who is calling REST; raises NotSignedIn, or NotPermitted where scope or CSRF fail."""
    token = _bearer(request)
    if token is not None:
        return _of_token(request, store, token)
    caller = of_session(request, store)
    if caller is None:
        raise NotSignedIn("no session and no bearer token")
    if request.method not in scopes.SAFE:
        check_csrf(caller, request.headers.get("x-csrf-token", ""))
    return caller


def sign_in(
    store: Store, login: str, password: str, *, client: str, directory: Directory | None
) -> accounts.Opened:
    """Open a session; raises NotSignedIn, or TooManyAttempts after too many failures.

    Who has a password of this product's own is asked for that one; for all others the directory
    is asked, where there is one. Raises DirectoryUnavailable, and counts nothing, where it is away.
    """
    with store.read() as tx:
        found = accounts.account(tx, login, client=client)
    right = accounts.matches(found, password)  # takes its time in any case
    if found is not None and right:
        return store.run(lambda tx: accounts.open_session(tx, found, client=client))
    asked = None if found is not None and _is_ours(found) else directory
    try:
        return _vouched(store, asked, login, password, client)
    except NotSignedIn:
        store.run(lambda tx: accounts.refuse(tx, login, client=client))
        raise


def proves(found: Account, password: str, directory: Directory | None) -> bool:
    """Tell whether somebody who is signed in shows his password; raises DirectoryUnavailable."""
    if directory is None or _is_ours(found):
        return accounts.matches(found, password)
    return directory.proves(found.login, password)


def _is_ours(found: Account) -> bool:
    """Tell whether the directory has no say: a password is here, or the account is blocked."""
    return accounts.has_password(found) or not found.active


def _vouched(
    store: Store, directory: Directory | None, login: str, password: str, client: str
) -> accounts.Opened:
    """Ask the directory outside of any transaction, then let in whom it vouches for."""
    if directory is None:
        raise NotSignedIn("account or password is not right")
    identity, mapping = directory.authenticate(login, password), directory.settings.mapping

    def open_session(tx: Transaction) -> accounts.Opened:
        opened = identities.open_session(tx, identity, mapping, client=client)
        accounts.forgive(tx, login)
        return opened

    return store.run(open_session)


def of_session(request: Request, store: Store) -> Caller | None:
    """Return whose session the cookie names; None without a valid one."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    with store.read() as tx:
        session = accounts.session(tx, token, client=address(request))
    if session is None:
        return None
    request.state.actor = session.actor
    return Caller(actor=session.actor, csrf=session.csrf, proved_at=session.proved_at)


def check_csrf(caller: Caller, sent: str) -> None:
    """Raise NotPermitted unless the request carries the session's own CSRF token, masked or not."""
    if caller.csrf is None or not compare_digest(caller.csrf.encode(), unmasked(sent).encode()):
        raise NotPermitted("the CSRF token is missing or not this session's", csrf=True)


def masked(token: str) -> str:
    """Return a token as a page holds it: another text each time.

    Pages are sent compressed, and repeat what their address says: whoever could let a browser ask
    for many addresses and see how long the answers are would guess a token that stays the same
    (BREACH).
    """
    pad = token_bytes(len(token.encode()))
    return f"{_MASK}{(pad + _mixed(pad, token.encode())).hex()}" if token else ""


def unmasked(sent: str) -> str:
    """Return the token that a page held; what is no masked token comes back as it is."""
    if not _MASKED.fullmatch(sent):
        return sent
    both = bytes.fromhex(sent.removeprefix(_MASK))
    half = len(both) // 2
    return _mixed(both[:half], both[half:]).decode(errors="replace")


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def address(request: Request) -> str:
    """Return where the request comes from, for the record and for the rate limit."""
    return request.client.host if request.client else ""


def set_cookie(response: Response, token: str, *, https: bool) -> None:
    """Give the browser its session."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(accounts.SESSION_LIFE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=https,
        path="/",
    )


def forget_cookie(response: Response) -> None:
    """Let the browser forget its session."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _of_token(request: Request, store: Store, token: str) -> Caller:
    with store.read() as tx:
        known = accounts.token(tx, token, client=address(request))
    if known is None:
        raise NotSignedIn("the token is unknown, expired or revoked")
    if known.unmarked is not None:
        _mark_used(store, known.unmarked)
    request.state.actor = known.actor
    needed = scopes.needed(request.method, request.url.path)
    if needed not in known.scopes:
        raise NotPermitted(f"the token has not the scope {needed}", scope=needed)
    return Caller(actor=known.actor, csrf=None, scopes=known.scopes, program=known.program)


def _mark_used(store: Store, token_id: UUID) -> None:
    """Keep that a token is used; a database that cannot write now is no reason to refuse."""
    with suppress(Unavailable, Conflict), store.begin() as tx:
        accounts.mark_used(tx, token_id)
