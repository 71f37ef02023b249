"""Reading a case in full: for a while, with the right, with a reason, on the operation log."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from api.views import paper
from tests.api.serving import Client
from tests.masking.conftest import CODE, OPINION, PHONE

VERIFY = Path(__file__).parents[2] / "docs" / "howto" / "verify_case.py"


def disclose(client, case, reason="业主投诉复核"):
    return client.post(f"/process-instances/{case['id']}/disclosures", {"reason": reason})


def phone(client, case):
    return client.get(f"/process-instances/{case['id']}/variables").json()["phone"]


def log(client, kind):
    return client.get("/audit/log", type=kind).json()["items"]


def test_a_disclosed_case_is_read_in_full_for_a_quarter_of_an_hour(either):
    case, entitled, chief = either.state.case, Client(either, "lucha"), Client(either, "fangyuan")
    before = phone(entitled, case)

    answer = disclose(entitled, case)
    within = phone(entitled, case)
    chief.post("/clock/advance", {"duration": "PT15M"})
    after = phone(entitled, case)

    assert answer.status_code == 201
    assert (before, within, after) == ("138****5678", PHONE, "138****5678")
    (entry,) = log(entitled, "disclosed")
    assert (entry["who"], entry["quote"]) == ("陆查", case["id"])
    assert entry["particulars"] == {"number": case["business_key"], "reason": "业主投诉复核"}


def test_it_is_disclosed_to_one_person_alone(app):
    case, entitled, auditor = app.state.case, Client(app, "lucha"), Client(app, "hanbing")

    disclose(entitled, case)

    assert phone(auditor, case) == "138****5678"


@pytest.mark.parametrize(
    ("who", "reason", "status"),
    [
        ("zhuting", "好奇", 404),
        ("limin", "好奇", 403),
        ("hanbing", "好奇", 403),
        ("fangyuan", "好奇", 403),
        ("lucha", " ", 422),
    ],
)
def test_it_needs_the_right_and_a_reason(app, who, reason, status):
    assert disclose(Client(app, who), app.state.case, reason).status_code == status


def test_the_page_shows_a_case_in_full_once_somebody_has_said_why(either):
    case, entitled = either.state.case, Client(either, "lucha")
    address = f"/audit/cases/{case['id']}"
    page = entitled.http.get(address).text

    sent = {"csrf": entitled.headers["X-CSRF-Token"], "reason": "抽查", "once": "k1"}
    answer = entitled.http.post(f"{address}/disclosures", data=sent, follow_redirects=False)
    shown = entitled.http.get(address).text

    assert "查看敏感信息" in page
    assert answer.status_code == 303
    assert PHONE in shown
    assert "敏感信息全部显示至" in shown


def test_a_starred_export_verifies_and_says_that_it_is_starred(app, tmp_path):
    auditor, case = Client(app, "hanbing"), app.state.case

    answer = auditor.get(f"/process-instances/{case['id']}/export")
    verified = verify(answer.content, tmp_path)

    found = answer.json()
    assert verified.startswith("rows 1 to")
    assert found["masked"]
    starred = [row for row in found["events"] if "masked" in row]
    assert all(row["payload"] is None and row["salt"] is None for row in starred)
    assert "138****5678" in "".join(row["masked"] for row in starred)
    assert PHONE not in answer.text


def test_a_disclosed_export_holds_everything_and_verifies_too(app, tmp_path):
    entitled, case = Client(app, "lucha"), app.state.case
    disclose(entitled, case)

    answer = entitled.post(f"/audit/cases/{case['id']}/dossier", {})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        record = archive.read("case.json")

    assert verify(record, tmp_path).startswith("rows 1 to")
    assert not json.loads(record)["masked"]
    assert PHONE in record.decode()


def verify(content, folder):
    """Run the script that imports nothing of ours over a case."""
    (folder / "case.json").write_bytes(content)
    keys = "".join(f"{key}\n" for key in json.loads(content)["keys"])
    (folder / "keys.txt").write_text(keys)
    asked = [sys.executable, VERIFY, folder / "case.json", "--key", folder / "keys.txt"]
    ran = subprocess.run(asked, capture_output=True, text=True, check=True)
    return ran.stdout


def test_every_export_of_a_case_is_on_the_operation_log_with_its_digest(app):
    auditor, case = Client(app, "hanbing"), app.state.case

    answer = auditor.get(f"/process-instances/{case['id']}/export")

    digest = hashlib.sha256(answer.content).hexdigest()
    told = [e for e in log(auditor, "exported") if e["particulars"]["sha256"] == digest]
    assert told[0]["who"] == "韩冰"
    assert told[0]["particulars"]["instance_id"] == case["id"]
    assert told[0]["particulars"]["masked"] is True


def test_a_dossier_on_paper_comes_over_rest(app, monkeypatch):
    monkeypatch.setattr(paper, "available", lambda: True)
    monkeypatch.setattr(paper, "pdf", lambda html, pictures: b"%PDF " + html.encode())
    auditor, case = Client(app, "hanbing"), app.state.case

    answer = auditor.post(f"/audit/cases/{case['id']}/dossier.pdf", {})

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "敏感信息已遮盖" in answer.text or "Personal data is starred" in answer.text
    taken = {entry["quote"]: entry["who"] for entry in log(auditor, "exported")}
    assert taken[f"{case['business_key']}.pdf"] == "韩冰"


def test_a_machine_that_cannot_print_says_so(app, monkeypatch):
    monkeypatch.setattr(paper, "available", lambda: False)

    answer = Client(app, "hanbing").post(f"/audit/cases/{app.state.case['id']}/dossier.pdf", {})

    assert (answer.status_code, answer.json()["code"]) == (501, "cannot-print")
    assert "Pango" in answer.json()["detail"]


def test_an_administrator_mends_data_without_seeing_or_losing_what_is_starred(app):
    chief, case = Client(app, "fangyuan"), app.state.case
    address = f"/admin/cases/{case['id']}/variables"
    form = chief.http.get(address).text

    sent = {
        "csrf": chief.headers["X-CSRF-Token"],
        "var.phone": '"138****5678"',
        "var.room": '"8-2-502"',
        "reason": "房号录错",
        "do": "preview",
    }
    seen = chief.http.post(address, data=sent).text

    assert "138****5678" in form
    assert "8-2-502" in seen
    assert PHONE not in form + seen


def test_what_people_wrote_is_read_as_it_was_written_by_those_who_take_part(app):
    case = app.state.case
    address = f"/process-instances/{case['id']}/comments"

    clerk, auditor = (Client(app, who).get(address).json()[0] for who in ("limin", "hanbing"))

    assert clerk["text"] == OPINION
    assert auditor["text"] == "已联系 138****5678，暗号甲****语，反复投诉"
    assert CODE not in auditor["text"]
