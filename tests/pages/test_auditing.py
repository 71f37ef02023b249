"""The auditor's pages without a browser: what they show, to whom, and what REST says besides."""

import re

import pytest

from tests.api.serving import Client, running
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The application with the shipped processes, its clock set by hand."""
    with running(tmp_path_factory.mktemp("audited")) as app:
        yield app


@pytest.fixture
def auditor(company):
    return Reader(company, "hanbing")


@pytest.fixture(scope="module")
def clerk(company):
    return Client(company, "limin")


@pytest.fixture(scope="module")
def complaint(clerk):
    """A complaint that 李敏 is registering, and has said something about."""
    return _complaint(clerk)


def _complaint(clerk):
    body = {
        "process_key": "complaint-handling",
        "project": "HY01",
        "variables": {"title": "电梯异响", "room": "8-2-501"},
    }
    started = clerk.post("/process-instances", body)
    assert started.status_code == 201, started.text
    task = clerk.task_of(started.json()["id"])
    clerk.post(f"/user-tasks/{task['id']}/claim")
    clerk.post(f"/user-tasks/{task['id']}/comments", {"text": "业主催促"})
    return started.json()


def test_an_auditor_finds_a_case_by_what_people_call_it(auditor, complaint):
    number = complaint["business_key"]

    auditor.get(f"/audit?number={number}&person=李敏&project=HY01&state=active")

    assert number in auditor.text()
    assert "恒悦花园" in auditor.text()
    assert f"/audit/cases/{complaint['id']}" in auditor.page.text
    assert "没有符合条件的案件" in auditor.get("/audit?q=直升飞机").text


def test_a_search_goes_on_where_the_page_before_ended(auditor, clerk, complaint, monkeypatch):
    monkeypatch.setattr("api.pages.auditing.cases._LIMIT", 1)
    clerk.post("/process-instances", {"process_key": "complaint-handling", "project": "HY01"})

    first = auditor.get("/audit?project=HY01").text
    more = re.search(r'href="(/audit\?[^"]+cursor[^"]+)"', first)[1].replace("&amp;", "&")
    second = auditor.get(more).text

    shown = [re.findall(r'href="/audit/cases/([^"]+)"', page) for page in (first, second)]
    assert len(shown[0]) == len(shown[1]) == 1
    assert shown[0] != shown[1]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=梯", "too short"),
        ("since=2026-02-30", "is no date"),
        ("until=9999-12-31", "is no date"),
        ("state=done", "is no state of a case"),
        ("field=room", "expected name=value"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused_with_the_reason(company, query, said):
    answer = Client(company, "hanbing").http.get(
        f"/api/v1/audit/cases?{query}", headers={"Accept-Language": "en"}
    )

    assert answer.status_code == 422
    assert said in answer.text


def test_the_search_is_for_auditors_and_over_rest_for_whoever_sees_the_case(company, complaint):
    clerk, stranger = Client(company, "limin"), Client(company, "zhuting")
    number = complaint["business_key"]

    mine = clerk.get("/audit/cases", number=number).json()
    theirs = stranger.get("/audit/cases", number=number).json()

    assert Reader(company, "limin").get("/audit").status_code == 403
    assert theirs["items"] == []
    assert [case["id"] for case in mine["items"]] == [complaint["id"]]


def test_a_case_reads_as_steps_with_their_times_and_its_data(auditor, complaint):
    auditor.get(f"/audit/cases/{complaint['id']}")

    shown = auditor.text()
    assert re.search(r"到达\s+20\d\d-", shown)
    assert re.search(r"签收\s+20\d\d-\d\d-\d\d \d\d:\d\d 李敏", shown)
    assert "等待（工作时间）" in shown
    assert "业主催促" in shown
    assert "电梯异响" in shown
    assert "data-element-id" in auditor.page.text


def test_a_case_is_narrowed_to_a_person_a_step_or_what_is_unusual(auditor, clerk, complaint):
    case = f"/audit/cases/{complaint['id']}"
    element = clerk.task_of(complaint["id"])["element_id"]

    of_her, of_nobody = (
        auditor.get(f"{case}?person=李敏").text,
        auditor.get(f"{case}?person=无").text,
    )
    of_step = auditor.get(f"{case}?node={element}").text
    unusual = auditor.get(f"{case}?only=anomalies").text

    assert "没有符合条件的记录" not in of_her
    assert "没有符合条件的记录" in of_nobody
    assert "的办理情况" in of_step
    assert "没有符合条件的记录" in unusual


def test_a_case_is_played_again_stop_by_stop_without_script(auditor, complaint):
    case = f"/audit/cases/{complaint['id']}"

    first = auditor.get(f"{case}?stop=0").text
    beyond = auditor.get(f"{case}?stop=100000").text
    fragment = auditor.get(f"{case}/replay?stop=0").text

    assert 'stop=1#replay" data-stop="on">' in first
    assert 'href="#moment" data-stop="back" aria-disabled="true"' in first
    assert 'href="#moment" data-stop="on" aria-disabled="true"' in beyond
    assert "<html" not in fragment
    assert 'id="moment"' in fragment


def test_rest_tells_the_story_and_the_state_at_any_moment(company, clerk, complaint):
    overseer, path = Client(company, "hanbing"), f"/audit/cases/{complaint['id']}"

    story, stops = overseer.get(f"{path}/story").json(), overseer.get(f"{path}/moments").json()
    state = overseer.get(f"{path}/state", seq=stops[0]["seq"]).json()

    assert story["steps"][0]["taken_by"] == "李敏"
    assert state["open"] == [story["steps"][0]["element_id"]]
    assert state["data"]["title"] == "电梯异响"
    assert state["diagram"].startswith("<svg")
    assert overseer.get(f"{path}/state", seq=99_999).status_code == 404
    assert clerk.get(f"{path}/story").status_code == 403
    assert Reader(company, "limin").get(f"/audit/cases/{complaint['id']}").status_code == 403


def test_an_intervention_stands_with_before_and_after(company, auditor, clerk):
    complaint = _complaint(clerk)
    administrator = Client(company, "fangyuan")
    written = administrator.send(
        "PATCH",
        f"/process-instances/{complaint['id']}/variables",
        {"variables": {"room": "9-9"}, "reason": "登记错误"},
    )
    assert written.status_code == 200, written.text

    auditor.get(f"/audit/cases/{complaint['id']}?only=anomalies")

    shown = auditor.text()
    assert "直接修改数据" in shown
    assert "登记错误" in shown
    assert re.search(r"8-2-501\s+9-9", shown)
    assert "之前所在环节" in shown


def test_the_log_shows_who_was_refused_and_who_signed_in(company, auditor):
    Client(company, "limin").get("/audit/log")
    Client(company).post("/session", {"login": "limin", "password": "wrong password"})

    failures = auditor.get("/audit/log?type=failed&actor=limin")

    assert "操作被拒绝" in auditor.text()
    assert "GET /api/v1/audit/log" in auditor.text()
    assert "登录失败" in auditor.text()
    assert "发起流程" not in re.sub(r"<option.*?</option>", "", failures.text)
    assert "登录" in auditor.get("/audit/log?type=signed-in").text
    assert auditor.get("/audit/log?type=nonsense").status_code == 422


def test_changing_what_does_not_exist_for_somebody_is_on_the_log(company, auditor, complaint):
    task = Client(company, "limin").task_of(complaint["id"])
    Client(company, "zhuting").post(f"/user-tasks/{task['id']}/claim")

    auditor.get("/audit/log?type=refused&actor=朱婷")

    assert f"POST /api/v1/user-tasks/{task['id']}/claim" in auditor.text()


def test_deviations_are_listed_with_the_entry_they_come_from(company, auditor, clerk):
    complaint = _complaint(clerk)
    change = {"variables": {"room": "1-1"}, "reason": "登记错误"}
    address = f"/process-instances/{complaint['id']}/variables"
    Client(company, "fangyuan").send("PATCH", address, change)

    auditor.get("/audit/deviations?rule=edited&process=complaint-handling&project=HY01")
    listed = Client(company, "hanbing").get("/audit/deviations", rule="edited").json()["items"]

    assert "直接修改数据" in auditor.text()
    assert complaint["business_key"] in auditor.text()
    assert listed[0]["event"] == "VariablesWritten"
    assert listed[0]["quote"] == "登记错误"
    assert "没有发现偏差" in auditor.get("/audit/deviations?rule=voided").text
    assert auditor.get("/audit/deviations?rule=nonsense").status_code == 422
    assert Reader(company, "limin").get("/audit/deviations").status_code == 403


def test_the_whole_record_is_checked_with_one_click(company, auditor, complaint):
    auditor.get("/audit/verification")
    auditor.post("/audit/verification/stretch")

    assert "校验通过" in auditor.text()
    entries = Client(company, "hanbing").get("/audit/log", type="verified").json()["items"]
    assert entries[0]["particulars"] == {"findings": 0}
    assert Reader(company, "limin").get("/audit/verification").status_code == 403


def test_a_long_check_says_how_far_it_is_and_goes_on(auditor, complaint, clerk, monkeypatch):
    monkeypatch.setattr("api.pages.auditing.verification._STRETCHES", 1)
    monkeypatch.setattr("engine.auditing.verifying.CASES", 1)
    _complaint(clerk)

    auditor.get("/audit/verification")
    auditor.post("/audit/verification/stretch")
    assert "已校验 1 /" in auditor.text()
    assert "继续校验" in auditor.text()
    for _ in range(100):
        if "data-go-on" not in auditor.page.text:
            break
        kept = {name: auditor.hidden(name) for name in ("part", "after", "checked", "said")}
        auditor.post("/audit/verification/stretch", **kept)

    assert "校验通过" in auditor.text()


@pytest.mark.parametrize(
    "fields", [{"part": "all"}, {"after": "here"}, {"checked": "many"}, {"said": "{"}]
)
def test_a_check_goes_on_only_from_where_one_was(auditor, fields):
    auditor.get("/audit/verification")

    assert auditor.post("/audit/verification/stretch", **fields).status_code == 422


def test_a_heat_map_shades_the_steps_of_a_version(company, auditor, complaint):
    auditor.get("/audit/heat?version=complaint-handling:1&project=HY01&since=2020-01-01")
    shown = auditor.page.text
    by_time = auditor.get("/audit/heat?version=complaint-handling:1&by=time").text
    nothing = auditor.get("/audit/heat?version=complaint-handling:1&until=2020-01-01").text
    answer = Client(company, "hanbing").get("/audit/heat", definition_id="complaint-handling:1")

    assert 'fill="#f07860"' in shown
    assert re.search(r"\d+ 次", shown)
    assert "data-element-id" in by_time
    assert "所选范围内没有任务" in nothing
    assert max(one["shade"] for one in answer.json()["elements"]) == 1.0
    assert auditor.get("/audit/heat?version=nothing:9").status_code == 404
    assert auditor.get("/audit/heat").status_code == 200
