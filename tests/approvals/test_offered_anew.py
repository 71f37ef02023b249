"""A step that is offered anew follows the rules of its node exactly as when it was created."""

from dataclasses import replace

import pytest

from engine import audit, instances, user_tasks
from engine.errors import Conflict
from tests.approvals.office import ORGANISATION, approval, checked
from tests.approvals.test_rules import decide, row_of, settings, two


def join(office, people):
    """Let these people alone be in the group `later`."""
    changed = {
        who: replace(somebody, groups=frozenset({"later"} if who in people else ()))
        for who, somebody in ORGANISATION.people.items()
    }
    office.store.run(lambda tx: tx.people.replace(replace(ORGANISATION, people=changed)))


def later(mode="and", **more):
    return settings("", mode, assign="group(later)", **more)


def anew(office, element="UT_Second"):
    task_id = office.task(element).id
    office.do(user_tasks.reroute, task_id, by="ada")
    return task_id


def test_who_asked_for_it_is_skipped_when_he_is_found_later(office):
    office.deploy(two(later(self="skip"), settings("b")))
    case = office.start("approval", project="HY01")
    join(office, ["ann", "a"])

    task_id = anew(office, "UT_First")

    assert office.states(task_id) == {"a": "todo", "ann": "skipped"}
    row = row_of(office, case, "skip")
    assert (row.actor, row.event.rule["skips"][0]["id"]) == ("system", "gj:self=skip")
    checked(office, case)


def test_his_superior_decides_where_who_asked_for_it_is_found_later(office):
    office.deploy(two(later(self="superior"), settings("b")))
    office.start("approval", project="HY01")
    join(office, ["ann", "a"])

    task_id = anew(office, "UT_First")

    assert office.states(task_id) == {"a": "todo", "f": "todo"}


def test_who_has_agreed_to_the_same_is_skipped_when_he_is_found_later(office):
    office.deploy(two(settings("a"), later(dedupe="approved-before")))
    case = office.start("approval", project="HY01")
    decide(office, "UT_First", "a")
    join(office, ["a", "c"])

    task_id = anew(office)

    assert office.states(task_id) == {"a": "skipped", "c": "todo"}
    row = row_of(office, case, "skip")
    (skip,) = row.event.rule["skips"]
    assert (row.actor, skip["id"], skip["relies_on"]["element"]) == (
        "system",
        "gj:dedupe=approved-before",
        "UT_First",
    )
    checked(office, case)


def test_a_step_whose_people_have_all_agreed_goes_on_by_itself_when_they_are_found(office):
    office.deploy(two(settings("a"), later(dedupe="consecutive")))
    case = office.start("approval", project="HY01")
    decide(office, "UT_First", "a")
    join(office, ["a"])

    anew(office)

    assert office.get(case).state == "completed"
    last = [
        r for r in office.do(audit.history, case.id, by="ada") if r.type == "UserTaskCompleted"
    ][-1]
    assert (last.actor, last.event.element_id) == ("system", "UT_Second")
    checked(office, case)


def test_nobody_is_skipped_after_a_return_when_he_is_found_later(office):
    office.deploy(two(settings("a"), later(dedupe="approved-before", again="resolve")))
    case = office.start("approval", project="HY01")
    decide(office, "UT_First", "a")
    office.do(user_tasks.send_back, office.task("UT_Second").id, by="ada", reason="资料不全")
    decide(office, "UT_First", "a")
    join(office, ["a"])

    task_id = anew(office)

    assert office.task("UT_Second").round == 2
    assert office.states(task_id) == {"a": "todo"}
    assert office.changes(case, "skip") == []


@pytest.mark.parametrize(("empty", "outcome"), [("pass", "End_Yes"), ("reject", "End_No")])
def test_the_system_decides_as_the_node_says_where_nobody_is_left(office, empty, outcome):
    join(office, ["a"])
    case = office.send(
        approval("claim", people="", decision="approval", assign="group(later)", empty=empty)
    )
    join(office, [])

    anew(office, "UT_Approve")

    assert office.get(case).outcome == outcome
    row = row_of(office, case, "empty")
    assert (row.actor, row.event.rule["id"]) == ("system", f"gj:empty={empty}")
    checked(office, case)


def test_whom_the_node_names_has_it_where_nobody_is_left(office):
    join(office, ["a"])
    office.send(approval("claim", people="", assign="group(later)", empty="user(c)"))
    join(office, [])

    anew(office, "UT_Approve")

    assert office.mine("a", "c") == "c"


def test_an_alarm_is_raised_once_where_nobody_is_left_and_the_node_says_block(office):
    join(office, ["a"])
    case = office.send(approval("claim", people="", assign="group(later)", empty="block"))
    join(office, [])

    anew(office, "UT_Approve")
    anew(office, "UT_Approve")

    (incident,) = office.incidents(case)
    assert (incident.kind, incident.message) == (
        "routing",
        "nobody is found for UT_Approve, and gj:empty is block",
    )
    checked(office, case)


def test_a_rule_that_can_be_read_no_more_raises_an_alarm(office):
    case = office.send(
        approval("claim", people="", assign="=if n &lt; 2 then &quot;user(a)&quot; else n"), n=1
    )
    office.do(instances.write_variables, case.id, by="ada", variables={"n": 2}, reason="x")

    anew(office, "UT_Approve")

    (incident,) = office.incidents(case)
    assert incident.kind == "routing"
    assert office.task("UT_Approve").routing["fallback"] == "process_admin"


def test_those_who_look_after_a_vacant_post_hear_of_it_when_it_becomes_vacant(office):
    join(office, ["a"])
    case = office.send(
        approval("claim", people="", assign="group(later)", ccVacant="head(HY01)", cc="user(b)")
    )
    join(office, [])

    anew(office, "UT_Approve")

    copied = [each.people for each in office.events(case, "CaseCopied")]
    assert copied == [{"b": "博"}, {"boss": "马经理"}]


def test_who_has_begun_goes_on(office):
    join(office, ["a", "b"])
    office.send(approval("and", people="", assign="group(later)"))
    join(office, ["c"])

    with pytest.raises(Conflict):
        anew(office, "UT_Approve")

    assert office.states() == {"a": "todo", "b": "todo"}
