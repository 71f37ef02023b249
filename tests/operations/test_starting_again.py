"""Who began a case may begin it again where it was refused, or where he took it back."""

import pytest


@pytest.fixture
def refused(company):
    """An approval that wangfang has refused; limin began it."""
    company.send("and", ["wangfang"])
    company.ok("wangfang", "reject", opinion="缺附件")
    return company


def restart(company, who, **body):
    path = f"/process-instances/{company.case}/restart"
    return company[who].post(path, {"reason": "已补附件", **body})


def why_not(company, who):
    shown = company[who].get(f"/process-instances/{company.case}/operations").json()
    (found,) = [each for each in shown if each["name"] == "restart"]
    return found["why_not"].get("zh", "")


def test_the_initiator_begins_again_what_was_refused(refused):
    assert why_not(refused, "limin") == ""

    again = restart(refused, "limin", data="final")

    assert again.status_code == 201, again.text
    assert again.json()["business_key"] == refused.instance()["business_key"]
    assert again.json()["initiator"] == "limin"
    assert why_not(refused, "wangfang") == "只有发起人或管理员可以重新发起"


def test_the_initiator_begins_again_what_he_has_cancelled(company):
    company.send("and", ["wangfang"])
    assert why_not(company, "limin") == "流程尚未结束"
    cancelled = company["limin"].post(
        f"/process-instances/{company.case}/cancellation", {"reason": "写错了"}
    )
    assert cancelled.status_code == 200, cancelled.text

    assert restart(company, "limin").status_code == 201


def test_what_was_agreed_to_is_not_begun_again_by_its_initiator(company):
    company.send("and", ["wangfang"])
    company.ok("wangfang", "approve")

    answer = restart(company, "limin")

    assert answer.status_code == 409
    assert why_not(company, "limin") == "只有被否决或已撤销的单据可以重新发起"
    assert restart(company, "fangyuan").status_code == 201


def test_where_it_begins_and_with_what_is_for_administrators(refused):
    assert restart(refused, "limin", variables={"amount": 1}).status_code == 403
    assert restart(refused, "wangfang").status_code == 403
    assert restart(refused, "zhuting").status_code == 404
    assert restart(refused, "fangyuan", variables={"amount": 1}).status_code == 201
