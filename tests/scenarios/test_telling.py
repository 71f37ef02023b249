"""A story is told through the product, and says where it went another way."""

import pytest

from engine.scenarios import stage as stages
from engine.scenarios.playing import Play, Unmet, Which
from engine.scenarios.reading import read
from engine.scenarios.telling import tell


@pytest.fixture
def told(suite_file, tmp_path):
    """Return what tells the steps of one story."""
    stage = stages.Stage(tmp_path)

    def tell_it(steps, *, head=""):
        suite = read(suite_file(steps, head=head))
        store = stage.open(suite)
        play = Play(store, suite)
        try:
            tell(play, suite.scenarios[0])
        finally:
            store.close()

    return tell_it


def test_a_story_that_goes_as_told_passes(told):
    told("""
        - start: limin
        - expect:
            waiting: [UT_Do]
            candidates: {UT_Do: [wangqiang, dengbo]}
            not_candidates: {UT_Do: [limin]}
            assignee: {UT_Do: null}
            due: {UT_Do: 2031-03-04T09:00}
            title: 报修
            cases: {repair: 1, other: 0}
        - {claim: UT_Do, by: dengbo}
        - expect: {assignee: {UT_Do: dengbo}}
        - {release: UT_Do, by: dengbo}
        - {perform: claim, on: UT_Do, by: wangqiang}
        - {forbidden: claim, on: UT_Do, by: dengbo, because: task-claimed}
        - {perform: release, on: UT_Do, by: wangqiang}
        - {perform: assign, on: UT_Do, by: fangyuan, with: {to: dengbo}}
        - {complete: UT_Do, by: dengbo, with: {cost: 12, at: $now-PT1H, none: null, case: null}}
        - expect: {jobs: [sms], waiting: [], variables: {cost: 12, at: $now-PT1H}}
        - {job_failed: sms, saying: busy}
        - {job_done: sms, with: {sent: true}}
        - expect:
            ended: Done
            passed: [Begin, UT_Do, Done]
            variables: {sent: true}
            notices: []
            messages: []
            incidents: []
            log: [{event: UserTaskCompleted, by: dengbo, element_id: UT_Do}]
    """)


def test_an_ended_case_begins_again_and_the_story_goes_on_with_it(told):
    told("""
        - start: limin
        - {restart: UT_Do, by: fangyuan, because: conflict}
        - {complete: UT_Do, by: dengbo}
        - {job_done: sms}
        - {restart: UT_Do, by: dengbo, because: not-permitted}
        - {restart: UT_Do, by: fangyuan, with: {cost: 3}}
        - expect: {waiting: [UT_Do], variables: {cost: 3}, cases: {repair: 2}}
    """)


def test_mocked_jobs_are_done_at_once(told):
    told(
        """
        - start: limin
        - {complete: UT_Do, by: dengbo}
        - expect: {ended: Done, variables: {sent: true}}
        """,
        head="jobs: {sms: {sent: true}}\n",
    )


def test_time_passes_by_a_duration_or_until_a_moment(told):
    told("""
        - start: limin
        - {until: 2031-03-03T12:00}
        - expect: {waiting: [UT_Do]}
        - {advance: P1DT21H}
        - expect: {ended: Late}
    """)


def test_messages_signals_and_errors_come_from_outside(told):
    told("""
        - start: limin
        - {message: Msg_Stop}
        - expect: {ended: Stopped}
        - start: limin
        - {message: Msg_Stop, key: $case}
        - start: limin
        - {signal: Sig_Alarm}
        - expect: {ended: Alarmed}
        - start: limin
        - {complete: UT_Do, by: dengbo}
        - {job_error: sms, code: CLOSED}
        - expect: {ended: Closed}
        - expect: {ended: Stopped}
          in: repair
          number: 1
    """)


def test_what_was_done_on_paper_is_entered_late(told):
    told("""
        - start: limin
        - advance: PT1H
        - complete: UT_Do
          by: dengbo
          entered_late: {at: 2031-03-03T08:30, because: 停电}
        - expect: {waiting: [], log: [{event: UserTaskCompleted, by: dengbo}]}
    """)


def test_a_signal_may_begin_the_story(told):
    told("""
        - {signal: Sig_Round}
        - expect: {waiting: [Look]}
    """)


def test_a_customer_says_something_himself(told):
    told("""
        - start: limin
        - {message: Msg_Stop, by: 张三}
        - expect: {log: [{event: MessageCorrelated, by: customer:张三}]}
    """)


