"""观察期 of 30 days survives a restart and a new version; what recurs in it ends it at once."""

import pytest

from processes import resources
from tests.acceptance.shipped import Desk
from tests.api.serving import Client, app_of, furnish, settings_of


@pytest.fixture
def settings(database_url, tmp_path):
    settings = settings_of(database_url, tmp_path)
    furnish(settings)
    return settings


def observed(desk, **registered):
    case = desk.start("rectification", "linjing")
    desk.complete(case, "UT_RegisterNC", "linjing", **registered)
    desk.complete(case, "UT_Correct", "wangqiang")
    desk.complete(case, "UT_RootCause", "wangqiang")
    desk.complete(case, "UT_Plan", "wangqiang")
    desk.decide(case, "UT_ReviewPlan", "zhengjie", "approve")
    for _ in range(2):
        desk.complete(case, "UT_Implement", "wangqiang")
    desk.complete(case, "UT_Submit", "wangqiang")
    desk.complete(case, "UT_Verify", "zhengjie")
    return case


def test_the_observation_goes_on_over_a_restart_and_a_new_version(settings):
    first = app_of(settings, shipped=False)
    with Client(first).http:
        desk = Desk(first, "escalation", "rectification")
        quiet = observed(desk)
        recurring = observed(desk, standard_ref="消防设施管理规程 2.1")  # else it is quiet's own
        desk.advance("P10D")

    second = app_of(settings, shipped=False)
    with Client(second).http:
        desk = Desk(second)
        diagram = resources("rectification")["rectification.bpmn"]
        changed = diagram.replace("效果评估".encode(), "整改效果评估".encode())
        desk.deploy("rectification", **{"rectification.bpmn": changed})
        desk.message(recurring, "Msg_NCRecurred", reason="又发现未锁")

        assert desk.open(recurring) == ["UT_RootCause"]
        assert desk.variables(recurring)["effect_result"] == "no"
        desk.advance("P19D")
        assert desk.open(quiet) == []
        desk.advance("P1D")
        assert desk.open(quiet) == ["UT_Effect"]
        assert desk.instance(quiet)["version"] == 1
