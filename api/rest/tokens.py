"""API tokens: what programs sign in with, made by the person they act for."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, Field

from api.depends import Change, Question, Reply
from api.problems import documented
from api.rest.bodies import Body
from engine import accounts
from engine.errors import NotFound, NotPermitted
from engine.store import ApiToken, Transaction

router = APIRouter(prefix="/tokens", tags=["sign-in"])

Scope = Literal["read", "write", "jobs", "deploy", "customers", "metrics", "organisation", "admin"]


class TokenIn(Body):
    """What the token is for, what it may, and until when."""

    name: str = Field(min_length=1, max_length=100, examples=["短信网关"])
    scopes: list[Scope] = Field(min_length=1, examples=[["read", "write"]])
    expires_at: AwareDatetime | None = Field(default=None, description="None = in a year.")


class TokenOut(BaseModel):
    """A token without its secret."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="To five minutes.")

    @classmethod
    def of(cls, token: ApiToken) -> Self:
        return cls(
            id=token.id,
            name=token.name,
            scopes=list(token.scopes),
            created_at=token.created_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
            last_used_at=token.last_used_at,
        )


class NewTokenOut(BaseModel):
    """A token just made; the secret is told this once."""

    token: TokenOut
    secret: str = Field(repr=False)


@router.post("", status_code=201, responses=documented(NotPermitted))
def create_token(body: TokenIn, call: Question) -> NewTokenOut:
    """Make a token, signed in with a session: a token makes no tokens.

    It takes no Idempotency-Key, because an answer that is kept would keep the secret.
    """
    call.check_session()
    kept, secret = call.store.run(
        lambda tx: accounts.create_token(
            tx, by=call.actor, name=body.name, scopes=body.scopes, expires_at=body.expires_at
        )
    )
    return NewTokenOut(token=TokenOut.of(kept), secret=secret)


@router.get("", responses=documented())
def list_tokens(call: Question) -> list[TokenOut]:
    """List one's own tokens, the newest first, revoked ones included."""
    return [TokenOut.of(each) for each in call.read(lambda tx: accounts.tokens(tx, by=call.actor))]


@router.delete("/{token_id}", status_code=204, responses=documented(NotFound, NotPermitted))
def revoke_token(token_id: UUID, call: Change) -> Response:
    """Put a token out of force at once."""

    def work(tx: Transaction) -> Reply:
        accounts.revoke_token(tx, token_id, by=call.actor)
        return Reply(body=None, status=204)

    return call.change(None, work)
