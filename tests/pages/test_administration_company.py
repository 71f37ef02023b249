"""Administration of the company: organisation, substitutions, calendars, rights, system."""

import base64
import io
import re

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from api.views import system
from engine import accounts
from tests.api.serving import Client, running
from tests.pages.test_administration import hidden, send
from tests.pages.test_pages import Reader
from tests.usecases import diagrams


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("company"), shipped=False) as app:
        files = {"d.bpmn": diagrams.WITH_DEADLINE, "e.bpmn": diagrams.ESCALATION}
        Client(app, "caoying").deploy(**files)
        yield app


@pytest.fixture
def chief(app):
    return Reader(app, "fangyuan")


def organisation(app):
    return Client(app, "fangyuan").get("/organisation").json()


@pytest.mark.parametrize(
    "path",
    [
        "organisation",
        "organisation/units/HY01",
        "organisation/limits",
        "workbook",
        "workbook.xlsx",
        "substitutions",
        "calendars",
        "calendars/cn",
        "rights",
        "system",
    ],
)
def test_pages_of_the_company_are_for_administrators(app, chief, path):
    assert chief.get(f"/admin/{path}").status_code == 200
    assert Reader(app, "limin").get(f"/admin/{path}").status_code == 403


def test_the_organisation_is_shown_as_a_tree_with_people_and_what_they_hold(chief):
    chief.get("/admin/organisation")

    assert "　恒悦花园" in chief.page.text
    assert "李敏" in chief.page.text
    assert "/admin/organisation/people/limin" in chief.page.text


def test_a_unit_is_made_changed_and_taken_away(app, chief):
    chief.get("/admin/organisation/units/")
    fields = {"name": "新项目", "type": "project", "parent": "HY01", "reason": "新接管"}

    send(chief, "/admin/organisation/units/", code="HY99", **fields)
    assert "新项目" in chief.text()
    chief.get("/admin/organisation/units/HY99")
    send(chief, "/admin/organisation/units/HY99", **{**fields, "name": "九号项目"})
    assert "九号项目" in chief.text()
    chief.get("/admin/organisation/units/HY99")
    send(chief, "/admin/organisation/units/HY99", **fields, do="remove")

    assert "HY99" not in {each["code"] for each in organisation(app)["units"]}
    assert "新接管" in chief.text()


def test_a_post_is_made_and_taken_away(app, chief):
    chief.get("/admin/organisation/posts/")
    fields = {"name": "绿化主管", "rank": "3", "trade": "绿化", "is_key": "yes"}

    send(chief, "/admin/organisation/posts/", code="green_supervisor", **fields)
    (post,) = [p for p in organisation(app)["posts"] if p["code"] == "green_supervisor"]
    chief.get("/admin/organisation/posts/green_supervisor")
    send(chief, "/admin/organisation/posts/green_supervisor", **fields, do="remove")

    assert (post["rank"], post["is_key"], post["trade"]) == (3, True, "绿化")
    assert "green_supervisor" not in {each["code"] for each in organisation(app)["posts"]}


