"""The public pages for owners: a report becomes a case, and only who made it sees how it stands."""

import re

import pytest
from starlette.testclient import TestClient

from api.pages.owner_reports import _TRAP
from engine import outbox
from engine.store import DeliveryQuery
from tests import prints
from tests.api.serving import Client, app_of, furnish, running, settings_of
from tests.pages.fills import fills, now_of
from tests.pages.test_pages import Reader

REPORT = {
    "content": "3栋电梯从昨晚开始有异响，请尽快检查。",
    "category": "电梯",
    "safety_risk": "possible",
    "complainant_type": "业主",
    "room": "3-1-1502",
    "complainant_name": "张三",
}
PNG = b"\x89PNG\r\n\x1a\n..."


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("reports")) as app:
        yield app


_phones = iter(f"138001380{number:02}" for number in range(100))


@pytest.fixture
def phone():
    """A number of this test's own: reports are limited by number."""
    return next(_phones)


@pytest.fixture
def owner(app):
    """Somebody with a phone of his own network, who has no account."""
    reader = Reader(app)
    reader.http._transport.client = (f"10.0.0.{next(_hosts)}", 50000)
    return reader


_hosts = iter(range(1, 200))


def sent(owner, phone, files=None, **more):
    """Send a report from the page; return its number."""
    owner.get("/report/HY01")
    owner.post("/report/HY01", files=files, once=owner.hidden("once"), phone=phone, **REPORT | more)
    found = re.search(r"TS-HY01-\d{8}-\d{3}", owner.page.text)
    return found[0] if found else None


def asked(owner, number, phone):
    owner.get("/report/HY01/status")
    owner.post("/report/HY01/status", number=number, phone=phone)
    return owner


def case_of(app, number):
    found = Client(app, "hanbing").get("/process-instances", business_key=number).json()["items"]
    return found[0]


def test_an_owner_reports_without_signing_in_and_gets_a_number(app, owner, phone):
    number = sent(owner, phone, files={"evidence": ("现场.png", PNG, "image/png")})

    case = case_of(app, number)
    clerk = Client(app, "limin")
    task = clerk.task_of(case["id"])
    data = clerk.get(f"/user-tasks/{task['id']}").json()["data"]
    rows = Client(app, "hanbing").get(f"/process-instances/{case['id']}/history", limit=100)
    actors = {row["actor"] for row in rows.json()["items"]}
    assert owner.page.status_code == 201
    assert "guanjia_session" not in owner.http.cookies
    assert (case["project"], case["initiator_name"]) == ("HY01", "张三")
    assert (data["channel"], data["room"], data["phone"]) == ("扫码报事", "3-1-1502", phone)
    assert data["title"].startswith("电梯：3栋电梯")
    assert len(data["evidence"]) == 1
    assert actors == {"customer:public", "system"}


def test_what_a_browser_posts_with_every_field_of_the_form_becomes_a_case(owner, phone):
    owner.get("/report/HY01")
    (form,) = re.findall(r'<form[^>]* action="/report/HY01".*?</form>', owner.page.text, re.DOTALL)
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', form)

    files = {"evidence": ("", b"", "application/octet-stream")}
    empty = dict.fromkeys(set(names) - {"evidence"}, "")
    filled = {**empty, **REPORT, "phone": phone, "once": owner.hidden("once")}
    owner.post("/report/HY01", files=files, **filled)

    assert _TRAP in names
    assert owner.page.status_code == 201, owner.text()


def test_an_empty_report_is_told_field_by_field_and_nothing_else(owner):
    owner.get("/report/HY01")
    owner.post("/report/HY01", **{_TRAP: "", "content": "", "once": owner.hidden("once")})

    assert owner.page.status_code == 422
    assert "表单中没有这一项" not in owner.text()


def test_the_same_form_sent_twice_is_one_case(app, owner, phone):
    first = sent(owner, phone)
    once = {"once": "same", "phone": phone, **REPORT}
    second = [owner.post("/report/HY01", **once).text for _ in range(2)]

    numbers = {re.search(r"TS-HY01-\d{8}-\d{3}", text)[0] for text in second}
    assert len(numbers) == 1
    assert first not in numbers


def test_mistakes_come_back_at_their_fields_with_what_was_typed(owner, phone):
    number = sent(owner, "12", content="太短", room="")

    assert number is None
    assert owner.page.status_code == 422
    assert "请再多写几句" in owner.text()
    assert "业主、租户请填写房号" in owner.text()
    assert 'href="#f-phone"' in owner.page.text
    assert ">太短</textarea>" in owner.page.text


