"""What the system decides by rule: skipping, nobody found, one picked; never as a person."""

from dataclasses import replace

import pytest

from engine import audit, modifications, user_tasks
from engine.errors import DeploymentRefused, NotFound, NotPermitted
from engine.model.events import UserTaskCreated
from engine.model.moves import ActivateBefore
from engine.model.organisation import Person
from engine.user_tasks import Said
from tests.approvals.office import ORGANISATION, approval, checked
from tests.usecases.diagrams import END, START, bpmn, flow, path, user


def two(first, second, *, between=""):
    """Return a process with two approvals, one behind the other."""
    tasks = user("UT_First", groups="", settings=first) + user(
        "UT_Second", groups="", settings=second
    )
    steps = ["UT_First", *(["UT_Change"] if between else []), "UT_Second"]
    more = user("UT_Change", groups="", settings={"gj:assign": "user(e)"}) if between else ""
    return bpmn("approval", START + tasks + more + END + path("StartEvent_1", *steps, "End_1"))


def settings(people, mode="and", **more):
    return {"gj:assign": " union ".join(f"user({who})" for who in people), "gj:mode": mode} | {
        f"gj:{name}": value for name, value in more.items()
    }


def decide(office, element, *names, verb="approve", **more):
    for name in names:
        done = office.do(getattr(user_tasks, verb), office.task(element).id, by=name, **more)
    return done


def row_of(office, case, operation):
    rows = office.do(audit.history, case.id, by="ada")
    return next(
        r for r in rows if r.type == "ParticipantsChanged" and r.event.operation == operation
    )


@pytest.mark.parametrize("dedupe", ["consecutive", "approved-before"])
def test_who_has_agreed_to_the_same_is_skipped_by_the_system(office, dedupe):
    office.deploy(two(settings("ab"), settings("bc", dedupe=dedupe)))
    case = office.start("approval", project="HY01")

    decide(office, "UT_First", "a", "b")

    assert office.worklist("b") == []
    assert office.worklist("c") == ["UT_Second"]
    row = row_of(office, case, "skip")
    (skip,) = row.event.rule["skips"]
    assert row.actor == "system"
    assert (skip["id"], skip["version"], skip["relies_on"]["element"]) == (
        f"gj:dedupe={dedupe}",
        1,
        "UT_First",
    )
    task = office.task("UT_Second")
    assert office.states(task.id) == {"b": "skipped", "c": "todo"}
    assert office.group(task.id)[0].decision is None
    checked(office, decide(office, "UT_Second", "c"))


def test_a_group_in_which_all_have_agreed_goes_on_by_itself(office):
    office.deploy(two(settings("ab"), settings("ab", dedupe="approved-before")))
    case = office.start("approval", project="HY01")

    decide(office, "UT_First", "a")
    done = decide(office, "UT_First", "b")

    assert done.state == "completed"
    assert office.variables(case)["UT_Second"]["decision"] == "approve"
    last = [
        r for r in office.do(audit.history, case.id, by="ada") if r.type == "UserTaskCompleted"
    ][-1]
    assert (last.actor, last.event.element_id) == ("system", "UT_Second")
    checked(office, done)


def test_nobody_is_skipped_once_the_data_has_changed(office):
    office.deploy(two(settings("ab"), settings("ab", dedupe="approved-before"), between="x"))
    office.start("approval", project="HY01")
    decide(office, "UT_First", "a", "b")

    decide(office, "UT_Change", "e", verb="complete", variables={"amount": 5})

    assert office.worklist("a") == office.worklist("b") == ["UT_Second"]


def test_what_the_others_filled_in_later_is_a_change_too(office):
    office.deploy(two(settings("ab"), settings("ab", dedupe="approved-before")))
    office.start("approval", project="HY01")
    decide(office, "UT_First", "a")

    decide(office, "UT_First", "b", said=Said(variables={"amount": 5}))

    assert office.worklist("a") == ["UT_Second"]
    assert office.worklist("b") == []


def test_only_the_step_before_counts_where_the_rule_says_consecutive(office):
    office.deploy(two(settings("ab"), settings("ab", dedupe="consecutive"), between="x"))
    office.start("approval", project="HY01")
    decide(office, "UT_First", "a", "b")

    decide(office, "UT_Change", "e", verb="complete")

    assert office.worklist("a") == ["UT_Second"]


def test_nobody_is_skipped_after_a_no(office):
    office.deploy(two(settings("ab", reject="wait"), settings("ab", dedupe="approved-before")))
    office.start("approval", project="HY01")
    decide(office, "UT_First", "a")

    decide(office, "UT_First", "b", verb="reject")

    assert office.worklist("a") == ["UT_Second"]


