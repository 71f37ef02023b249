"""How a group decides: each mode as the people in it see it, and what the case gets of it."""

from uuid import uuid4

import pytest

from engine import audit, instances, user_tasks
from engine.errors import Conflict, InstanceNotActive, Invalid, NotFound, NotPermitted, TaskNotOpen
from engine.store import TaskQuery
from tests.approvals.office import approval, checked


def test_all_must_agree_where_all_must_sign(office):
    office.send(approval("and", people="abc"))
    task = office.id

    office.approve("a", "b")
    assert office.mine("a", "b", "c") == "c"
    done = office.approve("c")

    assert done.outcome == "End_Yes"
    assert office.variables(done)["UT_Approve"] == {
        "decision": "approve",
        "tally": {"yes": 3, "no": 0, "open": 0, "total": 3, "needed": 3},
    }
    assert office.states(task) == {"a": "done", "b": "done", "c": "done"}
    checked(office, done)


def test_one_no_ends_it_where_all_must_sign(office):
    office.send(approval("and", people="abc"))
    task = office.id

    done = office.reject("b", opinion="不行")

    assert done.outcome == "End_No"
    assert office.states(task) == {"a": "skipped", "b": "done", "c": "skipped"}
    assert [each.opinion for each in office.group(task)] == ["", "不行", ""]
    checked(office, done)


def test_everybody_is_heard_where_the_node_waits_for_all(office):
    office.send(approval("and", people="abc", reject="wait"))

    office.reject("a")
    office.approve("b")
    done = office.approve("c")

    assert done.outcome == "End_No"


def test_the_first_decision_closes_an_or_sign_and_the_others_are_told_by_whom(office):
    office.send(approval("or", people="abc", decision="approval"))
    task = office.id

    done = office.approve("b")

    assert done.outcome == "End_Yes"
    assert office.states(task) == {"a": "skipped", "b": "done", "c": "skipped"}
    assert office.group(task)[0].reason == "或签已由博处理"
    with pytest.raises(TaskNotOpen) as late:
        office.do(user_tasks.approve, task, by="a")
    assert late.value.facts["by"] == "博"
    checked(office, done)


def test_an_or_sign_that_waits_is_refused_only_by_all(office):
    office.send(approval("or", people="ab", decision="approval", reject="wait"))

    office.reject("a")
    done = office.reject("b")

    assert done.outcome == "End_No"


def test_people_decide_one_after_the_other(office):
    office.send(approval("sequential", people="cab"))

    assert office.mine("a", "b", "c") == "c"
    with pytest.raises(Conflict) as early:
        office.approve("a")
    assert early.value.facts["zh"] == "尚未轮到您"
    office.approve("c")
    assert office.mine("a", "b", "c") == "a"
    office.approve("a")
    done = office.approve("b")

    assert done.outcome == "End_Yes"
    checked(office, done)


def test_a_no_in_turn_ends_it(office):
    office.send(approval("sequential", people="ab"))

    assert office.reject("a").outcome == "End_No"


@pytest.mark.parametrize(
    ("pass_", "votes", "outcome"),
    [
        ("60%", "yn yy", "End_Yes"),
        ("60%", "ynnn", "End_No"),
        ("2", "nny y", "End_Yes"),
        ("2", "nnnn", "End_No"),
        ("weight 4", "yyy y", "End_Yes"),
        ("9", "yyyyy", "End_Yes"),
    ],
)
def test_a_vote_ends_as_soon_as_it_is_decided(office, pass_, votes, outcome):
    office.send(approval("vote", **{"pass": pass_}))
    votes = votes.replace(" ", "")

    for who, said in zip("abcde", votes, strict=False):
        assert office.open() == ["UT_Approve"]
        done = office.act("vote", who, decision="approve" if said == "y" else "reject")

    assert done.outcome == outcome
    assert done.state == "completed"
    checked(office, done)


def test_the_record_of_a_vote_says_what_its_node_asks_for(office):
    vote = office.send(approval("vote", people="abc", **{"pass": "60%"}))
    plain = office.send(approval("vote", people="abc"))
    together = office.send(approval("and", people="abc"))

    formed = [office.changes(case, "form")[0].rule for case in (vote, plain, together)]

    assert formed == [
        {"mode": "vote", "pass": "60%"},
        {"mode": "vote", "pass": "100%"},
        {"mode": "and"},
    ]


def test_votes_weigh_by_person_and_by_post(office):
    office.send(
        approval("vote", people=["a", "b", "boss"], **{"pass": "60%", "weights": "manager=3, b=2"})
    )

    office.reject("a")
    done = office.reject("boss")

    assert done.outcome == "End_No"
    assert office.variables(done)["UT_Approve"]["tally"] == {
        "yes": 0,
        "no": 4,
        "open": 2,
        "total": 6,
        "needed": 4,
    }


