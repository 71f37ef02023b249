"""Returning a task (退回): who may, to where, what is done again, by whom, and how it is told."""

from dataclasses import replace

import pytest

from engine import approval_sheets, user_tasks
from engine.errors import Conflict, Invalid, NotPermitted
from tests.approvals.office import approval
from tests.returns.drawings import review as drawn
from tests.usecases.diagrams import END, START, bpmn, path, user


def review(**settings):
    return drawn("post(approver)", "b", "c", "post(approver)", key="approval", **settings)


@pytest.fixture
def at_d(office):
    """A review that has come to UT_D, which d has claimed; returns its case."""

    def to_d(**settings):
        office.deploy(review(**settings))
        case = office.start("approval", by="ann", project="HY01")
        for element_id, who in (("UT_Fill", "ann"), ("UT_B1", "a"), ("UT_C", "c"), ("UT_B2", "b")):
            office.complete(element_id, by=who, case=case)
        office.do(user_tasks.claim, office.task("UT_D").id, by="d")
        return case

    return to_d


def send_back(office, element_id, by, **more):
    more.setdefault("reason", "资料不全")
    return office.do(user_tasks.send_back, office.task(element_id).id, by=by, **more)


def test_only_what_followed_is_done_again_by_the_same_people(office, at_d):
    case = at_d()

    send_back(office, "UT_D", "d", to="UT_B1")

    assert office.open(case) == ["UT_B1"]
    first = office.task("UT_B1")
    assert (first.assignee, first.round) == ("a", 2)
    office.complete("UT_B1", by="a", case=case)
    office.complete("UT_B2", by="b", case=case)
    again = office.task("UT_D")
    assert (again.assignee, again.round) == ("d", 2)
    assert office.complete("UT_D", by="d", case=case).state == "completed"
    assert office.get(case).returns == 1
    assert office.replays(case)


def test_straight_back_comes_to_whoever_returned_it(office, at_d):
    case = at_d()

    send_back(office, "UT_D", "d", to="UT_B1", mode="straight")

    assert office.open(case) == ["UT_B1"]
    office.complete("UT_B1", by="a", case=case)
    again = office.task("UT_D")
    assert (again.assignee, again.round) == ("d", 2)
    assert office.complete("UT_D", by="d", case=case).state == "completed"
    assert office.replays(case)


def test_what_a_return_took_back_and_kept_is_on_the_record(office, at_d):
    case = at_d()

    send_back(office, "UT_D", "d", to="UT_B1", reason="附件看不清")

    (told,) = office.events(case, "UserTaskReturned")
    assert (told.element_id, told.to, told.mode) == ("UT_D", "UT_B1", "again")
    assert told.reason == "附件看不清"
    assert [each["people"] for each in told.withdrawn] == [["d"]]
    assert told.kept == ("F_UT_C_G_Join",)
    assert dict(told.rounds) == {"UT_B1": 2, "UT_B2": 2, "UT_D": 2}
    (who,) = office.group(told.task_id)
    assert (who.person, who.decision, who.opinion) == ("d", "return", "附件看不清")


def test_previous_is_what_was_done_last_and_initiator_his_own_task(office, at_d):
    case = at_d()

    send_back(office, "UT_D", "d")
    assert office.open(case) == ["UT_B2"]
    send_back(office, "UT_B2", "b", to="initiator")

    assert office.open(case) == ["UT_Fill"]
    assert office.task("UT_Fill").assignee == "ann"
    assert office.task("UT_Fill").round == 2
    assert office.get(case).returns == 2


def test_who_has_left_is_replaced_by_the_rule(office, at_d):
    case = at_d()
    office.store.run(lambda tx: tx.people.replace(without(tx.people.organisation(), "a")))

    send_back(office, "UT_D", "d", to="UT_B1")

    task = office.task("UT_B1")
    assert task.assignee is None
    assert task.routing["people"] == ["b", "c", "d", "e"]
    assert office.replays(case)


def without(organisation, who):
    people = dict(organisation.people)
    people[who] = replace(people[who], active=False)
    return replace(organisation, people=people)


