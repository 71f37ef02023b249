"""Adding people to a group and taking them out, as each of them sees it."""

import pytest

from engine.errors import Conflict, Invalid, NotPermitted
from tests.approvals.office import approval, checked


def test_who_is_added_before_is_asked_first_and_then_it_comes_back(office):
    case = office.send(approval("and", people="ab"))

    office.act("add_before", "a", people=("c", "d"), reason="请先看")
    assert office.states() == {"a": "waiting", "b": "todo", "c": "todo", "d": "todo"}
    office.reject("c", opinion="我看不行")
    assert office.mine("a", "b", "c", "d") == "bd"
    office.approve("d")

    assert office.mine("a", "b", "c", "d") == "ab"
    assert office.task("UT_Approve").tally["total"] == 2
    (added,) = office.changes(case, "add-before")
    assert (added.participant, added.targets, added.reason) == (1, ("c", "d"), "请先看")
    done = office.approve("a", "b")
    assert done.outcome == "End_Yes"
    checked(office, done)


def test_taking_out_the_only_one_added_before_gives_the_task_back(office):
    case = office.send(approval(people="ab"))

    office.act("add_before", "a", people=("c",))
    assert office.mine("a", "b", "c") == "c"
    office.act("remove_signer", "a", participant=office.number("c"), reason="不用了")

    assert office.states() == {"a": "todo", "c": "removed"}
    (removed,) = office.changes(case, "remove-signer")
    assert (removed.targets, removed.reason) == (("c",), "不用了")
    done = office.act("complete", "a")
    assert done.state == "completed"
    checked(office, done)


def test_who_is_added_after_must_agree_too(office):
    office.send(approval("and", people="ab"))

    office.act("add_after", "a", people=("c",))
    assert office.mine("a", "b", "c") == "ab"
    office.approve("a", "b")
    assert office.mine("a", "b", "c") == "c"
    done = office.reject("c")

    assert done.outcome == "End_No"
    checked(office, done)


def test_who_was_to_agree_after_is_not_asked_after_a_no(office):
    office.send(approval("vote", people="abc", **{"pass": "60%"}))

    office.act("add_after", "a", people=("d",))
    office.reject("a")

    assert office.states() == {"a": "done", "b": "todo", "c": "todo", "d": "skipped"}
    done = office.approve("b", "c")
    assert done.outcome == "End_Yes"
    checked(office, done)


def test_who_is_added_beside_counts_in_the_vote(office):
    office.send(approval("vote", people="abc", **{"pass": "60%"}))
    office.approve("a")

    office.act("add_parallel", "b", people=("d", "e"))
    assert office.task("UT_Approve").tally | {"unvoted": []} == {
        "yes": 1,
        "no": 0,
        "open": 4,
        "total": 5,
        "needed": 3,
        "unvoted": [],
    }
    office.approve("b")
    done = office.approve("d")

    assert done.outcome == "End_Yes"
    checked(office, done)


def test_who_leads_adds_people_beside_the_others(office):
    office.send(approval("and", people="ab"))

    office.act("add_parallel", "boss", people=("c",), reason="补充")

    assert office.mine("a", "b", "c") == "abc"
    assert office.group()[2].via == "admin"


def test_a_task_of_one_becomes_one_of_two_who_must_both_do_their_part(office):
    office.send(approval("claim", people="ab"))

    office.act("add_parallel", "a", people=("c",))
    assert office.act("complete", "a").state == "active"
    assert office.open() == ["UT_Approve"]
    done = office.act("complete", "c")

    assert done.state == "completed"
    checked(office, done)


def test_taking_out_somebody_who_has_not_voted_may_decide_the_vote(office):
    office.send(approval("vote", people="abcde", **{"pass": "60%"}))
    office.approve("a", "b")

    office.act("remove_signer", "ada", participant=office.number("e"), reason="离开")
    assert office.open() == ["UT_Approve"]
    done = office.act("remove_signer", "boss", participant=office.number("d"), reason="离开")

    assert done.outcome == "End_Yes"
    checked(office, done)


def test_whoever_was_added_by_a_person_who_is_taken_out_leaves_too(office):
    office.send(approval("and", people="ab"))
    office.act("add_before", "a", people=("c",))

    office.act("remove_signer", "ada", participant=office.number("a"))

    assert office.states() == {"a": "removed", "b": "todo", "c": "removed"}


def test_only_the_adder_and_who_leads_take_people_out_and_one_stays(office):
    office.send(approval("and", people="ab"))
    office.act("add_parallel", "a", people=("c",))

    with pytest.raises(NotPermitted):
        office.act("remove_signer", "b", participant=office.number("c"))
    with pytest.raises(NotPermitted):
        office.act("remove_signer", "a", participant=office.number("b"))
    office.act("remove_signer", "a", participant=office.number("c"))
    office.act("remove_signer", "ada", participant=office.number("b"))
    with pytest.raises(NotPermitted):
        office.act("remove_signer", "ada", participant=office.number("a"))


@pytest.mark.parametrize("people", [(), ("c", "c"), ("gone",), ("nobody",), ("b",), ("a",)])
def test_people_who_cannot_come_in_are_refused(office, people):
    office.send(approval("and", people="ab"))

    with pytest.raises(Invalid):
        office.act("add_before", "a", people=people)


def test_somebody_excluded_from_a_task_is_not_added(office):
    office.send(approval("and", people="ab", exclude="user(c)"))

    with pytest.raises(Invalid) as refused:
        office.act("add_parallel", "a", people=("c",))

    assert "回避" in refused.value.facts["zh"]


def test_who_was_taken_out_may_come_in_again(office):
    office.send(approval("and", people="ab"))
    office.act("add_parallel", "a", people=("c",))
    office.act("remove_signer", "a", participant=office.number("c"))

    office.act("add_parallel", "a", people=("c",))

    assert office.mine("a", "b", "c") == "abc"


def test_a_delegate_adds_nobody(office):
    office.send(approval("and", people="ab"))
    office.act("delegate", "a", to="c")

    with pytest.raises(Conflict):
        office.act("add_parallel", "c", people=("d",))


def test_who_leads_cannot_add_to_a_pool(office):
    office.send(approval("claim", people="ab"))

    with pytest.raises(NotPermitted):
        office.act("add_parallel", "boss", people=("c",))


@pytest.mark.parametrize("mode", ["again", "straight"])
def test_a_task_that_an_added_signer_returned_comes_back_to_whose_it_is(office, mode):
    office.send(approval(people="a"))
    office.act("add_before", "a", people=("c",), reason="请先看")

    office.act("send_back", "c", to="UT_Fill", reason="资料不全", mode=mode)
    office.complete("UT_Fill", by="ann")

    assert office.task("UT_Approve").assignee == "a"
