"""Signing in with the password of the company's directory, by the one form and by REST."""

import logging

import pytest

from engine.directory import Directory, Unanswered
from engine.directory.settings import meaning
from engine.model.operations import OperationKind
from engine.store.operations import OperationQuery
from tests.acceptance.people import Company
from tests.api.serving import PASSWORD, Client
from tests.ldap.conftest import FRONT_DESK, RULES, settings
from tests.ldap.fakes import Fake, entry

ZHAOLEI = entry("zhaolei", "green hill 2", cn=["赵磊"], memberOf=[FRONT_DESK])
LIMIN = entry("limin", "blue river 1")
WANGFANG = entry("wangfang", "red gate 3")


@pytest.fixture
def served(app_with):
    """Serve the company with this directory; returns somebody without a session."""
    opened = []

    def serve(fake, **more):
        app = app_with(None)
        client = Client(app)
        opened.append(client.http.__enter__())
        app.state.directory = fake.directory(**more)
        return client

    yield serve
    for http in opened:
        http.__exit__(None, None, None)


def sign_in(client, login, password):
    return client.post("/session", {"login": login, "password": password})


def by_form(client, login, password, **headers):
    page = client.http.get("/sign-in", headers=headers).text
    token = page.partition('name="csrf" value="')[2].partition('"')[0]
    filled = {"csrf": token, "next": "/tasks", "login": login, "password": password}
    return client.http.post("/sign-in", data=filled, headers=headers, follow_redirects=False)


def operations(client, kind):
    store = client.http.app.state.store
    return [
        (each.subject, each.actor, each.client)
        for each in store.run(lambda tx: tx.operations.page(OperationQuery(kinds={kind})).items)
    ]


def test_a_real_directory_lets_somebody_in_with_the_posts_of_his_groups(app_with, ldap_settings):
    app = app_with(ldap_settings)
    with Client(app).http:
        client = Client(app)
        answer = by_form(client, "zhaolei", "green hill 2")
        me = client.get("/session").json()
        refused = sign_in(Client(app), "zhaolei", "guess")
        changes = Client(app, "fangyuan").get("/organisation/changes").json()["items"]

    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks")
    assert (me["id"], me["name"], me["roles"]) == ("zhaolei", "赵磊", ["auditor"])
    assert "post:HY01/cs_front" in me["principals"]
    assert refused.status_code == 401
    assert [(each["actor_name"], each["reason"]) for each in changes] == [
        ("目录服务", "groups of the directory")
    ]


def test_who_has_a_password_here_uses_it_and_the_directory_is_not_asked(served):
    fake = Fake(only=[WANGFANG])
    client = served(fake)

    here = sign_in(client, "wangfang", PASSWORD)
    there = sign_in(client, "wangfang", "red gate 3")

    assert (here.status_code, there.status_code) == (201, 401)
    assert fake.asked == []


def test_another_name_in_the_directory_is_no_way_round_a_password_here(served):
    named = entry("front", "red gate 3", employeeNumber=["wangfang"])
    client = served(Fake(only=[named]), account_attribute="employeeNumber")

    answer = sign_in(client, "front", "red gate 3")

    assert answer.status_code == 401
    assert "has a password of his own here" in answer.json()["detail"]


def test_sign_ins_and_failures_are_on_record_and_too_many_have_to_wait(served):
    client = served(Fake(only=[LIMIN]))

    done = sign_in(client, "limin", "blue river 1")
    for _ in range(5):
        sign_in(client, "limin", "a secret guess")
    late = sign_in(client, "limin", "blue river 1")

    assert (done.status_code, late.status_code) == (201, 429)
    assert operations(client, OperationKind.SIGNED_IN) == [("", "limin", "testclient")]
    assert len(operations(client, OperationKind.SIGN_IN_FAILED)) == 5


