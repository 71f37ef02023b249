"""The administration without a browser: numbers lead on, changes are seen before they are made."""

import html
import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from engine import actors, jobs
from engine.store import JobQuery
from tests.api.serving import Client, running
from tests.approvals.office import approval
from tests.pages.test_pages import Reader
from tests.usecases import diagrams


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("administration"), shipped=False) as app:
        designer = Client(app, "caoying")
        designer.deploy(**{"a.bpmn": approval("", people=["wangfang"])})
        designer.deploy(**{"c.bpmn": diagrams.WITH_CONDITION, "t.bpmn": diagrams.WITH_TIMERS})
        yield app


@pytest.fixture
def chief(app):
    return Reader(app, "fangyuan")


def start(app, key, **more):
    body = {"process_key": key, "project": "HY01", **more}
    return Client(app, "limin").post("/process-instances", body).json()["id"]


def hidden(reader, name):
    return html.unescape(re.findall(rf'name="{name}" value="([^"]*)"', reader.page.text)[-1])


def send(reader, path, **fields):
    """Send the form that stands on the page, as it was shown."""
    kept = {
        name: hidden(reader, name)
        for name in ("once", "seen", "preview")
        if f'name="{name}"' in reader.page.text
    }
    return reader.post(path, **{**kept, **fields})


def test_the_overview_counts_and_each_number_leads_to_what_it_counts(app, chief):
    start(app, "approval")
    start(app, "with-condition")

    chief.get("/admin")

    found = dict(
        re.findall(
            r'href="(/admin/[^"]*)"><span class="figure-count number">(\d+)', chief.page.text
        )
    )
    assert int(found["/admin/cases?state=active"]) >= 2
    assert int(found["/admin/incidents"]) >= 1
    running = html.unescape(
        re.search(r'href="(/admin/cases\?process=approval[^"]*)"', chief.page.text)[1]
    )
    assert "approval 流程" in chief.get(running).text
    for address in found:
        assert chief.get(html.unescape(address)).status_code == 200


def test_the_overview_is_the_same_through_rest(app):
    start(app, "with-condition")

    shown = Client(app, "fangyuan").get("/overview").json()

    assert shown["stuck"][0]["element_id"] == "G_1"
    assert sum(each["cases"] for each in shown["cases"]) > 0
    assert Client(app, "limin").get("/overview").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["", "/cases", "/tasks", "/incidents", "/jobs", "/deliveries", "/webhooks"],
)
def test_the_administration_is_for_administrators(app, path):
    clerk = Reader(app, "limin")

    assert clerk.get(f"/admin{path}").status_code == 403
    assert 'href="/admin"' not in clerk.get("/tasks").text


def test_cases_and_tasks_are_found_by_process_project_state_and_words(app, chief):
    case = start(app, "approval")

    assert case in chief.get("/admin/cases?process=approval&project=HY01&state=open").text
    assert case not in chief.get("/admin/cases?process=approval&project=HY02").text
    assert case not in chief.get("/admin/cases?state=suspended").text
    assert case in chief.get("/admin/tasks?process=approval&project=HY01").text
    assert case not in chief.get("/admin/tasks?only=late").text
    assert "没有符合条件的任务" in chief.get("/admin/tasks?q=nothing-of-the-kind").text


def test_a_move_is_seen_first_then_carried_out_and_kept(app, chief):
    case = start(app, "with-condition")
    page = f"/admin/cases/{case}/move"
    chief.get(page)

    send(chief, page, before="UT_Big", reason="人工判断", do="preview")
    assert "还没有任何改动" in chief.page.text
    assert "UT_Big" in chief.text()
    assert Client(app, "fangyuan").get("/user-tasks", instance_id=case).json()["items"] == []
    send(chief, page, before="UT_Big", reason="人工判断", do="go")

    assert chief.page.url.path == f"/admin/cases/{case}"
    assert "人工干预：调整流程位置" in chief.text()
    assert "人工判断" in chief.text()
    assert Client(app, "fangyuan").task_of(case)["element_id"] == "UT_Big"


def test_data_is_changed_by_field_and_shown_before_and_after(app, chief):
    case = start(app, "with-condition", variables={"amount": "viel"})
    page = f"/admin/cases/{case}/variables"
    chief.get(page)
    fields = {"var.amount": "5", "reason": "更正金额"}

    send(chief, page, **fields, do="preview")
    shown = chief.text()
    send(chief, page, **fields, do="go")

    assert '"viel"' in shown
    assert Client(app, "fangyuan").get(f"/process-instances/{case}/variables").json()["amount"] == 5


