"""The pages without a browser: forms carry their CSRF token, a double click does things once."""

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.serving import PASSWORD, Client, running


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """The application with the shipped processes and no worker beside it."""
    with running(tmp_path_factory.mktemp("quiet")) as app:
        yield app


class Reader:
    """Somebody who reads pages and posts their forms, as a browser without scripts does."""

    def __init__(self, app, login=None, language="zh-CN"):
        self.http = TestClient(app, headers={"Accept-Language": language})
        self.page = None
        if login:
            self.get("/sign-in")
            self.post("/sign-in", login=login, password=PASSWORD, next="/tasks")
            assert self.page.url.path == "/tasks", self.page.text

    def get(self, path):
        self.page = self.http.get(path)
        return self.page

    def post(self, path, files=None, **fields):
        fields = {"csrf": self.hidden("csrf"), **fields}
        self.page = self.http.post(path, data=fields, files=files)
        return self.page

    def hidden(self, name):
        """Return a hidden field; the form that belongs to the page's own work comes last."""
        found = re.findall(rf'name="{name}" value="([^"]*)"', self.page.text)
        return html.unescape(found[-1]) if found else ""

    def text(self):
        """Return what is read, without the tags."""
        return html.unescape(re.sub(r"<[^>]+>", " ", self.page.text))

    def start(self, key="complaint-handling"):
        """Start a case from its page; return the address of its first task."""
        self.get("/start")
        self.post(f"/start/{key}", **{"start-in": "HY01"}, once=self.hidden("once"))
        return self.page.url.path


@pytest.fixture
def clerk(quiet):
    return Reader(quiet, "limin")


REGISTERED = {
    "channel": "来电",
    "occurred_at": "2026-01-05T09:30",
    "complainant_type": "业主",
    "complainant_name": "张三",
    "phone": "13800138000",
    "room": "8-2-501",
    "category": "设施维修",
    "title": "电梯异响",
    "content": "电梯运行时有异响，已持续三天。",
}


def _once(reader):
    return re.search(r'name="once" value="([^"]*)"', reader.page.text)[1]


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(quiet):
    reader = Reader(quiet)

    asked = reader.get("/tasks?box=pool")
    signed = reader.post("/sign-in", login="limin", password=PASSWORD, next=reader.hidden("next"))

    assert asked.url.path == "/sign-in"
    assert (signed.url.path, signed.url.query) == ("/tasks", b"box=pool")


@pytest.mark.parametrize("goal", ["https://elsewhere.example", "//elsewhere.example", "/\\evil"])
def test_signing_in_never_leads_to_another_site(quiet, goal):
    reader = Reader(quiet)
    reader.get("/sign-in")

    signed = reader.post("/sign-in", login="limin", password=PASSWORD, next=goal)

    assert signed.url.path == "/tasks"


def test_a_wrong_password_is_told_in_chinese_and_the_account_is_kept(quiet):
    reader = Reader(quiet)
    reader.get("/sign-in")

    refused = reader.post("/sign-in", login="hefang", password="guess", next="/")

    assert refused.status_code == 401
    assert "账号或密码不正确" in refused.text
    assert 'value="hefang"' in refused.text


def test_guessing_is_slowed_down_on_the_page_too(quiet):
    reader = Reader(quiet)
    reader.get("/sign-in")

    for _ in range(6):
        refused = reader.post("/sign-in", login="linjing", password="guess", next="/")

    assert refused.status_code == 429
    assert "尝试次数过多" in refused.text


def test_a_sign_in_that_another_site_made_up_is_refused(quiet):
    reader = Reader(quiet)
    reader.get("/sign-in")

    refused = reader.post("/sign-in", login="limin", password=PASSWORD, csrf="forged")

    assert refused.status_code == 403


def test_signing_out_ends_the_session(clerk):
    clerk.get("/me")

    clerk.post("/sign-out")

    assert clerk.get("/tasks").url.path == "/sign-in"


def test_whoever_is_signed_in_needs_no_sign_in_page(clerk):
    assert clerk.get("/sign-in?next=/start").url.path == "/start"


def test_the_language_can_be_chosen_and_is_kept(clerk):
    clerk.get("/tasks?box=pool")

    clerk.post("/language", language="en", back="/tasks?box=pool")

    assert "To claim" in clerk.page.text
    assert clerk.page.url.query == b"box=pool"
    assert "Started by me" in clerk.get("/tasks?box=started").text


def test_the_first_task_of_a_started_case_opens_in_the_starters_name(clerk):
    path = clerk.start()

    assert path.startswith("/tasks/")
    assert "已发起" in clerk.text()
    assert "办理人：李敏" in clerk.text()