def test_the_tally_of_an_open_vote_says_who_has_not_voted(office):
    office.send(approval("vote", **{"pass": "60%"}))

    office.approve("a")

    tally = office.task("UT_Approve").tally
    assert tally == {
        "yes": 1,
        "no": 0,
        "open": 4,
        "total": 5,
        "needed": 3,
        "unvoted": ["b", "c", "d", "e"],
    }


def test_nobody_votes_twice_and_nobody_votes_who_takes_no_part(office):
    office.send(approval("vote"))
    office.approve("a")

    with pytest.raises(TaskNotOpen) as twice:
        office.approve("a")
    with pytest.raises(NotPermitted):
        office.approve("boss")
    with pytest.raises(NotFound):
        office.approve("out")
    with pytest.raises(Invalid):
        office.act("vote", "b", decision="maybe")

    assert twice.value.facts["zh"] == "您已处理过该任务"


def test_a_vote_is_only_cast_where_votes_are_counted(office):
    office.send(approval("and", people="ab"))

    with pytest.raises(Conflict):
        office.act("vote", "a", decision="approve")


def test_who_has_decided_sees_it_among_what_he_did_and_who_waits_sees_nothing(office):
    office.send(approval("sequential", people="ab"))
    office.approve("a")
    viewer = {name: office.actor(name) for name in "ab"}

    handled = {
        name: office.store.run(
            lambda tx, who=who: [
                t.element_id for t in tx.tasks.page(TaskQuery(handled=True), who).items
            ]
        )
        for name, who in viewer.items()
    }

    assert handled == {"a": ["UT_Approve"], "b": []}


def test_completing_a_group_task_is_ones_own_yes(office):
    office.send(approval("and", people="ab"))

    office.act("complete", "a")
    done = office.act("complete", "b")

    assert done.outcome == "End_Yes"


def test_a_pool_that_asks_for_a_decision_is_decided_by_whoever_takes_it(office):
    office.send(approval("claim", people="ab", decision="approval"))
    task = office.id

    office.act("claim", "a")
    done = office.reject("a", opinion="材料不全")

    assert done.outcome == "End_No"
    assert office.states(task) == {"a": "done"}
    checked(office, done)


def test_a_task_without_a_mode_asks_for_no_decision(office):
    office.send(approval(people="ab"))

    with pytest.raises(Conflict):
        office.approve("a")
    done = office.act("complete", "a")

    assert "UT_Approve" not in office.variables(done)
    assert office.history(done).count("ParticipantsChanged") == 0


def test_required_opinions_and_signatures_are_asked_for(office):
    office.send(
        approval("or", people="ab", decision="approval", opinion="reject", signature="approve")
    )

    with pytest.raises(Invalid):
        office.reject("a")
    with pytest.raises(Invalid):
        office.approve("a")
    image = office.act("attach", "a", name="签名.png", media_type="image/png", content=b"\x89PNG")
    text = office.act("attach", "a", name="a.txt", media_type="text/plain", content=b"x")
    for wrong in (text, uuid4()):
        with pytest.raises(Invalid):
            office.approve("a", signature=user_tasks.Signature(attachment=wrong))
    task = office.id
    office.approve("a", signature=user_tasks.Signature(attachment=image, device="平板"))

    signature = office.group(task)[0].signature
    assert signature["device"] == "平板"
    assert len(signature["sha256"]) == 64


def test_an_opinion_has_an_end(office):
    office.send(approval("and", people="ab"))

    with pytest.raises(Invalid):
        office.approve("a", opinion="长" * 10_001)


def test_what_several_people_fill_in_reaches_the_case_once_it_is_decided(office):
    office.send(approval("sequential", people="ab"))

    office.approve("a", variables={"amount": 1, "note": "a"})
    case = office.approve("b", variables={"amount": 2})

    assert office.variables(case) | {"UT_Approve": None} == {
        "amount": 2,
        "note": "a",
        "UT_Approve": None,
    }
    checked(office, case)


def test_a_vote_is_recorded_with_who_when_and_how_it_stood(office):
    case = office.send(approval("and", people="ab"))

    office.approve("a", opinion="同意")

    (row,) = [
        each
        for each in office.do(audit.history, case.id, by="ada")
        if each.type == "ParticipantsChanged" and each.event.operation == "approve"
    ]
    assert (row.actor, row.actor_post) == ("a", "花园一期·审批员")
    assert row.event.opinion == "同意"
    assert row.event.before == (
        {"id": 1, "state": "todo", "decision": None, "opinion": "", "seen": ""},
    )
    assert row.event.after[0]["state"] == "done"
    assert row.event.tally["yes"] == 1


def test_a_suspended_case_takes_no_decision(office):
    case = office.send(approval("and", people="ab"))
    office.do(instances.suspend, case.id, by="ada", reason="停")

    for decide in (office.approve, office.reject):
        with pytest.raises(InstanceNotActive):
            decide("a")
