"""The same stories through REST: every step is a request to the application, in memory."""

import socket
import sys
from contextlib import suppress

import pytest

from api.scenarios import bodies
from api.scenarios.playing import playing
from api.scenarios.requests import _answer
from engine.errors import EngineError, TaskClaimed
from engine.scenarios.opening import alone, opening, through_use_cases
from engine.scenarios.operations import OPERATIONS
from engine.scenarios.reading import read
from engine.scenarios.stage import Stage
from engine.scenarios.telling import tell
from engine.scenarios.unmet import Unmet

LONG = """
- start: limin
- expect: {waiting: [UT_Do], due: {UT_Do: 2031-03-04T09:00}}
- {claim: UT_Do, by: dengbo}
- {forbidden: claim, on: UT_Do, by: wangqiang, because: task-claimed}
- {release: UT_Do, by: dengbo}
- {perform: assign, on: UT_Do, by: fangyuan, with: {to: dengbo}}
- {perform: add-parallel, on: UT_Do, by: dengbo, with: {people: [wulei, majun], reason: 一起看}}
- {perform: remove-signer, on: UT_Do, by: dengbo, with: {person: majun, reason: 够了}}
- {perform: delegate, on: UT_Do, by: wulei, with: {to: limin, reason: 你看过}}
- {perform: resolve, on: UT_Do, by: limin, with: {opinion: 可以修}}
- {perform: add-before, on: UT_Do, by: wulei, with: {people: liuyang}}
- {complete: UT_Do, by: liuyang}
- {perform: complete, on: UT_Do, by: wulei, with: {cost: 12}}
- complete: UT_Do
  by: dengbo
  entered_late: {at: 2031-03-03T08:30, because: 停电}
- {job_failed: sms}
- {job_done: sms, with: {sent: true}}
- expect: {ended: Done, variables: {sent: true}}
- {restart: UT_Do, by: fangyuan, with: {cost: 3}}
- {advance: PT13H}
- expect: {waiting: [UT_Do], variables: {cost: 3}, cases: {repair: 2}}
- {message: Msg_Stop, by: 张三}
- expect: {ended: Stopped, log: [{event: MessageCorrelated, by: customer:张三}]}
- {message: Msg_Stop, by: limin, key: nobody}
"""


@pytest.fixture
def told(suite_file, tmp_path):
    """Return what tells the steps of one story over REST."""

    def tell_it(steps):
        suite = read(suite_file(steps))
        with playing(Stage(tmp_path), suite) as play:
            tell(play, suite.scenarios[0])

    return tell_it


def test_staff_programs_and_time_are_heard_over_rest_as_in_the_use_cases(told):
    with pytest.raises(Unmet, match="nobody waited for the message Msg_Stop"):
        told(LONG)


def test_signals_and_errors_come_over_rest_too(told):
    told("""
        - start: limin
        - {signal: Sig_Alarm}
        - expect: {ended: Alarmed}
        - start: limin
        - {complete: UT_Do, by: dengbo}
        - {job_error: sms, code: CLOSED}
        - expect: {ended: Closed}
        - start: limin
        - {until: 2031-03-05T09:00}
        - expect: {ended: Late}
    """)


def test_what_one_has_handed_in_is_taken_back_through_either_way(suite_file, tmp_path):
    suite = read(
        suite_file("""
            - {start: limin, project: HY01}
            - {complete: UT_Do, by: dengbo}
            - {forbidden: withdraw, on: UT_Do, by: limin, because: not-found}
            - {perform: withdraw, on: UT_Do, by: dengbo, with: {reason: 填错}}
            - expect: {waiting: [UT_Do]}
        """)
    )
    stage = Stage(tmp_path)

    for way in (through_use_cases, playing):
        with way(stage, suite) as play:
            tell(play, suite.scenarios[0])


def test_what_was_never_done_cannot_be_taken_back(told):
    with pytest.raises(Unmet, match="UT_Do has not been completed"):
        told("- start: limin\n- {perform: withdraw, on: UT_Do, by: limin}")


def test_a_session_that_is_over_is_opened_again(told):
    told("""
        - start: limin
        - {advance: PT13H}
        - {start: limin, project: HY02}
    """)


def test_every_operation_of_a_story_has_its_request():
    assert set(bodies.REQUESTS) == set(OPERATIONS)


@pytest.mark.parametrize(
    ("operation", "given", "body"),
    [
        ("claim", {}, None),
        ("assign", {"to": "a", "reason": "r"}, {"assignee": "a", "reason": "r"}),
        ("choose", {"element": "UT", "people": "a"}, {"element_id": "UT", "people": ["a"]}),
        ("urge", {"text": "t"}, {"text": "t"}),
        (
            "approve",
            {"opinion": "好", "proof": "password", "level": 1},
            {"opinion": "好", "variables": {"level": 1}, "password": "secret"},
        ),
    ],
)
def test_an_operation_is_the_body_that_rest_takes(operation, given, body):
    assert bodies.body_of(operation, given, (), "secret") == body


def test_what_cannot_be_said_over_rest_is_named():
    with pytest.raises(Unmet, match="the proof 'sign-in' cannot be said over REST"):
        bodies.body_of("approve", {"proof": "sign-in"}, (), "secret")
    with pytest.raises(Unmet, match="limin takes no part"):
        bodies.body_of("remove-signer", {"person": "limin"}, (), "secret")


class Answered:
    content = b"{}"
    is_success = False

    def __init__(self, status, code):
        self.status_code = status
        self.code = code

    def json(self):
        return {"code": self.code, "title": "t", "detail": "d", "facts": {"by": "x"}}


def test_a_rejection_over_rest_is_the_one_of_the_use_case():
    with pytest.raises(TaskClaimed) as rejection:
        _answer(Answered(409, "task-claimed"))

    assert rejection.value.facts == {"by": "x"}


def test_a_fault_of_the_server_is_no_rejection():
    with pytest.raises(Unmet, match="REST answered 500"):
        _answer(Answered(500, "internal"))


def test_a_run_says_what_it_lacks_for_rest(monkeypatch):
    monkeypatch.setitem(sys.modules, "api.scenarios.playing", None)

    with pytest.raises(EngineError, match="needs guanjia"):
        opening("api")


def test_a_story_that_calls_out_fails_even_where_the_refusal_is_swallowed():
    refused = pytest.raises(Unmet, match="a real call to")

    with socket.socket() as line, refused, alone(), suppress(Unmet):
        line.connect(("192.0.2.1", 80))


def test_a_socket_of_this_machine_may_be_used_in_a_story(tmp_path):
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as line:
        server.bind(str(tmp_path / "s"))
        server.listen()

        with alone():
            line.connect(str(tmp_path / "s"))

        assert line.getpeername() == str(tmp_path / "s")


def test_the_way_over_rest_is_found_by_its_name():
    assert opening("api") is playing


def test_a_run_without_what_rest_needs_is_a_mistake_of_the_command(
    pytester, suite_file, monkeypatch
):
    path = suite_file("- start: limin")
    monkeypatch.setitem(sys.modules, "api.scenarios.playing", None)

    result = pytester.runpytest_inprocess(path, "-p", "engine.scenarios.plugin", "--bpmn-mode=api")

    assert result.ret == pytest.ExitCode.USAGE_ERROR


def test_a_decision_is_asked_over_rest(told):
    with pytest.raises(Unmet, match="grade"):
        told("- {decide: grade, with: {a: 1}, gives: 1}")
