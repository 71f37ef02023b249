"""Superiors level by level: what a missing level does, and who of several heads decides."""

from dataclasses import replace

import pytest

from engine.errors import DeploymentRefused, NotPermitted
from engine.model.organisation import Assignment
from tests.approvals.office import ORGANISATION, approval, checked

CHAIN = "chain(initiator)"


def people(office, *assignments, without=""):
    """Let the company have these heads too, and lose one."""
    kept = [each for each in ORGANISATION.assignments if each.person not in without.split()]
    changed = replace(ORGANISATION, assignments=(*kept, *assignments))
    office.store.run(lambda tx: tx.people.replace(changed))


def head(person, unit):
    return Assignment(person=person, unit=unit, post="manager", is_primary=True, is_head=True)


def test_a_missing_level_is_passed_over_where_nothing_is_said_and_the_record_names_it(office):
    people(office, head("b", "HQ"), without="f b")

    office.send(approval("sequential", people="", assign=CHAIN))

    assert [each.person for each in office.group()] == ["boss", "b"]
    assert office.task("UT_Approve").routing["missing"] == ["KF"]
    assert office.task("UT_Approve").routing["levels"] == [["boss"], ["b"]]


def test_a_missing_level_stops_the_task_where_the_node_says_block(office):
    people(office, head("b", "HQ"), without="f b")

    case = office.send(approval("sequential", people="", assign=CHAIN, chainMissing="block"))

    (incident,) = office.incidents(case)
    assert (incident.kind, "KF" in incident.message) == ("routing", True)
    with pytest.raises(NotPermitted, match="give it to somebody first"):
        office.act("approve", "ada")
    office.act("assign", "ada", to="a", reason="代理部门负责人")
    checked(office, office.approve("a"))


@pytest.mark.parametrize("until", ["nobody", "rank:99", "level:9"])
def test_a_chain_whose_end_nobody_is_misses_it(office, until):
    people(office, head("b", "HQ"), without="b")

    office.send(
        approval(
            "sequential", people="", assign=f"chain(initiator, until={until})", chainMissing="block"
        )
    )

    assert office.task("UT_Approve").routing["missing"] == [until]


def test_a_whole_chain_is_not_blocked(office):
    people(office, head("b", "HQ"), without="b")

    office.send(approval("sequential", people="", assign=CHAIN, chainMissing="block"))

    assert [each.person for each in office.group()] == ["f", "boss", "b"]


def test_a_level_of_whom_everybody_keeps_out_is_missing(office):
    people(office, head("b", "HQ"), without="b")

    office.send(
        approval("sequential", people="", assign=CHAIN, exclude="user(boss)", chainMissing="block")
    )

    assert office.task("UT_Approve").routing["missing"] == ["boss"]


def test_all_heads_of_a_level_decide_one_after_the_other_where_nothing_is_said(office):
    people(office, head("b", "HQ"), head("c", "HQ"), without="b c")
    office.send(approval("sequential", people="", assign=CHAIN))

    for who in ("f", "boss", "b"):
        assert office.mine("f", "boss", "b", "c") == who
        office.approve(who)

    assert office.approve("c").outcome == "End_Yes"


def test_any_one_head_of_a_level_decides_it_and_the_others_are_told_by_whom(office):
    people(office, head("c", "KF"), head("b", "HQ"), without="b c")
    case = office.send(approval("sequential", people="", assign=CHAIN, chainHeads="any"))
    task = office.id

    assert office.mine("f", "c", "boss", "b") == "fc"
    office.approve("c")
    assert office.mine("f", "c", "boss", "b") == "boss"
    assert office.group(task)[0].reason == "或签已由陈处理"
    office.approve("boss")
    done = office.approve("b")

    assert done.outcome == "End_Yes"
    assert office.states(task) == {"f": "skipped", "c": "done", "boss": "done", "b": "done"}
    assert office.variables(done)["UT_Approve"]["tally"]["total"] == 3
    checked(office, case)


def test_who_was_added_beside_a_head_and_who_took_his_item_over_are_asked_as_they_should(office):
    people(office, head("c", "KF"), without="c")
    office.send(
        approval(
            "sequential", people="", assign="chain(initiator, until=level:1)", chainHeads="any"
        )
    )
    task = office.id
    office.act("add_parallel", "f", people=("d",))
    office.act("transfer", "c", to="e")
    office.act("delegate", "e", to="a")

    office.approve("f")

    assert office.mine("a", "c", "d", "e", "f") == "d"
    assert office.approve("d").outcome == "End_Yes"
    assert office.states(task) | {"c→": "", "d": ""} == {
        "f": "done",
        "c→": "",
        "e": "skipped",
        "a": "skipped",
        "d": "",
    }


def test_one_no_of_a_level_is_the_levels(office):
    people(office, head("c", "KF"), without="c")
    office.send(approval("sequential", people="", assign=CHAIN, chainHeads="any", reject="wait"))

    office.reject("c")
    assert office.mine("f", "c", "boss") == "boss"

    assert office.approve("boss").outcome == "End_No"


def test_whoever_is_in_no_level_comes_behind_all_of_them(office):
    office.send(
        approval("sequential", people="", assign=f"user(e) union {CHAIN}", chainHeads="any")
    )

    for who in ("f", "boss", "e"):
        assert office.mine("e", "f", "boss") == who
        done = office.approve(who)

    assert done.outcome == "End_Yes"


@pytest.mark.parametrize(
    "settings",
    [
        {"mode": "sequential", "chainMissing": "block"},
        {"mode": "and", "people": "", "assign": CHAIN, "chainHeads": "any"},
        {"mode": "sequential", "people": "", "assign": CHAIN, "chainHeads": "one"},
    ],
)
def test_settings_of_a_chain_that_do_not_fit_are_refused_at_deployment(office, settings):
    with pytest.raises(DeploymentRefused):
        office.deploy(approval(**settings))
