"""Signing in at the company's identity provider."""

from contextlib import contextmanager
from dataclasses import replace

import orjson
import pytest

from api import oidc as settings
from api.oidc import Provider, challenge
from engine import accounts, identities
from engine.errors import Invalid, NotSignedIn
from engine.identities import Identity, Mapping
from engine.model import Role
from tests.acceptance.people import Company
from tests.api.serving import Client


@contextmanager
def served(app):
    with Client(app).http as http:
        yield http


def signed_in(http, at_provider, login, next_="/"):
    begun = http.get("/sign-in/oidc", params={"next": next_}, follow_redirects=False)
    answer = at_provider(begun.headers["location"], login)
    return http.get("/sign-in/oidc/callback", params=answer, follow_redirects=False)


def test_somebody_known_signs_in_at_the_provider_and_works_on_here(app_with, oidc, at_provider):
    with served(app_with(oidc)) as http:
        assert "/sign-in/oidc?next=/tasks" in http.get("/sign-in?next=/tasks").text

        answer = signed_in(http, at_provider, "limin", "/tasks")
        me = http.get("/api/v1/session").json()

    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert (me["id"], me["name"], me["roles"]) == ("limin", "李敏", ["staff"])


def test_somebody_new_gets_the_posts_and_roles_of_his_groups_on_record(app_with, oidc, at_provider):
    app = app_with(oidc)
    with served(app) as http:
        signed_in(http, at_provider, "zhaolei")
        me = http.get("/api/v1/session").json()
        changes = Client(app, "fangyuan").get("/organisation/changes").json()["items"]

    assert (me["id"], me["name"], me["roles"]) == ("zhaolei", "赵磊", ["auditor"])
    assert "post:HY01/cs_front" in me["principals"]
    assert {each["actor_name"] for each in changes} == {"统一身份认证"}


def test_who_signs_in_again_unchanged_leaves_no_record(app_with, oidc, at_provider):
    app = app_with(oidc)
    with served(app) as http:
        signed_in(http, at_provider, "zhaolei")
        once = Client(app, "fangyuan").get("/organisation/changes").json()["items"]
        signed_in(http, at_provider, "zhaolei")
        twice = Client(app, "fangyuan").get("/organisation/changes").json()["items"]

    assert len(once) == len(twice) > 0


def test_who_is_not_known_here_is_told_so(app_with, oidc, at_provider):
    known_only = replace(oidc, mapping=Mapping())
    with served(app_with(known_only)) as http:
        answer = signed_in(http, at_provider, "zhaolei")
        known = signed_in(http, at_provider, "limin")

    assert answer.status_code == 401
    assert "您的账号未加入本系统的组织" in answer.text
    assert known.status_code == 303


def failures(app):
    """Return what the operation log says of failed sign-ins: by whom, of whom, from where."""
    with Client(app, "hanbing").http as http:
        params = {"type": "sign-in-failed", "limit": 50}
        found = http.get("/api/v1/audit/log", params=params).json()["items"]
    return [(each["actor"], each["quote"], each["client"]) for each in found]


def test_who_is_not_let_in_stands_in_the_operation_log_by_his_account_if_he_has_one(
    app_with, oidc, at_provider
):
    app = app_with(replace(oidc, mapping=Mapping()))
    with served(app) as http:
        signed_in(http, at_provider, "zhaolei")
        begun = http.get("/sign-in/oidc", follow_redirects=False)
        answer = at_provider(begun.headers["location"], "limin") | {"state": "13800001111"}
        http.get("/sign-in/oidc/callback", params=answer)
        blocked = {"reason": "离岗调查"}
        Client(app, "fangyuan").send("PUT", "/organisation/people/limin/block", blocked)
        signed_in(http, at_provider, "limin")

        assert sorted(failures(app)) == [
            ("", "", "testclient"),
            ("", "", "testclient"),
            ("", "limin", "testclient"),
        ]


def test_an_account_is_named_by_its_binding_and_not_by_the_name_that_is_told(
    app_with, oidc, at_provider
):
    app = app_with(oidc)
    with served(app) as http:
        signed_in(http, at_provider, "limin")
        store = app.state.store
        stranger = Identity(login="limin", issuer=oidc.issuer, subject="another")
        renamed = Identity(login="fangyuan", issuer=oidc.issuer, subject="limin")
        for each in (stranger, renamed):
            store.run(lambda tx, each=each: identities.refuse(tx, each, client="10.0.0.9"))

        assert failures(app) == [("", "limin", "10.0.0.9")] * 2