def test_an_incident_that_the_story_expects_is_no_surprise(told):
    told("""
        - start: limin
        - {complete: UT_Do, by: dengbo}
        - {job_failed: sms, times: 2}
        - expect: {incidents: [ST_Sms]}
    """)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("- start: nobody", "no active person"),
        ("- {complete: UT_Do, by: limin}", "no case has begun yet"),
        ("- start: limin\n- {complete: UT_No, by: limin}", "UT_No is not open; waiting: UT_Do"),
        ("- start: limin\n- {complete: UT_Do, by: limin}", "complete UT_Do"),
        ("- start: limin\n- expect: {waiting: []}", r"waiting: expected \[\], found \['UT_Do'\]"),
        ("- start: limin\n- expect: {not_candidates: {UT_Do: [dengbo]}}", "must not be"),
        ("- start: limin\n- expect: {passed: [Begin, UT_Do]}", "UT_Do is missing"),
        ("- start: limin\n- expect: {ended: Done}", "ended: expected"),
        ("- start: limin\n- expect: {log: [{event: InstanceCompleted}]}", "log: no entry"),
        ("- start: limin\n- expect: {due: {UT_Do: null}}", "UT_Do is due"),
        ("- start: limin\n- expect: {told: {limin: [办好]}}", "told to limin: expected"),
        ("- start: limin\n- expect: {waiting: []}\n  in: other", "other has 0 cases"),
        ("- start: limin\n- expect: {waiting: []}\n  in: repair\n  number: 3", "number 3 is asked"),
        ("- message: Msg_Stop", "nobody waited for the message"),
        ("- signal: Sig_Nobody", "nobody listened"),
        ("- start: limin\n- job_done: sms", "no job of type sms is open"),
        (
            "- start: limin\n- {complete: UT_Do, by: dengbo}\n- job_done: mail",
            "no job of type mail",
        ),
        (
            "- start: limin\n- {claim: UT_Do, by: dengbo}\n- {complete: UT_Do, by: wangqiang}",
            "'by': '邓波'",
        ),
        ("- start: limin\n- advance: two days", "is no duration"),
        ("- start: limin\n- {refused: UT_Do, by: dengbo, because: [a]}", "UT_Do was accepted"),
        ("- start: limin\n- {perform: fly, on: UT_Do, by: dengbo}", "no operation 'fly'"),
        (
            "- start: limin\n- {forbidden: claim, on: UT_Do, by: dengbo, because: x}",
            "was carried out",
        ),
        (
            """
            - start: limin
            - {complete: UT_Do, by: dengbo}
            - {job_done: sms}
            - {restart: UT_Do, by: fangyuan, because: conflict}
            """,
            "began again at UT_Do",
        ),
        (
            "- start: limin\n- {complete: UT_Do, by: dengbo}\n- {job_failed: sms, times: 2}",
            "incidents: expected",
        ),
    ],
)
def test_a_story_says_where_it_went_another_way(told, steps, said):
    with pytest.raises(Unmet, match=said):
        told(steps)


def test_a_rejection_that_is_expected_for_another_reason_is_told(told):
    with pytest.raises(Unmet, match="found task-claimed"):
        told("""
            - start: limin
            - {claim: UT_Do, by: dengbo}
            - {forbidden: claim, on: UT_Do, by: wangqiang, because: not-found}
        """)


def test_an_escalation_and_a_completion_can_be_performed_too(told):
    told("""
        - start: limin
        - {perform: escalate, on: UT_Do, by: dengbo, with: {code: HELP}}
        - {perform: complete, on: UT_Do, by: dengbo}
        - expect: {jobs: [sms]}
    """)


def test_another_process_may_be_started_at_an_event_in_no_project(told):
    told("""
        - {start: limin, process: repair, at: Begin, project: HY02}
        - expect: {waiting: [UT_Do]}
    """)


def test_a_record_that_was_altered_is_no_passing_story(suite_file, tmp_path, monkeypatch):
    suite = read(suite_file("- start: limin"))
    store = stages.Stage(tmp_path).open(suite)
    play = Play(store, suite)
    play.start("limin")
    case = play.case(Which())
    altered = store.run(lambda tx: tx.cases.get(case.id))
    monkeypatch.setattr(
        "engine.scenarios.playing.audit.replay",
        lambda tx, id_, *, by: type("Replay", (), {"same": False})(),
    )

    with pytest.raises(Unmet, match="replaying its record gives another state"):
        play.check_record()

    assert altered.id == case.id
    store.close()


def test_several_people_do_a_task_and_hand_over(told):
    told("""
        - start: limin
        - {perform: add-parallel, on: UT_Do, by: dengbo, with: {people: [wulei, majun], reason: 一起看}}
        - {perform: remove-signer, on: UT_Do, by: dengbo, with: {person: majun, reason: 够了}}
        - {perform: delegate, on: UT_Do, by: wulei, with: {to: limin, reason: 你看过}}
        - {perform: resolve, on: UT_Do, by: limin, with: {opinion: 可以修}}
        - {perform: add-before, on: UT_Do, by: wulei, with: {people: liuyang}}
        - {perform: transfer, on: UT_Do, by: liuyang, with: {to: wangfang, reason: 她在现场}}
        - {complete: UT_Do, by: wangfang}
        - {perform: add-after, on: UT_Do, by: wulei, with: {people: [majun]}}
        - {complete: UT_Do, by: dengbo}
        - expect: {waiting: [UT_Do]}
    """)


def test_somebody_who_takes_no_part_cannot_be_taken_out(told):
    with pytest.raises(Unmet, match="nobody takes no part"):
        told("""
            - start: limin
            - {perform: remove-signer, on: UT_Do, by: fangyuan, with: {person: nobody}}
        """)
