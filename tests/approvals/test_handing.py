"""Handing an item over and delegating it, as those involved see it."""

import pytest

from engine.errors import Conflict, Invalid, NotPermitted, TaskClaimed
from engine.user_tasks import Said
from tests.approvals.office import approval, checked


def test_an_item_that_is_handed_over_is_the_others_for_good(office):
    case = office.send(approval("and", people="ab"))

    office.act("transfer", "a", to="c", reason="出差")
    assert office.states() == {"c": "todo", "b": "todo", "a→": "transferred"}
    assert office.mine("a", "b", "c") == "bc"
    office.act("transfer", "c", to="d")
    done = office.approve("b", "d")

    assert done.outcome == "End_Yes"
    assert [(each.targets, each.reason) for each in office.changes(case, "transfer")] == [
        (("c",), "出差"),
        (("d",), ""),
    ]
    assert office.variables(done)["UT_Approve"]["tally"]["total"] == 2
    checked(office, done)


def test_a_task_of_one_is_handed_over_too(office):
    office.send(approval("claim", people="ab"))
    office.act("claim", "a")

    with pytest.raises(TaskClaimed):
        office.act("transfer", "b", to="c")
    office.act("transfer", "a", to="c")

    assert office.task("UT_Approve").assignee == "c"
    done = office.act("complete", "c")
    assert done.state == "completed"
    checked(office, done)


def test_nobody_hands_over_to_somebody_who_takes_part_or_must_keep_out(office):
    office.send(approval("and", people="ab", exclude="user(d)"))

    for person in ("b", "a", "d", "gone"):
        with pytest.raises(Invalid):
            office.act("transfer", "a", to=person)
    with pytest.raises(Invalid) as refused:
        office.act("transfer", "a", to="b")

    assert refused.value.facts["zh"] == "不能选择已在本节点的人员"


def test_who_leads_hands_over_the_item_of_somebody_else(office):
    office.send(approval("and", people="ab"))

    office.act("transfer", "boss", to="c", participant=office.number("a"), reason="休假")

    assert office.mine("a", "b", "c") == "bc"
    assert office.group()[0].via == "admin"
    with pytest.raises(Invalid):
        office.act("transfer", "boss", to="d", participant=99)
    with pytest.raises(NotPermitted):
        office.act("transfer", "boss", to="d")


def test_what_is_delegated_is_answered_and_then_decided_by_whoever_delegated_it(office):
    case = office.send(approval("or", people="ab", decision="approval"))

    office.act("delegate", "a", to="c", reason="你熟悉")
    assert office.states() == {"a": "delegated", "b": "todo", "c": "todo"}
    with pytest.raises(Conflict):
        office.approve("a")
    with pytest.raises(Conflict):
        office.approve("c")
    with pytest.raises(Invalid):
        office.act("resolve", "c", said=Said())
    office.act("resolve", "c", said=Said(opinion="可以"))

    assert office.states() == {"a": "todo", "b": "todo", "c": "done"}
    answered = office.changes(case, "resolve")[0]
    assert (answered.decision, answered.opinion) == (None, "可以")
    task = office.id
    done = office.approve("a", opinion="同意")
    assert done.outcome == "End_Yes"
    assert [(each.person, each.decision, each.opinion) for each in office.group(task)] == [
        ("a", "approve", "同意"),
        ("b", None, ""),
        ("c", None, "可以"),
    ]
    checked(office, done)


def test_only_what_is_delegated_is_answered(office):
    office.send(approval("and", people="ab"))

    with pytest.raises(Conflict):
        office.act("resolve", "a", said=Said(opinion="x"))


def test_work_is_delegated_three_times_at_most(office):
    office.send(approval("and", people="a"))
    for who, to in (("a", "b"), ("b", "c"), ("c", "d")):
        office.act("delegate", who, to=to)

    with pytest.raises(Conflict) as refused:
        office.act("delegate", "d", to="e")
    assert "3" in refused.value.facts["zh"]
    for who in "dcb":
        office.act("resolve", who, said=Said(opinion="好"))

    assert office.mine("a", "b", "c", "d") == "a"


def test_a_delegate_who_is_taken_out_gives_the_item_back(office):
    office.send(approval("and", people="ab"))
    office.act("delegate", "a", to="c")

    office.act("remove_signer", "a", participant=office.number("c"))

    assert office.states() == {"a": "todo", "b": "todo", "c": "removed"}


def test_an_item_that_waits_for_an_answer_is_not_handed_over(office):
    office.send(approval("and", people="ab"))
    office.act("delegate", "a", to="c")

    with pytest.raises(Invalid):
        office.act("transfer", "boss", to="d", participant=office.number("a"))


def test_a_delegate_of_a_task_without_decision_answers_too(office):
    office.send(approval("claim", people="ab"))
    office.act("delegate", "a", to="c")

    with pytest.raises(Conflict):
        office.act("complete", "c")
    office.act("resolve", "c", said=Said(opinion="已核实"))
    done = office.act("complete", "a")

    assert done.state == "completed"
    checked(office, done)


def test_beginning_with_ones_item_is_seen_and_taken_back(office):
    case = office.send(approval("and", people="ab"))

    office.act("claim", "a")
    office.act("claim", "a")
    assert office.states() == {"a": "claimed", "b": "todo"}
    office.act("release", "a")
    with pytest.raises(Conflict):
        office.act("release", "a")

    assert office.states() == {"a": "todo", "b": "todo"}
    assert [each.operation for each in office.changes(case)] == ["form", "claim", "release"]


def test_who_leads_gives_the_item_of_one_person_to_another(office):
    office.send(approval("and", people="ab"))

    with pytest.raises(Conflict):
        office.act("assign", "boss", to="c")
    office.approve("a")
    office.act("assign", "boss", to="c", reason="急")

    assert office.mine("a", "b", "c") == "c"
    assert office.approve("c").outcome == "End_Yes"
