"""What a missed deadline does: by the table of the release, or by the node."""

from datetime import timedelta

import pytest

from engine import audit, calendars, deployments, instances, user_tasks
from engine.errors import DeploymentRefused, InstanceNotActive
from tests.approvals.office import approval
from tests.usecases import diagrams
from tests.usecases.diagrams import END, START, bpmn, path, user


def node(key="late", **settings):
    named = {f"gj:{name}": value for name, value in settings.items()}
    body = START + user("UT_Work", settings=named) + END + path("StartEvent_1", "UT_Work", "End_1")
    return bpmn(key, body)


def table(*rows):
    """Write an sla_policy with these rules: node, due, action."""
    rules = "".join(
        f'<rule id="r{number}"><inputEntry id="i{number}"><text>"{node}"</text></inputEntry>'
        f'<outputEntry id="d{number}"><text>{due}</text></outputEntry>'
        f'<outputEntry id="a{number}"><text>"{action}"</text></outputEntry></rule>'
        for number, (node, due, action) in enumerate(rows)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="x">
  <decision id="sla_policy" name="sla_policy"><variable id="v" name="sla_policy"/>
    <decisionTable id="t" hitPolicy="FIRST">
      <input id="in"><inputExpression id="ie"><text>node</text></inputExpression></input>
      <output id="o1" name="due"/><output id="o2" name="breach_action"/>{rules}
    </decisionTable></decision></definitions>""".encode()


def deploy(world, diagram, dmn):
    world.do(deployments.deploy, {"a.bpmn": diagram, "sla.dmn": dmn}, by="ada")


def test_a_node_that_states_no_deadline_has_the_one_of_the_release(world):
    world.deploy(diagrams.ESCALATION)
    deploy(world, node(), table(("UT_Other", "null", "x"), ("UT_Work", '"PT4H"', "escalation")))
    case = world.start("late", project="HY01")

    world.advance(hours=4)

    (breach,) = world.events(case, "DeadlineBreached")
    facts = world.task("UT_Work", case).deadline
    assert breach.rule == "sla_policy#r1"
    assert facts["decision"]["rule"] == "r1"
    assert len(facts["decision"]["table"]) == 64
    assert [each.id for each in world.cases("escalation")] == [breach.escalation_id]
    assert world.replays(case)


def test_a_table_that_fails_is_an_incident_and_the_task_stays(world):
    deploy(world, node(), table(("UT_Work", "1 + ", "x")).replace(b"1 + ", b'"soon"'))
    case = world.start("late")

    (incident,) = world.incidents(case)

    assert (incident.kind, incident.element_id) == ("deadline", "UT_Work")
    assert world.open(case) == ["UT_Work"]


def test_a_table_with_two_answers_where_there_is_to_be_one_is_an_incident(world):
    rows = table(("UT_Work", '"PT4H"', "x"), ("UT_Work", '"PT8H"', "x"))
    rows = rows.replace(b'"UT_Work"', b'starts with(?, "UT")', 1)
    deploy(world, node(), rows.replace(b'"FIRST"', b'"UNIQUE"'))
    case = world.start("late")

    (incident,) = world.incidents(case)

    assert (incident.kind, incident.message[:11]) == ("deadline", "sla_policy:")
    assert world.open(case) == ["UT_Work"]


def test_beyond_the_last_level_the_holder_is_reminded_and_nothing_is_approved(world):
    world.deploy(node(due="natural:PT4H", onBreach="remind", cap="1"))
    case = world.start("late")

    world.advance(days=10)

    assert [event.level for event in world.events(case, "DeadlineBreached")] == [1]
    assert [e.number for e in world.events(case, "DeadlineReminded")] == list(range(1, 11))
    assert world.open(case) == ["UT_Work"]
    assert world.replays(case)


@pytest.mark.parametrize("number", [0, 2, 12])
def test_a_node_says_how_often_its_holder_is_reminded(world, number):
    world.deploy(node(due="natural:PT4H", onBreach="remind", cap="2", reminders=str(number)))
    case = world.start("late")

    world.advance(days=10)

    assert [event.level for event in world.events(case, "DeadlineBreached")] == [1, 2]
    told = [e.number for e in world.events(case, "DeadlineReminded")]
    assert told == list(range(1, number + 1))
    assert world.open(case) == ["UT_Work"]
    assert world.replays(case)


def test_a_due_time_set_by_hand_leaves_the_number_of_reminders_as_it_was(world):
    world.deploy(node(due="natural:PT4H", onBreach="remind", cap="1", reminders="1"))
    case = world.start("late")
    task = world.task("UT_Work", case)
    later = task.due_at + timedelta(hours=2)

    world.do(user_tasks.change_due, task.id, by="ada", due_at=later, reason="等件")
    world.advance(days=10)

    assert [e.number for e in world.events(case, "DeadlineReminded")] == [1]


def test_the_table_of_a_release_says_how_often_the_holder_is_reminded(world):
    said = table(("UT_Work", '"natural:PT4H"', "remind")).replace(
        b'<output id="o2" name="breach_action"/>',
        b'<output id="o2" name="breach_action"/><output id="o3" name="reminders"/>',
    )
    said = said.replace(b"</rule>", b'<outputEntry id="x"><text>3</text></outputEntry></rule>')
    deploy(world, node(), said)
    case = world.start("late")

    world.advance(days=10)

    assert [e.number for e in world.events(case, "DeadlineReminded")] == [1, 2, 3]


def test_a_late_task_goes_to_the_superior_of_who_has_it(world):
    from_node = node(due="natural:PT4H", onBreach="transfer", cap="1", assign="user(ann)")
    world.deploy(from_node)
    case = world.start("late", project="HY01")

    world.advance(hours=4)

    assert world.task("UT_Work", case).assignee == "max"
    (given,) = world.events(case, "UserTaskAssigned")
    assert given.reason == "超时，转上级办理"


def test_a_claimed_task_goes_to_the_superior_of_who_holds_it_whatever_the_project(world):
    world.deploy(node(due="natural:PT4H", onBreach="transfer", cap="1"))
    case = world.start("late", project="HY02")
    world.do(user_tasks.claim, world.task("UT_Work", case).id, by="ann")

    world.advance(hours=4)

    (given,) = world.events(case, "UserTaskAssigned")
    assert (given.previous, given.assignee, given.assignee_name) == ("ann", "max", "马经理")
    assert world.replays(case)


def test_what_several_decide_is_taken_from_nobody(world):
    world.deploy(
        node(
            due="natural:PT4H", onBreach="transfer", mode="and", assign="user(ann) union user(bob)"
        )
    )
    case = world.start("late", project="HY01")

    world.advance(hours=4)

    (incident,) = world.incidents(case)
    assert "several people take part" in incident.message
    assert not world.events(case, "UserTaskAssigned")


def test_a_rule_suspends_a_late_case_until_somebody_resumes_it(world):
    world.deploy(node(due="natural:PT4H", onBreach="suspend", cap="1"))
    case = world.start("late", project="HY01")

    world.advance(hours=4)

    (breached,) = world.events(case, "DeadlineBreached")
    (suspended,) = world.events(case, "InstanceSuspended")
    assert (breached.action, suspended.reason) == ("suspend", "任务「UT_Work」超时，按规则挂起")
    assert world.get(case).state == "suspended"
    with pytest.raises(InstanceNotActive):
        world.do(user_tasks.claim, world.task("UT_Work", case).id, by="ann")
    world.do(instances.resume, case.id, by="ada", reason="已核实")
    world.advance(days=1)
    assert world.get(case).state == "active"
    assert len(world.events(case, "InstanceSuspended")) == 1
    assert world.replays(case)


def test_a_late_task_of_a_pool_goes_to_the_head_of_the_project(world):
    world.deploy(node(due="natural:PT4H", onBreach="transfer", cap="1"))
    case = world.start("late", project="HY01")

    world.advance(hours=4)

    assert world.task("UT_Work", case).assignee == "max"


def test_where_there_is_no_superior_an_incident_says_so(world):
    world.deploy(node(due="natural:PT4H", onBreach="transfer", cap="1"))
    case = world.start("late")

    world.advance(hours=4)

    assert [each.kind for each in world.incidents(case)] == ["deadline"]
    assert world.open(case) == ["UT_Work"]


@pytest.mark.parametrize(("wanted", "outcome"), [("pass", "approve"), ("reject", "reject")])
def test_a_node_of_low_risk_is_decided_by_the_system_with_its_rule(world, wanted, outcome):
    world.deploy(node(due="natural:PT4H", onBreach=wanted, lowRisk="true"))
    case = world.start("late")

    world.advance(hours=4)

    (ruled,) = world.events(case, "ParticipantsChanged")
    assert (ruled.outcome, ruled.rule["id"], ruled.rule["version"]) == (
        outcome, f"deadline:{wanted}", 1,
    )  # fmt: skip
    assert ruled.rule["relies_on"]["rule"] == "natural:PT4H"
    assert world.open(case) == []
    assert world.replays(case)


def test_a_node_that_is_not_of_low_risk_is_never_decided_by_a_rule(world):
    with pytest.raises(DeploymentRefused) as caught:
        world.deploy(node(due="natural:PT4H", onBreach="pass"))
    assert "on-breach-low-risk" in {finding.rule for finding in caught.value.findings}

    deploy(world, node(), table(("UT_Work", '"PT4H"', "pass")))
    case = world.start("late")
    world.advance(hours=4)

    assert world.open(case) == ["UT_Work"]
    assert [each.kind for each in world.incidents(case)] == ["deadline"]


def test_an_escalation_that_is_open_as_high_already_is_joined(world):
    world.deploy(diagrams.ESCALATION, diagrams.WITH_DEADLINE)
    case = world.start("with-deadline", project="HY01")
    world.advance(hours=4)
    (first,) = world.cases("escalation")
    world.do(instances.write_variables, first.id, by="ada", variables={"level": 2}, reason="上报")

    world.advance(hours=2)
    world.advance(hours=2)

    breaches = world.events(case, "DeadlineBreached")
    assert [event.attached_to for event in breaches] == [None, first.id, None]
    assert len(world.cases("escalation")) == 2
    assert "第 2 次超时" in world.events(first, "CommentAdded")[0].text
    assert world.replays(case)
    assert world.replays(first)


def test_a_group_of_low_risk_is_closed_with_its_items(world):
    world.deploy(
        approval("and", people=["ann", "bob"], due="natural:PT4H", onBreach="pass", lowRisk="true")
    )
    case = world.start("approval", project="HY01")
    world.complete("UT_Fill", case=case)

    world.advance(hours=4)

    assert "UT_Approve" not in world.open(case)
    assert world.replays(case)


def test_what_a_missed_deadline_does_is_done_by_the_system_and_by_nobody(world):
    told = {
        "remind": "DeadlineReminded",
        "transfer": "UserTaskAssigned",
        "suspend": "InstanceSuspended",
        "pass": "ParticipantsChanged",
    }
    late = {"due": "natural:PT4H", "cap": "1", "lowRisk": "true", "assign": "post(staff)"}
    world.deploy(*(node(key, onBreach=key, **late) for key in told))
    cases = {key: world.start(key, project="HY01") for key in told}
    begun = {key: len(world.history(case)) for key, case in cases.items()}

    world.advance(days=2)

    for key, case in cases.items():
        since = world.do(audit.history, case.id, by="ada")[begun[key] :]
        (breached,) = [row.event for row in since if row.type == "DeadlineBreached"]
        (created,) = world.events(case, "UserTaskCreated")
        assert {row.actor for row in since} == {"system"}
        assert told[key] in {row.type for row in since}
        assert (breached.rule, breached.due_at) == ("natural:PT4H", created.due_at)
        assert (created.deadline["clock"], created.deadline["rule"]) == ("natural", "natural:PT4H")


def test_calendars_in_force_are_listed_even_where_nobody_changed_one(world):
    assert [each.code for each in world.store.run(calendars.known)] == ["cn"]