def test_the_rule_may_decide_anew_who_does_it(office, at_d):
    at_d(again="resolve")
    send_back(office, "UT_D", "d", to="UT_B2")

    office.complete("UT_B2", by="b")

    assert office.task("UT_D").assignee is None


def test_what_may_not_be_returned_to_says_why(office, at_d):
    at_d(**{"return": "UT_B1"})
    found = office.do(user_tasks.return_targets, office.task("UT_D").id, by="d")

    refusals = {each.element_id: each.refusal for each in found}
    assert refusals == {
        "UT_Fill": "not-offered",
        "UT_B1": "",
        "UT_B2": "not-offered",
        "UT_C": "not-offered",
    }
    assert {each.element_id: each.by_name for each in found if each.allowed} == {"UT_B1": "安"}
    with pytest.raises(Invalid, match="does not offer") as caught:
        send_back(office, "UT_D", "d", to="UT_C")
    assert "不允许退回到该节点" in caught.value.facts["zh"]
    with pytest.raises(Invalid, match="not done"):
        send_back(office, "UT_D", "d", to="UT_X")
    with pytest.raises(Invalid, match="no earlier task"):
        send_back(office, "UT_D", "d")
    with pytest.raises(Invalid, match="initiator has done no task"):
        send_back(office, "UT_D", "d", to="initiator")


@pytest.mark.parametrize(("setting", "to"), [("previous", "UT_C"), ("initiator", "UT_Fill")])
def test_a_node_may_offer_only_one_way(office, at_d, setting, to):
    case = at_d(**{"return": setting})

    send_back(office, "UT_D", "d", to=to)

    assert office.open(case) == [to]


def test_a_branch_beside_is_refused_with_the_reason(office):
    office.deploy(review())
    office.start("approval", by="ann", project="HY01")
    office.complete("UT_Fill", by="ann")
    office.complete("UT_C", by="c")

    with pytest.raises(Invalid, match="another branch") as caught:
        send_back(office, "UT_B1", "a", to="UT_C")

    assert caught.value.facts["zh"] == "该节点不是已执行的前序节点"


def test_a_node_may_offer_no_return(office, at_d):
    at_d(**{"return": "off"})

    with pytest.raises(NotPermitted, match="returns nothing"):
        send_back(office, "UT_D", "d")


@pytest.mark.parametrize("reason", [" ", "长" * 2001])
def test_a_return_needs_a_reason(office, at_d, reason):
    at_d()

    with pytest.raises(Invalid, match="say why"):
        send_back(office, "UT_D", "d", reason=reason)


def test_a_delegate_returns_nothing(office):
    office.send(approval("and", people="ab"))
    office.act("delegate", "a", to="c")

    with pytest.raises(Conflict, match="returns nothing"):
        office.act("send_back", "c", reason="不清楚")


def test_a_node_may_settle_whether_it_comes_straight_back(office, at_d):
    case = at_d(returnMode="straight")

    with pytest.raises(Conflict, match="straight alone"):
        send_back(office, "UT_D", "d", to="UT_B1", mode="again")
    send_back(office, "UT_D", "d", to="UT_B1")

    office.complete("UT_B1", by="a", case=case)
    assert office.open(case) == ["UT_D"]


def test_a_group_that_says_no_returns_the_case_where_its_node_says(office):
    case = office.send(approval("and", people="abc", reject="return:initiator"))
    office.approve("a")

    office.reject("b", opinion="金额不对")

    assert office.open(case) == ["UT_Fill"]
    assert office.task("UT_Fill").assignee == "ann"
    (told,) = office.events(case, "UserTaskReturned")
    assert (told.reason, told.rule) == ("金额不对", "gj:reject=return:initiator")
    office.complete("UT_Fill", by="ann", case=case)
    assert office.states() == {"a": "todo", "b": "todo", "c": "todo"}
    office.approve("a", "b", "c")
    assert office.get(case).outcome == "End_Yes"
    assert office.replays(case)


def test_one_of_several_returns_and_the_seats_come_again_as_they_were(office):
    case = office.send(approval("and", people="ab", returnMode="straight"))
    office.act("add_parallel", "a", people=("c",))
    office.approve("a")

    office.act("send_back", "b", reason="再核对")

    office.complete("UT_Fill", by="ann", case=case)
    assert office.states() == {"a": "todo", "b": "todo", "c": "todo"}
    assert office.replays(case)


