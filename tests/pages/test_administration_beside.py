"""Places of posts, customers, rosters, role grants and accounts: seen and changed by pages alone."""

import html
import re
from dataclasses import replace

import pytest

from api.language import texts
from engine import demo
from engine.model import Role
from engine.model.organisation import RoleGrant
from engine.store import Headcount
from tests.api.serving import FORM, LEAVE, PASSWORD, Client, running
from tests.pages.test_administration import send
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("beside"), shipped=False) as app:
        yield app


@pytest.fixture
def rest(app):
    return Client(app, "fangyuan")


@pytest.fixture
def chief(app):
    return Reader(app, "fangyuan")


def changes(rest):
    return rest.get("/organisation/changes").json()["items"]


@pytest.mark.parametrize(
    "path",
    [
        "headcounts",
        "customers",
        "customers/",
        "rosters",
        "rights/grants",
        "accounts",
        "accounts/limin",
    ],
)
def test_these_pages_are_for_administrators(app, chief, path):
    assert chief.get(f"/admin/{path}").status_code == 200
    assert Reader(app, "limin").get(f"/admin/{path}").status_code == 403
    assert Reader(app, "limin").post(f"/admin/{path}").status_code in {403, 405}


def test_places_are_said_and_changed_with_a_reason(rest, chief):
    chief.get("/admin/headcounts")
    place = {"unit": "HY01", "post": "cs_front", "year": "2030"}
    send(chief, "/admin/headcounts", **place, quota="3", actual="1", reason="年度核定")
    rest.post("/headcounts/reservations", {"ref": "ZP-1", **place, "year": 2030})

    chief.get("/admin/headcounts/HY01/cs_front/2030")
    assert "ZP-1" in chief.page.text
    send(chief, "/admin/headcounts/HY01/cs_front/2030", quota="5", actual="1", reason="增编")

    key = ("HY01", "cs_front", 2030)
    (kept,) = [
        e for e in rest.get("/headcounts").json() if (e["unit"], e["post"], e["year"]) == key
    ]
    assert (kept["quota"], kept["reserved"], kept["actual"], kept["left"]) == (5, 1, 1, 3)
    assert [each["reason"] for each in changes(rest)[:2]] == ["增编", "年度核定"]
    assert "HY01/cs_front/2030" in chief.get("/admin/headcounts?unit=HY01&year=2030").text
    assert "HY01/cs_front/2030" not in chief.get("/admin/headcounts?unit=HY02").text


def test_every_post_that_places_are_kept_for_has_a_name_in_both_languages(app, rest, chief):
    places = demo.headcounts(2029)
    app.state.store.run(lambda tx: [tx.headcounts.put(each) for each in places])

    chinese = chief.get("/admin/headcounts?year=2029").text
    english = Reader(app, "fangyuan", language="en").get("/admin/headcounts?year=2029").text

    assert {each.post for each in places} <= {
        key.removeprefix("post.") for key in texts("zh") if key.startswith("post.")
    }
    assert "消防监控员" in chinese
    assert "Fire control room operator" in english
    assert ">fire_guard<" not in chinese + english


@pytest.mark.parametrize("year", ["soon", "20300", "2001"])
def test_places_of_a_year_that_has_none_are_not_found(chief, year):
    assert chief.get(f"/admin/headcounts/HY01/cs_front/{year}").status_code == 404


def test_a_hold_of_a_case_leads_to_the_case(app, rest, chief):
    files = {"leave.bpmn": LEAVE, "leave_request.form.json": FORM}
    Client(app, "caoying").deploy(**{name: file.read_bytes() for name, file in files.items()})
    start = {"process_key": "leave", "project": "HY01"}
    case = Client(app, "limin").post("/process-instances", start).json()["id"]
    rest.send("PUT", "/headcounts/HY02/cs_front/2030", {"quota": 1, "actual": 0})
    place = {"unit": "HY02", "post": "cs_front", "year": 2030}

    rest.post("/headcounts/reservations", {"ref": case, **place})

    assert f"/admin/cases/{case}" in chief.get("/admin/headcounts/HY02/cs_front/2030").text


def test_places_that_were_taken_meanwhile_are_looked_at_again(rest, chief):
    path = "/admin/headcounts/HY01/gm/2030"
    rest.send("PUT", "/headcounts/HY01/gm/2030", {"quota": 3, "actual": 1})
    chief.get(path)
    rest.send("PUT", "/headcounts/HY01/gm/2030", {"quota": 3, "actual": 2})

    refused = send(chief, path, quota="9", actual="1", reason="增编")

    assert refused.status_code == 409
    assert "请核对最新数字后再改" in chief.text()
    (kept,) = [each for each in rest.get("/headcounts").json() if each["post"] == "gm"]
    assert (kept["quota"], kept["actual"]) == (3, 2)