def test_a_program_that_fills_in_everything_is_refused(owner, phone):
    number = sent(owner, phone, **{_TRAP: "https://spam.example"})

    assert number is None
    assert owner.page.status_code == 422
    assert "请将隐藏项留空后再提交" in owner.text()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("evidence", ("a.svg", b"<svg/>", "image/svg+xml"))], "“a.svg”不是照片"),
        ([("evidence", (f"{n}.png", PNG, "image/png")) for n in range(10)], "最多9张照片"),
    ],
    ids=["no-photo", "too-many"],
)
def test_only_a_few_photos_are_taken(owner, phone, files, said):
    number = sent(owner, phone, files=files)

    assert number is None
    assert said in owner.text()


def test_a_photo_of_an_iphone_is_taken(owner, phone):
    heic = b"\x00\x00\x00\x18ftypheic"

    assert sent(owner, phone, files={"evidence": ("a.heic", heic, "image/heic")})


def test_a_telephone_reports_three_times_an_hour_and_no_more(owner, phone):
    numbers = [sent(owner, phone) for _ in range(4)]

    assert all(numbers[:3])
    assert numbers[3] is None
    assert owner.page.status_code == 429
    assert "尝试次数过多" in owner.text()


def test_an_address_reports_twenty_times_an_hour_and_no_more(owner):
    for _ in range(20):
        assert sent(owner, next(_phones))

    assert sent(owner, next(_phones)) is None
    assert owner.page.status_code == 429


@pytest.mark.parametrize("project", ["HY", "HY01-CS", "XX99"])
def test_only_projects_take_reports(owner, project):
    assert owner.get(f"/report/{project}").status_code == 404


def test_where_no_process_takes_reports_there_is_no_page(tmp_path):
    settings = settings_of(f"sqlite:///{tmp_path / 'guanjia.db'}", tmp_path)
    furnish(settings)

    with TestClient(app_of(settings, shipped=False)) as http:
        answer = http.get("/report/HY01")

    assert answer.status_code == 404


def test_who_knows_number_and_telephone_sees_how_it_stands_and_nothing_else(owner, phone):
    number = sent(owner, phone)

    asked(owner, f" {number} ", f"{phone[:3]} {phone[3:]}")

    assert "已收到，等待登记" in owner.text()
    assert "电梯" in owner.text()
    for secret in ("张三", "李敏", "投诉登记", "3-1-1502", "处理结果"):
        assert secret not in owner.text()


def test_another_telephone_and_an_unknown_number_are_told_the_same(owner, phone):
    number = sent(owner, phone)

    other = asked(owner, number, "13900000000").text()
    unknown = asked(owner, "TS-HY01-20200101-001", phone).text()

    assert owner.page.status_code == 404
    assert "没有找到" in other
    assert other == unknown


def test_guessing_the_telephone_of_a_number_is_slowed_down(app, owner, phone):
    number = sent(owner, phone)
    for guess in range(5):
        asked(owner, number, f"1390000000{guess}")

    asked(owner, number, phone)

    assert owner.page.status_code == 429


def test_a_number_of_a_process_that_takes_no_reports_is_not_found(app, owner, phone):
    clerk = Client(app, "limin")
    body = {"process_key": "escalation", "project": "HY01", "variables": {"phone": phone}}
    case = clerk.post("/process-instances", body).json()

    asked(owner, case["business_key"], phone)

    assert owner.page.status_code == 404


def done(app, case, phone, photo=None):
    """Let the staff handle a report, with a picture of what was done."""
    values = fills("complaint-handling", now_of(Client(app, "fangyuan")))
    values["UT_Register"]["phone"] = phone
    steps = ["UT_Register", "UT_Triage", "UT_FirstContact", "UT_Handle", "UT_Verify"]
    for step, who in zip(
        steps, ["limin", "wangfang", "limin", "wangqiang", "wangfang"], strict=True
    ):
        client = Client(app, who)
        task = client.task_of(case)
        assert task["element_id"] == step
        values[step] |= attached(client, task, photo) if step == "UT_Handle" and photo else {}
        answer = client.post(f"/user-tasks/{task['id']}/completion", {"variables": values[step]})
        assert answer.status_code == 200, answer.text


def attached(client, task, photo):
    files = {"file": ("done.png", photo, "image/png")}
    answer = client.http.post(
        f"/api/v1/user-tasks/{task['id']}/attachments", files=files, headers=client.headers
    )
    return {"after_photos": [answer.json()["id"]]}


@pytest.fixture
def handled(app, owner, phone):
    """A report that the staff have handled: its number and telephone, and the case's id."""
    number = sent(owner, phone)
    case = case_of(app, number)["id"]
    done(app, case, phone)
    return number, phone, case


