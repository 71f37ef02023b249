"""Signing in: sessions with CSRF, tokens with scopes, a limit on guessing."""

import pytest

from tests.api.serving import PASSWORD, Client


def test_a_session_is_a_cookie_that_scripts_cannot_read(app):
    answer = Client(app).post("/session", {"login": "limin", "password": PASSWORD})

    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 201
    assert answer.json()["person"]["name"] == "李敏"
    assert "post:HY01/cs_front" in answer.json()["person"]["principals"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_a_wrong_password_and_an_unknown_account_read_the_same(app):
    wrong = Client(app).post("/session", {"login": "hefang", "password": "guess"})
    nobody = Client(app).post("/session", {"login": "nobody", "password": "guess"})

    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert wrong.json()["detail"] == nobody.json()["detail"]


def test_whoever_guesses_too_often_has_to_wait_even_with_the_right_password(app):
    client = Client(app)

    for _ in range(5):
        client.post("/session", {"login": "zhaomin", "password": "guess"})
    answer = client.post("/session", {"login": "zhaomin", "password": PASSWORD})

    assert (answer.status_code, answer.json()["code"]) == (429, "too-many-attempts")
    assert int(answer.headers["retry-after"]) > 0


def test_signing_out_ends_the_session_on_the_server(clerk):
    token = clerk.http.cookies["guanjia_session"]

    left = clerk.send("DELETE", "/session")
    clerk.http.cookies.set("guanjia_session", token)

    assert left.status_code == 204
    assert clerk.get("/session").status_code == 401


def test_a_change_with_the_cookie_alone_is_refused(clerk):
    forged = dict(clerk.headers)
    clerk.headers.clear()

    refused = clerk.post("/process-instances", {"process_key": "leave"})

    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
    assert clerk.get("/session").status_code == 200
    assert forged["X-CSRF-Token"]


def test_a_token_acts_for_its_person_within_its_scopes(app, administrator):
    made = administrator.post("/tokens", {"name": "短信网关", "scopes": ["read", "jobs"]}).json()
    program = Client(app)
    program.headers["Authorization"] = f"Bearer {made['secret']}"

    assert program.get("/session").json()["id"] == "fangyuan"
    assert program.post("/jobs/activation", {"type": "x"}).status_code == 200
    assert program.post("/process-instances", {"process_key": "leave"}).status_code == 403
    assert program.post("/tokens", {"name": "more", "scopes": ["read"]}).status_code == 403


def test_a_session_is_needed_to_make_a_token_whatever_the_scopes(app, administrator):
    made = administrator.post("/tokens", {"name": "all", "scopes": ["read", "admin"]}).json()
    program = Client(app)
    program.headers["Authorization"] = f"Bearer {made['secret']}"

    refused = program.post("/tokens", {"name": "more", "scopes": ["read"]})

    assert refused.status_code == 403


def test_a_revoked_token_is_out_of_force_at_once(app, colleague):
    made = colleague.post("/tokens", {"name": "old", "scopes": ["read"]}).json()
    program = Client(app)
    program.headers["Authorization"] = f"Bearer {made['secret']}"

    gone = colleague.send("DELETE", f"/tokens/{made['token']['id']}")
    again = colleague.send("DELETE", f"/tokens/{made['token']['id']}")

    assert (gone.status_code, again.status_code) == (204, 404)
    assert program.get("/session").status_code == 401
    assert made["secret"] not in colleague.http.get("/api/v1/tokens").text
    assert colleague.get("/tokens").json()[0]["revoked_at"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "x", "scopes": ["fly"]}, 422),
        ({"name": "x", "scopes": []}, 422),
        ({"name": "x", "scopes": ["admin"]}, 403),
        ({"name": "x", "scopes": ["read"], "expires_at": "2001-01-01T00:00:00Z"}, 422),
        ({"name": "x", "scopes": ["read"], "expires_at": "2301-01-01T00:00:00Z"}, 422),
    ],
)
def test_a_token_that_may_not_be_is_refused(stranger, body, status):
    assert stranger.post("/tokens", body).status_code == status


def test_health_needs_no_session(app):
    client = Client(app)

    assert client.get("/health/live").json() == {"status": "ok"}
    assert client.get("/health/ready").json() == {"status": "ok"}


def test_every_other_route_asks_who_is_calling(app):
    client = Client(app)
    open_to_all = {f"/api/v1/health/{what}" for what in ("live", "ready", "workers")}
    document = client.http.get("/api/v1/openapi.json").json()
    identity = "00000000-0000-7000-8000-000000000000"
    open_ones = []

    for path, operations in document["paths"].items():
        for method in operations:
            if path in open_to_all or (path, method) == ("/api/v1/session", "post"):
                continue
            address = path.replace("{", "").replace("}", "")
            for name in (
                "task_id",
                "instance_id",
                "job_id",
                "incident_id",
                "attachment_id",
                "token_id",
            ):
                address = address.replace(name, identity)
            answer = client.http.request(method.upper(), address, json={})
            if answer.status_code != 401:
                open_ones.append((method, path, answer.status_code))

    assert open_ones == []