def test_nothing_is_skipped_by_rule_after_a_return(office):
    case = office.send(approval("and", people="ab", dedupe="approved-before"))
    office.approve("a")
    office.act("send_back", "b", reason="再核对")

    office.complete("UT_Fill", by="ann", case=case)

    assert office.states() == {"a": "todo", "b": "todo"}


def test_the_rows_of_a_returned_case_can_be_built_again(office, at_d):
    case = at_d()
    send_back(office, "UT_D", "d", to="UT_B1")
    before = office.get(case), office.tasks(case)

    office.store.run(lambda tx: tx.cases.rebuild(case.id))

    assert (office.get(case), office.tasks(case)) == before


def test_a_case_part_of_whose_record_is_erased_cannot_be_returned(office, at_d):
    case = at_d()
    office.store.run(lambda tx: tx.history.erase(case.id, 3))

    with pytest.raises(Invalid, match="has been erased") as caught:
        send_back(office, "UT_D", "d", to="UT_B1")

    assert caught.value.facts["zh"] == "部分流转记录已被清除，无法退回"


INSIDE = (
    '<subProcess id="SP_Work"><startEvent id="StartEvent_2"/>'
    + user("UT_In", groups="", settings={"gj:assign": "user(b)"})
    + '<endEvent id="End_2"/>'
    + path("StartEvent_2", "UT_In", "End_2")
    + "</subProcess>"
)


@pytest.fixture
def inside(office):
    """A case whose first task is done and that stands within a sub-process, beside another task."""
    tasks = user("UT_Fill", groups="", settings={"gj:assign": "initiator"}) + user(
        "UT_Beside", groups="", settings={"gj:assign": "user(c)"}
    )
    fork = '<parallelGateway id="G_Fork"/><parallelGateway id="G_Join"/>'
    ways = path("StartEvent_1", "UT_Fill", "G_Fork", "SP_Work", "G_Join", "End_1")
    beside = path("G_Fork", "UT_Beside", "G_Join")
    office.deploy(bpmn("inside", START + tasks + fork + INSIDE + END + ways + beside))
    case = office.start("inside", by="ann")
    office.complete("UT_Fill", by="ann", case=case)
    return case


def test_what_is_open_inside_a_sub_process_is_taken_back_with_it(office, inside):
    send_back(office, "UT_Beside", "c", to="UT_Fill")

    (told,) = office.events(inside, "UserTaskReturned")
    assert {each["element_id"] for each in told.withdrawn} == {"UT_Beside", "UT_In"}
    assert office.open(inside) == ["UT_Fill"]
    assert office.replays(inside)


def test_nothing_comes_straight_back_into_a_sub_process(office, inside):
    with pytest.raises(Invalid) as caught:
        send_back(office, "UT_In", "b", to="UT_Fill", mode="straight")

    assert caught.value.facts["zh"] == "两个节点不在同一层级，不能直达"


EACH = """<multiInstanceLoopCharacteristics isSequential="false"><extensionElements>
  <zeebe:loopCharacteristics inputCollection="=who" inputElement="one"/>
</extensionElements></multiInstanceLoopCharacteristics>"""


def test_who_did_each_of_several_does_it_again_and_one_more_is_given_by_the_rule(office):
    fill = user("UT_Fill", groups="", settings={"gj:assign": "initiator"})
    each = user("UT_Each", groups="", settings={"gj:assign": "user(a) union user(b)"}, inner=EACH)
    last = user("UT_D", groups="", settings={"gj:assign": "user(d)"})
    way = path("StartEvent_1", "UT_Fill", "UT_Each", "UT_D", "End_1")
    office.deploy(bpmn("several", START + fill + each + last + END + way))
    case = office.start("several", by="ann")
    office.complete("UT_Fill", by="ann", case=case, who=["1号楼"])
    office.complete("UT_Each", by="b", case=case)
    send_back(office, "UT_D", "d", to="UT_Fill")

    office.complete("UT_Fill", by="ann", case=case, who=["1号楼", "2号楼"])

    assert [(task.loop_counter, task.assignee) for task in office.tasks(case)] == [
        (1, "b"),
        (2, None),
    ]
    assert office.replays(case)