def test_the_owner_confirms_and_rates_once_and_nobody_calls_him(handled, owner, app):
    number, phone, case = handled
    asked(owner, number, phone)
    assert "重做防水并清洗顶面" in owner.text()
    once = owner.hidden("once")

    low = owner.post("/report/HY01/rating", number=number, phone=phone, satisfaction="1", once="x")
    owner.post("/report/HY01/rating", number=number, phone=phone, satisfaction="", once="y")
    nothing = owner.text()
    for _ in range(2):
        owner.post("/report/HY01/rating", number=number, phone=phone, satisfaction="5", once=once)
    rated = owner.text()
    owner.post("/report/HY01/rating", number=number, phone=phone, satisfaction="4", once="z")

    rows = (
        Client(app, "hanbing").get(f"/process-instances/{case}/history", limit=200).json()["items"]
    )
    told = [row for row in rows if row["type"] == "MessageCorrelated"]
    assert "请说明原因" in low.text
    assert "请选择满意程度" in nothing
    assert "很满意" in rated
    assert "待结案" in rated
    assert [(row["actor"], row["actor_name"]) for row in told] == [("customer:public", "张三")]
    assert "现在不需要评价，或您已评价" in owner.text()


def test_the_message_about_the_result_leads_to_the_page_and_names_nobody(handled, app):
    number, phone, _ = handled

    app.state.store.run(lambda tx: outbox.announce(tx, limit=1000))
    with app.state.store.read() as tx:
        found = tx.outbox.page(DeliveryQuery(channel="sms"), limit=100).items

    (told,) = [one for one in found if number in one.text and "处理照片" in one.text]
    assert told.address == phone
    assert told.data["path"] == f"/report/HY01/status?number={number}"


def test_the_link_of_a_message_fills_in_the_number_and_asks_for_the_telephone(owner):
    page = owner.get("/report/HY01/status?number=TS-HY01-20310303-001").text

    assert 'value="TS-HY01-20310303-001"' in page


def test_pictures_of_the_result_are_for_who_knows_number_and_telephone(app, owner, phone):
    number = sent(owner, phone, files={"evidence": ("现场.png", PNG, "image/png")})
    case = case_of(app, number)["id"]
    done(app, case, phone, photo=PNG)
    asked(owner, number, phone)
    (chosen,) = re.findall(r'name="photo" value="([^"]+)"', owner.page.text)

    mine = owner.post("/report/HY01/photo", number=number, phone=phone, photo=chosen)
    stranger = owner.post("/report/HY01/photo", number=number, phone="13900000000", photo=chosen)
    other = owner.post("/report/HY01/photo", number=number, phone=phone, photo="x")

    assert (mine.status_code, mine.content) == (200, PNG)
    assert (stranger.status_code, other.status_code) == (404, 404)


def test_the_kind_of_a_report_is_narrowed_without_a_script(owner, phone):
    owner.get("/report/HY01")
    page = owner.page.text
    rules = owner.http.get("/report/HY01/choices.css").text
    refused = sent(owner, phone, subcategory="道闸故障")

    assert '<optgroup label="电梯" data-of="电梯">' in page
    assert 'optgroup:not([data-of="电梯"]) { display: none; }' in rules
    assert refused is None
    assert "与上一级选择不符" in owner.text()
    assert sent(owner, phone, subcategory="异响抖动")


def test_the_form_of_the_front_desk_names_who_registers(app, owner, phone):
    case = case_of(app, sent(owner, phone))["id"]
    clerk = Reader(app, "limin")

    page = clerk.get(f"/tasks/{Client(app, 'limin').task_of(case)['id']}").text

    assert '<option value="limin" selected>' in page


def test_rating_with_another_telephone_or_too_many_words_changes_nothing(handled, owner, app):
    number, phone, case = handled
    tasks = Client(app, "hanbing").get("/user-tasks", instance_id=case, everyone=True).json()

    stranger = owner.post(
        "/report/HY01/rating", number=number, phone="13900000000", satisfaction="5"
    )
    long = owner.post(
        "/report/HY01/rating", number=number, phone=phone, satisfaction="1", reason="长" * 2001
    )

    assert stranger.status_code == 404
    assert "说明太长" in long.text
    assert (
        Client(app, "hanbing").get("/user-tasks", instance_id=case, everyone=True).json() == tasks
    )


def test_a_poster_has_the_projects_code_to_scan(owner):
    page = owner.get("/report/HY01/poster")

    goal = prints.scanned(page.text)

    assert "恒悦花园" in owner.text()
    assert goal in page.text
    assert goal.endswith("/report/HY01")
    assert "报事" in owner.get(goal).text


def test_the_pages_are_english_for_whoever_reads_english(app, phone):
    reader = Reader(app, language="en")
    number = sent(reader, phone)
    asked(reader, number, phone)

    assert "Received, waiting to be registered" in reader.text()
    reader.post("/report/HY01/rating", number=number, phone=phone, satisfaction="5", once="e")
    assert "waits for no rating" in reader.text()
