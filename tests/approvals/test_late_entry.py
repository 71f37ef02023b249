"""补录: what was done on paper is entered afterwards, with when and why; the record has its own time."""

from datetime import timedelta

import pytest

from engine import audit, user_tasks
from engine.auditing import event_logs
from engine.auditing.rules import Rule, deviations
from engine.errors import Invalid
from engine.user_tasks import Late, Said
from tests.approvals.office import approval, checked
from tests.usecases.diagrams import END, START, bpmn, path, user


def rows_of(office, case):
    return office.do(audit.history, case.id, by="ada")


def late_by(office, reason="停电，先办了纸质单", **ago):
    now = office.store.run(lambda tx: tx.now)
    return Late(occurred_at=now - timedelta(**ago), reason=reason)


def begun(office):
    office.deploy(bpmn("trip", START + user("UT_A") + END + path("StartEvent_1", "UT_A", "End_1")))
    case = office.start("trip", by="ann", project="HY01")
    office.advance(hours=3)
    return case


def test_who_enters_it_late_says_when_it_was_done_and_the_record_keeps_its_own_time(office):
    case = begun(office)
    late = late_by(office, hours=2)

    office.do(user_tasks.complete, office.task("UT_A", case).id, by="ada", late=late)

    (row,) = [each for each in rows_of(office, case) if each.type == "UserTaskCompleted"]
    assert (row.occurred_at, row.at - row.occurred_at) == (late.occurred_at, timedelta(hours=2))
    assert row.event.late_reason == "停电，先办了纸质单"
    assert office.store.run(lambda tx: tx.history.verify(case.id)) is None
    checked(office, case)


def test_what_follows_from_a_late_entry_has_happened_when_it_is_recorded(office):
    case = begun(office)

    office.do(
        user_tasks.complete, office.task("UT_A", case).id, by="ada", late=late_by(office, hours=2)
    )

    entered = [each.type for each in rows_of(office, case) if each.occurred_at is not None]
    assert entered == ["UserTaskCompleted"]


def test_a_decision_of_a_group_is_entered_late_too_and_is_a_deviation(office):
    case = office.send(approval("and", people="ab"))
    office.advance(days=1)

    office.approve("a", opinion="同意", late=late_by(office, hours=20))
    office.approve("b")

    found = [
        (each.rule, row.actor) for row in rows_of(office, case) for each in deviations(row, "ann")
    ]
    assert found == [(Rule.LATE_ENTRY, "a")]
    checked(office, case)


def test_an_answer_to_what_was_delegated_is_entered_late_too(office):
    case = office.send(approval("and", people="a"))
    office.act("delegate", "a", to="c")
    office.advance(hours=2)

    office.act("resolve", "c", said=Said(opinion="属实", late=late_by(office, hours=1)))

    assert [each.event.operation for each in rows_of(office, case) if each.occurred_at] == [
        "resolve"
    ]


def test_ones_own_part_of_work_that_several_do_is_entered_late_too(office):
    case = begun(office)
    office.do(user_tasks.transfer, office.task("UT_A", case).id, by="ada", to="c")

    office.do(
        user_tasks.complete, office.task("UT_A", case).id, by="c", late=late_by(office, hours=1)
    )

    assert [row.actor for row in rows_of(office, case) if row.occurred_at] == ["c"]


@pytest.mark.parametrize(
    ("reason", "ago"),
    [
        (" ", {"hours": 1}),
        ("x" * 2001, {"hours": 1}),
        ("忘了", {"hours": -1}),
        ("忘了", {"days": 400}),
    ],
    ids=["no reason", "a letter", "to come", "too long ago"],
)
def test_a_late_entry_without_a_reason_or_at_an_impossible_time_is_refused(office, reason, ago):
    case = begun(office)
    late = late_by(office, reason, **ago)

    with pytest.raises(Invalid) as refused:
        office.do(user_tasks.complete, office.task("UT_A", case).id, by="ada", late=late)

    assert "补录" in refused.value.facts["zh"] or "实际发生时间" in refused.value.facts["zh"]
    assert office.open() == ["UT_A"]


def test_an_event_log_says_when_a_late_task_was_really_done(office):
    case = begun(office)
    late = late_by(office, hours=2)
    office.do(user_tasks.complete, office.task("UT_A", case).id, by="ada", late=late)

    log = event_logs.CaseLog(instance=office.get(case), rows=rows_of(office, case))
    said = event_logs.ocel([log])["events"][-1]["attributes"]

    stamp = late.occurred_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert {"name": "occurred", "value": stamp} in said
    assert f'<date key="occurred" value="{stamp}"/>' in event_logs.xes([log]).decode()
