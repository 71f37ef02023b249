"""The message centre, web hooks and deliveries, over HTTP."""

import pytest

from tests.api.serving import Client


@pytest.fixture
def office(either_app):
    return {name: Client(either_app, name) for name in ("limin", "liuyang", "fangyuan", "zhuting")}


def test_a_new_task_stands_in_the_message_centre_until_it_is_read(office):
    office["limin"].leave()

    told = office["liuyang"].get("/notices", unread=True).json()["items"]
    assert [each["kind"] for each in told] == ["task.created"]
    assert office["liuyang"].get("/notices/count").json() == {"count": 1}
    assert office["zhuting"].get("/notices").json()["items"] == []
    assert office["liuyang"].post(f"/notices/{told[0]['id']}/read").status_code == 204
    assert office["liuyang"].post("/notices/read").json() == {"count": 0}


def test_preferences_are_kept_and_checked(office):
    wanted = {
        "addresses": {"email": "a@example.com"},
        "quiet_from": "22:00",
        "quiet_until": "07:00",
    }

    kept = office["limin"].send("PUT", "/preferences", wanted)

    assert kept.status_code == 200
    assert office["limin"].get("/preferences").json()["addresses"] == {"email": "a@example.com"}
    assert office["limin"].get("/preferences").json()["organisation"] == {}
    assert office["limin"].send("PUT", "/preferences", {"digest_at": "soon"}).status_code == 422
    assert "task.urged" in {each["name"] for each in office["limin"].get("/notice-kinds").json()}


def test_a_case_is_followed_by_those_who_see_it(office):
    case = office["limin"].leave()["instance_id"]

    assert office["liuyang"].send("PUT", f"/process-instances/{case}/follow").status_code == 204
    assert office["zhuting"].send("PUT", f"/process-instances/{case}/follow").status_code == 404
    assert [each["id"] for each in office["liuyang"].get("/followed-cases").json()] == [case]
    assert office["liuyang"].send("DELETE", f"/process-instances/{case}/follow").status_code == 204
    assert office["liuyang"].get("/followed-cases").json() == []


def test_administrators_keep_web_hooks_and_see_what_became_of_deliveries(office):
    admin = office["fangyuan"]

    made = admin.post("/webhooks", {"url": "https://example.com/x", "kinds": ["task.created"]})
    assert made.status_code == 201
    one = f"/webhooks/{made.json()['id']}"
    assert made.json()["secret"]
    assert "secret" not in admin.get(one).json()
    assert admin.send("PATCH", one, {"name": "门户"}).json()["name"] == "门户"
    assert admin.post(f"{one}/secret").json()["secret"] != made.json()["secret"]
    office["limin"].leave()
    waiting = admin.get("/deliveries", state="waiting").json()["items"]
    assert [each["channel"] for each in waiting] == ["webhook"]
    assert admin.post(f"/deliveries/{waiting[0]['id']}/retry").status_code == 404
    assert admin.post("/deliveries/retry").json() == {"count": 0}
    assert len(admin.get("/webhooks").json()) == 1
    assert admin.send("DELETE", one).status_code == 204
    assert office["limin"].get("/webhooks").status_code == 403
    assert admin.post("/webhooks", {"url": "nothing"}).status_code == 422


def test_a_group_robot_is_a_web_hook_whose_token_nobody_else_sees(office):
    admin = office["fangyuan"]
    url = "https://oapi.dingtalk.com/robot/send?access_token=T0PSECRET"
    given = {"url": url, "secret": "SEC0123456789abcdef", "channel": "dingtalk-robot"}

    made = admin.post("/webhooks", {**given, "kinds": ["task.created"]})
    office["limin"].leave()
    (waiting,) = admin.get("/deliveries", state="waiting").json()["items"]

    assert (made.status_code, made.json()["channel"]) == (201, "dingtalk-robot")
    assert waiting["channel"] == "dingtalk-robot"
    assert waiting["address"] == "https://oapi.dingtalk.com/robot/send?…"
    assert admin.post("/webhooks", {**given, "channel": "pigeon"}).status_code == 422
