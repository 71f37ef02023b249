"""Who decides a later step: chosen by somebody, or one superior after the other."""

from dataclasses import replace

import pytest

from engine import audit, user_tasks
from engine.errors import DeploymentRefused, Invalid
from engine.model.rosters import AuthorityLimit
from tests.approvals.office import ORGANISATION, approval, checked


def choose(office, *people, element_id="UT_Approve"):
    task = office.task("UT_Fill")
    return office.do(user_tasks.choose, task.id, by="ann", element_id=element_id, people=people)


def started(office, **settings):
    office.deploy(approval("and", people="", assign="chosen(UT_Approve)", **settings))
    return office.start("approval", project="HY01")


def test_whoever_was_chosen_decides(office):
    case = started(office, chooseFrom="post(approver)", chooseMin="1", chooseMax="2")

    choose(office, "c", "a")
    office.complete("UT_Fill")

    assert [each.person for each in office.group()] == ["c", "a"]
    written = office.events(case, "VariablesWritten")[0]
    assert written.variables == {"UT_Approve.chosen": ["c", "a"]}
    told = office.do(audit.history, case.id, by="ada")
    assert [row.actor for row in told if row.type == "VariablesWritten"] == ["ann"]
    done = office.approve("a", "c")
    assert office.variables(done)["UT_Approve"]["chosen"] == ["c", "a"]
    assert office.variables(done)["UT_Approve"]["decision"] == "approve"
    checked(office, done)


@pytest.mark.parametrize("people", [(), ("a", "b", "c"), ("a", "a"), ("boss",), ("gone",)])
def test_only_those_whom_the_step_allows_are_chosen_and_as_many(office, people):
    started(office, chooseFrom="post(approver)", chooseMax="2")

    with pytest.raises(Invalid):
        choose(office, *people)


def test_nobody_is_chosen_for_a_step_that_leaves_no_choice(office):
    started(office)

    for element in ("UT_Fill", "UT_Nothing"):
        with pytest.raises(Invalid):
            choose(office, "a", element_id=element)


def test_a_step_for_which_nobody_was_chosen_reaches_the_administrators(office):
    started(office)

    office.complete("UT_Fill")

    assert office.task("UT_Approve").routing["fallback"] == "process_admin"


@pytest.mark.parametrize(
    ("until", "people"),
    [
        ("", ["f", "boss"]),
        (", until=level:1", ["f"]),
        (", until=manager", ["f"]),
        (", until=rank:5", ["f"]),
        (", until=rank:9", ["f", "boss"]),
        (", until=director", ["f", "boss"]),
    ],
)
def test_superiors_decide_one_after_the_other(office, until, people):
    office.send(approval("sequential", people="", assign=f"chain(initiator{until})"))

    assert [each.person for each in office.group()] == people
    for who in people:
        done = office.approve(who)
    assert done.outcome == "End_Yes"


@pytest.mark.parametrize(
    ("cost", "people", "missing"),
    [(3000, ["f"], []), (9000, ["f", "boss"], []), (90000, ["f", "boss"], ["HQ", "amount"])],
)
def test_superiors_decide_up_to_the_first_who_may_approve_as_much(office, cost, people, missing):
    limits = (
        AuthorityLimit(post="manager", matter="pay", unit="KF", amount=5000.0),
        AuthorityLimit(post="manager", matter="pay", unit="HY01", amount=50000.0),
    )
    office.store.run(lambda tx: tx.people.replace(replace(ORGANISATION, limits=limits)))
    chain = {"assign": "chain(initiator, until=amount)", "matter": "pay", "amount": "=cost"}

    office.send(approval("sequential", people="", **chain), cost=cost)

    task = office.task("UT_Approve")
    assert [each.person for each in office.group()] == people
    assert task.routing["missing"] == missing
    assert task.routing["levels"] == [[each] for each in people]
    for who in people[:-1]:
        office.approve(who)
    if missing:
        with pytest.raises(Invalid, match="above your authority"):
            office.approve(people[-1])
    else:
        assert office.approve(people[-1]).outcome == "End_Yes"


def test_a_chain_up_to_an_amount_that_is_none_goes_to_the_top(office):
    chain = {"assign": "chain(initiator, until=amount)", "matter": "pay", "amount": "=cost"}

    office.send(approval("sequential", people="", **chain), cost="viel")

    assert [each.person for each in office.group()] == ["f", "boss"]


def test_the_chain_of_somebody_else_is_named_by_his_id(office):
    office.send(approval("sequential", people="", assign="chain(f)"))

    assert [each.person for each in office.group()] == ["boss"]


@pytest.mark.parametrize(
    "settings",
    [
        {"mode": "or", "self": "skip"},
        {"mode": "and", "pass": "60%"},
        {"mode": "and", "buttons": "approve, fly"},
        {"mode": "and", "chooseFrom": "posts("},
        {"mode": "and", "chooseMin": "3", "chooseMax": "2"},
        {"mode": "and", "reject": "= x"},
        {"mode": "sequential", "people": "", "assign": "chain(initiator, until=amount)"},
    ],
)
def test_settings_that_do_not_fit_each_other_are_refused_at_deployment(office, settings):
    with pytest.raises(DeploymentRefused) as refused:
        office.deploy(approval(**settings))

    assert all(each.message_zh and each.hint_en for each in refused.value.findings)


def test_the_buttons_of_a_node_say_what_may_be_done_there(office):
    office.send(approval("and", people="ab", buttons="approve, transfer"))

    offers = {each.operation.name: each for each in office.act("operations", "a")}

    assert offers["approve"].allowed
    assert offers["transfer"].allowed
    assert not offers["delegate"].allowed
    assert offers["delegate"].why_not() == {
        "zh": "本节点未开放“委派”",
        "en": "UT_Approve does not offer delegate",
    }
    assert offers["approve"].why_not() == {}


def test_everybody_is_told_why_he_may_not(office):
    office.send(approval("sequential", people="ab"))
    office.act("delegate", "a", to="c")

    def why(who, name):
        return (
            next(each for each in office.act("operations", who) if each.operation.name == name)
            .why_not()
            .get("zh")
        )

    assert why("a", "approve") == "委派中，请等待答复"
    assert why("b", "approve") == "尚未轮到您"
    assert why("c", "approve") == "委派给您的任务由委派人决定，请使用“答复委派”"
    assert why("c", "resolve") is None
    assert why("boss", "approve") == "您不是该任务的办理人"
    assert why("boss", "transfer") is None
    assert why("a", "answer") == "没有向您征询意见"


def test_what_may_be_done_with_a_task_that_is_over_is_nothing(office):
    office.send(approval("or", people="ab", decision="approval"))
    task = office.id
    office.approve("a")

    offers = office.do(user_tasks.operations, task, by="b")

    before = [each for each in offers if not each.operation.afterwards]
    assert {each.why_not()["zh"] for each in before} == {"该任务已由安处理，请刷新"}
