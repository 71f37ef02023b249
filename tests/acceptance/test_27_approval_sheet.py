"""审批单: who said what, with signature, QR code and the version's hash; printing is on the record."""

import copy
import json
import re

import pytest

from api.views import paper
from tests import prints
from tests.approvals.office import approval

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
FORM = {
    "id": "opinion_form",
    "title": "用款",
    "schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "amount": {"type": "number", "title": "金额（元）"},
            "phone": {"type": "string", "title": "电话"},
            "way": {"type": "string", "title": "方式", "enum": ["cash", "card"]},
            "rows": {
                "type": "array",
                "title": "明细",
                "items": {"type": "object", "properties": {"what": {"type": "string", "title": "项目"}, "cost": {"type": "number", "title": "费用"}}},
            },
        },
        "required": [],
        "additionalProperties": False,
    },
    "ui": {
        "order": ["amount", "phone", "way", "rows"],
        "fields": {
            "amount": {"widget": "money"},
            "phone": {"widget": "phone", "masked": True},
            "way": {"widget": "radio", "options": {"cash": "现金", "card": "刷卡"}},
            "rows": {"widget": "table", "columns": {"what": {"widget": "text"}, "cost": {"widget": "money"}}},
        },
    },
    "messages": {},
    "i18n": {"en": {"title": "Money", "fields": {"amount": "Amount", "phone": "Phone", "way": "By", "rows": "Rows", "rows.what": "What", "rows.cost": "Cost"}, "options": {"way": {"cash": "Cash", "card": "Card"}}}},
}  # fmt: skip


def decide(company, *, scanned=False):
    """Two people approve, the first with a signature, after the other asked a third.

    `scanned`: the signature's picture is also handed in as the value of a marked field.
    """
    form = copy.deepcopy(FORM)
    if scanned:
        form["schema"]["properties"]["scan"] = {
            "type": "array",
            "title": "证件",
            "items": {"type": "string"},
        }
        form["ui"]["order"].append("scan")
        form["ui"]["fields"]["scan"] = {"widget": "photo", "masked": True}
    diagram = approval("and", people=["wangfang", "majun"], form="opinion_form")
    company.deploy(diagram, opinion_form=json.dumps(form))
    clerk = company["limin"]
    started = clerk.post("/process-instances", {"process_key": "approval", "project": "HY01"})
    company.case = started.json()["id"]
    clerk.post(f"/user-tasks/{clerk.task_of(company.case)['id']}/completion", {})
    company.task = company.open_task("wangfang")
    company.ok("majun", "delegate", to="wangqiang", reason="你在现场")
    company.ok("wangqiang", "resolve", opinion="属实")
    wangfang = company["wangfang"]
    image = wangfang.http.post(
        f"/api/v1/user-tasks/{company.task}/attachments",
        files={"file": ("签名.png", PNG, "image/png")},
        headers=wangfang.headers,
    ).json()["id"]
    given = {"amount": 1200.5, "phone": "13800138000", "way": "card", "rows": [{"what": "泵", "cost": 5}]}  # fmt: skip
    given |= {"scan": [image]} if scanned else {}
    company.ok("wangfang", "approve", opinion="同意购买", variables=given, signature={"attachment": image})  # fmt: skip
    company.ok("majun", "approve", opinion="同意")
    return image


