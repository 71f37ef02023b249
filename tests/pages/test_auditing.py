"""The auditor's pages without a browser: what they show, to whom, and what REST says besides."""

import re

import pytest
from starlette.testclient import TestClient

from tests.api.serving import Client, app_of, furnish, settings_of
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The application with the shipped processes, its clock set by hand."""
    folder = tmp_path_factory.mktemp("audited")
    settings = settings_of(f"sqlite:///{folder / 'guanjia.db'}", folder)
    furnish(settings)
    app = app_of(settings)
    with TestClient(app):
        yield app


@pytest.fixture
def auditor(company):
    return Reader(company, "hanbing")


@pytest.fixture(scope="module")
def clerk(company):
    return Client(company, "limin")


@pytest.fixture(scope="module")
def complaint(clerk):
    """A complaint that waits to be registered."""
    body = {
        "process_key": "complaint-handling",
        "project": "HY01",
        "variables": {"title": "电梯异响", "room": "8-2-501"},
    }
    started = clerk.post("/process-instances", body)
    assert started.status_code == 201, started.text
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
