"""Copies by the node's rule: sent by the system when the task comes, or when it is done."""

import pytest

from engine import copies
from engine.errors import DeploymentRefused
from tests.approvals.office import Office, approval, checked


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


def mine(office, who):
    return office.do(copies.page, by=who).items


def test_a_copy_goes_out_by_the_system_when_the_task_comes(office):
    case = office.send(approval("and", people="a", cc="user(c) union user(d)", ccConfirm="read"))

    (copy,) = mine(office, "c")
    assert (copy.via, copy.sent_by, copy.confirm) == ("rule", "system", "read")
    assert [each.element_id for each in mine(office, "d")] == ["UT_Approve"]
    office.do(copies.confirm, copy.id, by="c")
    assert mine(office, "c")[0].confirmed_at is not None
    checked(office, case)


def test_a_copy_on_completion_waits_for_the_decision(office):
    case = office.send(approval("and", people="a", cc="initiator", ccAt="completion"))
    assert mine(office, "ann") == ()

    office.approve("a")

    assert [each.element_id for each in mine(office, "ann")] == ["UT_Approve"]
    checked(office, case)


def test_a_rule_may_read_the_case(office):
    office.send(approval("and", people="a", cc="= reader"), reader="user(e)")

    assert len(mine(office, "e")) == 1


def test_a_rule_that_cannot_be_carried_out_is_an_incident_and_the_task_goes_on(office):
    case = office.send(approval("and", people="a", cc="= 1 + 1"))

    assert office.get(case).incidents == 1
    assert office.approve("a").outcome == "End_Yes"


def test_where_nobody_is_found_nobody_gets_a_copy(office):
    case = office.send(approval("and", people="a", cc="user(gone)"))

    assert office.events(case, "CaseCopied") == []
    assert office.get(case).incidents == 0


def test_where_nobody_holds_the_post_personnel_is_told_and_the_next_one_decides(office):
    case = office.send(approval(assign="user(gone)", fallback="user(b)", ccVacant="user(c)"))

    assert office.task("UT_Approve").routing["vacant"] is True
    assert [each.element_id for each in mine(office, "c")] == ["UT_Approve"]
    checked(office, case)


def test_who_only_stands_aside_leaves_no_post_vacant(office):
    office.send(approval(people="a", exclude="user(a)", fallback="user(b)", ccVacant="user(c)"))

    assert "vacant" not in office.task("UT_Approve").routing
    assert mine(office, "c") == ()


def test_a_vacant_post_without_somebody_to_tell_goes_on_as_before(office):
    case = office.send(approval(assign="user(gone)", fallback="user(b)", cc="user(d)"))

    assert [each.element_id for each in mine(office, "d")] == ["UT_Approve"]
    assert len(office.events(case, "CaseCopied")) == 1


def test_a_later_round_is_sent_again_and_nobody_gets_two_of_one(office):
    diagram = approval("and", people="a", cc="user(c)")
    office.send(diagram)
    office.do(copies.send, office.task("UT_Approve").id, by="a", people=["c", "d"])
    once = (len(mine(office, "c")), len(mine(office, "d")))
    office.act("send_back", "a", reason="补资料")
    office.complete("UT_Fill")

    assert (*once, len(mine(office, "c"))) == (1, 1, 2)


def test_a_rule_that_cannot_be_read_is_refused_at_deployment(office):
    with pytest.raises(DeploymentRefused) as refused:
        office.deploy(approval("and", people="a", cc="everybody()", ccAt="sometime"))

    assert {each.rule for each in refused.value.findings} == {"setting-value"}
