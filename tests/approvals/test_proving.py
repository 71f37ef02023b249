"""A decision of high risk asks whoever makes it to prove once more who he is (gj:proof)."""

from datetime import timedelta

import pytest

from engine import bulk, user_tasks
from engine.errors import DeploymentRefused, NotPermitted
from engine.user_tasks import Proof, Said
from engine.user_tasks.proving import PASSWORD, SIGN_IN
from tests.approvals.office import approval, checked


def proof(office, person="a", by=PASSWORD, **ago):
    now = office.store.run(lambda tx: tx.now)
    return Proof(person=person, by=by, at=now - timedelta(**ago))


def test_a_decision_without_a_proof_is_refused_and_says_what_is_wanted(office):
    office.send(approval("and", people="ab", proof="approve"))

    with pytest.raises(NotPermitted) as refused:
        office.approve("a")

    assert refused.value.facts["proof"] == [PASSWORD, SIGN_IN]
    assert "登录密码" in refused.value.facts["zh"]
    assert office.states() == {"a": "todo", "b": "todo"}


def test_what_asked_for_the_proof_and_when_it_was_given_is_on_record(office):
    case = office.send(approval("and", people="a", proof="approve", proofWithin="10"))
    given = proof(office, by=SIGN_IN, minutes=9)

    done = office.approve("a", proof=given)

    (event,) = office.changes(case, "approve")
    assert event.proof == {
        "asked": "gj:proof, 10 min",
        "by": "sign-in",
        "at": given.at.isoformat(),
    }
    checked(office, done)


@pytest.mark.parametrize(
    ("person", "ago"),
    [("b", {}), ("a", {"minutes": 6}), ("a", {"minutes": -2})],
    ids=["somebody else's", "an old one", "one to come"],
)
def test_another_proof_does_not_count(office, person, ago):
    office.send(approval("and", people="a", proof="approve"))

    with pytest.raises(NotPermitted, match="within 5 minutes"):
        office.approve("a", proof=proof(office, person, **ago))


def test_a_decision_that_the_node_does_not_name_needs_none_and_none_is_kept(office):
    case = office.send(approval("and", people="a", proof="approve"))

    office.reject("a", proof=proof(office))

    assert office.changes(case, "reject")[0].proof == {}


def test_an_answer_to_what_was_delegated_needs_no_proof(office):
    office.send(approval("and", people="a", proof="approve, reject"))
    office.act("delegate", "a", to="c")

    office.act("resolve", "c", said=Said(opinion="属实"))

    with pytest.raises(NotPermitted):
        office.approve("a")


def test_handing_in_the_form_is_no_way_around_it(office):
    office.send(approval("single", people="a", decision="approval", proof="approve"))

    with pytest.raises(NotPermitted, match="fresh proof"):
        office.act("complete", "a")


def test_it_is_never_decided_in_bulk(office):
    office.send(approval("and", people="a", proof="approve"))
    order = bulk.Order(operation="approve")

    (result,) = bulk.carry_out(
        lambda _, work: office.store.run(work), [office.id], order, by=office.actor("a")
    )

    assert "须逐件审批" in result.refusal.facts["zh"]


@pytest.mark.parametrize(
    "settings",
    [
        {"mode": "and", "proof": "approve", "lowRisk": "true"},
        {"mode": "and", "proofWithin": "5"},
        {"mode": "and", "proof": "approve", "proofWithin": "61"},
        {"mode": "or", "proof": "approve"},
        {"mode": "and", "proof": "always"},
    ],
)
def test_settings_of_a_proof_that_do_not_fit_are_refused_at_deployment(office, settings):
    with pytest.raises(DeploymentRefused):
        office.deploy(approval(**settings))


def test_the_people_of_a_task_are_offered_to_decide_it(office):
    office.send(approval("and", people="a", proof="approve"))

    offers = {
        each.operation.name: each for each in office.do(user_tasks.operations, office.id, by="a")
    }

    assert offers["approve"].allowed