def test_a_change_after_somebody_elses_is_refused_and_what_was_filled_in_is_kept(app, chief):
    case = start(app, "with-condition", variables={"amount": "viel"})
    page = f"/admin/cases/{case}/variables"
    chief.get(page)
    changes = {"variables": {"note": "x"}, "reason": "y"}
    Client(app, "fangyuan").send("PATCH", f"/process-instances/{case}/variables", changes)

    late = send(chief, page, **{"var.amount": "5"}, reason="更正金额", do="go")

    assert late.status_code == 412
    assert "已有新的变化" in late.text
    assert 'value="更正金额"' in late.text
    send(chief, page, **{"var.amount": "5"}, reason="更正金额", do="go")
    assert chief.page.url.path == f"/admin/cases/{case}"


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("variables", {"var.amount": "fünf"}, "不是 JSON"),
        ("variables", {}, "没有改动任何数据"),
        ("move", {}, "没有选择任何移动"),
        ("move", {"activity.nobody": "skip"}, "提交的内容不正确"),
        ("migration", {"target": "with-condition:1", "mapping": "a"}, "应写成"),
        ("state", {"what": "suspend", "until": "soon"}, "不是时间"),
        ("state", {"what": "fly"}, "提交的内容不正确"),
        ("state", {"what": "resume", "reason": "x"}, "内容已被修改"),
        ("state", {"what": "void"}, "请填写原因"),
    ],
)
def test_what_cannot_be_is_said_above_the_form(app, chief, kind, fields, said):
    case = start(app, "with-condition", variables={"amount": "viel"})
    page = f"/admin/cases/{case}/{kind}"
    chief.get(page)

    refused = send(chief, page, **fields, do="preview")

    assert refused.status_code in {409, 422}
    assert said in chief.text()


def test_a_form_that_does_not_say_what_it_was_made_from_changes_nothing(app, chief):
    case = start(app, "with-condition")
    chief.get(f"/admin/cases/{case}/state")

    answer = chief.post(f"/admin/cases/{case}/state", what="suspend", reason="x", do="go")

    assert answer.status_code == 422
    assert chief.get(f"/admin/cases/{case}/nothing").status_code == 404


@pytest.mark.parametrize(
    ("what", "state"),
    [("suspend", "已挂起"), ("void", "已作废")],
)
def test_the_state_of_a_case_is_changed_after_a_look(app, chief, what, state):
    case = start(app, "approval")
    page = f"/admin/cases/{case}/state"
    chief.get(page)

    send(chief, page, what=what, reason="核实中", do="preview")
    assert state in chief.text()
    send(chief, page, what=what, reason="核实中", do="go")

    assert state in chief.text()
    if what == "suspend":
        chief.get(page)
        send(chief, page, what="resume", reason="已核实", do="go")
        assert "进行中" in chief.text()


def test_a_case_goes_on_as_another_version_after_a_look(app, chief):
    key, deploy = "renewed", Client(app, "caoying").deploy
    deploy(**{"r.bpmn": approval("", people=["wangfang"], key=key)})
    case = start(app, key)
    deploy(**{"r.bpmn": approval("", people=["wangfang", "limin"], key=key)})
    page, newest = f"/admin/cases/{case}/migration", f"{key}:2"
    chief.get(page)

    send(chief, page, target=newest, reason="新版", do="preview")
    assert "还没有任何改动" in chief.page.text
    send(chief, page, target=newest, reason="新版", do="go")

    assert Client(app, "fangyuan").get(f"/process-instances/{case}").json()["version"] == 2


def test_a_change_of_version_that_was_not_seen_or_is_another_now_asks_for_a_look(app, chief):
    key, deploy = "looked-again", Client(app, "caoying").deploy
    deploy(**{"l.bpmn": approval("", people=["wangfang"], key=key)})
    case = start(app, key)
    deploy(**{"l.bpmn": approval("", people=["limin"], key=key)})
    page = f"/admin/cases/{case}/migration"
    chief.get(page)
    fields = {"target": f"{key}:2", "reason": "新版"}

    unseen = send(chief, page, **fields, do="go")
    send(chief, page, **fields, do="preview")
    changes = {"variables": {"note": "x"}, "reason": "补录"}
    admin = Client(app, "fangyuan")
    admin.send("PATCH", f"/process-instances/{case}/variables", changes)
    stale = send(chief, page, **fields, do="go")

    assert (unseen.status_code, stale.status_code) == (412, 412)
    assert "请先预览" in unseen.text
    assert "该单据已有新的变化" in stale.text
    assert admin.get(f"/process-instances/{case}").json()["version"] == 1
    send(chief, page, **fields, do="preview")
    send(chief, page, **fields, do="go")
    assert admin.get(f"/process-instances/{case}").json()["version"] == 2


