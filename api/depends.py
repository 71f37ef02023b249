"""What routes ask for: the store, who is calling, and a change that happens once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Final, Self, TypeVar
from uuid import UUID

import orjson
from fastapi import Depends, Header, Request, params
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.responses import Response

from api.language import Language, wanted
from api.signin import Caller, identify
from engine import access, actors
from engine.errors import EngineError, Invalid, KeyReused, NotPermitted, PreconditionFailed
from engine.model import Actor, Role
from engine.store import Store, Transaction
from engine.worker import Worker

T = TypeVar("T")

KEY_LENGTH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a change answers."""

    body: BaseModel | None
    status: int = 200

    def bytes(self) -> bytes:
        return b"" if self.body is None else self.body.model_dump_json().encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request of somebody who is signed in."""

    store: Store
    caller: Caller
    request: Request
    key: str | None
    expected: int | None
    """The version that If-Match names."""

    @property
    def actor(self) -> Actor:
        return self.caller.actor

    @property
    def sender(self) -> Actor:
        """Whose word it is that has come: of the program that a token is of, else the person's."""
        if self.caller.csrf is not None:
            return self.actor
        return actors.of_program(self.caller.program, through=self.actor)

    @property
    def language(self) -> Language:
        return wanted(self.request, "en")

    def read(self, work: Callable[[Transaction], T]) -> T:
        """Answer a question; changes nothing."""
        with self.store.read() as tx:
            return work(tx)

    def check_session(self) -> None:
        """Raise NotPermitted for a bearer token: some things need the person."""
        if self.caller.csrf is None:
            raise NotPermitted("this needs a session, not a token")

    def check_scope(self, scope: str) -> None:
        """Raise NotPermitted unless a token with this scope asks."""
        if scope not in self.caller.scopes:
            raise NotPermitted(f"this needs a token with the scope {scope}", scope=scope)

    def check_version(self, present: int) -> None:
        """Raise PreconditionFailed where If-Match names another version (RFC 9110, 13.1.1)."""
        if self.expected is not None and self.expected != present:
            raise PreconditionFailed(
                f"version {self.expected} was expected, {present} is present", present=present
            )

    def change(self, body: object, work: Callable[[Transaction], Reply]) -> Response:
        """Carry out a change once and answer its bytes."""
        status, content = self.once(body, work)
        return Response(content, status_code=status, media_type=_media_type(content))

    def change_many(self, body: object, work: Callable[[], Reply]) -> Response:
        """Carry out a change of many transactions, and keep its answer when all have ended."""
        digest = _digest(self.request, self.expected, body)
        kept = self.read(lambda tx: self._kept(tx, digest))
        if kept is None:
            reply = work()
            return self.change(body, lambda _: reply)
        return Response(kept[1], status_code=kept[0], media_type=_media_type(kept[1]))

    def part(self, name: str) -> Self:
        """Return the call as it stands for one part of it: what is done under its key once."""
        key = None if self.key is None else _part_key(self.key, name)
        return replace(self, key=key, expected=None)

    def once(self, body: object, work: Callable[[Transaction], Reply]) -> tuple[int, bytes]:
        """Carry out a change in one transaction, once per Idempotency-Key.

        Status and bytes are kept with the key in the transaction of the change itself: a repetition
        gets the same ones, another request under the same key is refused (KeyReused).
        """
        digest = _digest(self.request, self.expected, body)
        try:
            answer = self.store.run(lambda tx: self._once(tx, digest, work))
        except KeyReused:
            raise
        except EngineError:
            # A twin of this very request may have won while this one waited for the case.
            kept = self.read(lambda tx: self._kept(tx, digest)) if self.key else None
            if kept is None:
                raise
            return kept
        self._settle()
        return answer

    def _settle(self) -> None:
        """Under the manual clock, answer when the errands of the change have run too.

        A rehearsal has no worker of its own beside it, so that its answers never race with one.
        """
        if self.request.app.state.settings.clock == "manual":
            Worker(self.store).run_due()

    def _once(
        self, tx: Transaction, digest: str, work: Callable[[Transaction], Reply]
    ) -> tuple[int, bytes]:
        kept = self._kept(tx, digest)
        if kept is not None:
            return kept
        reply = work(tx)
        content = reply.bytes()
        if self.key is not None:
            tx.answers.keep(
                self.key, self.actor, request_digest=digest, status=reply.status, body=content
            )
        return reply.status, content

    def _kept(self, tx: Transaction, digest: str) -> tuple[int, bytes] | None:
        if self.key is None:
            return None
        kept = tx.answers.find(self.key, self.actor)
        if kept is None:
            return None
        if kept.request_digest != digest:
            raise KeyReused(f"Idempotency-Key {self.key} was used for another request")
        return kept.status, kept.body


