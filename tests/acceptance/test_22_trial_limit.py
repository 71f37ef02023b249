"""A trial of six months on a contract of two years: refused by the law's limit."""

import pytest

from tests.acceptance.hiring import SCORES, Hiring


@pytest.fixture
def terms_to_be_drafted(app):
    hiring = Hiring(app)
    hiring.places(1)
    case = hiring.request(contract_months=24)
    for who in ("zhangwei", "qianlin", "qianlin"):
        hiring.fill(case, who)
    hiring.approve(case, "qianlin", "wangfang", **SCORES)
    hiring.fill(case, "qianlin")
    return hiring, case


def test_the_form_names_the_limit_and_the_law(terms_to_be_drafted):
    hiring, case = terms_to_be_drafted

    refused = hiring.try_fill(case, "qianlin", trial_months=6)

    assert refused.status_code == 422
    assert refused.json()["facts"]["errors"]["trial_months"] == [
        "合同期不满三年，试用期不得超过2个月（劳动合同法第十九条）"
    ]
    assert hiring.waiting(case) == ["UT_Terms"]


def test_the_limit_itself_is_allowed(terms_to_be_drafted):
    hiring, case = terms_to_be_drafted

    hiring.fill(case, "qianlin", trial_months=2)

    assert hiring.waiting(case) == ["UT_Offer"]
