"""A case read as steps and moments: who had it when, what changed, what was not as usual."""

from datetime import timedelta

import pytest

from engine import audit, instances, jumps, migrations, modifications, user_tasks
from engine.auditing.moments import data_at, moments
from engine.auditing.passages import Ending, passages
from engine.auditing.rules import Rule, deviations, types_of
from engine.calendar import Calendar
from engine.migrations import Order
from engine.model import Actor
from engine.model.events import CommentAdded, InstanceStarted
from engine.model.moves import ActivateBefore
from tests.approvals.office import Office, approval
from tests.returns.drawings import review
from tests.usecases import diagrams
from tests.usecases.diagrams import END, START, bpmn, path, user


@pytest.fixture
def office(manual_store):
    """A company with approvers on each kind of database; its clock stands still."""
    return Office(manual_store)


@pytest.fixture
def case(office):
    """A review that stands at UT_B1 and UT_C, an hour after it began."""
    office.deploy(review("a", "b", "c", "d"))
    started = office.start("review", by="ann", project="HY01", variables={"room": "1"})
    office.advance(hours=1)
    office.complete("UT_Fill", by="ann", case=started, room="2", floor=3)
    return started


def rows_of(office, case):
    return office.do(audit.history, case.id, by="ada")


def steps_of(office, case):
    return {(step.element_id, step.round): step for step in passages(rows_of(office, case))}


def rules_of(office, case):
    return [
        found.rule for row in rows_of(office, case) for found in deviations(row, case.initiator)
    ]


def test_a_step_says_when_it_came_was_taken_and_was_done(office, case):
    office.advance(hours=2)
    office.do(user_tasks.claim, office.task("UT_B1").id, by="a")
    office.advance(hours=3)
    office.complete("UT_B1", by="a", case=case)

    step = steps_of(office, case)["UT_B1", 1]
    spent = step.spent(Calendar(code="c", version="1"), step.ended.at)

    assert step.ending is Ending.DONE
    assert step.taken.at - step.arrived.at == timedelta(hours=2)
    assert step.ended.at - step.taken.at == timedelta(hours=3)
    assert spent.whole == timedelta(hours=5)
    assert spent.waiting + spent.handling <= spent.whole
    assert [row.type for row in step.rows if row.actor == "a"] == [
        "UserTaskClaimed",
        "UserTaskCompleted",
        "ElementCompleted",
    ]


def test_a_step_that_is_open_waits_until_now(office, case):
    step = steps_of(office, case)["UT_C", 1]

    later = step.arrived.at + timedelta(days=30)

    assert step.ending is Ending.OPEN
    assert step.spent(Calendar(code="c", version="1"), later).whole == timedelta(days=30)
    assert not step.is_late(later)


def test_a_return_ends_its_step_and_cancels_what_it_takes_back(office, case):
    for element_id, who in (("UT_B1", "a"), ("UT_C", "c"), ("UT_B2", "b")):
        office.complete(element_id, by=who, case=case)
    task = office.task("UT_D").id
    office.do(user_tasks.send_back, task, by="d", to="UT_B1", reason="资料不全")

    steps = steps_of(office, case)

    assert steps["UT_D", 1].ending is Ending.RETURNED
    assert steps["UT_B1", 2].ending is Ending.OPEN


def test_a_jump_and_a_cancelled_step_are_told_apart(office, case):
    office.do(jumps.jump, office.task("UT_B1").id, by="ada", to="UT_D", reason="已电话确认")

    steps = steps_of(office, case)

    assert steps["UT_B1", 1].ending is Ending.JUMPED
    assert rules_of(office, case) == [Rule.MOVED]


def test_what_was_handed_in_and_taken_back_says_so(office):
    office.deploy(review("a", "b", "c", "d"))
    started = office.start("review", by="ann", project="HY01")
    task = office.task("UT_Fill")
    office.complete("UT_Fill", by="ann", case=started)
    office.do(user_tasks.withdraw, task.id, by="ann", reason="填错了")

    assert steps_of(office, started)["UT_Fill", 1].ending is Ending.TAKEN_BACK
    assert rules_of(office, started) == [Rule.TAKEN_BACK]


def test_a_changed_deadline_counts_for_lateness(office, case):
    due = office.task("UT_C").created_at + timedelta(hours=1)
    office.do(user_tasks.change_due, office.task("UT_C").id, by="ada", due_at=due, reason="加急")

    step = steps_of(office, case)["UT_C", 1]

    assert step.due_at == due
    assert step.is_late(due + timedelta(seconds=1))
    assert rules_of(office, case) == [Rule.DUE_CHANGED]