def _media_type(content: bytes) -> str | None:
    return "application/json" if content else None


def _digest(request: Request, expected: int | None, body: object) -> str:
    """Return the SHA-256 of what was asked: method, address, If-Match and body.

    Raises Invalid where the body holds what cannot be kept: a whole number of more than 64 bits.
    """
    asked = [request.method, str(request.url.path), str(request.url.query), expected, body]
    try:
        return hashlib.sha256(orjson.dumps(asked, default=_plain)).hexdigest()
    except orjson.JSONEncodeError as error:
        raise Invalid(f"the body cannot be kept: {error}") from error


def _part_key(key: str, part: str) -> str:
    """Return the key of one part of a call: no longer than a key, however long that is."""
    return hashlib.sha256(f"{key}/{part}".encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return str(value)


def version_in(header: str | None) -> int | None:
    """Read If-Match: a quoted version number, or `*` for any; raises Invalid for anything else."""
    if header is None or header.strip() == "*":
        return None
    tag = header.strip().removeprefix("W/").strip('"')
    if not tag.isdecimal():
        raise Invalid(f"If-Match {header!r} is no version: expected a quoted number")
    return int(tag)


def etag(version: int) -> dict[str, str]:
    """Return the header that names a version."""
    return {"ETag": f'"{version}"'}


async def _store(request: Request) -> Store:
    """Return the store; `async` because a plain function would cost a change of thread."""
    store: Store = request.app.state.store
    return store


def _call(
    request: Request,
    store: Annotated[Store, Depends(_store)],
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=KEY_LENGTH,
            description="The same key with the same request changes something once, for 24 hours.",
        ),
    ] = None,
    if_match: Annotated[
        str | None, Header(description="Version that must be the present one, else 412.")
    ] = None,
) -> Call:
    return Call(
        store=store,
        caller=identify(request, store),
        request=request,
        key=idempotency_key,
        expected=version_in(if_match),
    )


def _question(request: Request, store: Annotated[Store, Depends(_store)]) -> Call:
    return Call(
        store=store, caller=identify(request, store), request=request, key=None, expected=None
    )


TheStore = Annotated[Store, Depends(_store)]
Change = Annotated[Call, Depends(_call)]
"""A call that changes something: with Idempotency-Key and If-Match."""
Question = Annotated[Call, Depends(_question)]
"""A call that only asks."""


@dataclass(frozen=True, slots=True)
class Needed:
    """Refuses whoever has none of these roles, before his address and body are judged (403)."""

    roles: tuple[Role, ...]

    def __call__(self, call: Question) -> None:
        access.check_has_role(call.actor, *self.roles)


def needing(*roles: Role) -> params.Depends:
    """Return the dependency of a route that is for these roles."""
    return params.Depends(Needed(roles))


ADMINISTRATORS: Final = needing(Role.ADMINISTRATOR)
DESIGNERS: Final = needing(Role.DESIGNER, Role.ADMINISTRATOR)
OVERSEERS: Final = needing(*access.SEES_ALL)


def refused_anyway(request: Request) -> EngineError | None:
    """Return why who asks is refused whatever his body says: not signed in, without the role.

    A body that is no JSON at all is found before any dependency of its route is asked.
    """
    route: APIRoute = request.scope["route"]
    asked = [each.call for each in route.dependant.dependencies]
    try:
        if _call in asked or _question in asked:
            call = _question(request, request.app.state.store)
            for needed in asked:
                if isinstance(needed, Needed):
                    needed(call)
    except EngineError as error:
        return error
    return None


__all__ = [
    "ADMINISTRATORS",
    "DESIGNERS",
    "OVERSEERS",
    "UUID",
    "Call",
    "Change",
    "Question",
    "Reply",
    "TheStore",
    "etag",
    "needing",
    "version_in",
]
