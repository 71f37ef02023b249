"""The OpenAPI document: what the routes say, the ways to sign in, and the shape of a problem."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import links
from api.problems import Problem

DESCRIPTION: Final = """\
Workflows (BPMN 2.0, DMN, forms) for property-management companies.

* Sign in with `POST /api/v1/session` (cookie; send its `csrf` as `X-CSRF-Token` with every change)
  or with `Authorization: Bearer` and a token made at `POST /api/v1/tokens`.
* Errors are problem details (RFC 9457); rely on `code`, read `title` in Chinese or English
  (`Accept-Language`).
* Lists answer `{items, next}`; pass `next` as `cursor` to go on.
* `Idempotency-Key` makes a change happen once, for 24 hours; `If-Match` makes it depend on the
  version that was seen (412).
"""
_MALFORMED: Final = {
    "description": "The body cannot be read as multipart/form-data.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_OPEN: Final = {("/api/v1/session", "post")}


def install(app: FastAPI) -> None:
    """Let the application answer the completed document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # the way FastAPI documents


def _completed(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    parts = found.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
    parts["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "guanjia_session"},
        "token": {"type": "http", "scheme": "bearer"},
    }
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(operation, is_open=(path, method) in _OPEN or "/health/" in path)
    links.install(found["paths"])
    return found


def _complete(operation: dict[str, Any], *, is_open: bool) -> None:
    """Say how to sign in; malformed requests answer a problem, not FastAPI's own shape."""
    if not is_open:
        operation["security"] = [{"session": []}, {"token": []}]
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        operation["responses"].setdefault("400", _MALFORMED)
    for answer in operation["responses"].values():
        content = answer.get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        if schema.get("$ref") == "#/components/schemas/HTTPValidationError":
            reference = {"$ref": "#/components/schemas/Problem"}
            answer["content"] = {"application/problem+json": {"schema": reference}}