def test_incidents_alike_are_tried_again_together_with_a_result_for_each(app, chief):
    mended, stuck = start(app, "with-condition"), start(app, "with-condition")
    changes = {"variables": {"amount": 5}, "reason": "补录"}
    Client(app, "fangyuan").send("PATCH", f"/process-instances/{mended}/variables", changes)
    chief.get("/admin/incidents")
    alike = html.unescape(
        re.search(r'href="(/admin/incidents\?definition=[^"]*)"', chief.page.text)[1]
    )
    chief.get(alike)
    query = dict(part.split("=") for part in alike.partition("?")[2].replace("%3A", ":").split("&"))

    send(chief, "/admin/incidents/retries", **query, reason="已修复")

    lines = {
        line[0]: line[1]
        for line in re.findall(r'/admin/cases/([\w-]+)".*?chip (\w+)"', chief.page.text, re.DOTALL)
    }
    assert (lines[mended], lines[stuck]) == ("ok", "late")
    silent = send(chief, "/admin/incidents/retries", **query, reason="")
    assert silent.status_code == 422


def test_an_incident_is_mended_and_tried_again_after_a_look(app, chief):
    case = start(app, "with-condition")
    chief.get(f"/admin/incidents?case={case}")
    page = re.search(r'href="(/admin/incidents/[\w-]{36})"', chief.page.text)[1]
    chief.get(page)

    send(chief, page, reason="再试", do="preview")
    assert "仍会发生异常" in chief.page.text
    fields = {"new.name": "amount", "new.value": "2000", "reason": "补录金额"}
    send(chief, page, **fields, do="preview")
    assert "仍会发生异常" not in chief.page.text
    send(chief, page, **fields, do="go")

    assert "已重试" in chief.text()
    assert "处理时间" in chief.get(page).text
    assert Client(app, "fangyuan").task_of(case)["element_id"] == "UT_Big"
    again = chief.post(page, **fields, seen="99", do="preview")
    assert again.status_code == 409


def test_a_timer_is_moved_with_a_reason(app, chief):
    case = start(app, "with-timers")
    chief.get(f"/admin/jobs?case={case}&kind=timer")
    page = re.search(r'href="(/admin/jobs/[\w-]{36})"', chief.page.text)[1]
    chief.get(page)

    assert send(chief, page, due_at="2026-01-01T09:00", do="move").status_code == 422
    send(chief, page, due_at="2026-01-01T09:00", reason="业主改期", do="now")

    assert "已改期" in chief.text()
    assert Client(app, "fangyuan").task_of(case)["element_id"] == "UT_Work"
    assert "业主改期" in chief.get(f"/admin/cases/{case}").text


def test_a_timer_is_moved_through_rest(app):
    case = start(app, "with-timers")
    chief = Client(app, "fangyuan")
    (timer,) = chief.get("/jobs", instance_id=case, kind="timer").json()["items"]

    late = (datetime.now(UTC) + timedelta(days=400)).strftime("%Y-%m-%dT00:00:00Z")
    moved = chief.send(
        "PUT", f"/jobs/{timer['id']}/due-time", {"due_at": late, "reason": "业主改期"}
    )

    assert moved.status_code == 200
    (after,) = chief.get("/jobs", instance_id=case, kind="timer").json()["items"]
    assert after["due_at"] == late


@pytest.fixture
def dead(app):
    """A delivery that was given up, and its web hook."""
    chief = Client(app, "fangyuan")
    hook = {"name": "网关", "url": "http://127.0.0.1:9/hook", "kinds": ["*"]}
    hook = chief.post("/webhooks", hook).json()
    start(app, "approval")
    store = app.state.store

    def give_up(tx):
        for each in tx.outbox.take(limit=100, lease=jobs.LEASE):
            tx.outbox.failed(each.id, result="connection refused", retry_at=None)

    store.run(give_up)
    yield hook
    chief.send("DELETE", f"/webhooks/{hook['id']}")


