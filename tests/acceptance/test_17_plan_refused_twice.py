"""整改方案 refused twice goes up; who implemented it cannot verify it."""

from tests.acceptance.shipped import Desk


def test_a_plan_that_is_refused_twice_is_escalated_and_the_implementer_never_verifies(app):
    desk = Desk(app, "escalation", "rectification")
    case = desk.start("rectification", "linjing")
    desk.complete(case, "UT_RegisterNC", "linjing")
    desk.complete(case, "UT_Correct", "wangqiang")
    desk.complete(case, "UT_RootCause", "wangqiang")

    for _ in range(2):
        desk.complete(case, "UT_Plan", "wangqiang")
        desk.decide(case, "UT_ReviewPlan", "zhengjie", "reject", opinion="措施不对因")
    (escalation,) = desk.cases("escalation")
    assert desk.variables(escalation)["reason"] == "plan_rejected"
    desk.complete(escalation, "UT_Decide", "zhangwei")
    for _ in range(2):
        desk.complete(case, "UT_Implement", "wangqiang")
    desk.complete(case, "UT_Submit", "wangqiang")

    assert not desk.offered(case, "UT_Verify", "wangqiang")
    assert desk.hand_in(case, "UT_Verify", "wangqiang").status_code in {403, 404}
    assert desk.open(case) == ["UT_Verify"]
    desk.complete(case, "UT_Verify", "zhengjie")
