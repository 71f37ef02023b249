"""A key post: nobody is taken on before it is filed; silence files it as the system, by rule."""

import pytest

from tests.acceptance.hiring import ADMINISTRATOR, Hiring


@pytest.fixture
def accepted(app):
    """A project manager who has accepted; the filing is to be sent. Monday, 2 March 2026."""
    hiring = Hiring(app)
    hiring.places(1, post="project_manager")
    case = hiring.request(post="项目经理", dept="HY01", salary_max=15000)
    hiring.offer(
        case,
        interviewers=("zhaomin", "sunhao", "chenjianhua"),
        chain=("chenjianhua", "zhaomin", "zhouguoqiang"),
    )
    hiring.tell(case, "Msg_OfferAccepted")
    return hiring, case


def test_nobody_is_taken_on_before_the_filing(accepted):
    hiring, case = accepted

    assert hiring.waiting(case) == ["UT_SendFiling"]
    hiring.fill(case, "qianlin")

    assert hiring.waiting(case) == ["UT_Filing"]
    assert hiring.people["qianlin"].task_of(case) is None


def test_who_is_put_there_by_hand_is_still_refused(accepted):
    hiring, case = accepted
    moved = hiring.people[ADMINISTRATOR].post(
        f"/process-instances/{case}/modification",
        {
            "reason": "催办入职",
            "instructions": [
                {"do": "cancel_element", "element_id": "UT_SendFiling"},
                {"do": "activate_before", "element_id": "UT_Onboard"},
            ],
        },
    )
    assert moved.is_success, moved.text

    refused = hiring.try_fill(case, "qianlin")

    assert refused.status_code == 422
    assert refused.json()["facts"]["errors"] == {"result": ["须备案的岗位，备案之前不能办理入职"]}
    assert hiring.waiting(case) == ["UT_Onboard"]


def test_five_workdays_of_silence_file_it_as_the_system_by_rule(accepted):
    hiring, case = accepted
    hiring.fill(case, "qianlin")

    hiring.until("2026-03-06T17:59:00+08:00")
    assert hiring.waiting(case) == ["UT_Filing"]
    hiring.until("2026-03-06T18:00:00+08:00")

    assert hiring.waiting(case) == ["UT_Onboard"]
    variables = hiring.variables(case)
    assert (variables["filing_result"], variables["filed_by"]) == ("filed", "system")
    assert variables["filing_rule"] == "filing_silence/1"
    decided = hiring.history(case, "DecisionEvaluated")[-1]
    assert (decided["actor"], decided["data"]["element_id"]) == ("system", "BR_Silence")


def test_an_objection_returns_to_the_approval_with_its_reason(accepted):
    hiring, case = accepted
    hiring.fill(case, "qianlin")

    silent = hiring.people["zhaomin"].task_of(case)
    answer = hiring.people["zhaomin"].post(
        f"/user-tasks/{silent['id']}/completion", {"variables": {"result": "object"}}
    )
    assert answer.status_code == 422
    answer = hiring.people["zhaomin"].post(
        f"/user-tasks/{silent['id']}/completion",
        {"variables": {"result": "object", "reason": "缺少原单位证明"}},
    )
    assert answer.is_success, answer.text

    again = hiring.people["chenjianhua"].task_of(case)
    assert again["element_id"] == "UT_Offer"
    shown = hiring.people["chenjianhua"].get(f"/user-tasks/{again['id']}/form").json()
    assert shown["data"]["filing_reason"] == "缺少原单位证明"
