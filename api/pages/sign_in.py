"""Signing in and out, the chosen language, and one's own page."""

from hmac import compare_digest
from secrets import token_urlsafe
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.depends import TheStore
from api.language import COOKIE, Language, text, wanted
from api.oidc import Provider
from api.pages.rendering import Link, Reader, overseeing, render
from api.pages.visits import Anonymous, Form, Posted, Visitor, local_path, see
from api.signin import COOKIE as SESSION
from api.signin import address, forget_cookie, of_session, set_cookie, unmasked
from api.signin import sign_in as open_session
from engine import accounts
from engine.errors import (
    DirectoryUnavailable,
    NotSignedIn,
    ProviderUnavailable,
    TooManyAttempts,
)

router = APIRouter(include_in_schema=False)

_FORM_COOKIE: Final = "guanjia_form"
_YEAR: Final = 31_536_000  # seconds


@router.get("/sign-in")
def show_sign_in(
    request: Request,
    store: TheStore,
    next: Annotated[str, Query(max_length=2000)] = "/",  # noqa: A002 - the name in the address
) -> Response:
    """Show the form; whoever is signed in goes on at once."""
    if of_session(request, store) is not None:
        return see(local_path(next))
    return _form(request, next=local_path(next), problem="", status=200)


@router.post("/sign-in")
def sign_in(request: Request, store: TheStore, posted: Anonymous) -> Response:
    """Open a session, or show the form again with what is wrong."""
    language = wanted(request, "zh")
    goal = local_path(posted.text("next"))
    if not _own_form(request, posted):
        problem = text(language, "sign-in.expired")
        return _form(request, next=goal, problem=problem, status=403, login=posted.text("login"))
    try:
        opened = open_session(
            store,
            posted.text("login"),
            posted.text("password"),
            client=address(request),
            directory=request.app.state.directory,
        )
    except NotSignedIn as error:
        problem, status = _why(error, language), 401
    except DirectoryUnavailable:
        problem, status = text(language, "problem.directory-unavailable"), 503
    except TooManyAttempts:
        problem, status = text(language, "problem.too-many-attempts"), 429
    else:
        answer = see(goal)
        set_cookie(answer, opened.token, https=request.app.state.options.https)
        return answer
    return _form(request, next=goal, problem=problem, status=status, login=posted.text("login"))


@router.post("/sign-out")
def sign_out(request: Request, visit: Visitor, _posted: Form) -> Response:
    """Close the session on the server and in the browser."""
    token = request.cookies[SESSION]
    visit.call.store.run(lambda tx: accounts.close_session(tx, token))
    answer = see("/sign-in")
    forget_cookie(answer)
    return answer


@router.post("/language")
def choose_language(posted: Anonymous) -> Response:
    """Keep the chosen language in a cookie; it gives nothing away, so it needs no session."""
    answer = see(local_path(posted.text("back")))
    language: Language = "en" if posted.text("language") == "en" else "zh"
    answer.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="lax", path="/")
    return answer


@router.get("/me")
def show_me(visit: Visitor) -> Response:
    """Show who one is here, with the pages that the menu of a phone has no room for."""
    me, language = visit.call.actor, visit.reader.language
    more = [Link(href=href, text=text(language, key)) for href, key in overseeing(me)]
    return render(visit.reader, "me.html", {"extra": more, "roles": sorted(me.roles)})


def show_form(request: Request, error: NotSignedIn | ProviderUnavailable, next: str) -> Response:  # noqa: A002
    """Show the form because signing in elsewhere has failed."""
    language = wanted(request, "zh")
    if isinstance(error, ProviderUnavailable):
        problem, status = text(language, "problem.provider-unavailable"), 503
    else:
        problem = str(error.facts.get("zh", error) if language == "zh" else error)
        status = 401
    return _form(request, next=next, problem=problem, status=status)


def _form(request: Request, *, next: str, problem: str, status: int, login: str = "") -> Response:  # noqa: A002
    token = request.cookies.get(_FORM_COOKIE) or token_urlsafe(18)
    reader = Reader(request=request, language=wanted(request, "zh"), csrf=token)
    provider: Provider | None = request.app.state.provider
    elsewhere = None
    if provider is not None:
        elsewhere = provider.settings.name or text(reader.language, "sign-in.elsewhere")
    context = {"next": next, "problem": problem, "login": login, "elsewhere": elsewhere}
    answer = render(reader, "sign_in.html", context, status=status)
    answer.set_cookie(
        _FORM_COOKIE,
        token,
        httponly=True,
        samesite="strict",
        secure=request.app.state.options.https,
        path="/sign-in",
    )
    return answer


def _why(error: NotSignedIn, language: Language) -> str:
    """Say what is wrong; why somebody is not let in is told to who has shown his password."""
    wrong = text(language, "sign-in.wrong")
    if "zh" not in error.facts:
        return wrong
    return str(error.facts["zh"] if language == "zh" else error)


def _own_form(request: Request, posted: Posted) -> bool:
    """Tell whether the form came from our page: its hidden token is the one in the cookie."""
    kept = request.cookies.get(_FORM_COOKIE, "")
    return bool(kept) and compare_digest(kept.encode(), unmasked(posted.text("csrf")).encode())