def test_who_asked_for_it_is_skipped_where_the_node_says_so(office):
    office.deploy(two(settings(["ann", "a"], self="skip"), settings("b")))
    case = office.start("approval", project="HY01")

    assert office.worklist("ann") == []
    assert row_of(office, case, "skip").event.rule["skips"][0]["id"] == "gj:self=skip"


@pytest.mark.parametrize(("own", "instead"), [("superior", "f"), ("department-head", "f")])
def test_somebody_else_decides_instead_of_who_asked_for_it(office, own, instead):
    office.deploy(two(settings(["ann", "a"], self=own), settings("b")))
    office.start("approval", project="HY01")

    assert office.worklist("ann") == []
    assert office.worklist(instead) == ["UT_First"]


@pytest.mark.parametrize(
    ("own", "offered"), [("self", "a ann"), ("skip", "a"), ("superior", "a f")]
)
def test_who_asked_for_it_is_kept_out_of_a_pool_where_the_node_says_so(office, own, offered):
    case = office.send(
        approval("claim", people="", assign="user(ann), user(a)", decision="approval", self=own)
    )

    who = " ".join(each for each in ("a", "ann", "f") if office.mine(each))
    assert who == offered
    if own != "self":
        assert office.task("UT_Approve").routing["self"] == own
        with pytest.raises(NotFound):
            office.approve("ann")
    office.act("claim", "a")
    assert office.approve("a").outcome == "End_Yes"
    checked(office, case)


def test_who_asked_for_it_and_is_alone_in_a_pool_goes_by_its_own_rules(office):
    office.send(approval("claim", people=["ann"], decision="approval", self="skip"))

    assert office.mine("ann") == "ann"


def test_who_asked_for_it_is_not_drawn_where_the_node_skips_him(office):
    for _ in range(4):
        case = office.send(
            approval("random", people=["ann", "a"], decision="approval", self="skip")
        )
        assert office.task("UT_Approve", case).assignee == "a"


def test_the_head_of_a_department_goes_to_his_superior(office):
    office.deploy(two(settings(["f"], self="department-head"), settings("b")))
    office.start("approval", by="f", project="HY01")

    assert office.worklist("boss") == ["UT_First"]


def test_who_has_no_superior_decides_himself(office):
    office.deploy(two(settings(["boss"], self="superior"), settings("b")))
    office.start("approval", by="boss", project="HY01")

    assert office.worklist("boss") == ["UT_First"]


@pytest.mark.parametrize(
    ("empty", "reaches"),
    [("user(c)", "c"), ("superior", "f"), ("administrators", "ada"), ("user(gone)", "ada")],
)
def test_a_step_that_finds_nobody_reaches_whom_the_node_names(office, empty, reaches):
    office.send(approval("and", people="", assign="group(none)", empty=empty))

    found = office.task("UT_Approve")

    assert office.worklist(reaches)[-1:] == ["UT_Approve"] or reaches == "ada"
    assert found.routing["empty"] == empty
    assert found.routing["fallback"] == ("process_admin" if reaches == "ada" else "gj:empty")


@pytest.mark.parametrize(("empty", "outcome"), [("pass", "End_Yes"), ("reject", "End_No")])
def test_a_step_that_finds_nobody_is_decided_where_the_node_says_so(office, empty, outcome):
    done = office.send(approval("and", people="", assign="group(none)", empty=empty))

    assert done.outcome == outcome
    row = row_of(office, done, "empty")
    assert (row.actor, row.event.rule["id"]) == ("system", f"gj:empty={empty}")
    checked(office, done)


def test_a_step_that_finds_nobody_raises_an_alarm_where_the_node_says_block(office):
    case = office.send(approval("and", people="", assign="group(none)", empty="block"))

    (incident,) = office.incidents(case)

    assert incident.kind == "routing"
    assert office.open() == ["UT_Approve"]


def test_a_rule_that_cannot_be_read_passes_nothing(office):
    case = office.send(approval("and", people="", assign="=amount", empty="pass"), amount=5)

    (incident,) = office.incidents(case)

    assert incident.kind == "routing"
    assert office.worklist("ada") == office.open() == ["UT_Approve"]


def test_administrators_do_not_decide_what_is_blocked_but_give_it_to_somebody(office):
    case = office.send(approval("and", people="", assign="group(none)", empty="block"))

    for operation in ("approve", "claim", "complete"):
        with pytest.raises(NotPermitted, match="give it to somebody first"):
            office.act(operation, "ada")
    offers = {each.operation.name: each for each in office.act("operations", "ada")}
    assert "请先派单" in offers["approve"].why_not()["zh"]
    assert offers["assign"].allowed
    office.act("assign", "ada", to="a", reason="代理经理")

    assert office.approve("a").outcome == "End_Yes"
    checked(office, case)


