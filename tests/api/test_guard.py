"""What every request passes: an id, a size limit and the security headers."""

import pytest
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from api import problems
from api.guard import Guard, Limits


@pytest.fixture
def client():
    app = FastAPI()
    app.add_exception_handler(HTTPException, problems.answer)

    @app.post("/echo")
    async def echo(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    guarded = Guard(app, limits=Limits(upload=2_000, other=100), secure=True)
    with TestClient(guarded) as client:
        yield client


def test_every_answer_carries_the_security_headers_and_a_request_id(client):
    answer = client.post("/echo", content=b"x")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "strict-transport-security" in answer.headers
    assert len(answer.headers["x-request-id"]) == 16


def test_the_callers_own_request_id_is_kept_where_it_is_harmless(client):
    kept = client.post("/echo", headers={"X-Request-Id": "order-20260701"})
    changed = client.post("/echo", headers={"X-Request-Id": "a\tb<script>"})

    assert kept.headers["x-request-id"] == "order-20260701"
    assert "script" not in changed.headers["x-request-id"]


def test_a_body_over_the_limit_is_refused_even_where_it_names_no_length(client):
    answer = client.post("/echo", content=(b"x" * 60 for _ in range(3)))

    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"


def test_an_upload_may_be_larger_than_json(client):
    answer = client.post(
        "/echo", content=b"x" * 500, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )

    assert answer.json() == {"bytes": 500}
