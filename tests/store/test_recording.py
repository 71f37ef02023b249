"""One record writes the history and everything that is read off it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from engine.errors import Conflict, Invalid, NotFound
from engine.model import InstanceState, JobState, TaskState, part_id
from engine.model import events as ev
from engine.model.events import EVENTS
from engine.store import CaseQuery
from engine.store.apply import _APPLIERS


def test_a_started_case_can_be_read_with_everything_it_was_started_with(desk, store, clerk):
    instance_id = desk.start(title="3-502—张女士")

    with store.read() as tx:
        case = tx.cases.get(instance_id)
        snapshot = tx.cases.snapshot(instance_id)
    assert (case.key, case.version, case.process_name) == ("complaint", 1, "投诉处理")
    assert (case.business_key, case.project, case.title) == ("TS-1", "HY01", "3-502—张女士")
    assert (case.initiator, case.initiator_name) == ("li", "李前台")
    assert (case.state, case.seq, case.root_id) == (InstanceState.ACTIVE, 1, instance_id)
    assert snapshot == b"state 1"


def test_a_receipt_names_the_row_that_the_history_ends_with(desk, store):
    instance_id = desk.start()

    receipt = desk.record(instance_id, ev.InstanceTitled(title="新标题"))

    with store.read() as tx:
        last = tx.history.of(instance_id)[-1]
    assert (receipt.seq, receipt.hash) == (last.seq, last.hash.hex())
    assert receipt.instance.title == "新标题"


def test_the_record_says_who_acted_for_whom_from_where_and_when_it_really_happened(
    desk, store, clerk
):
    instance_id = desk.start()
    yesterday = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)

    with store.begin() as tx:
        tx.cases.record(
            tx.cases.lock(instance_id),
            [ev.SequenceFlowTaken(flow_id="F1")],
            actor=clerk,
            snapshot=None,
            occurred_at=yesterday,
        )

    with store.read() as tx:
        row = tx.history.of(instance_id, after=1)[0]
    assert (row.actor, row.actor_name, row.actor_post) == ("li", "李前台", "客服前台")
    assert (row.client, row.on_behalf_of, row.occurred_at) == ("10.0.0.1", None, yesterday)
    assert row.event == ev.SequenceFlowTaken(flow_id="F1")


def test_nothing_is_kept_of_a_transaction_that_fails(desk, store, clerk):
    instance_id = desk.start()

    def record_and_fail(tx):
        titled = ev.InstanceTitled(title="nie")
        tx.cases.record(tx.cases.lock(instance_id), [titled], actor=clerk, snapshot=b"other")
        raise ValueError("boom")

    with pytest.raises(ValueError, match="boom"):
        store.run(record_and_fail)

    with store.read() as tx:
        assert tx.cases.get(instance_id).title == ""
        assert tx.cases.snapshot(instance_id) == b"state 1"
        assert len(tx.history.of(instance_id)) == 1


def test_several_records_of_one_transaction_follow_each_other(desk, store, clerk):
    instance_id = desk.start()

    with store.begin() as tx:
        case = tx.cases.lock(instance_id)
        tx.cases.record(case, [ev.SequenceFlowTaken(flow_id="F1")], actor=clerk, snapshot=b"2")
        tx.cases.record(case, [ev.SequenceFlowTaken(flow_id="F2")], actor=clerk, snapshot=None)
        tx.cases.record(
            instance_id, [ev.SequenceFlowTaken(flow_id="F3")], actor=clerk, snapshot=None
        )

    with store.read() as tx:
        assert [row.seq for row in tx.history.of(instance_id)] == [1, 2, 3, 4]
        assert tx.history.verify(instance_id) is None
        assert tx.cases.snapshot(instance_id) == b"2"


def test_a_case_that_was_not_locked_is_read_before_it_is_recorded(desk, store, clerk):
    instance_id = desk.start()

    with store.begin() as tx:
        receipt = tx.cases.record(
            instance_id, [ev.InstanceTitled(title="x")], actor=clerk, snapshot=None
        )

    assert receipt.seq == 2


def test_nothing_can_be_recorded_of_a_case_that_does_not_exist(store, clerk):
    with pytest.raises(NotFound), store.begin() as tx:
        tx.cases.record(
            UUID(int=5 << 32), [ev.InstanceTitled(title="x")], actor=clerk, snapshot=None
        )


def test_a_case_cannot_begin_twice(desk, store, clerk):
    instance_id = desk.start()
    again = ev.InstanceStarted(
        definition_id="complaint:1", key="complaint", version=1, digest="d1", variables={}
    )

    with pytest.raises(Conflict):
        store.run(lambda tx: tx.cases.record(instance_id, [again], actor=clerk, snapshot=b""))


def test_what_is_no_json_is_refused(desk, store):
    instance_id = desk.start()

    with pytest.raises(Invalid, match="not JSON"):
        desk.record(instance_id, ev.VariablesWritten(variables={"x": object()}))


def test_a_text_that_postgresql_cannot_hold_is_refused(postgresql_url, clerk, desk_on):
    desk = desk_on(postgresql_url)
    instance_id = desk.start()

    with pytest.raises(Invalid, match=r"0x00|u0000"):
        desk.record(instance_id, ev.InstanceTitled(title="a\0b"))


def test_ends_suspensions_and_incidents_show_in_the_case(desk, store):
    completed, terminated, suspended = desk.start(), desk.start(), desk.start()
    incident = ev.IncidentRaised(
        incident_id=part_id(suspended, 9), element_id="G1", kind="condition", message="no flow"
    )

    desk.record(completed, ev.InstanceCompleted(outcome="End_1"))
    desk.record(terminated, ev.InstanceTerminated(reason="重复"))
    desk.record(suspended, ev.InstanceSuspended(reason="等业主"), incident)

    with store.read() as tx:
        states = [tx.cases.get(i) for i in (completed, terminated, suspended)]
    assert [case.state for case in states] == ["completed", "terminated", "suspended"]
    assert [case.outcome for case in states] == ["End_1", "重复", ""]
    assert [case.ended_at is None for case in states] == [False, False, True]
    assert [case.incidents for case in states] == [0, 0, 1]


def test_search_variables_are_found_by_value_and_forgotten_when_they_change(desk, store):
    instance_id = desk.start()
    desk.record(
        instance_id, ev.InstanceTitled(title="t", search={"room": "3-502", "n": 3, "none": None})
    )
    desk.record(instance_id, ev.InstanceTitled(title="t2", search={"room": "3-601"}))

    def found(**search):
        with store.read() as tx:
            return [case.id for case in tx.cases.page(CaseQuery(search=search)).items]

    assert found(room="3-601") == [instance_id]
    assert found(room="3-502") == []
    assert found(n=3) == []


def test_a_title_alone_leaves_the_search_values(desk, store):
    instance_id = desk.start()
    desk.record(instance_id, ev.InstanceTitled(title="t", search={"flags": ["a"]}))

    desk.record(instance_id, ev.InstanceTitled(title="t2", search={"flags": ["a"]}))

    with store.read() as tx:
        assert len(tx.cases.page(CaseQuery(search={"flags": ["a"]})).items) == 1
        assert tx.cases.get(instance_id).search == {"flags": ["a"]}


def test_the_same_rows_are_built_again_from_the_history(desk, store, rows_of, task, hour):
    instance_id = _a_case_with_everything(desk, task, hour)
    live = rows_of(store)

    with store.begin() as tx:
        tx.cases.rebuild(instance_id)

    rebuilt = rows_of(store)
    for name in live:
        assert live[name] == rebuilt[name], name
    assert len(live["job"]) == 8
    assert len(live["inbox"]) == 2


def test_a_thrown_message_that_was_carried_out_is_not_sent_again_after_a_rebuild(
    desk, store, rows_of
):
    instance_id = desk.start()
    desk.record(instance_id, ev.MessageThrown(element_id="E", name="Msg"))
    with store.begin() as tx:
        (errand,) = tx.jobs.due_batch(limit=9, worker="w", lease=timedelta(seconds=9))
        tx.jobs.done(errand.id)

    with store.begin() as tx:
        tx.cases.rebuild(instance_id)

    with store.read() as tx:
        assert tx.jobs.get(errand.id).state is JobState.DONE


def test_a_case_whose_data_was_erased_cannot_be_built_again(desk, store):
    instance_id = desk.start()
    with store.begin() as tx:
        tx.history.erase(instance_id, 1)

    with pytest.raises(Invalid, match="erased"), store.begin() as tx:
        tx.cases.rebuild(instance_id)


def test_every_event_changes_a_table_or_is_known_to_change_none():
    tells_only = {
        "ActivityChosen",
        "ApprovalSheetPrinted",
        "CalendarAdopted",
        "CancellationBegun",
        "CaseLinked",
        "ChildCalled",
        "ChildCancellationAsked",
        "ChildCancelled",
        "ChildEnded",
        "ChildEscalated",
        "DecisionEvaluated",
        "DraftSaved",
        "ElementActivated",
        "ElementCompleted",
        "ElementTerminated",
        "EndingAnswered",
        "EndingProposed",
        "FaultUncaught",
        "IncidentRetried",
        "InstanceModified",
        "ModificationCarriedOut",
        "NoticeGiven",
        "SequenceFlowTaken",
        "SignalReceived",
        "UserTaskEscalated",
        "VariablesChanged",
        "VariablesWritten",
    }

    assert {cls.__name__ for cls in _APPLIERS} | tells_only == set(EVENTS)


def _a_case_with_everything(desk, task, hour):
    warn = {"warn": [{"percent": 50, "at": "2026-07-01T00:00:00+00:00"}], "repeat_seconds": 60}
    instance_id = desk.start(
        task(1, due_in=hour, deadline={**warn, "cap": 3}),
        task(2, assignee="li", excluded=("wang",)),
        task(3),
        task(4, due_in=hour),
        task(5),
        task(6, due_in=hour),
    )

    def part(ordinal):
        return part_id(instance_id, ordinal)

    now = datetime(2026, 7, 1, tzinfo=UTC)
    first = {"task_id": part(1), "element_id": "UT_1"}
    desk.record(
        instance_id,
        ev.UserTaskClaimed(**first, assignee="li", assignee_name="李前台"),
        ev.UserTaskReleased(**first),
        ev.UserTaskAssigned(**first, assignee="zhao", assignee_name="赵"),
        ev.DeadlineWarned(**first, percent=50, due_at=now),
        ev.DeadlineBreached(**first, level=1, due_at=now),
    )
    desk.record(
        instance_id,
        ev.UserTaskCompleted(task_id=part(3), element_id="UT_3", variables={"a": 1}),
        ev.UserTaskWithdrawn(task_id=part(4), element_id="UT_4"),
        ev.UserTaskDueChanged(task_id=part(6), element_id="UT_6", due_at=None),
        ev.UserTaskDueChanged(task_id=part(5), element_id="UT_5", due_at=now),
        ev.TimerArmed(timer_id=part(11), element_id="T1", due_at=now, activity_id=part(1)),
        ev.TimerFired(timer_id=part(11), element_id="T1", due_at=now),
        ev.TimerArmed(timer_id=part(11), element_id="T1", due_at=now + hour),
        ev.TimerArmed(timer_id=part(12), element_id="T2", due_at=now),
        ev.JobCreated(job_id=part(13), element_id="S1", type="notify", headers={"template": "x"}),
        ev.MessageSubscribed(subscription_id=part(14), element_id="M1", name="Msg"),
        ev.SignalSubscribed(subscription_id=part(15), element_id="M2", name="Sig"),
        ev.MessageSubscribed(subscription_id=part(16), element_id="M3", name="Msg"),
        ev.SignalSubscribed(subscription_id=part(17), element_id="M4", name="Sig"),
        ev.IncidentRaised(incident_id=part(18), element_id="G", kind="condition", message="m"),
        ev.IncidentRaised(incident_id=part(19), element_id="G", kind="condition", message="m"),
        ev.MessageThrown(element_id="E1", name="Out"),
        ev.InstanceTitled(title="t", search={"room": "3-502"}),
        ev.CommentAdded(comment_id=part(20), text="看过", task_id=part(1)),
        ev.AttachmentAdded(
            attachment_id=part(21), name="a.jpg", media_type="image/jpeg", size=3, sha256="00"
        ),
    )
    desk.record(
        instance_id,
        ev.TimerDisarmed(timer_id=part(12), element_id="T2"),
        ev.JobFailed(job_id=part(13), element_id="S1", retries=2, message="503", retry_at=now),
        ev.MessageUnsubscribed(subscription_id=part(16), element_id="M3"),
        ev.SignalUnsubscribed(subscription_id=part(17), element_id="M4"),
        ev.IncidentResolved(incident_id=part(18), element_id="G"),
        ev.InstanceSuspended(reason="r"),
        ev.InstanceResumed(reason="r"),
        snapshot=b"state 3",
    )
    desk.record(
        instance_id,
        ev.UserTaskCompleted(task_id=part(5), element_id="UT_5", variables={}),
        ev.UserTaskWithdrawn(task_id=part(6), element_id="UT_6"),
    )
    return instance_id


def test_a_task_created_and_withdrawn_in_one_step_is_nobodys_work(desk, store, task, clerk):
    instance_id = desk.start(
        task(1), lambda i, _: ev.UserTaskWithdrawn(task_id=part_id(i, 1), element_id="UT_1")
    )

    with store.read() as tx:
        (found,) = tx.tasks.of(instance_id)
    assert found.state is TaskState.WITHDRAWN


def test_completing_a_task_takes_three_statements_and_one_commit(
    postgresql_url, desk_on, task, clerk, monkeypatch
):
    desk = desk_on(postgresql_url)
    instance_id = desk.start(task(1), task(2))
    it = {"task_id": part_id(instance_id, 1), "element_id": "UT_1"}
    seen = []
    execute = psycopg.Cursor.execute

    def counted(self, query, *rest, **named):
        seen.append(query)
        return execute(self, query, *rest, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)

    def complete(tx):
        case, _ = tx.cases.lock_of_task(it["task_id"])
        events = [
            ev.UserTaskCompleted(**it, variables={"a": 1}),
            ev.SequenceFlowTaken(flow_id="F1"),
            task(3)(instance_id, tx.now),
            ev.TimerArmed(timer_id=part_id(instance_id, 4), element_id="T", due_at=tx.now),
        ]
        tx.cases.record(case, events, actor=clerk, snapshot=b"2")

    desk.store.run(complete)

    assert [query.split(None, 1)[0] for query in seen] == ["SELECT", "SELECT", "WITH"]
    assert seen[0].rstrip().endswith("FOR UPDATE")
