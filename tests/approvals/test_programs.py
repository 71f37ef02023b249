"""Cases that a program's message begins: whose they are, and what becomes of rules about that."""

import pytest

from engine import actors, copies, endings, instances, messages, user_tasks
from engine.errors import Invalid, NotFound
from engine.model import Actor
from tests.approvals.office import checked
from tests.usecases.diagrams import bpmn, path, user

PROGRAM = actors.of_program("门禁接口", through=Actor(id="ann", name="申请人", client="10.0.0.1"))
TENANT = Actor(id="customer:K-1", name="张三")


def begun(rule="", *, fill="initiator", **settings):
    """Return a process that a message begins, and whose case it says that it is."""
    named = f'<zeebe:property name="gj:initiator" value="{rule}"/>' if rule else ""
    start = f"""<startEvent id="S"><extensionElements><zeebe:properties>{named}</zeebe:properties></extensionElements>
      <messageEventDefinition id="MD" messageRef="Msg_Alarm"/></startEvent>"""
    tasks = user("UT_Fill", groups="", settings={"gj:assign": fill})
    tasks += user(
        "UT_Approve", groups="", settings={f"gj:{name}": text for name, text in settings.items()}
    )
    return bpmn(
        "alarm",
        start + tasks + '<endEvent id="E"/>' + path("S", "UT_Fill", "UT_Approve", "E"),
        more='<message id="Msg_Alarm" name="Msg_Alarm"/>',
    )


def alarm(office, diagram, *, by=PROGRAM, **variables):
    """Deploy the process, and let somebody's message begin a case of it."""
    office.deploy(diagram)
    said = {"project": "HY01", **variables}
    return office.store.run(
        lambda tx: messages.publish(tx, "Msg_Alarm", by=by, key="", variables=said)
    ).instance


def test_a_case_that_a_program_begins_is_the_programs_and_nobodys(office):
    case = alarm(office, begun(assign="user(a)"))

    assert (case.initiator, case.initiator_name) == ("system", "系统（门禁接口）")
    (first, *_) = office.store.run(lambda tx: tx.history.of(case.id))
    assert (first.type, first.actor, first.actor_name) == (
        "InstanceStarted",
        "system",
        "系统（门禁接口）",
    )
    assert first.client == "ann 10.0.0.1"
    checked(office, case)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("= reporter", {"reporter": "ann"}),
        ("= alarm.seen_by", {"alarm": {"seen_by": "ann"}}),
    ],
)
def test_the_process_says_which_variable_names_whose_case_it_is(office, rule, said):
    case = alarm(office, begun(rule, assign="superior(initiator)"), **said)

    assert (case.initiator, case.initiator_name) == ("ann", "申请人")
    (first, *_) = office.store.run(lambda tx: tx.history.of(case.id))
    assert (first.actor, first.actor_name) == ("system", "系统（门禁接口）")  # who acted
    assert (first.client, first.on_behalf_of) == ("ann 10.0.0.1", None)
    assert office.worklist("ann") == ["UT_Fill"]
    office.complete("UT_Fill", by="ann", case=case)
    assert office.worklist("f") == ["UT_Approve"]
    checked(office, case)


@pytest.mark.parametrize(
    "said", [{}, {"reporter": "nobody"}, {"reporter": "gone"}, {"reporter": ["ann"]}]
)
def test_whoever_is_unknown_or_gone_is_not_named_and_the_case_is_the_programs(office, said):
    case = alarm(office, begun("= reporter", assign="user(a)"), **said)

    assert case.initiator_name == "系统（门禁接口）"
    assert office.worklist("ada") == ["UT_Fill"]


def test_an_expression_that_fails_names_nobody(office):
    case = alarm(office, begun("= assert(reporter, false)", assign="user(a)"), reporter="ann")

    assert case.initiator == "system"


@pytest.mark.parametrize(("who", "initiator"), [("boss", "boss"), (TENANT, "customer:K-1")])
def test_who_sends_a_message_himself_begins_the_case_himself(office, who, initiator):
    by = who if isinstance(who, Actor) else office.actor(who)

    case = alarm(office, begun("= reporter", assign="user(a)"), by=by, reporter="ann")

    assert case.initiator == initiator