def test_an_address_fills_the_operation_log_no_further_than_it_may_try_passwords(app_with, oidc):
    app = app_with(oidc)
    most = accounts.FAILURES["address"]
    with served(app) as http:
        seen = [http.get("/sign-in/oidc/callback").status_code for _ in range(most + 2)]
        right = Client(app, "limin").http.get("/api/v1/session")

        assert set(seen) == {401}
        assert len(failures(app)) == most
        assert right.status_code == 200


def test_who_is_blocked_here_gets_no_session_at_the_provider_and_his_own_ends(
    app_with, oidc, at_provider
):
    app = app_with(oidc)
    with served(app) as http:
        admin, path = Client(app, "fangyuan"), "/organisation/people/limin/block"
        signed_in(http, at_provider, "limin")
        made = http.get("/api/v1/session").status_code

        blocked = admin.send("PUT", path, {"reason": "离岗调查"})
        ended = http.get("/api/v1/session").status_code
        refused = signed_in(http, at_provider, "limin")
        admin.send("DELETE", f"{path}?reason=调查结束")
        still_ended = http.get("/api/v1/session").status_code
        admitted = signed_in(http, at_provider, "limin")

    assert (made, blocked.status_code, ended, still_ended) == (200, 204, 401, 401)
    assert refused.status_code == 401
    assert "guanjia_session" not in refused.headers.get("set-cookie", "")
    assert admitted.status_code == 303


def test_who_has_left_gets_no_session_at_the_provider_and_his_own_ends(app_with, oidc, at_provider):
    app = app_with(oidc)
    with served(app) as http:
        admin, path = Client(app, "fangyuan"), "/organisation/people/limin"
        signed_in(http, at_provider, "limin")
        admin.send("PUT", f"{path}?reason=离职", {"name": "李敏", "active": False})
        ended = http.get("/api/v1/session").status_code
        refused = signed_in(http, at_provider, "limin")

    assert ended == 401
    assert refused.status_code == 401
    assert "您已离职或被停用" in refused.text


def test_somebody_new_is_taken_in_without_any_rule(app_with, oidc, at_provider):
    with served(app_with(replace(oidc, mapping=Mapping(create=True)))) as http:
        signed_in(http, at_provider, "zhaolei")

        assert http.get("/api/v1/session").json()["principals"] == ["person:zhaolei"]


def test_who_signed_in_at_the_provider_has_no_password_here(app_with, oidc, at_provider):
    app = app_with(oidc)
    with served(app) as http:
        signed_in(http, at_provider, "zhaolei")
        answer = Client(app).post("/session", {"login": "zhaolei", "password": "none"})

    assert answer.status_code == 401


def test_an_answer_without_the_sign_in_it_belongs_to_opens_no_session(app_with, oidc, at_provider):
    with served(app_with(oidc)) as http:
        begun = http.get("/sign-in/oidc", follow_redirects=False)
        answer = at_provider(begun.headers["location"], "limin")
        kept = http.cookies["guanjia_oidc"]
        http.cookies.clear()
        without = http.get("/sign-in/oidc/callback", params=answer)
        http.cookies.set("guanjia_oidc", kept[:-1] + ("0" if kept[-1] != "0" else "1"))
        forged = http.get("/sign-in/oidc/callback", params=answer)

    assert (without.status_code, forged.status_code) == (401, 401)
    assert "has expired" in without.text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "another"}, "another sign-in"),
        ({"iss": "https://evil.example"}, "another provider's"),
        ({"iss": None}, "another provider's"),
        ({"code": None, "error": "access_denied"}, "access_denied"),
        ({"code": "made-up"}, "refused"),
    ],
)
def test_an_answer_that_was_tampered_with_is_refused(oidc, at_provider, change, reason):
    provider = Provider(oidc)
    url, pending = provider.begin("/")
    answer = {**at_provider(url, "limin"), **change}

    with pytest.raises(NotSignedIn, match=reason):
        provider.finish({k: v for k, v in answer.items() if v is not None}, pending)


@pytest.mark.parametrize("stolen", ["nonce", "verifier"])
def test_a_code_is_worth_nothing_to_another_browser(oidc, at_provider, stolen):
    provider = Provider(oidc)
    url, pending = provider.begin("/")
    answer = at_provider(url, "limin")

    with pytest.raises(NotSignedIn):
        provider.finish(answer, replace(pending, **{stolen: "x" * 43}))


def test_a_token_is_not_taken_after_its_time(oidc, at_provider):
    now = [0.0]
    provider = Provider(oidc, clock=lambda: now[0])
    url, pending = provider.begin("/")
    answer = at_provider(url, "limin")
    now[0] = 4e9

    with pytest.raises(NotSignedIn, match="ExpiredTokenError"):
        provider.finish(answer, pending)


