"""A tenant who is dissatisfied twice: the project manager decides; a third time: the region."""

from tests.acceptance.shipped import Desk


def dissatisfied(desk, case):
    desk.complete(case, "UT_Handle", "wangqiang")
    desk.complete(case, "UT_Verify", "wangfang")
    desk.complete(case, "UT_FollowUp", "liuyang", satisfaction=1, reason="又漏了")


def test_the_second_time_is_for_the_project_and_the_third_for_the_region(app):
    desk = Desk(app, "escalation", "complaint-handling")
    case = desk.start("complaint-handling", "limin")
    desk.complete(case, "UT_Register", "limin")
    desk.complete(case, "UT_Triage", "wangfang")
    desk.complete(case, "UT_FirstContact", "limin")

    dissatisfied(desk, case)
    assert desk.cases("escalation") == []
    dissatisfied(desk, case)
    (second,) = desk.cases("escalation")
    desk.complete(second, "UT_Report", "liuyang", reason="dissatisfied")
    assert desk.offered(second, "UT_Decide", "zhangwei")
    assert not desk.offered(second, "UT_Decide", "chenjianhua")
    desk.complete(second, "UT_Decide", "zhangwei")
    dissatisfied(desk, case)

    third = desk.cases("escalation")[0]
    desk.complete(third, "UT_Report", "liuyang", reason="dissatisfied")
    assert desk.offered(third, "UT_Decide", "chenjianhua")
    assert not desk.offered(third, "UT_Decide", "zhangwei")
