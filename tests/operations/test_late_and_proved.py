"""Late entry and a proof of who one is, through REST and on the pages."""

from datetime import datetime, timedelta

import pytest

from api.views.fields import ZONE
from tests.api.serving import PASSWORD
from tests.pages.test_pages import Reader

WHY = "停电，先办了纸质单"


def hours_ago(company, hours):
    """Let the clock run, and return a moment that has gone by since."""
    now = datetime.fromisoformat(company["fangyuan"].get("/clock").json()["now"])
    company["fangyuan"].post("/clock/advance", {"duration": "PT6H"})
    return now + timedelta(hours=6 - hours)


def test_a_late_decision_is_told_in_the_record_the_timeline_the_sheet_and_the_lists(company):
    company.send("and", ["wangfang"])
    late = {"occurred_at": hours_ago(company, 5).isoformat(), "reason": WHY}

    company.ok("wangfang", "approve", opinion="同意", late=late)

    [row] = [each for each in company.history() if each["occurred_at"]]
    assert row["occurred_at"][:19] == late["occurred_at"][:19]
    assert row["data"]["late_reason"] == WHY
    assert row["at"] > row["occurred_at"]
    auditor = company["hanbing"]
    found = auditor.get("/audit/deviations", rule="late-entry").json()["items"]
    assert [(each["who"], "补录" in each["quote"]) for each in found] == [("王芳", False)]
    assert "entered late, happened at" in found[0]["text"]
    csv = auditor.post("/audit/exports", {"kind": "deviations.csv"}).text
    assert WHY in csv
    sheet = auditor.get(f"/process-instances/{company.case}/approval-sheet").json()
    assert [one["occurred_at"] is not None for one in sheet["opinions"]] == [False, True]


def test_a_late_entry_that_cannot_be_is_refused(company):
    company.send("and", ["wangfang"])
    late = {"occurred_at": "2999-01-01T00:00:00Z", "reason": "忘了"}

    answer = company.post("wangfang", "approve", late=late)

    assert (answer.status_code, "实际发生时间" in answer.text) == (422, True)
    assert company.post("wangfang", "approve", late={**late, "reason": ""}).status_code == 422
    assert company.states("wangfang") == {"wangfang": "todo"}


def test_a_task_without_a_decision_is_entered_late(company):
    company.send("claim", ["wangfang"])
    late = {"occurred_at": hours_ago(company, 5).isoformat(), "reason": WHY}

    company.ok("wangfang", "completion", late=late)

    rows = company.history("UserTaskCompleted")
    assert [row["occurred_at"] is not None for row in rows] == [False, True]


def test_who_decides_gives_his_password_and_the_record_says_so(company):
    company.send("and", ["wangfang", "majun"], proof="approve")

    without = company.post("wangfang", "approve")
    wrong = company.post("wangfang", "approve", password="not mine")
    company.ok("wangfang", "approve", password=PASSWORD)

    assert (without.status_code, wrong.status_code) == (403, 403)
    assert without.json()["facts"]["proof"] == ["password", "sign-in"]
    assert "密码不正确" in wrong.text
    [event] = [each["data"] for each in company.history() if each["data"]["decision"]]
    assert event["proof"]["by"] == "password"
    assert PASSWORD not in str(company.history())


def test_who_guesses_a_password_is_stopped_and_it_stands_in_the_operation_log(company):
    company.send("and", ["wangfang"], proof="approve")

    answers = [company.post("wangfang", "approve", password=f"guess {n}") for n in range(6)]

    assert [each.status_code for each in answers] == [403] * 5 + [429]
    log = company["hanbing"].get("/audit/log", type="sign-in-failed").json()["items"]
    assert len(log) == 5


def test_a_repetition_under_the_same_key_keeps_no_trace_of_the_password(company):
    company.send("and", ["wangfang"], proof="approve")
    asked = f"/user-tasks/{company.task}/approve"

    once = company["wangfang"].post(asked, {"password": PASSWORD}, Idempotency_Key="k1")
    again = company["wangfang"].post(asked, {"password": PASSWORD}, Idempotency_Key="k1")

    assert (once.status_code, again.content) == (200, once.content)


def test_bulk_refuses_what_asks_for_a_proof(company):
    company.send("and", ["wangfang"], proof="approve")

    answer = company["wangfang"].post(
        "/user-tasks/bulk", {"operation": "approve", "task_ids": [company.task]}
    )

    assert answer.json()["items"][0]["why_not"]["zh"] == "“UT_Approve”须逐件审批，不能批量"


@pytest.fixture
def page(company):
    company.send("and", ["wangfang"], proof="approve")
    return f"/tasks/{company.task}"


def test_the_page_asks_for_the_password_and_takes_a_late_entry(app, company, page):
    done = hours_ago(company, 2).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
    reader = Reader(app, "wangfang")
    reader.get(page)
    typed = {"gj-password": PASSWORD, "gj-occurred": done, "gj-late": "断网"}

    assert 'type="password"' in reader.page.text
    reader.post(f"{page}/decision/approve", once=reader.hidden("once"), **typed)

    [row] = [each for each in company.history() if each["occurred_at"]]
    assert (row["data"]["late_reason"], row["data"]["proof"]["by"]) == ("断网", "password")
    timeline = Reader(app, "limin")
    timeline.get(f"/cases/{company.case}")
    assert "（补录，实际发生于 " in timeline.text()
    assert "补录原因：断网" in timeline.text()
    assert "（已再次验证身份）" in timeline.text()


def test_a_time_that_is_none_is_told_and_decides_nothing(app, company, page):
    reader = Reader(app, "wangfang")
    reader.get(page)

    reader.post(
        f"{page}/decision/approve",
        once=reader.hidden("once"),
        **{"gj-password": PASSWORD, "gj-occurred": "gestern", "gj-late": "断网"},
    )

    assert "请填写实际发生时间" in reader.text()
    assert company.states("wangfang") == {"wangfang": "todo"}