def test_dead_letters_are_sent_again_one_or_all(app, chief, dead):
    chief.get("/admin/deliveries?state=dead&channel=webhook")
    assert "connection refused" in chief.page.text
    one = re.search(r'action="(/admin/deliveries/[\w-]{36}/retry)"', chief.page.text)[1]

    send(chief, one)
    assert "已重新投递" in chief.text()
    send(chief, "/admin/deliveries/retries", channel="webhook")

    assert "没有符合条件的投递" in chief.get("/admin/deliveries?state=dead").text


def test_a_web_hook_rests_and_is_told_again(app, chief, dead):
    chief.get("/admin/webhooks")
    assert "启用中" in chief.page.text

    send(chief, f"/admin/webhooks/{dead['id']}/off")
    assert "已停用" in chief.text()
    send(chief, f"/admin/webhooks/{dead['id']}/on")

    assert "启用中" in chief.text()


def test_work_for_many_cases_is_listed_among_the_jobs_and_belongs_to_none(app, chief):
    def order(tx):
        fangyuan = actors.of_person(tx, "fangyuan")
        case = UUID(int=7)
        return tx.batches.add("recalculation", {}, by=fangyuan, reason="换历", instances=[case])

    app.state.store.run(order)

    chief.get("/admin/jobs?kind=recalculation")

    assert chief.page.status_code == 200
    assert "重新计时" in chief.page.text
    assert not re.search(r'href="/admin/(jobs|cases)/[\w-]{36}"', chief.page.text)


def test_jobs_of_every_kind_and_state_are_listed(app, chief):
    start(app, "with-timers")
    kinds = {job.kind for job in app.state.store.run(lambda tx: tx.jobs.page(JobQuery())).items}

    for state in ("", "due", "open", "done", "cancelled", "failed"):
        assert chief.get(f"/admin/jobs?state={state}").status_code == 200

    assert "timer" in kinds
    assert "定时器" in chief.get("/admin/jobs?kind=timer").text


def test_a_report_leads_to_the_cases_behind_its_numbers(app, chief):
    case = start(app, "approval")

    for by in ("process", "project", "month", "step", "person"):
        assert chief.get(f"/admin/reports?by={by}").status_code == 200
    chief.get("/admin/reports?by=project&process=approval")
    started = html.unescape(
        re.search(r'href="(/admin/reports/cases\?[^"]*measure=started[^"]*)"', chief.page.text)[1]
    )

    assert case in chief.get(started).text
    assert chief.get("/admin/reports?since=soon").status_code == 422
    assert chief.get("/admin/reports?by=colour").status_code == 422


def test_months_of_a_report_lead_to_the_days_of_the_period_alone(app, chief):
    start(app, "approval")

    chief.get("/admin/reports?by=month&process=approval")
    links = [
        html.unescape(each) for each in re.findall(r"/admin/reports/cases[^\"]*", chief.page.text)
    ]

    assert links
    assert all("approval 流程" in chief.get(each).text for each in links)


def test_a_report_is_saved_as_a_file_that_spreadsheets_open(app, chief):
    start(app, "approval")

    listed = chief.get("/admin/reports?by=process&format=csv")
    book = chief.get("/admin/reports?by=process&format=xlsx")

    assert listed.text.startswith("\ufeff流程,发起,办结")
    assert "approval 流程" in listed.text
    assert book.content.startswith(b"PK")
    assert "report-process-" in book.headers["content-disposition"]


def test_reports_are_read_by_auditors_and_without_cases_by_designers(app):
    start(app, "approval")
    designer = Reader(app, "caoying").get("/admin/reports")

    assert Reader(app, "hanbing").get("/admin/reports").status_code == 200
    assert "approval 流程" in designer.text
    assert "/admin/reports/cases" not in designer.text
    assert Reader(app, "limin").get("/admin/reports").status_code == 403


def test_a_report_is_the_same_through_rest(app):
    start(app, "approval")
    auditor = Client(app, "hanbing")
    period = {"since": "2020-01-01", "until": "2029-01-01"}

    told = auditor.get("/reports", **period, by="process").json()
    behind = auditor.get("/reports/cases", **period, measure="started", process_key="approval")

    (line,) = [each for each in told["lines"] if each["group"] == "approval"]
    assert line["started"] == len(behind.json()["items"])
    assert line["on_time_rate"] is None
    for since, until in (("2029-01-01", "2020-01-01"), ("0001-01-01", "0001-01-02")):
        assert auditor.get("/reports", since=since, until=until).status_code == 422