def test_starting_twice_with_one_form_starts_one_case(clerk):
    clerk.get("/start")
    once, csrf = clerk.hidden("once"), clerk.hidden("csrf")

    paths = {
        clerk.post("/start/escalation", **{"start-in": "HY01"}, once=once, csrf=csrf).url.path
        for _ in range(2)
    }

    assert len(paths) == 1


def test_a_form_without_its_csrf_token_changes_nothing(clerk):
    path = clerk.start()

    refused = clerk.post(f"{path}/release", csrf="forged")

    assert refused.status_code == 403
    assert "页面已过期" in refused.text
    assert "办理人：李敏" in Reader.text(_at(clerk, path))


def _at(reader, path):
    reader.get(path)
    return reader


def test_a_form_with_mistakes_comes_back_with_every_mistake_and_what_was_typed(clerk):
    path = clerk.start()

    refused = clerk.post(f"{path}/completion", once=_once(clerk), content="太短", phone="12")

    assert refused.status_code == 422
    assert re.search(
        r'<textarea id="f-content"[^>]*aria-invalid="true"[^>]*>太短</textarea>', refused.text
    )
    assert 'href="#f-phone"' in refused.text
    assert 'value="12"' in refused.text


def test_mistakes_are_told_in_english_to_whoever_reads_english(quiet):
    clerk = Reader(quiet, "limin", language="en")
    path = clerk.start()

    refused = clerk.post(f"{path}/completion", once=_once(clerk))

    assert "Please fill in" in refused.text
    assert "请填写" not in refused.text


def test_a_double_click_completes_a_task_once_and_leads_on_both_times(clerk):
    path = clerk.start()
    once, csrf = _once(clerk), clerk.hidden("csrf")

    first = clerk.post(f"{path}/completion", once=once, csrf=csrf, **REGISTERED)
    again = clerk.post(f"{path}/completion", once=once, csrf=csrf, **REGISTERED)

    assert first.status_code == again.status_code == 200
    assert first.url == again.url


def test_a_photo_handed_in_with_a_form_is_shown_at_the_next_task(quiet, clerk):
    path = clerk.start()
    number = re.search(r"TS-HY01-\d{8}-\d{3}", clerk.page.text)[0]
    photo = {"evidence": ("现场.png", b"\x89PNG", "image/png")}
    clerk.post(f"{path}/completion", files=photo, once=_once(clerk), **REGISTERED)
    supervisor = Reader(quiet, "wangfang")
    supervisor.get(f"/tasks?box=pool&q={number}")
    task = re.findall(r'href="(/tasks/[0-9a-f-]{36})[?"]', supervisor.page.text)[-1]

    supervisor.get(task)

    [href] = set(re.findall(r'href="(/attachments/[^"]+)"', supervisor.page.text))
    assert supervisor.get(href).content == b"\x89PNG"


def test_a_task_taken_by_a_colleague_says_by_whom(quiet, clerk):
    path = clerk.start()
    administrator = Reader(quiet, "fangyuan")
    administrator.get("/tasks")

    refused = administrator.post(f"{path}/claim")

    assert refused.status_code == 409
    assert "任务在李敏手中" in refused.text


def test_a_released_task_is_back_in_the_pool(clerk):
    path = clerk.start()

    released = clerk.post(f"{path}/release")

    assert released.url.path == "/tasks"
    assert path in released.text


def test_a_task_that_is_done_says_by_whom_and_offers_no_form(clerk):
    path = clerk.start()
    clerk.post(f"{path}/completion", once=_once(clerk), **REGISTERED)

    shown = clerk.get(path)

    assert "已由李敏于" in shown.text
    assert 'name="complete"' not in shown.text
    assert path in clerk.get("/tasks?box=done").text


def test_a_comment_with_a_file_is_kept_once(clerk):
    path = clerk.start()
    once, csrf = clerk.hidden("once"), clerk.hidden("csrf")
    note = {"files": ("记录.txt", b"hello", "text/plain")}

    for _ in range(2):
        clerk.post(f"{path}/comments", files=note, text="已联系", once=once, csrf=csrf)

    assert clerk.text().count("记录.txt") == 2  # in the list of files and in the record
    assert "已发送" in clerk.text()


def test_a_case_takes_comments_from_its_page_and_an_empty_one_is_refused(clerk):
    path = clerk.start()
    case = re.search(r'href="(/cases/[^"]+)"', clerk.page.text)[1]
    clerk.get(case)

    sent = clerk.post(f"{case}/comments", text="请加急", once="a")
    clerk.get(case)
    file = clerk.post(f"{case}/comments", files={"files": ("a.txt", b"a")}, text="", once="b")
    clerk.get(case)
    empty = clerk.post(f"{case}/comments", text="  ", once="c")

    assert "请加急" in sent.text
    assert "a.txt" in file.text
    assert empty.status_code == 422
    assert path


