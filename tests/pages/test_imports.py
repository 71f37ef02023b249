"""Importing a diagram without a script: upload, read the report, download, put in force."""

import re

import pytest

from tests.api.serving import running
from tests.api.test_drafts import CAMUNDA
from tests.pages.test_pages import Reader
from tests.pages.test_reviews import step


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    """The application without processes and without a worker beside it."""
    with running(tmp_path_factory.mktemp("imports"), shipped=False) as app:
        yield app


@pytest.fixture
def designer(quiet):
    return Reader(quiet, "caoying")


def _take(reader, xml, once=None):
    reader.get("/admin/imports")
    files = {"file": ("trip.bpmn", xml)}
    return reader.post("/admin/imports", files=files, once=once or reader.hidden("once"))


def test_a_designer_imports_a_diagram_reads_the_report_and_goes_on_to_its_release(designer, quiet):
    shown = _take(designer, CAMUNDA % b"true")
    texts = designer.text()
    link = re.search(r'href="(/admin/drafts/[^"]*trip\.bpmn)"', shown.text)[1]
    home = re.search(r'href="(/designer/[^"]*)"', shown.text)[1]
    reviewer = Reader(quiet, "fangyuan")

    downloaded = designer.http.get(link)
    step(designer, home.replace("/designer/", "/admin/drafts/"), "submission", reason="请审核")
    step(reviewer, home, "approval")
    step(designer, home, "release")

    assert "camunda:assignee" in texts
    assert "已转换" in texts
    assert b"zeebe:assignmentDefinition" in downloaded.content
    assert designer.page.url.path == "/admin/definitions/trip:1"
    assert "已部署" in designer.text()
    assert "未经审核" not in designer.text()
    assert "trip" in designer.get("/admin/definitions").text


def test_a_drawing_with_errors_is_kept_and_offers_no_deployment(designer):
    shown = _take(designer, CAMUNDA % b"false")

    assert "有错误，不能部署" in designer.text()
    assert "/submission" not in shown.text


def test_a_draft_is_shown_again_and_thrown_away(designer):
    _take(designer, CAMUNDA % b"false")
    draft = re.search(r'action="(/admin/drafts/[^"/]*)/deletion"', designer.page.text)[1]

    again = designer.get(draft)
    missing = designer.get(f"{draft}/files/other.bpmn")
    designer.get(draft)
    designer.post(f"{draft}/deletion", once=designer.hidden("once"))

    assert "没有可执行的流程" in again.text
    assert missing.status_code == 404
    assert "草稿已删除" in designer.text()
    assert designer.get(draft).status_code == 404


def test_an_upload_that_is_sent_twice_makes_one_draft(designer):
    first = _take(designer, CAMUNDA % b"true", once="only-once")
    second = _take(designer, CAMUNDA % b"true", once="only-once")

    ids = [re.search(r'/admin/drafts/([^"/]*)/deletion', page.text)[1] for page in (first, second)]
    assert ids[0] == ids[1]


def test_nothing_uploaded_is_said_so(designer):
    designer.get("/admin/imports")

    assert designer.post("/admin/imports", once="x").status_code == 422


def test_imports_are_for_designers_and_administrators(quiet):
    assert Reader(quiet, "limin").get("/admin/imports").status_code == 403
    assert "/admin/imports" in Reader(quiet, "fangyuan").get("/tasks").text


def test_the_report_is_read_in_english_too(quiet):
    reader = Reader(quiet, "caoying", language="en")

    _take(reader, CAMUNDA % b"true")

    assert "taken over" in reader.text()
    assert "Ready to be deployed" in reader.text()


FLOWABLE = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:x"
 xmlns:flowable="http://flowable.org/bpmn" id="d"><process id="rest" isExecutable="true">
 <startEvent id="S" flowable:initiator="x"/><userTask id="U" name="Register" flowable:assignee="li" flowable:dataType="USERS"/><endEvent id="E"/>
 <sequenceFlow id="f1" sourceRef="S" targetRef="U"/><sequenceFlow id="f2" sourceRef="U" targetRef="E"/></process></definitions>"""
SPIFFWORKFLOW = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:x"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d"><process id="walk" isExecutable="true">
 <laneSet id="ls"><lane id="L" name="group_a"><flowNodeRef>U</flowNodeRef></lane></laneSet>
 <startEvent id="S"/><userTask id="U" name="Ask"><extensionElements><spiffworkflow:allowGuest>false</spiffworkflow:allowGuest></extensionElements></userTask>
 <scriptTask id="C" name="Count" spiffworkflow:x="1"><script>b = a * 2</script></scriptTask><endEvent id="E"/>
 <sequenceFlow id="f1" sourceRef="S" targetRef="U"/><sequenceFlow id="f2" sourceRef="U" targetRef="C"/>
 <sequenceFlow id="f3" sourceRef="C" targetRef="E"/></process></definitions>"""


@pytest.mark.parametrize(
    ("xml", "verdicts", "kept"),
    [
        (
            FLOWABLE,
            {"flowable:assignee": "已转换", "flowable:dataType": "未转换"},
            (b'assignee="li"', b"flowable:"),
        ),
        (
            SPIFFWORKFLOW,
            {"lane": "近似转换", "script": "已转换", "spiffworkflow:allowGuest": "未转换"},
            (b'candidateGroups="group_a"', b"spiffworkflow:"),
        ),
    ],
    ids=["flowable", "spiffworkflow"],
)
def test_files_of_other_engines_come_in_through_the_page_with_a_report(
    designer, xml, verdicts, kept
):
    shown = _take(designer, xml)
    link = re.search(r'href="(/admin/drafts/[^"]*trip\.bpmn)"', shown.text)[1]
    rows = re.findall(r"<tr>(.*?)</tr>", shown.text, re.DOTALL)
    told = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]

    taken = designer.http.get(link).content

    assert "转换报告" in shown.text
    for setting, verdict in verdicts.items():
        assert any(setting in row and verdict in row for row in told), told
    assert kept[0] in taken
    assert kept[1] not in taken