def test_who_signs_in_has_no_failures_any_more_by_the_name_he_typed(served):
    typed = entry("limin", "blue river 1", employeeNumber=["1001"])
    client = served(Fake(only=[typed]), account_attribute="employeeNumber")

    codes = []
    for _ in range(2):
        codes += [sign_in(client, "limin", "guess").status_code for _ in range(3)]
        codes.append(sign_in(client, "limin", "blue river 1").status_code)

    assert codes == [401] * 3 + [201] + [401] * 3 + [201]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-CN", "您的账号未加入本系统的组织"), ("en", "is not known here")],
)
def test_who_is_not_in_the_organisation_is_told_so(served, language, sentence):
    client = served(Fake(only=[ZHAOLEI]), mapping=meaning(RULES))

    answer = by_form(client, "zhaolei", "green hill 2", **{"Accept-Language": language})
    guessed = by_form(client, "zhaolei", "guess", **{"Accept-Language": language})

    assert answer.status_code == 401
    assert sentence in answer.text
    assert sentence not in guessed.text


def test_who_has_left_or_is_blocked_is_not_let_in_by_another_name_of_his(served):
    named = [
        entry("li", "blue river 1", employeeNumber=["limin"]),
        entry("sun", "white snow 4", employeeNumber=["sunli"]),
    ]
    client = served(Fake(only=named), account_attribute="employeeNumber")
    admin = Client(client.http.app, "fangyuan")
    admin.send("PUT", "/organisation/people/limin/block", {"reason": "离岗调查"})
    admin.send("PUT", "/organisation/people/sunli?reason=离职", {"name": "孙丽", "active": False})

    blocked = sign_in(client, "li", "blue river 1")
    left = sign_in(client, "sun", "white snow 4")

    assert (blocked.status_code, left.status_code) == (401, 401)
    assert "is blocked" in blocked.json()["detail"]
    assert "has left the company" in left.json()["detail"]


def test_who_is_blocked_here_is_not_asked_about_and_not_let_in(served):
    fake = Fake(only=[LIMIN])
    client = served(fake)
    admin = Client(client.http.app, "fangyuan")
    admin.send("PUT", "/organisation/people/limin/block", {"reason": "离岗调查"})

    refused = sign_in(client, "limin", "blue river 1")

    assert refused.status_code == 401
    assert fake.asked == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-CN", "公司目录服务暂时不可用"), ("en", "directory does not answer")],
)
def test_a_directory_that_is_away_is_said_and_is_nobodys_failure(served, language, sentence):
    client = served(Fake(only=Unanswered("TimeoutError")))

    page = by_form(client, "limin", "blue river 1", **{"Accept-Language": language})
    answer = sign_in(client, "limin", "blue river 1")
    others = sign_in(client, "wangfang", PASSWORD)

    assert (page.status_code, answer.status_code, others.status_code) == (503, 503, 201)
    assert sentence in page.text
    assert answer.json()["code"] == "directory-unavailable"
    assert operations(client, OperationKind.SIGN_IN_FAILED) == []


def test_a_decision_that_asks_for_a_proof_takes_the_password_of_the_directory(served):
    client = served(Fake(only=[LIMIN]))
    company = Company(client.http.app)
    client.headers["X-CSRF-Token"] = sign_in(client, "limin", "blue river 1").json()["csrf"]
    company.clients["limin"] = client
    company.send("and", ["limin"], by="wangfang", proof="approve")
    path = f"/user-tasks/{company.task}/approve"

    wrong = client.post(path, {"password": "guess"})
    right = client.post(path, {"password": "blue river 1"})

    assert (wrong.status_code, right.status_code) == (403, 200)
    [event] = [each["data"] for each in company.history() if each["data"]["decision"]]
    assert event["proof"]["by"] == "password"


def test_no_password_is_in_any_log_answer_or_figure(served, caplog):
    caplog.set_level(logging.DEBUG)
    client = served(Fake(first=Unanswered("TimeoutError"), second=[LIMIN]))
    answers = [
        sign_in(client, "limin", "blue river 1").text,
        sign_in(client, "limin", "secret guess").text,
        by_form(client, "limin", "secret guess").text,
        Client(client.http.app, "fangyuan").http.get("/metrics").text,
    ]
    directory = client.http.app.state.directory

    told = "\n".join([*answers, caplog.text, repr(directory), repr(directory.settings)])

    assert isinstance(directory, Directory)
    assert settings("x").password not in told
    assert "blue river" not in told
    assert "secret guess" not in told
