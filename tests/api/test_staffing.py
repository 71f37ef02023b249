"""The organisation row by row, rosters and customers, through REST."""

import pytest

from tests.api.serving import Client, app_of, furnish, settings_of

TURN = {"day": "2026-07-01", "person": "limin", "post": "cs_front", "name": "早班"}
DAYS = {"since": "2026-07-01", "until": "2026-07-31"}


@pytest.fixture
def app(sqlite_url, tmp_path):
    settings = settings_of(sqlite_url, tmp_path)
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:
        yield app


@pytest.fixture
def admin(app):
    return Client(app, "fangyuan")


def test_a_project_is_opened_with_a_post_and_somebody_who_holds_it(admin):
    unit = {"name": "恒悦新城", "type": "project", "parent": "HY-EAST"}

    answers = [
        admin.send("PUT", "/organisation/units/HY03?reason=新项目", unit),
        admin.send("PUT", "/organisation/posts/gardener", {"name": "绿化工"}),
        admin.send("PUT", "/organisation/people/neu", {"name": "新人", "groups": ["night"], "wecom": "neu"}),
        admin.send("PUT", "/organisation/people/neu/assignments", [{"unit": "HY03", "post": "gardener", "is_primary": True}]),
    ]  # fmt: skip

    assert [each.status_code for each in answers] == [200] * 4
    assert answers[0].json()["differences"][0]["kind"] == "added"
    known = admin.get("/organisation/people/neu").json()
    assert (known["groups"], known["wecom"]) == (["night"], "neu")
    assert known["assignments"][0]["post"] == "gardener"
    assert "HY03" in {each["code"] for each in admin.get("/organisation").json()["units"]}
    changes = admin.get("/organisation/changes").json()["items"]
    assert changes[-1]["reason"] == "新项目"


def test_what_is_still_named_stays_and_says_where_it_is_named(admin):
    refused = admin.send("DELETE", "/organisation/posts/cs_front")
    gone = admin.send("PUT", "/organisation/posts/x", {"name": "x"})
    gone = admin.send("DELETE", "/organisation/posts/x")
    unit = admin.send("DELETE", "/organisation/units/nowhere")

    assert refused.status_code == 422
    assert refused.json()["facts"]["errors"][0]["sheet"] == "任职"
    assert (gone.status_code, unit.status_code) == (200, 404)


def test_lines_limits_and_grants_are_put_as_wholes(admin):
    answers = [
        admin.send("PUT", "/organisation/reporting-lines", [{"superior": "fangyuan", "person": "limin"}]),
        admin.send("PUT", "/organisation/authority-limits", [{"post": "cs_front", "matter": "pay", "amount": 500}]),
        admin.send("PUT", "/organisation/role-grants", [{"role": "auditor", "post": "cs_front"}]),
    ]  # fmt: skip

    assert [each.json()["differences"][0]["sheet"] for each in answers] == [
        "汇报关系",
        "审批权限",
        "角色授权",
    ]


def test_limits_and_grants_may_have_days(admin):
    days = {"valid_from": "2026-07-01", "valid_to": "2026-07-31"}
    limit = {"post": "cs_front", "matter": "pay", "amount": 500, **days}
    grant = {"role": "auditor", "post": "cs_front", **days}

    (told,) = admin.send("PUT", "/organisation/authority-limits", [limit]).json()["differences"]
    admin.send("PUT", "/organisation/role-grants", [grant])
    backwards = {**grant, "valid_from": "2026-08-01"}
    refused = admin.send("PUT", "/organisation/role-grants", [backwards])

    assert told["key"] == "cs_front pay 2026-07-01"
    assert told["fields"] == [["上限（元）", "", "500.0"], ["停用日期", "", "2026-07-31"]]
    assert refused.status_code == 422
    assert refused.json()["facts"]["errors"][0]["en"] == "it ends before it begins"


def test_a_roster_is_put_and_read(admin):
    put = admin.send("PUT", "/rosters/shift/HY01-CS", {**DAYS, "turns": [TURN]})

    shown = admin.get("/rosters/shift", **DAYS, unit="HY01-CS")
    other = admin.get("/rosters/duty", **DAYS)

    assert put.status_code == 200, put.text
    assert shown.json() == put.json()
    assert shown.json()["turns"][0]["person"] == "limin"
    assert other.json() == {"turns": []}


def test_customers_are_kept_by_administrators_and_looked_up_by_staff(app, admin):
    clerk = Client(app, "limin")
    body = {"name": "钱女士", "phone": "13812345678", "units": ["3-1-1502"]}

    kept = admin.send("PUT", "/customers/K1", body)
    found = clerk.get("/customers", q="1502").json()["items"]

    assert kept.json()["phone"] == "13812345678"
    assert [each["phone"] for each in found] == ["138****5678"]
    assert clerk.get("/customers/K1").json()["phone"] == "138****5678"
    assert clerk.send("DELETE", "/customers/K1").status_code == 403
    assert admin.send("DELETE", "/customers/K1").status_code == 204
    assert clerk.get("/customers/K1").status_code == 404


def test_role_grants_are_listed_with_who_gave_each_page_by_page(admin):
    grants = [
        {"role": "auditor", "post": "cs_front"},
        {"role": "administrator", "person": "limin", "unit": "HY01"},
        {"role": "auditor", "post": "cs_supervisor", "unit": "HY01"},
    ]
    admin.send("PUT", "/organisation/role-grants?reason=品质检查", grants)

    first = admin.get("/organisation/role-grants", limit=2).json()
    rest = admin.get("/organisation/role-grants", limit=2, cursor=first["next"]).json()

    found = [*first["items"], *rest["items"]]
    assert [(each["unit"], each["role"], each["person"]) for each in found] == [
        ("", "auditor", ""),
        ("HY01", "administrator", "limin"),
        ("HY01", "auditor", ""),
    ]
    assert {each["given_by_name"] for each in found} == {"方圆"}
    assert {each["reason"] for each in found} == {"品质检查"}
    assert rest["next"] is None


def test_accounts_are_listed_by_login_with_those_that_are_blocked(admin):
    admin.send("PUT", "/organisation/people/hemei/block", {"reason": "长期休假"})

    first = admin.get("/organisation/accounts", limit=5).json()
    rest = admin.get("/organisation/accounts", limit=200, cursor=first["next"]).json()

    found = [*first["items"], *rest["items"]]
    logins = [each["login"] for each in found]
    assert len(first["items"]) == 5
    assert logins == sorted(set(logins))
    assert [each["login"] for each in found if not each["active"]] == ["hemei"]
    assert next(each for each in found if each["login"] == "fangyuan")["browsers"] == 1
    assert "password" not in str(found)


@pytest.mark.parametrize("path", ["/organisation/role-grants", "/organisation/accounts"])
def test_lists_of_rights_are_for_administrators_and_know_their_own_cursors(app, admin, path):
    admin.send("PUT", "/organisation/role-grants", [{"role": "auditor", "post": "cs_front"}])

    assert Client(app, "hanbing").get(path).status_code == 403
    assert admin.get(path, cursor="WzEsMiwzXQ").status_code == 422
    assert admin.get(path, cursor="!").status_code == 422