def test_places_by_a_code_of_recruitment_alone_are_changed_too(app, chief):
    def work(tx):
        tx.headcounts.put(Headcount(unit="HY01", post="guard", year=2030, quota=2))

    app.state.store.run(work)
    chief.get("/admin/headcounts/HY01/guard/2030")

    send(chief, "/admin/headcounts/HY01/guard/2030", quota="4", actual="0", reason="新增岗亭")

    assert "已保存" in chief.text()


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"reason": ""}, 422, "请填写原因"),
        ({"quota": "many"}, 422, "编制数应为不小于0的整数"),
        ({"actual": "-1"}, 422, "在编数应为不小于0的整数"),
        ({"year": ""}, 422, "年度应为不小于0的整数"),
        ({"unit": ""}, 422, "岗位或单位不存在"),
        ({"post": "project_manager"}, 409, "该岗位当年已有编制"),
    ],
)
def test_what_is_wrong_with_places_is_said_above_the_form(rest, chief, fields, status, said):
    rest.send("PUT", "/headcounts/HY01/project_manager/2029", {"quota": 1, "actual": 1})
    chief.get("/admin/headcounts")
    fine = {"unit": "HY01", "post": "cs_front", "year": "2029", "quota": "1", "actual": "0"}

    refused = send(chief, "/admin/headcounts", **{**fine, "reason": "核定", **fields})

    assert refused.status_code == status
    assert said in chief.text()


def test_a_customer_is_made_found_read_changed_and_taken_away(rest, chief):
    chief.get("/admin/customers/")
    he = {"name": "何女士", "kind": "tenant", "phone": "13912345678", "rooms": "3-1-1502\n\n车位12"}
    send(chief, "/admin/customers/", code="K7", **he, reason="新入住")
    shown = chief.get("/admin/customers?q=1502").text
    assert "何女士" in shown
    assert "139****5678" in shown
    assert "13912345678" not in shown

    assert "13912345678" in chief.get("/admin/customers/K7").text
    send(chief, "/admin/customers/K7", **{**he, "name": "何太太"}, reason="更名")
    kept = rest.get("/customers/K7").json()
    chief.get("/admin/customers/K7")
    send(chief, "/admin/customers/K7", **he, reason="迁出", do="remove")

    assert (kept["name"], kept["units"]) == ("何太太", ["3-1-1502", "车位12"])
    assert rest.get("/customers/K7").status_code == 404
    assert [each["reason"] for each in changes(rest)[:3]] == ["迁出", "更名", "新入住"]


def test_a_customer_of_a_kind_of_ones_own_stays_so(rest, chief):
    rest.send("PUT", "/customers/K8", {"name": "某商户", "kind": "商户"})

    page = chief.get("/admin/customers/K8").text
    send(chief, "/admin/customers/K8", name="某商户", kind="商户", reason="核对")

    assert 'value="商户" selected' in page
    assert rest.get("/customers/K8").json()["kind"] == "商户"


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"reason": " "}, 422, "请填写原因"),
        ({"name": ""}, 422, "姓名应为1至200个字符"),
        ({"phone": "138****0000"}, 422, "电话号码不完整"),
        ({"code": "K9"}, 409, "标识“K9”已有客户"),
        ({"rooms": "x" * 201}, 422, "房间最多200个"),
    ],
)
def test_what_is_wrong_with_a_customer_is_said_above_the_form(rest, chief, fields, status, said):
    rest.send("PUT", "/customers/K9", {"name": "在册"})
    chief.get("/admin/customers/")
    fine = {"code": "K10", "name": "何先生", "kind": "owner", "reason": "登记"}

    refused = send(chief, "/admin/customers/", **{**fine, **fields})

    assert refused.status_code == status
    assert said in chief.text()
    assert rest.get("/customers/K9").json()["name"] == "在册"


def turns(rest, kind="shift", unit="HY01"):
    asked = {"since": "2030-01-01", "until": "2030-01-31", "unit": unit}
    found = rest.get(f"/rosters/{kind}", **asked).json()["turns"]
    return [(each["day"][-2:], each["person"], each["begins"][:5]) for each in found]


