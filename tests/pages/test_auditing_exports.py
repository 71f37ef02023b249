"""What auditors take along: it opens in a spreadsheet, verifies off-line, and is on the log."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from api.views import paper
from engine import seals
from engine.auditing import exporting
from tests import prints
from tests.api.serving import Client, running
from tests.pages.test_pages import Reader

VERIFY = Path(__file__).parents[2] / "docs" / "howto" / "verify_case.py"


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """The application with the shipped processes and one complaint that was said something about."""
    with running(tmp_path_factory.mktemp("taken")) as app:
        yield app


@pytest.fixture(scope="module")
def case(company):
    clerk = Client(company, "limin")
    body = {
        "process_key": "complaint-handling",
        "project": "HY01",
        "variables": {"title": '=HYPERLINK("x")', "room": "8-2-501"},
    }
    started = clerk.post("/process-instances", body).json()
    task = clerk.task_of(started["id"])
    clerk.post(f"/user-tasks/{task['id']}/claim")
    clerk.post(f"/user-tasks/{task['id']}/comments", {"text": "=1+1"})
    return started


@pytest.fixture
def auditor(company):
    return Reader(company, "hanbing")


@pytest.fixture
def overseer(company):
    return Client(company, "hanbing")


def lines(answer):
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_list_of_cases_opens_in_a_spreadsheet_with_chinese_and_without_formulas(
    auditor, overseer, case
):
    auditor.get("/audit?project=HY01")
    saved = auditor.post("/audit/exports", kind="cases.csv", project="HY01")

    heads, *rows = lines(saved)

    assert heads[:2] == ["编号", "标题"]
    assert rows[0][0] == case["business_key"]
    assert not any(cell.startswith("=") for row in rows for cell in row)
    assert rows[0][3] == "恒悦花园"


def test_a_list_of_cases_is_an_xlsx_whose_texts_are_texts(overseer, case):
    saved = overseer.post("/audit/exports", {"kind": "cases.xlsx", "filter": {"project": "HY01"}})

    page = openpyxl.load_workbook(io.BytesIO(saved.content)).active

    assert page["A2"].value == case["business_key"]
    assert {cell.data_type for row in page for cell in row} <= {"s", "n", "inlineStr"}
    assert page.freeze_panes == "A2"


def test_without_the_systems_libraries_no_dossier_becomes_a_paper(auditor, case, monkeypatch):
    monkeypatch.setattr(paper, "_weasyprint", lambda: None)
    auditor.get(f"/audit/cases/{case['id']}")

    refused = auditor.post(f"/audit/cases/{case['id']}/dossier", kind="pdf")

    assert refused.status_code == 501
    assert "请用浏览器打印" in refused.text


@pytest.mark.parametrize("kind", ["log.csv", "deviations.csv", "log.xlsx", "deviations.xlsx"])
def test_the_other_lists_are_taken_along_as_well(overseer, case, kind):
    saved = overseer.post("/audit/exports", {"kind": kind})

    assert saved.status_code == 200, saved.text
    assert len(saved.content) > 50


def test_every_export_stands_on_the_log_with_its_digest(overseer, case):
    saved = overseer.post("/audit/exports", {"kind": "cases.csv", "filter": {"person": "李敏"}})

    entries = overseer.get("/audit/log", type="exported", actor="韩冰").json()["items"]

    told = {entry["particulars"]["sha256"]: entry["particulars"] for entry in entries}
    assert told[sha256(saved.content).hexdigest()]["filter"] == {"person": "李敏"}


def test_what_is_too_much_is_refused_and_not_cut(overseer, case, monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 0)
    monkeypatch.setattr(exporting, "MOST_CASES", 0)

    kinds = ("log.csv", "events.xes")
    answers = [overseer.post("/audit/exports", {"kind": kind}) for kind in kinds]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "narrow the" in answers[0].text


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "cases.pdf"},
        {"kind": "people.csv"},
        {"kind": "cases.csv", "filter": {"nonsense": "1"}},
        {"kind": "log.csv", "filter": {"since": "yesterday"}},
    ],
)
def test_an_export_that_makes_no_sense_is_refused(overseer, body):
    assert overseer.post("/audit/exports", body).status_code == 422


def test_only_overseers_take_data_along(company, case):
    clerk = Client(company, "limin")

    assert clerk.post("/audit/exports", {"kind": "cases.csv"}).status_code == 403
    assert clerk.post("/audit/exports", {"kind": "events.xes"}).status_code == 403
    assert clerk.post(f"/audit/cases/{case['id']}/dossier").status_code in {403, 404}


def test_the_event_log_follows_xes_and_ocel(overseer, case):
    wanted = {"number": case["business_key"]}

    xes = overseer.post("/audit/exports", {"kind": "events.xes", "filter": wanted})
    ocel = overseer.post("/audit/exports", {"kind": "events.ocel.json", "filter": wanted})

    log = etree.fromstring(xes.content)
    spaces = {"x": "http://www.xes-standard.org/"}
    moves = log.xpath("//x:event/x:string[@key='lifecycle:transition']/@value", namespaces=spaces)
    told = json.loads(ocel.content)
    known = {one["id"] for one in told["objects"]}
    assert moves == ["schedule", "start"]
    assert {one["type"] for one in told["objects"]} == {"case", "task", "person", "project"}
    assert all(link["objectId"] in known for one in told["events"] for link in one["relationships"])


def test_a_dossier_verifies_off_line_and_holds_its_files(company, overseer, case, tmp_path):
    clerk = Client(company, "limin")
    picture = {"files": ("现场:照片.txt", b"as seen", "text/plain")}
    address = f"/api/v1/process-instances/{case['id']}/attachments"
    added = clerk.http.post(address, files={"file": picture["files"]}, headers=clerk.headers)
    company.state.store.run(lambda tx: seals.seal(tx, bytes(range(32)), algorithm="sha256"))

    saved = overseer.post(f"/audit/cases/{case['id']}/dossier")
    assert saved.status_code == 200, saved.text
    with zipfile.ZipFile(io.BytesIO(saved.content)) as archive:
        archive.extractall(tmp_path)

    verified = subprocess.run(
        [sys.executable, VERIFY, tmp_path / "case.json", "--key", tmp_path / "keys.txt"],
        capture_output=True,
        text=True,
        check=False,
    )
    sums = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert added.status_code in {200, 201}, added.text
    assert len(list((tmp_path / "attachments").iterdir())) == 1
    for line in sums:
        digest, name = line.split("  ", 1)
        assert sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_a_dossier_is_a_paper_with_number_record_and_digest(auditor, overseer, case):
    prints.require()
    head = overseer.get(f"/process-instances/{case['id']}").json()["head"]
    auditor.get(f"/audit/cases/{case['id']}")
    saved = auditor.post(f"/audit/cases/{case['id']}/dossier", kind="pdf")

    assert saved.status_code == 200
    words = prints.words_of(saved.content)
    for said in (case["business_key"], "8-2-501", "李敏", "签收", head):
        assert said in words
    assert re.search(r"filename\*=UTF-8''TS-", saved.headers["content-disposition"])
    auditor.get(f"/audit/cases/{case['id']}")
    assert auditor.post(f"/audit/cases/{case['id']}/dossier", kind="doc").status_code == 422
