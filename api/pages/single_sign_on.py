"""Signing in at the company's identity provider, and out there too."""

import hashlib
import hmac
from dataclasses import asdict
from functools import partial
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.depends import TheStore
from api.oidc import ANEW, ONCE, Pending, Provider
from api.pages.sign_in import show_form
from api.pages.visits import local_path, see
from api.signin import address, set_cookie
from engine import accounts, identities
from engine.errors import NotFound, NotSignedIn, ProviderUnavailable
from engine.identities import Identity, Mapping
from engine.store import Transaction

router = APIRouter(include_in_schema=False)

_KEPT: Final = "guanjia_oidc"
_LASTS: Final = 600  # seconds: long enough for a second factor
_PATH: Final = "/sign-in/oidc"


@router.get("/sign-in/oidc")
def begin(
    request: Request,
    next: Annotated[str, Query(max_length=2000)] = "/",  # noqa: A002 - the name in the address
    again: Annotated[str, Query(max_length=1)] = "",
) -> Response:
    """Send the browser to the identity provider; with `again` to sign in anew, as a proof."""
    more = ANEW if again else ONCE
    goal = local_path(next)
    try:
        url, pending = _provider(request).begin(goal, more=more)
    except ProviderUnavailable as error:
        return show_form(request, error, goal)
    answer = see(url)
    answer.set_cookie(
        _KEPT,
        _sealed(request, pending),
        max_age=_LASTS,
        httponly=True,
        samesite="lax",  # it comes back with a link from the provider's page
        secure=request.app.state.options.https,
        path=_PATH,
    )
    return answer


@router.get("/sign-in/oidc/callback")
def finish(request: Request, store: TheStore) -> Response:
    """Open a session for whom the provider vouches, or say what is wrong."""
    provider, client, identity = _provider(request), address(request), None
    try:
        pending = _opened(request)
        identity = provider.finish(dict(request.query_params), pending)
        opened = store.run(partial(_open, identity, provider.settings.mapping, client))
    except ProviderUnavailable as error:
        return show_form(request, error, "/")
    except NotSignedIn as error:
        store.run(partial(_refuse, identity, client))
        return show_form(request, error, "/")
    answer = see(pending.next)
    set_cookie(answer, opened.token, https=request.app.state.options.https)
    answer.delete_cookie(_KEPT, path=_PATH)
    return answer


@router.get("/sign-in/oidc/sign-out")
def sign_out(request: Request) -> Response:
    """Send the browser to the provider's own page for signing out; ours is done by then."""
    try:
        return see(_provider(request).sign_out_url() or "/sign-in")
    except ProviderUnavailable as error:
        return show_form(request, error, "/")


def _open(identity: Identity, mapping: Mapping, client: str, tx: Transaction) -> accounts.Opened:
    return identities.open_session(tx, identity, mapping, client=client)


def _refuse(identity: Identity | None, client: str, tx: Transaction) -> None:
    identities.refuse(tx, identity, client=client)


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotFound("there is no identity provider")
    return provider


def _sealed(request: Request, pending: Pending) -> str:
    content = orjson.dumps(asdict(pending)).hex()
    return f"{content}.{_seal(request, content)}"


def _opened(request: Request) -> Pending:
    content, _, seal = request.cookies.get(_KEPT, "").partition(".")
    if not hmac.compare_digest(_seal(request, content).encode(), seal.encode()):
        raise NotSignedIn("the sign-in has expired; please try again")
    return Pending(**orjson.loads(bytes.fromhex(content)))


def _seal(request: Request, content: str) -> str:
    """Return proof that this installation wrote the cookie: another host of the domain may not."""
    key: bytes = request.app.state.cookie_key
    return hmac.new(key, f"oidc {content}".encode(), hashlib.sha256).hexdigest()
