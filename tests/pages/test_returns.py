"""Returning a task and taking back a submission from the pages, without script."""

import re

import pytest

from tests.api.serving import Client, running
from tests.pages.test_pages import Reader
from tests.returns.drawings import review


@pytest.fixture
def app(tmp_path):
    with running(tmp_path, shipped=False) as app:
        yield app


def begun(app):
    """A review whose first task limin has handed in; returns the path of UT_B1's page and case."""
    designer, clerk = Client(app, "caoying"), Client(app, "limin")
    diagram = review("wangfang", "wangqiang", "majun", "zhangwei")
    assert designer.deploy(**{"review.bpmn": diagram}).status_code == 201
    case = clerk.post("/process-instances", {"process_key": "review", "project": "HY01"}).json()
    first = clerk.task_of(case["id"])["id"]
    assert clerk.post(f"/user-tasks/{first}/completion", {}).status_code == 200
    second = Client(app, "wangfang").task_of(case["id"])["id"]
    return f"/tasks/{first}", f"/tasks/{second}", f"/cases/{case['id']}"


def test_a_task_is_returned_from_its_page_and_the_round_is_shown(app):
    _, second, case = begun(app)
    reader, clerk = Reader(app, "wangfang"), Reader(app, "limin")
    reader.get(second)
    assert 'value="UT_Fill"' in reader.page.text

    fields = {"gj-target": "UT_Fill", "gj-mode": "again", "gj-reason": "照片不清"}
    reader.post(f"{second}/operations/return", **fields)

    task = Client(app, "limin").task_of(case.rsplit("/", 1)[1])
    clerk.get(f"/tasks/{task['id']}")
    assert "第2轮" in clerk.text()
    assert "逐级重走" in clerk.text()
    assert "照片不清" in clerk.text()


def test_a_return_is_one_line_of_the_record_and_what_it_cancelled_beside_another(app):
    _, second, case = begun(app)
    reader = Reader(app, "wangfang")
    reader.get(second)
    fields = {"gj-target": "UT_Fill", "gj-mode": "again", "gj-reason": "照片不清"}

    reader.post(f"{second}/operations/return", **fields)

    record = Reader(app, "limin")
    record.get(case)
    timeline = record.page.text.split('id="record"')[1].split("</ol>")[0]
    said = re.findall(r'<li class="(?!is-open|is-ahead)[^"]*">\s*<div>(.*?)</div>', timeline)
    assert [line for line in said if "UT_B1" in line] == ["将“UT_B1”退回至“UT_Fill”（逐级重走）"]
    assert [line for line in said if "UT_C" in line] == ["「UT_C」已取消"]


def test_a_submission_is_taken_back_from_its_page(app):
    first, _, case = begun(app)
    clerk = Reader(app, "limin")
    clerk.get(first)
    assert f'action="{first}/operations/withdraw"' in clerk.page.text

    clerk.post(f"{first}/operations/withdraw", **{"gj-reason": "写错了"})

    task = Client(app, "limin").task_of(case.rsplit("/", 1)[1])
    clerk.get(f"/tasks/{task['id']}")
    assert "撤回了" in clerk.text()
