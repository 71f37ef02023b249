"""Ad-hoc sub-processes and several beginnings on the pages, without script."""

from pathlib import Path

import pytest

from tests.api.serving import Client, running
from tests.pages.test_pages import Reader

HERE = Path(__file__).parent


@pytest.fixture
def app(tmp_path):
    """The application with one process: two plain start events and an ad-hoc sub-process."""
    with running(tmp_path, shipped=False) as app:
        files = {
            name: (HERE / name).read_bytes() for name in ("visits.bpmn", "trip_start.form.json")
        }
        deployed = Client(app, "caoying").deploy(**files)
        assert deployed.status_code == 201, deployed.text
        yield app


def begun(app, login="limin", **more):
    """Start a case at the first start event; the reader is at the task of the choice."""
    reader = Reader(app, login, **more)
    reader.get("/start")
    fields = {"start-in": "HY01", "start-at": "Call"}
    reader.post("/start/visits", **fields, once=reader.hidden("once"))
    return reader


def choose(reader, page, element):
    once = reader.hidden("once")
    return reader.post(f"{page}/activities", element=element, once=f"{once}-{element}")


def test_each_plain_start_event_has_a_button_of_its_own(app):
    page = Reader(app, "limin").get("/start").text

    assert "走访 · 业主来电" in page
    assert "走访 · 例行走访" in page
    assert page.count('action="/start/visits"') == 2


def test_a_start_event_with_a_form_asks_for_it_and_starts_there(app):
    reader = Reader(app, "limin")
    asked = reader.get("/start/visits?project=HY01&start-at=Round").text

    row = {"costs.0.item": "车票", "costs.0.amount": "1"}
    started = reader.post(
        "/start/visits", **{"start-in": "HY01", "start-at": "Round", "place": "上海", **row}
    )

    assert "走访 · 例行走访" in asked
    assert 'name="start-at" value="Round"' in asked
    assert started.url.path.startswith("/tasks/")


def test_what_can_be_begun_is_a_button_each_and_leads_to_its_task(app):
    reader = begun(app)
    page = reader.page.url.path
    offered = reader.text()

    choose(reader, page, "Look")

    assert "可开始的事项" in offered
    assert "查看现场" in offered
    assert reader.page.url.path != page
    assert "查看现场" in reader.text()
    assert "开始办理「查看现场」" in reader.text()


def test_what_needs_nobody_is_done_and_the_choice_is_there_again(app):
    reader = begun(app, language="en")
    page = reader.page.url.path

    choose(reader, page, "Note")

    assert reader.page.url.path == page
    assert "Begun" in reader.text()
    assert "Look at it" in reader.text()


def test_a_double_click_begins_an_activity_once(app):
    reader = begun(app)
    page, once = reader.page.url.path, reader.hidden("once")
    for _ in range(2):
        reader.get(page)
        reader.post(f"{page}/activities", element="Note", once=f"{once}-1")

    assert reader.text().count("开始办理「做记录」") == 1


def test_an_administrator_may_begin_and_who_only_looks_sees_no_button(app):
    page = begun(app).page.url.path
    administrator, auditor = Reader(app, "fangyuan"), Reader(app, "hanbing")
    administrator.get(page)

    choose(administrator, page, "Note")
    auditor.get(page)

    assert "开始办理「做记录」" in administrator.text()
    assert "开始办理「做记录」" in auditor.text()
    assert "可开始的事项" not in auditor.text()


def test_once_the_work_is_handed_in_nothing_can_be_begun_any_more(app):
    reader = begun(app)
    page = reader.page.url.path
    reader.post(f"{page}/completion", complete="1", once=reader.hidden("once"))

    reader.get(page)

    assert "可开始的事项" not in reader.text()
