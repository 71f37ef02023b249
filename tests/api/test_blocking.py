"""A blocked account opens nothing, and whoever blocks one says why."""

from tests.api.serving import PASSWORD, Client


def test_a_blocked_account_opens_nothing_until_it_is_admitted_again(app, administrator):
    path = "/organisation/people/limin/block"
    secret = (
        Client(app, "limin").post("/tokens", {"name": "x", "scopes": ["read"]}).json()["secret"]
    )
    by_token = {"Authorization": f"Bearer {secret}"}
    signing_in = {"login": "limin", "password": PASSWORD}

    blocked = administrator.send("PUT", path, {"reason": "离岗调查"})
    refused = Client(app).post("/session", signing_in)
    ended = Client(app).http.get("/api/v1/user-tasks", headers=by_token)
    admitted = administrator.send("DELETE", f"{path}?reason=调查结束")
    again = Client(app).post("/session", signing_in)
    still = Client(app).http.get("/api/v1/user-tasks", headers=by_token)

    assert [each.status_code for each in (blocked, refused, ended)] == [204, 401, 401]
    assert [each.status_code for each in (admitted, again, still)] == [204, 201, 401]
    log = administrator.get("/audit/log", limit=50).json()["items"]
    assert {"account-blocked", "account-admitted"} <= {each["type"] for each in log}


def test_nobody_blocks_without_a_reason_or_himself_or_whom_nobody_knows(administrator, clerk):
    def block(person, reason="离岗调查"):
        path = f"/organisation/people/{person}/block"
        return administrator.send("PUT", path, {"reason": reason}).status_code

    assert [block("limin", " "), block("fangyuan"), block("nobody-yet")] == [422, 422, 404]
    assert (
        clerk.send("PUT", "/organisation/people/fangyuan/block", {"reason": "x"}).status_code == 403
    )