@pytest.mark.parametrize(
    "assign",
    [
        "initiator",
        "superior(initiator)",
        "superior(initiator, 2)",
        "chain(initiator)",
        "chain(initiator, until=manager)",
        "below(initiator)",
    ],
)
@pytest.mark.parametrize("mode", ["single", "sequential"])
def test_nobody_is_found_by_whose_case_it_is_and_the_administrators_get_the_task(
    office, assign, mode
):
    case = alarm(office, begun(assign=assign, mode=mode))
    office.complete("UT_Fill", by="ada", case=case)

    assert office.worklist("ada") == ["UT_Approve"]
    assert office.task("UT_Approve", case).routing["empty"] == "administrators"


@pytest.mark.parametrize(
    ("empty", "left"),
    [("pass", []), ("user(b)", ["UT_Approve"]), ("superior", []), ("reject", [])],
)
def test_what_the_node_says_of_nobody_holds_for_nobodys_case(office, empty, left):
    case = alarm(office, begun(assign="superior(initiator)", mode="and", empty=empty))
    office.complete("UT_Fill", by="ada", case=case)

    assert office.worklist("b") == left
    expected = {"pass": [], "reject": [], "user(b)": ["UT_Approve"], "superior": ["UT_Approve"]}
    assert office.open(case) == expected[empty]
    checked(office, case)


@pytest.mark.parametrize("settings", [{"chainMissing": "block"}, {"empty": "block"}])
def test_a_step_that_may_not_be_empty_stops_with_an_incident(office, settings):
    diagram = begun(assign="chain(initiator, until=manager)", mode="sequential", **settings)

    case = alarm(office, diagram)
    office.complete("UT_Fill", by="ada", case=case)

    assert [each.kind for each in office.incidents(case)] == ["routing"]
    assert office.worklist("ada") == ["UT_Approve"]


def test_candidates_of_the_initiators_unit_are_sought_in_the_whole_company(office):
    case = alarm(office, begun(assign="post(manager)", scope="initiator.unit"))
    office.complete("UT_Fill", by="ada", case=case)

    assert office.open(case) == ["UT_Approve"]
    assert office.worklist("ada") == ["UT_Approve"]


def test_a_copy_for_the_initiator_reaches_nobody_and_stops_nothing(office):
    case = alarm(office, begun(assign="user(a)", cc="initiator union user(b)"))
    office.complete("UT_Fill", by="ada", case=case)

    told = [each.people for each in office.events(case, "CaseCopied")]
    assert told == [{"b": "博"}]
    assert office.do(copies.page, by="b").items
    checked(office, case)


@pytest.mark.parametrize("by", [PROGRAM, TENANT])
def test_a_no_returns_nobodys_case_to_who_took_its_first_step(office, by):
    case = alarm(office, begun(assign="user(a)", mode="and", reject="return:initiator"), by=by)
    office.complete("UT_Fill", by="ada", case=case)

    office.reject("a", opinion="不清楚")

    assert office.open(case) == ["UT_Fill"]
    assert office.task("UT_Fill", case).assignee == "ada"
    checked(office, case)


def test_a_step_that_a_rule_took_is_nobodys(office):
    case = alarm(
        office,
        begun(fill="user(gone)", assign="user(a)").replace(
            b'name="gj:assign" value="user(gone)"',
            b'name="gj:assign" value="user(gone)"/><zeebe:property name="gj:mode" value="and"/>'
            b'<zeebe:property name="gj:empty" value="pass"',
        ),
    )

    with pytest.raises(Invalid, match="initiator has done no task"):
        office.do(
            user_tasks.send_back,
            office.task("UT_Approve", case).id,
            by="a",
            to="initiator",
            reason="x",
        )


def test_nobodys_case_exists_for_the_owner_of_the_token_no_more_than_for_others(office):
    case = alarm(office, begun(assign="user(a)"))

    with pytest.raises(NotFound):
        office.do(endings.cancel, case.id, by="ann", reason="误报")
    office.complete("UT_Fill", by="ada", case=case)
    office.do(instances.terminate, case.id, by="ada", reason="误报")

    assert office.get(case).state == "terminated"