def test_a_person_is_made_gets_a_post_and_is_closed(app, chief):
    chief.get("/admin/organisation/people/")
    fields = {"name": "新同事", "role.staff": "yes", "active": "yes", "email": "x@example.com"}
    posts = organisation(app)["posts"]

    send(chief, "/admin/organisation/people/", code="xin", **fields)
    chief.get("/admin/organisation/people/xin")
    row = {"row.0.unit": "HY01", "row.0.post": posts[0]["code"], "row.0.primary": "yes"}
    send(chief, "/admin/organisation/people/xin/posts", **row, **{"row.0.from": "2026-01-01"})
    chief.get("/admin/organisation/people/xin")
    assert 'value="2026-01-01"' in chief.page.text
    assert "/handovers?person=xin" in chief.page.text
    send(chief, "/admin/organisation/people/xin", **{**fields, "active": ""})

    found = organisation(app)
    (held,) = [each for each in found["assignments"] if each["person"] == "xin"]
    (person,) = [each for each in found["people"] if each["id"] == "xin"]
    assert (held["unit"], held["is_primary"], held["is_head"]) == ("HY01", True, False)
    assert person["active"] is False


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("units/", {"name": "无标识", "type": "project"}, "请填写标识"),
        ("units/HY01", {"name": "x", "type": "project", "parent": "NOWHERE"}, "NOWHERE"),
        ("units/HY01", {"name": "x", "type": "project", "valid_from": "soon"}, "不是日期"),
        ("posts/", {"code": "p", "name": "x", "rank": "high"}, "不是整数"),
        ("people/limin/posts", {"row.0.unit": "HY01", "row.0.post": "nothing"}, "nothing"),
        ("limits", {"row.0.post": "gm", "row.0.matter": "x", "row.0.amount": "viel"}, "不是数字"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_above_its_form(chief, path, fields, said):
    page = path.removesuffix("/posts") if path.startswith("people") else path
    chief.get(f"/admin/organisation/{page}")

    refused = send(chief, f"/admin/organisation/{path}", **fields)

    assert refused.status_code == 422
    assert said in chief.text()


@pytest.mark.parametrize("path", ["units/none", "posts/none", "people/none", "cars/none"])
def test_a_row_that_is_not_there_is_not_found(chief, path):
    assert chief.get(f"/admin/organisation/{path}").status_code == 404


def test_authority_limits_are_said_line_by_line(app, chief):
    post = organisation(app)["posts"][0]["code"]
    chief.get("/admin/organisation/limits")

    send(
        chief,
        "/admin/organisation/limits",
        **{"row.7.post": post, "row.7.matter": "compensation", "row.7.amount": "5000"},
        **{"row.7.from": "2026-07-01", "row.7.to": "2026-07-31"},
    )

    assert "5,000.00" in chief.text()
    assert "2026-07-01 — 2026-07-31" in chief.text()
    assert 'value="2026-07-31"' in chief.get("/admin/organisation/limits").text


def test_the_spreadsheet_is_looked_at_before_it_is_put_in(app, chief):
    book = load_workbook(io.BytesIO(chief.get("/admin/workbook.xlsx").content))
    sheet = book["组织"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("名称") + 1).value = "改名的公司"
    out = io.BytesIO()
    book.save(out)
    chief.get("/admin/workbook")

    chief.post("/admin/workbook", files={"file": ("o.xlsx", out.getvalue())}, do="preview")
    assert "改名的公司" in chief.text()
    assert "改名的公司" not in {each["name"] for each in organisation(app)["units"]}
    seen, once = (
        hidden(chief, "content"),
        re.findall(r'name="once" value="([^"]*)"', chief.page.text),
    )
    assert base64.b64decode(seen) == out.getvalue()
    chief.post("/admin/workbook", content=seen, once=once[-2], reason="更名", do="go")

    assert "改名的公司" in {each["name"] for each in organisation(app)["units"]}


def test_a_spreadsheet_that_cannot_be_read_says_what_is_wrong(chief):
    chief.get("/admin/workbook")

    for name, content in (("o.xlsx", b"nothing"), ("", b"")):
        files = {"file": (name, content)} if name else None
        assert chief.post("/admin/workbook", files=files, do="preview").status_code == 422
    assert chief.post("/admin/workbook", content="%%%", do="preview").status_code == 422


def test_a_substitution_is_arranged_for_somebody_and_ended(chief):
    chief.get("/admin/substitutions")
    fields = {"principal": "wangfang", "agent": "limin", "reason": "年假"}
    times = {"begins": "2026-01-01T09:00", "ends": "2039-01-01T18:00"}

    assert send(chief, "/admin/substitutions", **fields).status_code == 422
    assert "请填写起止时间" in chief.text()
    send(chief, "/admin/substitutions", **fields, **times)
    assert "生效中" in chief.text()
    action = re.search(r'action="(/admin/substitutions/[\w-]{36}/end)"', chief.page.text)[1]
    send(chief, action)

    assert "已结束" in chief.text()


def test_a_calendar_is_changed_after_a_look_at_the_deadlines_that_move(app, chief):
    Client(app, "limin").post(
        "/process-instances", {"process_key": "with-deadline", "project": "HY01"}
    )
    chief.get("/admin/calendars/cn")
    fields = {
        "name": "全国",
        "hours": "08:00-12:00 14:00-18:00",
        "days": "2027-10-01 休\n2027-10-09 班",
    }

    send(chief, "/admin/calendars/cn", **fields, reason="新的作息", do="preview")
    assert "还没有任何改动" in chief.text()
    assert Client(app, "limin").get("/calendars/cn").json()["version"] == 1
    send(chief, "/admin/calendars/cn", **fields, reason="新的作息", do="go")

    found = Client(app, "limin").get("/calendars/cn").json()
    assert found["content"]["days"] == {"2027-10-01": "holiday", "2027-10-09": "makeup"}
    assert "新的作息" in chief.text()
    assert "08:00-12:00 14:00-18:00" in chief.get("/admin/calendars").text


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"hours": "morning", "days": ""}, 422, "应写成 09:00-12:00"),
        ({"hours": "09:00-12:00", "days": "tomorrow"}, 422, "应写成 2027-10-01 休"),
        ({"hours": "09:00-12:00", "days": "", "seen": "99"}, 409, "内容已被修改"),
    ],
)
def test_what_is_wrong_with_a_calendar_is_said_above_its_form(chief, fields, status, said):
    chief.get("/admin/calendars/cn")

    refused = send(chief, "/admin/calendars/cn", **fields, reason="x", do="go")

    assert refused.status_code == status
    assert said in chief.text()


