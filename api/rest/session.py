"""The session: signing in and out by REST, and who one is."""

from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from api.depends import Question, TheStore
from api.problems import documented
from api.rest.bodies import Body
from api.signin import COOKIE, address, forget_cookie, set_cookie, sign_in
from engine import accounts
from engine.errors import DirectoryUnavailable, TooManyAttempts
from engine.model import Actor, Role

router = APIRouter(prefix="/session", tags=["sign-in"])


class Credentials(Body):
    """Account and password."""

    login: str = Field(min_length=1, max_length=200, examples=["limin"])
    password: str = Field(min_length=1, max_length=1000, repr=False)


class PersonOut(BaseModel):
    """Who is signed in."""

    id: str
    name: str
    post: str
    roles: list[Role]
    principals: list[str] = Field(description="The addresses at which work reaches this person.")


class SessionOut(BaseModel):
    """A session; the cookie that carries it comes with this answer."""

    person: PersonOut
    csrf: str = Field(
        description="To be sent as X-CSRF-Token with everything that changes data.", repr=False
    )
    expires_at: datetime


@router.post("", status_code=201, responses=documented(TooManyAttempts, DirectoryUnavailable))
def open_session(
    body: Credentials, request: Request, response: Response, store: TheStore
) -> SessionOut:
    """Sign in: the answer sets the session's cookie."""
    opened = sign_in(
        store,
        body.login,
        body.password,
        client=address(request),
        directory=request.app.state.directory,
    )
    set_cookie(response, opened.token, https=request.app.state.options.https)
    return SessionOut(person=_person(opened.actor), csrf=opened.csrf, expires_at=opened.expires_at)


@router.get("", responses=documented())
def get_session(call: Question) -> PersonOut:
    """Show who is calling."""
    return _person(call.actor)


@router.delete("", status_code=204, responses=documented())
def close_session(call: Question, response: Response) -> None:
    """Sign out: the session is over on the server too."""
    token = call.request.cookies.get(COOKIE, "")
    call.store.run(lambda tx: accounts.close_session(tx, token))
    forget_cookie(response)


def _person(actor: Actor) -> PersonOut:
    return PersonOut(
        id=actor.id,
        name=actor.name,
        post=actor.post,
        roles=sorted(actor.roles),
        principals=sorted(actor.principals),
    )
