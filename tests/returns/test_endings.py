"""Cancelling and voiding a case (撤销、作废): who may, when, with whose consent."""

from dataclasses import replace

import pytest

from engine import endings, incidents
from engine.errors import Conflict, InstanceNotActive, Invalid, NotPermitted
from engine.model import Role
from engine.model.organisation import Person
from tests.usecases.diagrams import CALLED, CALLER, END, START, bpmn, path, user


@pytest.fixture
def begun(office):
    """A case of ann's with a task of hers and one of b's; `done` says what is handed in."""

    def begin(*done, **settings):
        body = (
            START
            + user("UT_Fill", groups="", settings={"gj:assign": "initiator"})
            + user("UT_Check", groups="", settings={"gj:assign": "user(b)"})
            + user("UT_End", groups="", settings={"gj:assign": "user(c)"})
            + END
            + path("StartEvent_1", "UT_Fill", "UT_Check", "UT_End", "End_1")
        )
        named = {f"gj:{name}": value for name, value in settings.items()}
        office.deploy(bpmn("ask", body, settings=named))
        case = office.start("ask", by="ann")
        for element_id, who in done:
            office.complete(element_id, by=who, case=case)
        return case

    return begin


FILLED, CHECKED = ("UT_Fill", "ann"), ("UT_Check", "b")


def test_the_initiator_cancels_while_nobody_else_has_dealt_with_it(office, begun):
    case = begun(FILLED)

    ended = office.do(endings.cancel, case.id, by="ann", reason="不需要了")

    assert (ended.state, ended.outcome) == ("cancelled", "不需要了")
    assert office.open(case) == []
    assert office.replays(case)
    with pytest.raises(InstanceNotActive):
        office.do(endings.cancel, case.id, by="ann", reason="再来")


@pytest.mark.parametrize(
    ("rule", "error"), [("before-first-approval", Conflict), ("off", NotPermitted)]
)
def test_the_process_says_until_when(office, begun, rule, error):
    case = begun(FILLED, CHECKED, cancel=rule)

    with pytest.raises(error):
        office.do(endings.cancel, case.id, by="ann", reason="不需要了")


def test_only_the_initiator_cancels_and_says_why(office, begun):
    case = begun(FILLED, CHECKED, cancel="always")

    with pytest.raises(NotPermitted, match="whoever began it"):
        office.do(endings.cancel, case.id, by="b", reason="不需要了")
    with pytest.raises(Invalid, match="say why"):
        office.do(endings.cancel, case.id, by="ann", reason=" ")
    assert office.do(endings.cancel, case.id, by="ann", reason="不").state == "cancelled"


def test_with_consent_whoever_works_on_it_answers(office, begun):
    case = begun(FILLED, cancel="with-consent")
    assert office.do(endings.cancel, case.id, by="ann", reason="不需要了").state == "active"
    with pytest.raises(Conflict, match="proposed"):
        office.do(endings.cancel, case.id, by="ann", reason="再来")
    with pytest.raises(NotPermitted, match="somebody else"):
        office.do(endings.answer, case.id, by="ann", agreed=True)

    assert (
        office.do(endings.answer, case.id, by="b", agreed=False, reason="已备料").state == "active"
    )
    with pytest.raises(Conflict, match="nothing is proposed"):
        office.do(endings.answer, case.id, by="b", agreed=True)
    office.do(endings.cancel, case.id, by="ann", reason="不需要了")

    assert office.do(endings.answer, case.id, by="b", agreed=True).state == "cancelled"
    assert office.replays(case)


def test_administrators_declare_a_case_void(office, begun):
    case = begun(FILLED, CHECKED)

    with pytest.raises(NotPermitted, match="administrators"):
        office.do(endings.void, case.id, by="ann", reason="重复")
    ended = office.do(endings.void, case.id, by="ada", reason="重复")

    assert (ended.state, ended.outcome) == ("voided", "重复")
    assert office.replays(case)


def test_where_two_are_to_agree_one_alone_does_not_suffice(office, begun):
    case = begun(FILLED, void="two")

    assert office.do(endings.void, case.id, by="ada", reason="重复").state == "active"
    with pytest.raises(NotPermitted, match="somebody else"):
        office.do(endings.answer, case.id, by="ada", agreed=True)
    with pytest.raises(NotPermitted, match="somebody else"):
        office.do(endings.answer, case.id, by="b", agreed=True)


def test_a_second_administrator_agrees_and_the_case_is_void(office, begun):
    case = begun(FILLED, void="two")
    office.store.run(lambda tx: tx.people.replace(with_a_second(tx.people.organisation())))
    office.do(endings.void, case.id, by="ada", reason="重复")

    ended = office.do(endings.answer, case.id, by="eva", agreed=True)

    assert (ended.state, ended.outcome) == ("voided", "重复")
    assert office.open(case) == []
    assert office.replays(case)


def with_a_second(organisation):
    eva = Person(id="eva", name="第二管理员", roles=frozenset({Role.ADMINISTRATOR}))
    return replace(organisation, people={**organisation.people, "eva": eva})


@pytest.fixture
def called(office):
    """A case that another one has called."""
    office.deploy(CALLER, CALLED)
    office.start("caller", by="ann", variables={"room": "3-502"})
    (child,) = office.cases("called")
    return child


def test_a_called_case_that_is_void_leaves_its_caller_with_an_incident(office, called):
    office.do(endings.void, called.id, by="ada", reason="重复")

    (caller,) = office.cases("caller")
    (incident,) = office.incidents(caller)
    assert (caller.state, office.open(caller)) == ("active", [])
    assert (incident.kind, incident.element_id) == ("call", "CA_Sub")
    assert incident.message == "the called process was declared void"
    assert office.replays(caller)


def test_after_a_void_one_the_process_can_be_called_again(office, called):
    office.do(endings.void, called.id, by="ada", reason="重复")
    (caller,) = office.cases("caller")

    office.do(incidents.resolve, office.incidents(caller)[0].id, by="ada")

    assert {each.state.value for each in office.cases("called")} == {"voided", "active"}
    assert office.incidents(caller) == []
    office.complete("UT_Sub", by="ada")
    assert office.open(caller) == ["UT_After"]
    assert office.replays(caller)


def test_what_may_be_done_with_a_case_is_told_with_the_reason(office, begun):
    case = begun(FILLED)

    offers = office.do(endings.operations, case.id, by="ann")

    assert {each.operation.name: each.why_not().get("zh", "") for each in offers} == {
        "cancellation": "",
        "voiding": "只有管理员可以作废",
        "consent": "没有待确认的申请",
        "restart": "流程尚未结束",
    }