def _row(chief, token):
    """The row of one token: others of the company stand beside it, in any order of tests."""
    page = chief.get("/admin/rights").text
    return re.search(rf"<tr><td>{token}</td>.*?</tr>", page)[0]


def test_a_token_is_told_once_and_put_out_of_force(app, chief):
    chief.get("/admin/rights")

    assert send(chief, "/admin/rights/tokens", name="网关").status_code == 422
    made = send(chief, "/admin/rights/tokens", name="网关", **{"scope.read": "yes"})
    secret = re.search(r"gj_[\w-]+", made.text)[0]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert "未使用过" in _row(chief, "网关")
    assert TestClient(app).get("/api/v1/user-tasks", headers=bearer).status_code == 200
    assert "未使用过" not in _row(chief, "网关")
    assert made.headers["cache-control"] == "no-store"
    assert secret not in chief.get("/admin/rights").text
    action = re.search(r'action="([^"]+/revocation)"', _row(chief, "网关"))[1]
    send(chief, action)

    assert "已吊销" in chief.text()
    assert TestClient(app).get("/api/v1/user-tasks", headers=bearer).status_code == 401
    assert send(chief, action, once="again").status_code == 404


def test_every_scope_of_a_token_is_offered_by_its_chinese_name(chief):
    page = chief.get("/admin/rights").text

    offered = re.findall(r'name="scope\.(\w+)"', page)
    raw = [each for each in offered if re.search(rf">\s*{each}\s*<", page)]

    assert set(offered) == accounts.SCOPES
    assert raw == []


def test_an_administrator_puts_somebody_elses_token_out_of_force(app, chief):
    body = {"name": "我的脚本", "scopes": ["read"]}
    made = Client(app, "limin").post("/tokens", body).json()["token"]
    chief.get("/admin/rights")
    assert "我的脚本" in chief.page.text

    send(chief, f"/admin/rights/tokens/{made['id']}/revocation")

    (mine,) = [
        each for each in Client(app, "limin").get("/tokens").json() if each["id"] == made["id"]
    ]
    assert mine["revoked_at"] is not None


def test_settings_are_shown_and_secrets_are_not(chief, monkeypatch):
    monkeypatch.setenv("GUANJIA_WECOM_SECRET", "hush")
    monkeypatch.setenv("GUANJIA_CLOCK", "system")

    shown = chief.get("/admin/system").text

    assert "GUANJIA_WECOM_SECRET" in shown
    assert "hush" not in shown
    assert ("GUANJIA_CLOCK", "system") in system.settings()


def test_who_signs_in_to_a_database_is_not_shown():
    url = "postgresql+psycopg://guanjia:hush@db.example/guanjia"

    assert "hush" not in system.without_credentials(url)
    assert system.masked("GUANJIA_DATABASE_URL", url).endswith("@db.example/guanjia")
    assert system.masked("GUANJIA_KEY_FILE", "data/guanjia.key") == "data/guanjia.key"
