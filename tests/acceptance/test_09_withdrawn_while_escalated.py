"""撤诉 while an escalation is open: everything is cancelled, the supervisor calls back."""

from tests.acceptance.shipped import Desk


def test_a_withdrawal_cancels_the_escalation_and_waits_for_the_call_back(app):
    desk = Desk(app, "escalation", "complaint-handling")
    case = desk.start("complaint-handling", "limin")
    desk.complete(case, "UT_Register", "limin")
    desk.complete(case, "UT_Triage", "wangfang", result="over_authority")
    (escalation,) = desk.cases("escalation")

    desk.message(case, "Msg_ComplaintWithdrawn", reason="已和解")

    assert desk.open(case) == ["UT_ConfirmWithdraw"]
    assert desk.open(escalation) == []
    assert desk.instance(escalation)["state"] == "terminated"
    assert desk.relations(case) == {escalation: "called"}
    assert desk.relations(escalation) == {case: "caller"}
    desk.complete(case, "UT_ConfirmWithdraw", "wangfang")
    assert desk.instance(case)["outcome"] == "End_Withdrawn"
    assert desk.variables(case)["title"] == "卫生间漏水"