def test_a_moment_tells_what_changed_and_where_the_case_stood(office, case):
    filled = next(m for m in moments(rows_of(office, case)) if m.row.type == "UserTaskCompleted")

    assert filled.before == ("UT_Fill",)
    assert sorted(filled.after) == ["UT_B1", "UT_C"]
    told = {change.name: (change.old, change.new) for change in filled.changes}
    assert told["room"] == ("1", "2")
    assert told["floor"] == (None, 3)
    assert {change.element_id for change in filled.changes} == {"UT_Fill"}


def test_the_data_of_any_moment_are_told_by_the_record(office, case):
    rows = rows_of(office, case)
    first = moments(rows)[0]

    assert data_at(rows[: first.last])["room"] == "1"
    assert data_at(rows)["room"] == "2"
    assert data_at(rows) == {**office.variables(case)}


def test_moving_by_hand_and_editing_data_are_deviations_with_before_and_after(office, case):
    instructions = (ActivateBefore(element_id="UT_D"),)
    office.do(modifications.modify, case.id, instructions=instructions, by="ada", reason="系统故障")
    office.do(instances.write_variables, case.id, by="ada", variables={"room": "9"}, reason="误填")

    cut = moments(rows_of(office, case))
    moved, edited = cut[-2], cut[-1]

    assert rules_of(office, case) == [Rule.MOVED, Rule.EDITED]
    assert "UT_D" in moved.after
    assert "UT_D" not in moved.before
    assert [(one.name, one.old, one.new) for one in edited.changes] == [("room", "2", "9")]
    assert edited.changes[0].element_id == ""


def test_who_approves_his_own_case_is_listed(office):
    office.deploy(approval("and", people="ab", key="own"))
    started = office.start("own", by="a", project="HY01")
    office.complete("UT_Fill", by="a", case=started)
    office.do(user_tasks.approve, office.task("UT_Approve").id, by="a")

    assert rules_of(office, started) == [Rule.SELF_APPROVAL]


def test_what_was_entered_late_is_listed_even_when_erased(office, case):
    instance, actor = office.get(case), Actor(id="ann", name="申请人")

    def late(tx):
        locked = tx.cases.lock(instance.id)
        event = CommentAdded(comment_id=instance.id, text="昨日已回访")
        earlier = tx.now - timedelta(days=1)
        tx.cases.record(locked, [event], actor=actor, snapshot=None, occurred_at=earlier)

    office.store.run(late)
    last = rows_of(office, case)[-1]
    office.store.run(lambda tx: tx.history.erase(instance.id, last.seq))

    assert rules_of(office, case) == [Rule.LATE_ENTRY]
    assert rows_of(office, case)[-1].event is None


def test_ending_by_hand_is_listed(office, case):
    office.do(instances.terminate, case.id, by="ada", reason="重复")

    assert rules_of(office, case) == [Rule.VOIDED]
    assert steps_of(office, case)["UT_C", 1].ending is Ending.CANCELLED


def test_each_rule_knows_the_events_that_it_looks_at():
    assert types_of([Rule.MOVED]) == {"InstanceModified", "UserTaskJumped"}
    assert types_of([Rule.LATE_ENTRY]) == frozenset()
    assert all(types_of([rule]) for rule in Rule if rule is not Rule.LATE_ENTRY)


def test_a_record_without_events_of_people_has_no_steps(office, case):
    started = [row for row in rows_of(office, case) if isinstance(row.event, InstanceStarted)]

    assert passages(started) == ()
    assert moments([]) == ()


def test_what_was_late_and_escalated_to_nobody_is_listed(office):
    office.deploy(diagrams.WITH_DEADLINE, diagrams.ESCALATION)
    started = office.start("with-deadline", project="HY01", variables={"severity": "II"})
    office.advance(days=1)

    step = steps_of(office, started)["UT_Work", 1]

    assert step.breaches == 3
    assert Rule.OVERDUE not in rules_of(office, started)


def test_a_step_that_changed_versions_stands_where_the_new_one_has_it(office):
    task = user("UT_A", groups="staff")
    office.deploy(bpmn("p", START + task + END + path("StartEvent_1", "UT_A", "End_1")))
    started = office.start("p", by="ann", project="HY01")
    office.deploy(
        bpmn(
            "p", START + task.replace("UT_A", "UT_B") + END + path("StartEvent_1", "UT_B", "End_1")
        )
    )
    order = Order(definition_id="p:2", mapping={"UT_A": "UT_B"})
    seen = office.do(migrations.preview, started.id, order, by="ada").token
    office.do(migrations.migrate, started.id, order, by="ada", reason="新版", seen=seen)

    moved = moments(rows_of(office, started))[-1]

    assert (moved.before, moved.after) == (("UT_A",), ("UT_B",))
    assert rules_of(office, started) == [Rule.MIGRATED]
