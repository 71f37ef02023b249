"""Every rejection leaves as problem details (RFC 9457)."""

import logging

import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

import engine.decisions
import engine.diagram.xml
import engine.feel
from api import problems
from api.language import texts
from engine import errors

LOADED = (engine.decisions, engine.diagram.xml, engine.feel)  # they bring errors of their own

UNABLE = {"unavailable", "directory-unavailable", "provider-unavailable", "cannot-print"}
"""What is no mistake of the caller's."""


def _family(error):
    return {error, *(one for child in error.__subclasses__() for one in _family(child))}


@pytest.mark.parametrize(
    "error", sorted(_family(errors.EngineError) - {errors.EngineError}, key=lambda e: e.__name__)
)
def test_every_engine_error_has_a_status_and_a_chinese_title(error):
    assert problems.status_of(error) < 500 or error.code in UNABLE
    assert any(f"problem.{base.code}" in texts("zh") for base in error.__mro__[:-3])


@pytest.fixture
def client():
    app = FastAPI()
    for kind in (errors.EngineError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, problems.answer)

    @app.get("/gone")
    def gone() -> None:
        raise errors.TaskNotOpen("task 登记投诉 was completed by 李敏", by="李敏")

    @app.get("/wait")
    def wait() -> None:
        raise errors.TooManyAttempts("5 failures", retry_after=90)

    @app.get("/stranger")
    def stranger() -> None:
        raise errors.NotSignedIn

    @app.get("/number")
    def number(n: int) -> int:
        return n

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("a secret of the server")

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_rejection_names_its_code_its_sentence_and_its_facts(client):
    answer = client.get("/gone", headers={"Accept-Language": "zh-CN"})

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:guanjia:problem:task-not-open",
        "title": "该任务已办理，请刷新",
        "status": 409,
        "detail": "task 登记投诉 was completed by 李敏",
        "code": "task-not-open",
        "facts": {"by": "李敏"},
        "request_id": "",
    }


def test_the_title_is_english_unless_chinese_is_asked_for(client):
    assert client.get("/gone").json()["title"] == "This task has been dealt with meanwhile."


def test_whoever_tries_too_often_is_told_when_to_come_back(client):
    answer = client.get("/wait")

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "90")


def test_whoever_is_not_signed_in_is_told_how(client):
    answer = client.get("/stranger")

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_malformed_request_names_every_place_that_is_wrong(client):
    answer = client.get("/number", params={"n": "many"})

    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"
    assert answer.json()["facts"]["errors"][0]["path"] == "/query/n"


def test_an_unknown_address_and_a_wrong_method_are_problems_too(client):
    assert client.get("/nowhere").json()["code"] == "not-found"
    assert client.post("/gone").json()["code"] == "method-not-allowed"


def test_a_fault_of_ours_tells_the_caller_nothing_and_the_log_everything(client, caplog):
    with caplog.at_level(logging.ERROR, logger="guanjia.api"):
        answer = client.get("/broken")

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "secret" not in answer.text
    assert "a secret of the server" in caplog.text