def test_a_week_is_planned_copied_and_cleared(rest, chief):
    week = {"kind": "shift", "unit": "HY01", "since": "2030-01-07"}
    chief.get("/admin/rosters?kind=shift&unit=HY01&since=2030-01-09")
    assert "2030-01-07 至 2030-01-13" in chief.text()
    turn = {"person": "limin", "post": "cs_front", "name": "早班", "begins": "08:00"}
    days = {"day.2030-01-07": "yes", "day.2030-01-09": "yes"}

    send(chief, "/admin/rosters", **week, **turn, ends="16:00", **days, reason="排班", do="add")
    assert "早班" in chief.text()
    assert turns(rest) == [("07", "limin", "08:00"), ("09", "limin", "08:00")]
    send(chief, "/admin/rosters", **{**week, "since": "2030-01-14"}, reason="照旧", do="copy")
    assert turns(rest)[2:] == [("14", "limin", "08:00"), ("16", "limin", "08:00")]
    (box,) = re.findall(r'name="(turn\.2030-01-16[^"]*)"', chief.page.text)
    after = {**week, "since": "2030-01-14", html.unescape(box): "yes"}
    send(chief, "/admin/rosters", **after, reason="请假", do="clear")

    assert turns(rest)[2:] == [("14", "limin", "08:00")]
    assert [each["reason"] for each in changes(rest)[:3]] == ["请假", "照旧", "排班"]


def test_a_turn_that_is_there_already_is_not_noted_again(rest, chief):
    week = {"kind": "duty", "unit": "HY01", "since": "2030-01-07"}
    turn = {"person": "wulei", "post": "duty_manager", "begins": "18:00", "ends": "08:00"}
    fields = {**week, **turn, "day.2030-01-07": "yes", "reason": "值班", "do": "add"}
    chief.get("/admin/rosters?kind=duty&unit=HY01&since=2030-01-07")
    send(chief, "/admin/rosters", **fields)
    noted = len(changes(rest))

    send(chief, "/admin/rosters", **fields)

    assert len(turns(rest, "duty")) == 1
    assert len(changes(rest)) == noted


def test_everybodys_week_leads_to_each_units(rest, chief):
    turn = {"day": "2030-02-04", "person": "limin", "post": "cs_front"}
    days = {"since": "2030-02-04", "until": "2030-02-10", "turns": [turn]}
    rest.send("PUT", "/rosters/shift/HY02", days)

    page = chief.get("/admin/rosters?since=2030-02-04").text

    assert "/admin/rosters?kind=shift&amp;unit=HY02&amp;since=2030-02-04" in page
    assert 'name="person"' not in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, "请填写原因"),
        ({"person": ""}, "请选择人员、岗位和至少一天"),
        ({"day.2030-01-07": ""}, "请选择人员、岗位和至少一天"),
        ({"begins": "early"}, "请填写起止时间"),
        ({"do": "clear"}, "没有选择班次"),
        ({"do": "copy", "since": "2030-05-06"}, "没有选择班次"),
        ({"do": "burn"}, "请选择操作"),
    ],
)
def test_what_is_wrong_with_a_turn_is_said_above_the_form(chief, fields, said):
    chief.get("/admin/rosters?unit=HY01&since=2030-01-07")
    week = {"kind": "shift", "unit": "HY01", "since": "2030-01-07"}
    turn = {"person": "limin", "post": "cs_front", "begins": "08:00", "ends": "16:00"}
    fine = {**week, **turn, "day.2030-01-07": "yes", "reason": "排班", "do": "add"}

    refused = send(chief, "/admin/rosters", **{**fine, **fields})

    assert refused.status_code == 422
    assert said in chief.text()


@pytest.mark.parametrize(
    "asked", ["kind=cars", "since=soon", "since=0001-01-01", "since=9999-12-31"]
)
def test_a_week_that_cannot_be_is_refused(chief, asked):
    assert chief.get(f"/admin/rosters?{asked}").status_code == 422


def test_a_role_is_granted_for_one_unit_and_ended(app, rest, chief):
    auditor = Reader(app, "wangfang")
    assert auditor.get("/audit").status_code == 403
    chief.get("/admin/rights/grants")
    grant = {"role": "auditor", "person": "wangfang"}

    send(chief, "/admin/rights/grants", **grant, reason="临时审计", do="give")
    shown = chief.text()
    assert "临时审计" in shown
    assert "方圆" in shown
    assert auditor.get("/audit").status_code == 200
    (box,) = re.findall(r'name="(grant\.auditor\.wangfang[^"]*)"', chief.page.text)
    send(chief, "/admin/rights/grants", **{html.unescape(box): "yes"}, reason="审计结束", do="end")

    assert auditor.get("/audit").status_code == 403
    assert [each["reason"] for each in changes(rest)[:2]] == ["审计结束", "临时审计"]