def sheet(company, who="hanbing", **params):
    answer = company[who].get(f"/process-instances/{company.case}/approval-sheet", **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_sheet_says_who_decided_what_by_which_version(company):
    image = decide(company)

    shown = sheet(company)

    said = [(one["person"], one["result"], one["opinion"]) for one in shown["opinions"]]
    assert said == [
        ("李敏", "done", ""),
        ("马军", "delegate", "你在现场"),
        ("王强", "answered", "属实"),
        ("王芳", "approve", "同意购买"),
        ("马军", "approve", "同意"),
    ]
    assert shown["opinions"][3]["signature"] == image
    assert len(shown["opinions"][3]["signature_sha256"]) == 64
    assert shown["rounds"] == 1
    assert len(shown["definition_digest"]) == 64
    assert shown["address"].endswith(f"/cases/{company.case}?head={company.instance()['head']}")


def test_the_fields_read_as_on_the_screen_and_personal_ones_stay_masked(company):
    decide(company)

    (form,) = [form for form in sheet(company)["forms"] if form["fields"]]

    values = {line["label"]: line["value"] for line in form["fields"]}
    assert values["Amount"] == "¥1,200.50"
    assert values["Phone"] == "138****8000"
    assert values["By"] == "Card"
    assert values["Rows"] == "What：泵，Cost：¥5.00"


def test_printing_is_an_entry_of_the_record(company):
    decide(company)
    before = company.instance()["head"]

    printed = company["wangfang"].post(f"/process-instances/{company.case}/approval-sheets", {})

    assert printed.status_code == 201
    (entry,) = company.history("ApprovalSheetPrinted")
    assert (entry["actor"], entry["data"]["head"]) == ("wangfang", before)
    assert printed.json()["head"] == before


def test_a_round_that_never_was_and_a_case_of_others_are_not_there(company):
    decide(company)
    path = f"/process-instances/{company.case}/approval-sheet"

    assert company["hanbing"].get(path, round=2).status_code == 404
    assert company["songmei"].get(path).status_code == 404
    assert company["songmei"].post(f"{path}s", {}).status_code == 404
    assert company.history("ApprovalSheetPrinted") == []


def test_the_page_prints_on_paper_with_code_and_hash(company):
    decide(company)
    reader = company["wangfang"].http
    path = f"/cases/{company.case}/approval-sheet"

    page = reader.get(path, headers={"Accept-Language": "zh-CN"}).text

    assert "审批单" in page
    assert f'<p class="number">{company.instance()["business_key"] or company.case}' in page
    assert prints.scanned(page) == sheet(company)["address"]
    assert sheet(company)["definition_digest"][:16] in page
    assert "王芳的签名" in page


def page_of(company):
    """Open the sheet's page as somebody who has a session; return its http client and path."""
    http, path = company["wangfang"].http, f"/cases/{company.case}/approval-sheet"
    page = http.get(path, headers={"Accept-Language": "zh-CN"})
    return http, path, page.text


def test_the_sheet_is_downloaded_as_pdf_and_each_time_is_an_entry_of_the_record(company):
    prints.require()
    decide(company)
    shown = sheet(company)
    http, path, page = page_of(company)
    csrf, once = (
        re.findall(rf'name="{each}" value="([^"]+)"', page)[-1] for each in ("csrf", "once")
    )

    answers = [http.post(f"{path}/pdf", data={"csrf": csrf, "once": once}) for _ in range(2)]

    events = company.history("ApprovalSheetPrinted")
    assert [each.status_code for each in answers] == [200, 200]
    assert all(each.content.startswith(b"%PDF-") for each in answers)
    assert len(events) == 1
    words = prints.words_of(answers[0].content)
    for said in ("审批单", "同意购买", "属实", "王强", shown["definition_digest"][:16]):
        assert said in words
    assert (shown["business_key"] or shown["instance_id"]) in words


@pytest.mark.parametrize("scanned", [False, True])
def test_a_picture_that_its_reader_may_not_open_is_not_on_the_paper(company, scanned):
    prints.require()
    decide(company, scanned=scanned)
    http, path, page = page_of(company)
    csrf, once = (
        re.findall(rf'name="{each}" value="([^"]+)"', page)[-1] for each in ("csrf", "once")
    )

    printed = http.post(f"{path}/pdf", data={"csrf": csrf, "once": once}).content

    assert (len(prints.pictures_of(printed)), "敏感文件，您不能打开" in page) == (
        (0, True) if scanned else (1, False)
    )


def test_without_the_systems_libraries_the_page_tells_how_to_print(company, monkeypatch):
    monkeypatch.setattr(paper, "_weasyprint", lambda: None)
    decide(company)
    http, path, page = page_of(company)
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[-1]

    refused = http.post(f"{path}/pdf", data={"csrf": csrf}, headers={"Accept-Language": "zh-CN"})

    assert f"{path}/pdf" not in page
    assert "请用浏览器的打印功能打印本页" in page
    assert refused.status_code == 503
    assert "请用浏览器打印" in refused.text


def test_a_library_that_is_missing_is_no_fault(monkeypatch):
    def missing(_name):
        raise OSError("cannot load library 'pango'")

    monkeypatch.setattr(paper, "import_module", missing)
    paper._weasyprint.cache_clear()

    assert not paper.available()
    paper._weasyprint.cache_clear()