def test_a_list_finds_by_words_and_shows_what_is_late(clerk):
    clerk.start()

    assert "共 0 条" in clerk.get("/tasks?q=没有这样的").text
    assert "共 0 条" in clerk.get("/tasks?only=late").text
    assert clerk.get("/tasks?box=nowhere").status_code == 422


def test_a_long_list_goes_on_with_another_page(quiet):
    reader = Reader(quiet, "liuyang")
    for _ in range(31):
        reader.start("escalation")

    reader.get("/tasks?box=started")
    more = html.unescape(re.search(r'href="(/tasks\?[^"]*cursor=[^"]+)"', reader.page.text)[1])

    assert reader.page.text.count('class="over"') == 30
    assert reader.get(more).text.count('class="over"') == 1


def test_case_data_is_for_overseers_alone(quiet, clerk):
    clerk.start()
    case = re.search(r'href="(/cases/[^"]+)"', clerk.page.text)[1]

    assert "流程数据" not in clerk.get(case).text
    assert "流程数据" in Reader(quiet, "hanbing").get(case).text
    assert Reader(quiet, "zhuting").get(case).status_code == 404


def test_an_auditor_searches_the_record_and_verifies_it(quiet, clerk):
    clerk.start()
    case = re.search(r'href="(/cases/[^"]+)"', clerk.page.text)[1]
    number = re.search(r"TS-HY01-\d{8}-\d{3}", clerk.page.text)[0]
    auditor = Reader(quiet, "hanbing")

    auditor.get(f"/audit/log?number={number}&actor=李敏&since=2020-01-01&until=2040-01-01")
    assert "李敏" in auditor.text()
    auditor.get(f"/audit{case}")
    assert "发起流程" in auditor.text()
    auditor.post("/audit/verification", instance=case.rpartition("/")[2])
    assert "校验通过" in auditor.text()
    auditor.post("/audit/verification")
    assert "校验通过" in auditor.text()
    assert auditor.get("/audit/log?since=yesterday").status_code == 422
    assert clerk.get("/audit/log").status_code == 403


def test_administrators_see_what_is_stuck_and_what_is_in_force(quiet, clerk):
    administrator, designer = Reader(quiet, "fangyuan"), Reader(quiet, "caoying")

    assert "没有异常" in administrator.get("/admin/incidents").text
    assert "投诉处理" in designer.get("/admin/definitions").text
    assert "<svg" in designer.get("/admin/definitions/complaint-handling:1").text
    assert clerk.get("/admin/incidents").status_code == 403
    assert clerk.get("/admin/definitions").status_code == 403


def test_a_page_that_is_not_there_says_so_in_the_readers_language(clerk):
    missing = clerk.get("/cases/00000000-0000-7000-8000-000000000000")

    assert missing.status_code == 404
    assert "没有找到" in missing.text
    assert clerk.get("/nowhere").status_code == 404


def test_the_style_sheet_is_kept_by_its_digest(clerk):
    address = re.search(r'href="(/static/guanjia\.css\?v=[0-9a-f]+)"', clerk.get("/tasks").text)[1]

    assert clerk.get(address).headers["content-type"].startswith("text/css")


@pytest.fixture
def traveller(quiet):
    """A clerk, where a process that asks for a form before it starts is in force."""
    folder = Path(__file__).parent
    names = ("trip.bpmn", "trip_start.form.json")
    deployed = Client(quiet, "caoying").deploy(
        **{name: (folder / name).read_bytes() for name in names}
    )
    assert deployed.status_code == 201, deployed.text
    return Reader(quiet, "limin")


def test_a_process_that_asks_for_a_form_first_starts_with_it(traveller):
    shown = traveller.get("/start/trip?project=HY01")
    longer = traveller.post(
        "/start/trip",
        **{"start-in": "HY01", "add-row": "costs", "place": "上海", "costs.0.item": "车票"},
    )
    wrong = traveller.post(
        "/start/trip",
        **{"start-in": "HY01", "place": "沪", "costs.0.item": "车票", "costs.0.amount": "很多"},
    )
    started = traveller.post(
        "/start/trip",
        **{"start-in": "HY01", "place": "上海", "costs.0.item": "车票", "costs.0.amount": "12.5"},
    )

    assert "出差" in shown.text
    assert 'name="costs.1.item"' in longer.text
    assert 'value="车票"' in longer.text
    assert wrong.status_code == 422
    assert 'href="#f-costs-0-amount"' in wrong.text
    assert started.url.path.startswith("/cases/")


def test_a_process_without_a_start_form_has_no_page_for_one(traveller):
    assert traveller.get("/start/complaint-handling").status_code == 404
    assert "/start/trip" in traveller.get("/start").text
