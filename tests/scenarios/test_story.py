"""Stories in Python are the steps of scenarios as methods."""

import pytest

from engine.errors import Invalid, TaskClaimed
from engine.scenarios.unmet import Unmet

JOBS = "- start: limin"


@pytest.fixture
def begun(bpmn, suite_file):
    """A repair that Li Min has reported."""
    return bpmn.start(suite_file(JOBS), as_="李敏", project="HY01", title="漏水")


def test_a_case_is_told_from_its_beginning_to_its_end(begun):
    begun.task("UT_Do").is_candidate("邓波").is_candidate("wangqiang").due(at="2031-03-04T09:00")
    begun.claim("UT_Do", as_="邓波")
    begun.task("UT_Do").has("邓波")
    begun.complete("UT_Do", cost=12)
    begun.do_service("sms", sent=True)

    assert begun.ended() == "Done"
    assert begun.variables()["cost"] == 12
    assert begun.passed_in_order("Begin", "UT_Do", "Done")
    assert not begun.passed_in_order("Done", "UT_Do")
    assert begun.audit().has("UserTaskCompleted", by="邓波", element_id="UT_Do")
    assert not begun.audit().has("UserTaskCompleted", by="李敏")
    assert not begun.audit().has("UserTaskCompleted", by="outside")


def test_time_passes_and_what_is_due_happens(begun):
    begun.advance(days=1, hours=2)

    assert begun.waiting() == ["UT_Do"]
    assert begun.ended() is None
    begun.until("2031-03-05T09:00")
    assert begun.ended() == "Late"


def test_messages_and_signals_come_from_outside(bpmn, suite_file):
    path = suite_file(JOBS)
    stopped = bpmn.start(path, as_="limin")
    alarmed = bpmn.start(path, as_="limin")

    stopped.message("Msg_Stop", as_="张三")
    alarmed.signal("Sig_Alarm")

    assert stopped.ended() == "Stopped"
    assert stopped.audit().has("MessageCorrelated", by="customer:张三")
    assert alarmed.ended() == "Alarmed"
    assert alarmed.other("repair", 1).ended() == "Alarmed"


def test_a_task_is_taken_back_delegated_and_returned(begun):
    begun.complete("UT_Do", as_="邓波")
    begun.withdraw(reason="填错")
    assert begun.waiting() == ["UT_Do"]

    begun.delegate("王强", as_="邓波", reason="你看过")
    begun.perform("resolve", as_="王强", opinion="可以修")
    with pytest.raises(Invalid, match="UT_No was not done in this case"):
        begun.return_to("UT_No", reason="信息不全", as_="邓波")
    begun.expect(waiting=["UT_Do"])


def test_a_service_that_fails_too_often_is_an_incident_that_was_expected(begun):
    begun.complete("UT_Do")
    begun.fail_service("sms", times=2)

    begun.incident("sms")
    begun.incident("ST_Sms")
    with pytest.raises(Unmet, match="no incident at mail"):
        begun.incident("mail")


def test_what_may_not_be_done_is_expected_by_its_code(begun):
    begun.claim("UT_Do", as_="dengbo")

    begun.forbidden("claim", "UT_Do", "task-claimed", as_="wangqiang")
    with pytest.raises(TaskClaimed):
        begun.claim("UT_Do", as_="wangqiang")
    with pytest.raises(Unmet, match="was accepted"):
        begun.refused("UT_Do", "cost")


@pytest.mark.parametrize(
    ("tell", "said"),
    [
        (lambda p: p.task("UT_Do").is_candidate("李敏"), "UT_Do does not reach 李敏"),
        (lambda p: p.task("UT_Do").is_candidate("维修工"), "UT_Do does not reach 维修工"),
        (lambda p: p.task("UT_Do").is_candidate("王大"), "0 people are called '王大'"),
        (lambda p: p.task("UT_Do").due(), "is due: expected None"),
        (lambda p: p.task("UT_Do").due(working_hours=2), "is due"),
        (lambda p: p.task("UT_Do").has("邓波"), "assignee of UT_Do"),
        (lambda p: p.withdraw(), "nothing has been handed in"),
    ],
)
def test_what_is_not_so_is_said(begun, tell, said):
    with pytest.raises(Unmet, match=said):
        tell(begun)


def test_who_acts_is_said_where_it_cannot_be_known(begun):
    begun.complete("UT_Do")

    with pytest.raises(Unmet, match="say on which task: waiting: "):
        begun.delegate("王强")


def test_a_post_and_working_hours_are_read_as_the_company_has_them(bpmn):
    case = bpmn.start("complaint-handling", as_="李敏")

    case.task("UT_Register").is_candidate("客服前台").has(None)
    case.complete("UT_Register", as_="李敏")
    (waiting,) = case.waiting()
    case.task(waiting)


def test_what_has_no_scenarios_is_refused_by_name(bpmn):
    with pytest.raises(Invalid, match="no scenarios in nowhere"):
        bpmn.start("nowhere", as_="limin")


def test_a_real_call_in_a_story_fails_it(pytester, suite_file):
    path = suite_file(JOBS)
    pytester.makepyfile(f"""
        import contextlib, socket

        def test_story(bpmn):
            bpmn.start({str(path)!r}, as_="limin")
            with contextlib.suppress(AssertionError), socket.socket() as line:
                line.connect(("192.0.2.1", 80))
    """)

    result = pytester.runpytest_inprocess("-p", "engine.scenarios.plugin", "-p", "no:randomly")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*a real call to*192.0.2.1*"])
