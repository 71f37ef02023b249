"""The approval sheet of a case that was returned once: both rounds, or the one asked for."""

import json

import pytest

from tests.acceptance.test_27_approval_sheet import FORM, PNG
from tests.approvals.office import approval


@pytest.fixture
def two_rounds(company):
    """An approval that wangfang returned; then limin handed in again, and she signed."""
    company.deploy(
        approval("and", people=["wangfang"], form="opinion_form"), opinion_form=form_text()
    )
    started = company["limin"].post(
        "/process-instances", {"process_key": "approval", "project": "HY01"}
    )
    company.case = started.json()["id"]
    fill(company)
    company.task = company.open_task("wangfang")
    company.ok("wangfang", "return", reason="金额不清", to="UT_Fill")
    fill(company)
    company.task = company.open_task("wangfang")
    wangfang = company["wangfang"]
    image = wangfang.http.post(
        f"/api/v1/user-tasks/{company.task}/attachments",
        files={"file": ("签名.png", PNG, "image/png")},
        headers=wangfang.headers,
    ).json()["id"]
    given = {"amount": 900, "way": "card"}
    company.ok(
        "wangfang", "approve", opinion="同意", variables=given, signature={"attachment": image}
    )
    company.image = image
    return company


def form_text():
    return json.dumps(FORM)


def fill(company):
    task = company["limin"].task_of(company.case)["id"]
    assert company["limin"].post(f"/user-tasks/{task}/completion", {}).status_code == 200


def sheet(company, **params):
    answer = company["hanbing"].get(f"/process-instances/{company.case}/approval-sheet", **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def said(shown):
    return [
        (one["round"], one["person"], one["result"], one["opinion"]) for one in shown["opinions"]
    ]


def test_both_rounds_stand_on_the_sheet_with_each_entry_once(two_rounds):
    shown = sheet(two_rounds)

    assert shown["rounds"] == 2
    assert said(shown) == [
        (1, "李敏", "done", ""),
        (1, "王芳", "returned", "金额不清"),
        (2, "李敏", "done", ""),
        (2, "王芳", "approve", "同意"),
    ]
    assert shown["opinions"][3]["signature"] == two_rounds.image
    assert len(shown["definition_digest"]) == 64


def test_one_round_alone_is_shown_where_it_is_asked_for(two_rounds):
    first, second = (sheet(two_rounds, round=number) for number in (1, 2))

    assert [one[0] for one in said(first)] == [1, 1]
    assert [one[0] for one in said(second)] == [2, 2]
    assert first["opinions"][1]["signature"] is None


def test_the_paper_has_both_rounds_the_signature_the_code_and_the_hash(two_rounds):
    page = two_rounds["wangfang"].http.get(
        f"/cases/{two_rounds.case}/approval-sheet", headers={"Accept-Language": "zh-CN"}
    )

    assert page.status_code == 200
    assert "金额不清" in page.text
    assert "王芳的签名" in page.text
    assert "<svg" in page.text
    assert sheet(two_rounds)["definition_digest"][:16] in page.text


def test_printing_one_round_is_an_entry_that_says_which(two_rounds):
    path = f"/process-instances/{two_rounds.case}/approval-sheets"

    assert two_rounds["wangfang"].post(path, {"round": 2}).status_code == 201

    (entry,) = two_rounds.history("ApprovalSheetPrinted")
    assert (entry["actor"], entry["data"]["round"]) == ("wangfang", 2)