def test_many_cases_go_on_as_another_version_after_a_look(app, chief):
    key = "many-versions"
    deploy = Client(app, "caoying").deploy
    deploy(**{"m.bpmn": approval("", people=["wangfang"], key=key)})
    first, second = start(app, key), start(app, key)
    deploy(**{"m.bpmn": approval("", people=["limin"], key=key)})
    page = f"/admin/versions/{key}:1"
    assert page in chief.get(f"/admin/definitions/{key}:1").text
    chief.get(page)
    assert "UT_Fill" in chief.text()
    fields = {"target": f"{key}:2", "reason": "新版"}

    send(chief, page, **fields, do="preview")
    assert "共 2 张，其中 0 张不能迁移" in chief.text()
    send(chief, page, **fields, do="go")

    assert chief.page.url.path.startswith("/admin/batches/")
    assert "已迁移 2" in chief.text()
    versions = [
        Client(app, "fangyuan").get(f"/process-instances/{c}").json()["version"]
        for c in (first, second)
    ]
    assert versions == [2, 2]


def test_a_change_of_many_cases_that_was_not_seen_asks_for_a_look(app, chief):
    key = "unseen-versions"
    deploy = Client(app, "caoying").deploy
    deploy(**{"m.bpmn": approval("", people=["wangfang"], key=key)})
    case = start(app, key)
    deploy(**{"m.bpmn": approval("", people=["limin"], key=key)})
    page = f"/admin/versions/{key}:1"
    chief.get(page)
    fields = {"target": f"{key}:2", "reason": "新版"}

    unseen = send(chief, page, **fields, do="go")
    send(chief, page, **fields, do="preview")
    start(app, key, definition_id=f"{key}:1")
    stale = send(chief, page, **fields, do="go")

    assert (unseen.status_code, stale.status_code) == (412, 412)
    assert "请先预览" in unseen.text
    assert "请先预览" in stale.text
    assert Client(app, "fangyuan").get(f"/process-instances/{case}").json()["version"] == 1


def test_a_change_of_many_cases_that_cannot_be_is_refused(app, chief):
    start(app, "approval")
    page = "/admin/versions/approval:1"
    chief.get(page)

    same = send(chief, page, target="approval:1", reason="x", do="preview")

    assert same.status_code in {404, 409}
    assert Reader(app, "limin").get(page).status_code == 403


KEPT = diagrams.bpmn(
    "kept",
    diagrams.START
    + diagrams.user("UT_1", groups="", settings={"gj:assign": "initiator"})
    + diagrams.END
    + diagrams.path("StartEvent_1", "UT_1", "End_1"),
    settings={"gj:retain": "P6M", "gj:personal": "phone"},
)


def test_a_case_is_held_let_go_and_erased_with_reasons(app, chief):
    Client(app, "caoying").deploy(**{"k.bpmn": KEPT})
    clerk = Client(app, "limin")
    case = start(app, "kept", variables={"phone": "13800138000"})
    page = f"/admin/retention/{case}"
    assert "现在不能清除" in chief.get(page).text
    clerk.post(f"/user-tasks/{clerk.task_of(case)['id']}/completion", {})
    chief.get(page)

    assert send(chief, page, do="hold", reason="").status_code == 422
    send(chief, page, do="hold", reason="业主起诉")
    assert "已保全：业主起诉" in chief.text()
    assert "业主起诉" in chief.get("/admin/retention").text
    chief.get(page)
    send(chief, page, do="lift", reason="已结案")
    chief.get(page)
    send(chief, page, do="erase", reason="本人要求")

    assert "已保存" in chief.text()
    assert chief.get(f"/admin/cases/{case}").status_code == 200
    assert "13800138000" not in chief.page.text
    assert send(chief, page, do="forget", reason="x").status_code == 422
    assert Reader(app, "limin").get("/admin/retention").status_code == 403


def test_rules_of_retention_are_listed(app, chief):
    Client(app, "caoying").deploy(**{"k.bpmn": KEPT})

    assert "P6M" in chief.get("/admin/retention").text
