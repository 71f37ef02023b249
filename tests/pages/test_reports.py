"""报表 as readers see it: rates by step, person and project, the same over REST, and what is behind."""

import html
import re

import pytest

from tests.api.serving import Client, running
from tests.pages.test_pages import Reader
from tests.usecases.diagrams import END, START, bpmn, path, user

RATED = bpmn(
    "rated",
    START
    + user("UT_First", groups="", settings={"gj:assign": "initiator", "gj:due": "natural:PT4H"})
    + user("UT_Second", groups="", settings={"gj:assign": "user(wangfang)"})
    + END
    + path("StartEvent_1", "UT_First", "UT_Second", "End_1"),
    settings={"gj:search": "satisfaction"},
)
PERIOD = {"since": "2026-01-01", "until": "2034-01-01"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("reports"), shipped=False) as app:
        assert Client(app, "caoying").deploy(**{"rated.bpmn": RATED}).status_code == 201
        yield app


@pytest.fixture(scope="module")
def cases(app):
    """Two cases: one in time and rated 5, one late, returned once and rated 2."""
    clerk, steward = Client(app, "limin"), Client(app, "wangfang")

    def begun():
        body = {"process_key": "rated", "project": "HY01"}
        return clerk.post("/process-instances", body).json()["id"]

    def done(client, case, operation="completion", **body):
        task = client.task_of(case)["id"]
        answer = client.post(f"/user-tasks/{task}/{operation}", body)
        assert answer.is_success, answer.text

    quick, slow = begun(), begun()
    done(clerk, quick)
    done(steward, quick, variables={"satisfaction": 5})
    Client(app, "fangyuan").post("/clock/advance", {"duration": "PT5H"})
    done(clerk, slow)
    done(steward, slow, "return", to="UT_First", reason="信息不全")
    done(clerk, slow)
    done(steward, slow, variables={"satisfaction": 2})
    return quick, slow


@pytest.fixture
def auditor(app):
    return Reader(app, "hanbing")


def table(reader, by):
    """Return the report as it is read: by the name of a line its figures, by their heads."""
    asked = "&".join(f"{name}={value}" for name, value in PERIOD.items())
    page = reader.get(f"/admin/reports?by={by}&{asked}").text
    (shown,) = re.findall(r"<table[^>]*>(.*?)</table>", page, re.DOTALL)
    heads, *rows = [
        [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in cells]
        for cells in (
            re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", shown, re.DOTALL)
        )
    ]
    return {row[0]: dict(zip(heads, row, strict=True)) for row in rows}


@pytest.mark.parametrize(
    ("by", "name", "rates"),
    [
        ("step", "rated 流程 · UT_First", ("66.7%", "50.0% 1", "50.0% 1")),
        ("step", "rated 流程 · UT_Second", ("—", "0.0%", "50.0% 1")),
        ("person", "李敏", ("66.7%", "50.0% 1", "50.0% 1")),
        ("person", "王芳", ("—", "0.0%", "50.0% 1")),
        ("project", "恒悦花园", ("66.7%", "50.0% 1", "50.0% 1")),
        ("process", "rated 流程", ("66.7%", "50.0% 1", "50.0% 1")),
    ],
)
def test_rates_stand_by_step_person_and_project(auditor, cases, by, name, rates):
    line = table(auditor, by)[name]

    assert (line["及时率"], line["退回率"], line["满意率"]) == rates
    assert line["办结"] == "2"


@pytest.mark.parametrize(
    ("by", "name"), [("step", "UT_First"), ("person", "limin"), ("project", "HY01")]
)
def test_a_rate_leads_to_the_cases_that_it_counts(auditor, cases, by, name):
    quick, slow = cases
    table(auditor, by)
    links = [
        html.unescape(one)
        for one in re.findall(r'href="(/admin/reports/cases[^"]*)"', auditor.page.text)
    ]

    def behind(measure):
        (link,) = [one for one in links if f"measure={measure}" in one and name in one]
        return auditor.get(link).text

    assert slow in behind("returned")
    assert quick not in behind("returned")
    assert quick in behind("satisfied")
    assert slow not in behind("satisfied")


@pytest.mark.parametrize(("by", "group"), [("step", "UT_First"), ("person", "limin")])
def test_rest_tells_the_same_rates(app, cases, by, group):
    told = Client(app, "hanbing").get("/reports", **PERIOD, by=by).json()

    (line,) = [each for each in told["lines"] if each["group"] == group]
    assert (line["due"], line["late"], line["on_time_rate"]) == (3, 1, pytest.approx(2 / 3))
    assert (line["ended"], line["returned"], line["return_rate"]) == (2, 1, 0.5)
    assert (line["rated"], line["satisfied"], line["satisfaction_rate"]) == (2, 1, 0.5)