def climbing(rule):
    """A report that a superior decides; whoever takes a day loses it to the rule as it is then."""
    fill = user("UT_Fill", groups="", settings={"gj:assign": "initiator"})
    timer = (
        '<boundaryEvent id="T_Late" attachedToRef="UT_D"><timerEventDefinition id="TD_1">'
        '<timeDuration xsi:type="tFormalExpression">P1D</timeDuration></timerEventDefinition>'
        "</boundaryEvent>"
    )
    up = (
        '<scriptTask id="ST_Up"><extensionElements><zeebe:script expression="=level + 1" '
        'resultVariable="level"/></extensionElements></scriptTask>'
    )
    decide = user("UT_D", groups="", settings={"gj:assign": rule})
    way = path("StartEvent_1", "UT_Fill", "UT_D", "End_1") + path("T_Late", "ST_Up", "UT_D")
    return bpmn("climbing", START + fill + decide + timer + up + END + way)


@pytest.mark.parametrize("mode", ["again", "straight"])
def test_after_a_return_the_next_level_decides_where_the_rule_says_another_by_now(office, mode):
    rule = "=if level = 0 then &quot;user(a)&quot; else &quot;user(b)&quot;"
    office.deploy(climbing(rule))
    case = office.start("climbing", by="ann", variables={"level": 0})
    office.complete("UT_Fill", by="ann", case=case)
    send_back(office, "UT_D", "a", to="UT_Fill", mode=mode)
    office.complete("UT_Fill", by="ann", case=case)
    assert office.worklist("a") == ["UT_D"]

    office.advance(days=1)

    assert office.worklist("a") == []
    assert office.worklist("b") == ["UT_D"]
    assert office.replays(case)


def test_who_returned_it_gets_it_back_whatever_the_rule_says_by_now(office):
    rule = "=if get or else(level, 0) = 0 then &quot;user(a)&quot; else &quot;user(b)&quot;"
    office.deploy(climbing(rule))
    case = office.start("climbing", by="ann", variables={"level": 0})
    office.complete("UT_Fill", by="ann", case=case)
    send_back(office, "UT_D", "a", to="UT_Fill", mode="straight")

    office.complete("UT_Fill", by="ann", case=case, level=1)

    assert office.worklist("a") == ["UT_D"]


def test_who_decided_for_everybody_is_asked_again(office):
    either = user(
        "UT_Either",
        groups="",
        settings={"gj:assign": "user(a) union user(b)", "gj:mode": "or", "gj:decision": "approval"},
    )
    last = user("UT_D", groups="", settings={"gj:assign": "user(d)"})
    way = path("StartEvent_1", "UT_Either", "UT_D", "End_1")
    office.deploy(bpmn("either", START + either + last + END + way))
    case = office.start("either", by="ann")
    office.do(user_tasks.approve, office.task("UT_Either").id, by="b")

    send_back(office, "UT_D", "d", to="UT_Either")

    assert office.worklist("b") == ["UT_Either"]
    assert office.worklist("a") == []
    assert office.replays(case)


def test_the_approval_sheet_tells_the_rounds_apart(office):
    case = office.send(approval("and", people="ab"))
    office.approve("a", opinion="同意")
    office.act("send_back", "b", reason="金额不对")
    office.complete("UT_Fill", by="ann", case=case)
    office.approve("a", "b", opinion="已改正")

    sheet = office.do(approval_sheets.get, case.id, by="ada")
    first = office.do(approval_sheets.get, case.id, by="ada", round_=1)

    assert sheet.rounds == 2
    assert [(each.round, each.result, each.opinion) for each in sheet.opinions] == [
        (1, "done", ""),
        (1, "approve", "同意"),
        (1, "returned", "金额不对"),
        (2, "done", ""),
        (2, "approve", "已改正"),
        (2, "approve", "已改正"),
    ]
    assert first.opinions == sheet.opinions[:3]