def test_a_provider_that_does_not_name_the_account_opens_nothing(oidc, at_provider):
    provider = Provider(oidc)
    url, pending = provider.begin("/")

    with pytest.raises(NotSignedIn, match="preferred_username"):
        provider.finish(at_provider(url, "nameless"), pending)


def test_signing_out_at_the_provider_too_leads_to_its_page(app_with, oidc, issuer):
    with served(app_with(oidc)) as http:
        answer = http.get("/sign-in/oidc/sign-out", follow_redirects=False)

    assert answer.headers["location"].startswith(f"{issuer}/session/end?client_id=guanjia")


def test_without_a_provider_nothing_points_to_one(app_with):
    with served(app_with(None)) as http:
        page = http.get("/sign-in").text
        answers = [http.get(f"/sign-in/oidc{path}") for path in ("", "/callback", "/sign-out")]

    assert "/sign-in/oidc" not in page
    assert {answer.status_code for answer in answers} == {404}


def test_a_challenge_is_that_of_the_standards_example():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B

    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_settings_come_from_the_environment(tmp_path):
    (tmp_path / "secret").write_text("of ours\n")
    rule = {"group": "a", "unit": "HY01", "post": "cs_front", "role": "auditor"}
    (tmp_path / "rules.json").write_bytes(orjson.dumps([rule]))

    found = settings.of_environment(
        {
            "GUANJIA_OIDC_ISSUER": "https://id.example",
            "GUANJIA_OIDC_CLIENT_ID": "guanjia",
            "GUANJIA_OIDC_SECRET_FILE": str(tmp_path / "secret"),
            "GUANJIA_OIDC_RULES": str(tmp_path / "rules.json"),
            "GUANJIA_OIDC_CREATE": "on",
            "GUANJIA_PUBLIC_URL": "https://guanjia.example/",
        }
    )

    assert found.redirect_uri == "https://guanjia.example/sign-in/oidc/callback"
    assert found.secret == "of ours"
    assert "of ours" not in repr(found)
    assert found.mapping.create
    assert found.mapping.rules[0].role is Role.AUDITOR
    assert settings.of_environment({}) is None


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("GUANJIA_OIDC_CLIENT_ID", "", "GUANJIA_OIDC_CLIENT_ID is missing"),
        ("GUANJIA_PUBLIC_URL", "", "GUANJIA_PUBLIC_URL is missing"),
        ("GUANJIA_OIDC_SECRET_FILE", "/nowhere/at/all", "cannot be read"),
        ("GUANJIA_OIDC_CREATE", "perhaps", "expected on or off"),
        ("GUANJIA_OIDC_RULES", __file__, "GUANJIA_OIDC_RULES"),
    ],
)
def test_settings_that_are_not_right_are_told_at_the_start(name, value, reason):
    good = {
        "GUANJIA_OIDC_ISSUER": "https://id.example",
        "GUANJIA_OIDC_CLIENT_ID": "guanjia",
        "GUANJIA_PUBLIC_URL": "https://guanjia.example",
    }

    with pytest.raises(Invalid, match=reason):
        settings.of_environment({**good, name: value})


def test_who_signs_in_anew_at_the_provider_may_decide_what_asks_for_a_proof(
    app_with, oidc, at_provider
):
    app = app_with(oidc)
    company = Company(app)
    with served(app) as http:
        company.send("and", ["limin"], by="wangfang", proof="approve")
        page = f"/tasks/{company.task}"
        signed_in(http, at_provider, "limin", page)
        before = decided(http, company.task)
        anew = http.get(
            "/sign-in/oidc", params={"next": page, "again": "1"}, follow_redirects=False
        )
        asked = anew.headers["location"]
        answer = at_provider(asked, "limin")
        http.get("/sign-in/oidc/callback", params=answer, follow_redirects=False)
        shown = http.get(page).text
        after = decided(http, company.task)

    assert "prompt=login" in asked
    assert "max_age=0" in asked
    assert f"/sign-in/oidc?next=%2Ftasks%2F{company.task}&amp;again=1" in shown
    assert (before.status_code, after.status_code) == (403, 200)
    [event] = [each["data"] for each in company.history() if each["data"]["decision"]]
    assert event["proof"]["by"] == "sign-in"


def decided(http, task):
    """Approve with the session of a browser."""
    token = http.get("/tasks").text.partition('name="csrf" value="')[2].partition('"')[0]
    headers = {"X-CSRF-Token": token}
    return http.post(f"/api/v1/user-tasks/{task}/approve", json={}, headers=headers)