def test_one_of_the_candidates_is_picked_in_turn(office):
    office.deploy(approval("round_robin", people="abc"))

    for expected in "abca":
        case = office.start("approval", project="HY01")
        office.complete("UT_Fill", case=case)
        assert office.task("UT_Approve", case).assignee == expected


def test_a_preview_draws_no_turn(office):
    office.deploy(approval("round_robin", people="abc"))
    case = office.start("approval", project="HY01")
    office.complete("UT_Fill", case=case)
    begin = [ActivateBefore(element_id="UT_Approve")]

    for _ in range(2):
        seen = office.do(modifications.preview, case.id, by="ada", instructions=begin)
        (created,) = [each for each in seen.events if isinstance(each, UserTaskCreated)]
        assert created.assignee == "b"
    office.do(modifications.modify, case.id, by="ada", instructions=begin, reason="x")

    assert sorted(task.assignee for task in office.tasks(case)) == ["a", "b"]


def test_whoever_has_the_least_to_do_is_picked_and_the_load_is_kept(office):
    office.deploy(approval("least_load", people="ab"))

    picked = []
    for _ in range(3):
        case = office.start("approval", project="HY01")
        office.complete("UT_Fill", case=case)
        picked.append(office.task("UT_Approve", case))

    assert [each.assignee for each in picked] == ["a", "b", "a"]
    assert picked[1].routing["load"] == {"a": 1, "b": 0}


def test_the_lot_picks_one_of_the_candidates(office):
    office.send(approval("random", people="abc", decision="approval"))

    task = office.task("UT_Approve")

    assert task.assignee in {"a", "b", "c"}
    assert task.routing["picked"] == task.assignee
    assert office.approve(task.assignee).outcome == "End_Yes"


def test_a_drawn_loop_of_groups_that_rules_close_stops_in_an_incident(office):
    task = user(
        "UT_Again",
        groups="",
        settings={"gj:assign": "group(none)", "gj:mode": "and", "gj:empty": "pass"},
    )
    gateway = '<exclusiveGateway id="G_0" default="F_G_0_UT_Again"/>'
    flows = path("StartEvent_1", "UT_Again", "G_0", "UT_Again") + flow("G_0", "End_1", "=1 = 2")
    office.deploy(bpmn("approval", START + gateway + task + END + flows))

    case = office.start("approval", project="HY01")

    assert [each.kind for each in office.incidents(case)] == ["limit"]
    assert office.replays(case)


@pytest.mark.parametrize("name", ["pass", "dedupe", "self", "reject", "weights", "mode", "opinion"])
def test_a_setting_that_means_nothing_is_refused_at_deployment(office, name):
    with pytest.raises(DeploymentRefused):
        office.deploy(
            approval("vote", **{name: "whatever"}) if name != "mode" else approval("lottery")
        )


def test_people_who_leave_while_nobody_looks_are_not_seated(office):
    organisation = office.store.run(lambda tx: tx.people.organisation())
    left = Person(id="b", name="博", active=False)
    office.store.run(
        lambda tx: tx.people.replace(
            replace(organisation, people={**organisation.people, "b": left})
        )
    )

    office.send(approval("and", people="ab"))

    assert office.states() == {"a": "todo"}


def test_what_another_rule_has_ended_is_not_ruled_on(office):
    nobody = settings("", assign="group(none)", empty="pass")
    tasks = user("UT_First", groups="", settings=nobody) + user(
        "UT_Second", groups="", settings=nobody
    )
    ends = '<endEvent id="End_1"/><endEvent id="End_All"><terminateEventDefinition/></endEvent>'
    ways = path("StartEvent_1", "G_1", "UT_First", "End_All") + path("G_1", "UT_Second", "End_1")
    office.deploy(bpmn("race", START + '<parallelGateway id="G_1"/>' + tasks + ends + ways))

    case = office.start("race", by="ann")

    assert office.get(case).outcome == "End_All"
    ruled = office.events(case, "ParticipantsChanged")
    assert [each.element_id for each in ruled] == ["UT_First"]
    assert office.replays(case)


def test_who_is_found_later_decides_as_the_node_says_and_not_one_for_all(office):
    case = office.send(approval("and", people="", assign="group(later)", empty="block"))
    changed = {
        who: replace(somebody, groups=frozenset({"later"} if who in "ab" else ()))
        for who, somebody in ORGANISATION.people.items()
    }
    office.store.run(lambda tx: tx.people.replace(replace(ORGANISATION, people=changed)))

    office.do(user_tasks.reroute, office.id, by="ada")
    office.approve("a")

    assert office.states() == {"a": "done", "b": "todo"}
    assert office.approve("b").outcome == "End_Yes"
    checked(office, case)
