"""Every rejection as problem details (RFC 9457), in one table from error class to HTTP status."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from pydantic_core import to_jsonable_python
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.language import Language, texts, wanted
from engine import errors

_log = logging.getLogger("guanjia.api")
_GONE: Final = 499

STATUS: Final[dict[type[errors.EngineError], int]] = {
    errors.NotFound: 404,
    errors.NotPermitted: 403,
    errors.NotSignedIn: 401,
    errors.TaskNotOpen: 409,
    errors.TaskClaimed: 409,
    errors.InstanceNotActive: 409,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.Invalid: 422,
    errors.FormInvalid: 422,
    errors.KeyReused: 422,
    errors.DeploymentRefused: 422,
    errors.MigrationRefused: 422,
    errors.TooManyAttempts: 429,
    errors.CannotPrint: 501,
    errors.Unavailable: 503,
}
"""Subclasses that are not named here answer as their base class does."""

_UNAUTHORIZED: Final = 401
_COME_BACK: Final = {429, 503}
_SECONDS: Final = 5  # a database is back within ten, half of the callers find it up
_HTTP_CODES: Final = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}
MEDIA_TYPE: Final = "application/problem+json"


class Problem(BaseModel):
    """Problem details (RFC 9457); clients may rely on `code`, people read title and detail."""

    type: str = Field(examples=["urn:guanjia:problem:task-not-open"])
    title: str = Field(examples=["This task has been dealt with meanwhile."])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["task 登记投诉 was completed by 李敏"])
    code: str = Field(examples=["task-not-open"])
    facts: dict[str, Any] = Field(examples=[{"state": "completed", "by": "李敏"}])
    request_id: str = Field(examples=["0f6c2f0e9d4b4c1e"])


def status_of(error: type[errors.EngineError]) -> int:
    """Return the HTTP status of an error class; 500 only for one that nobody has placed."""
    return next((STATUS[base] for base in error.__mro__ if base in STATUS), 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An error in the words of its reader, for whatever form it is answered in."""

    status: int
    code: str
    title: str
    detail: str
    facts: Mapping[str, Any]
    headers: Mapping[str, str]
    request_id: str


def describe(request: Request, error: Exception, language: Language) -> Described:
    """Say what an error means; a fault of ours goes to the log, its request id to the caller."""
    request_id = str(getattr(request.state, "request_id", ""))
    match error:
        case errors.EngineError():
            status, code, detail = status_of(type(error)), error.code, str(error)
            facts, headers = error.facts, _headers(status, error.facts)
        case RequestValidationError():
            found = _malformations(error)
            detail = "; ".join(f"{each['path']}: {each['message']}" for each in found)
            status, code, facts, headers = 422, "invalid", {"errors": found}, {}
        case HTTPException():
            status, detail, facts = error.status_code, error.detail, {}
            code, headers = _HTTP_CODES.get(status, "http-error"), dict(error.headers or {})
        case _:
            _log.error("request %s failed", request_id, exc_info=error)
            status, code, detail = 500, "internal", f"request {request_id}"
            facts, headers = {}, {}
    return Described(
        status=status,
        code=code,
        title=_title(error, code, language),
        detail=detail,
        facts=to_jsonable_python(dict(facts), fallback=str),
        headers=headers,
        request_id=request_id,
    )


def answer(request: Request, error: Exception) -> Response:
    """Return an error as problem details in the language that the caller accepts."""
    said = describe(request, error, wanted(request, "en"))
    problem = Problem(
        type=f"urn:guanjia:problem:{said.code}",
        title=said.title,
        status=said.status,
        detail=said.detail,
        code=said.code,
        facts=dict(said.facts),
        request_id=said.request_id,
    )
    return Response(
        orjson.dumps(problem.model_dump()),
        status_code=said.status,
        headers=said.headers,
        media_type=MEDIA_TYPE,
    )


def gone(request: Request, _error: Exception) -> Response:
    """Note in one line that a client went away before its request had arrived whole.

    Nobody reads the answer; 499 is what proxies call it.
    """
    _log.info("request %s: its client went away", getattr(request.state, "request_id", ""))
    return Response(status_code=_GONE)


def documented(*classes: type[errors.EngineError]) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of a route for those who are signed in."""
    return documented_only(errors.NotSignedIn, errors.Invalid, *classes)


def documented_only(*classes: type[errors.EngineError]) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses of a route for exactly these errors."""
    found: dict[int | str, dict[str, Any]] = {}
    for error in classes:
        status = status_of(error)
        known = found.setdefault(status, _documented_one())
        known["description"] = " / ".join(filter(None, [known["description"], error.code]))
        known["content"][MEDIA_TYPE]["examples"][error.code] = {"value": _example(error, status)}
    return found


def _title(error: Exception, code: str, language: Language) -> str:
    """Return the sentence of a code, or of the nearest class above that has one."""
    above = [base.code for base in type(error).__mro__ if issubclass(base, errors.EngineError)]
    known = texts(language)
    return next(known[key] for key in _keys(code, above) if key in known)


def _keys(code: str, above: list[str]) -> list[str]:
    return [f"problem.{each}" for each in (code, *above, "http-error")]


def _malformations(error: RequestValidationError) -> list[dict[str, str]]:
    return [
        {"path": "/" + "/".join(map(str, each["loc"])), "message": each["msg"]}
        for each in error.errors()
    ]


def _headers(status: int, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what RFC 9110 asks for beside a status: how to sign in, when to come back."""
    if status == _UNAUTHORIZED:
        return {"WWW-Authenticate": "Bearer"}
    if status in _COME_BACK:
        return {"Retry-After": str(facts.get("retry_after", _SECONDS))}
    return {}


def _documented_one() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": "", "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}}}


def _example(error: type[errors.EngineError], status: int) -> dict[str, Any]:
    title = (error.__doc__ or error.code).partition("\n")[0]
    return {
        "type": f"urn:guanjia:problem:{error.code}",
        "title": title,
        "status": status,
        "detail": "",
        "code": error.code,
        "facts": {},
        "request_id": "0f6c2f0e9d4b4c1e",
    }
