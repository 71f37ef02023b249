"""What may be done with a case from its page: cancelled, void, stopped, urged, followed."""

import pytest

from api.pages import case_operations
from engine.participation import cases
from tests.api.serving import Client, running
from tests.approvals.office import approval
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("cases"), shipped=False) as app:
        Client(app, "caoying").deploy(**{"a.bpmn": approval("", people=["wangfang"])})
        yield app


@pytest.fixture
def case(app):
    """The page of a case that limin began and wangfang is to decide."""
    clerk = Client(app, "limin")
    begun = clerk.post("/process-instances", {"process_key": "approval", "project": "HY01"}).json()
    clerk.post(f"/user-tasks/{clerk.task_of(begun['id'])['id']}/completion", {})
    return f"/cases/{begun['id']}"


def test_whoever_began_a_case_cancels_it_with_a_reason(app, case):
    clerk = Reader(app, "limin")
    clerk.get(case)
    assert f'action="{case}/operations/voiding"' not in clerk.page.text

    silent = clerk.post(f"{case}/operations/cancellation")
    clerk.get(case)
    clerk.post(f"{case}/operations/cancellation", **{"gj-reason": "重复提交"})

    assert silent.status_code == 422
    assert "请填写原因" in silent.text
    assert "已撤销" in clerk.text()
    assert "重复提交" in clerk.text()


def test_an_administrator_stops_a_case_lets_it_go_on_and_declares_it_void(app, case):
    administrator = Reader(app, "fangyuan")
    administrator.get(case)

    administrator.post(f"{case}/operations/suspension", **{"gj-reason": "等待核实"})
    assert "已挂起" in administrator.text()
    administrator.post(f"{case}/operations/resumption", **{"gj-reason": "已核实"})
    assert "进行中" in administrator.text()
    administrator.post(f"{case}/operations/voiding", **{"gj-reason": "登记错误"})

    assert "已作废" in administrator.text()


def test_a_case_is_urged_as_a_whole_once_in_a_while(app, case):
    clerk = Reader(app, "limin")
    clerk.get(case)

    clerk.post(f"{case}/operations/urging", **{"gj-reason": "业主在等"})
    assert "催办" in clerk.text()
    assert "业主在等" in clerk.text()
    again = clerk.post(f"{case}/operations/urging")

    assert again.status_code == 409
    assert "2小时内已催办过" in again.text
    assert "当前待办" in again.text


def test_whatever_is_offered_at_a_case_its_page_can_do():
    assert cases.OPERATIONS.keys() <= case_operations._ACTS.keys()


def test_a_refused_operation_on_a_case_that_one_may_not_see_is_told_on_a_page_of_its_own(app, case):
    stranger = Reader(app, "zhuting")
    stranger.get("/tasks")

    assert stranger.post(f"{case}/operations/cancellation").status_code == 404


def test_a_case_is_followed_and_followed_no_more(app, case):
    clerk = Reader(app, "limin")
    clerk.get(case)

    clerk.post(f"{case}/operations/following")
    assert "取消关注" in clerk.text()
    clerk.post(f"{case}/operations/unfollowing")

    assert "取消关注" not in clerk.text()


@pytest.mark.parametrize("name", ["fly", "consent"])
def test_what_makes_no_sense_with_a_case_is_refused(app, case, name):
    clerk = Reader(app, "limin")
    clerk.get(case)

    assert clerk.post(f"{case}/operations/{name}").status_code == 422


def test_the_timeline_of_a_case_says_what_may_come_next(app):
    clerk = Client(app, "limin")
    begun = clerk.post("/process-instances", {"process_key": "approval", "project": "HY01"}).json()

    shown = Reader(app, "limin").get(f"/cases/{begun['id']}").text

    assert "接下来：UT_Approve" in shown