def test_who_gave_a_role_is_told_of_the_last_time_it_was_given(chief):
    chief.get("/admin/rights/grants")
    grant = {"role": "designer", "post": "hr_company", "unit": "HY01"}

    for why in ("第一次", "第二次"):
        send(chief, "/admin/rights/grants", **grant, reason=why, do="give")
        (box,) = re.findall(r'name="(grant\.designer\.\.hr_company[^"]*)"', chief.page.text)
        last = chief.page.text
        send(chief, "/admin/rights/grants", **{html.unescape(box): "yes"}, reason="收回", do="end")

    assert "第二次" in last
    assert "第一次" not in last


def test_a_grant_for_some_days_is_shown_with_them_and_ended_by_itself(chief):
    chief.get("/admin/rights/grants")
    grant = {"role": "auditor", "post": "hr_company", "reason": "检查", "do": "give"}
    spans = [("2031-03-01", "2031-03-31"), ("2031-09-01", "")]

    for since, until in spans:
        send(chief, "/admin/rights/grants", **grant, valid_from=since, valid_to=until, once=since)
    both = chief.text()
    (box, _) = re.findall(r'name="(grant\.auditor\.\.hr_company[^"]*)"', chief.page.text)
    send(chief, "/admin/rights/grants", **{html.unescape(box): "yes"}, reason="完", do="end")

    assert "2031-03-01 — 2031-03-31" in both
    assert "2031-03-01" not in chief.text().split("检查")[0]
    assert "2031-09-01 —" in chief.text()


def test_a_grant_of_before_the_record_has_no_giver(app, chief):
    def work(tx):
        present = tx.people.organisation()
        old = RoleGrant(role=Role.AUDITOR, post="gm")
        tx.people.replace(replace(present, grants=(*present.grants, old)))

    app.state.store.run(work)

    assert "grant.auditor..gm." in chief.get("/admin/rights/grants").text


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"reason": ""}, 422, "请填写原因"),
        ({"role": "king"}, 422, "请选择角色"),
        ({"person": ""}, 422, "请在人员和岗位中选择一个"),
        ({"post": "gm"}, 422, "请在人员和岗位中选择一个"),
        ({"person": "majun"}, 409, "该授权已存在"),
        ({"do": "end"}, 422, "没有选择授权"),
    ],
)
def test_what_is_wrong_with_a_grant_is_said_above_the_form(chief, fields, status, said):
    chief.get("/admin/rights/grants")
    fine = {"role": "auditor", "person": "limin", "reason": "检查", "do": "give"}
    send(chief, "/admin/rights/grants", **{**fine, "person": "majun"}, once=f"majun {fields}")

    refused = send(chief, "/admin/rights/grants", **{**fine, **fields}, once=str(fields))

    assert refused.status_code == status
    assert said in chief.text()


def test_an_account_is_blocked_and_admitted_with_reasons(app, chief):
    staff = Client(app, "dengbo")
    chief.get("/admin/accounts/dengbo")

    send(chief, "/admin/accounts/dengbo", reason="离岗调查", do="block")
    assert "已停用" in chief.text()
    assert "离岗调查" in chief.text()
    assert staff.get("/session").status_code == 401
    assert "dengbo" in chief.get("/admin/accounts?state=blocked&q=邓").text
    chief.get("/admin/accounts/dengbo")
    send(chief, "/admin/accounts/dengbo", reason="调查结束", do="admit")

    assert "启用中" in chief.text()
    assert staff.post("/session", {"login": "dengbo", "password": PASSWORD}).status_code == 201
    assert "dengbo" not in chief.get("/admin/accounts?state=blocked").text


def test_an_account_shows_with_how_many_browsers_it_is_signed_in(app, chief):
    before = chief.get("/admin/accounts?q=qianlin").text
    Client(app, "qianlin")

    after = chief.get("/admin/accounts?q=qianlin").text

    assert '<span class="number">0</span>' in before
    assert '<span class="number">1</span>' in after


def test_nobody_blocks_himself_or_without_a_reason(chief):
    assert "不能停用自己的账号" in chief.get("/admin/accounts/fangyuan").text
    assert send(chief, "/admin/accounts/fangyuan", reason="x", do="block").status_code == 422
    chief.get("/admin/accounts/limin")

    assert send(chief, "/admin/accounts/limin", reason=" ", do="block").status_code == 422
    assert "请填写原因" in chief.text()
    assert chief.get("/admin/accounts/nobody").status_code == 404
