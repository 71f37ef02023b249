"""Cancelling a case that undoes what was completed (撤销并补偿): who says so, and what he sees."""

import pytest

from engine import endings, instances, user_tasks
from engine.errors import Conflict, InstanceNotActive, Invalid
from tests.usecases.diagrams import END, START, bpmn, flow, path, user


def undone_by(activity, handler):
    return (
        f'<boundaryEvent id="C_{activity}" attachedToRef="{activity}">'
        f'<compensateEventDefinition id="D_{activity}"/></boundaryEvent>'
        + handler
        + f'<association id="A_{activity}" associationDirection="One" sourceRef="C_{activity}"'
        f' targetRef="Undo_{activity}"/>'
    )


def handler(activity, who):
    settings = {"gj:assign": f"user({who})"}
    task = user(f"Undo_{activity}", groups="", settings=settings)
    return task.replace("<userTask ", '<userTask isForCompensation="true" ')


BOOKED = (
    START
    + user("UT_Fill", groups="", settings={"gj:assign": "initiator"})
    + user("UT_Book", groups="", settings={"gj:assign": "user(b)"})
    + undone_by("UT_Book", handler("UT_Book", "b"))
    + user("UT_Pay", groups="", settings={"gj:assign": "user(c)"})
    + undone_by("UT_Pay", handler("UT_Pay", "c"))
    + user("UT_End", groups="", settings={"gj:assign": "user(d)"})
    + '<exclusiveGateway id="G_1" default="F_G_1_End_1"/>'
    + '<intermediateThrowEvent id="Undo"><compensateEventDefinition id="D_Undo"/>'
    + "</intermediateThrowEvent>"
    + END
    + path("StartEvent_1", "UT_Fill", "UT_Book", "UT_Pay", "UT_End", "G_1", "End_1")
    + flow("G_1", "Undo", "=if is defined(undo) then undo else false")
    + flow("Undo", "End_1")
)


@pytest.fixture
def begun(office):
    """A case of ann's in which a room was booked and paid for; somebody is to do the rest."""

    def begin(**settings):
        named = {"gj:cancel": "always"} | {f"gj:{name}": told for name, told in settings.items()}
        office.deploy(bpmn("ask", BOOKED, settings=named))
        case = office.start("ask", by="ann")
        for element_id, who in (("UT_Fill", "ann"), ("UT_Book", "b"), ("UT_Pay", "c")):
            office.complete(element_id, by=who, case=case)
        return case

    return begin


def cancel(office, case, **asked):
    return office.do(endings.cancel, case.id, by="ann", reason="不需要了", **asked)


def why_not(office, case, who="ann"):
    offers = office.do(endings.operations, case.id, by=who)
    return next(e for e in offers if e.operation.name == "cancellation").why_not().get("zh", "")


def test_what_was_completed_is_undone_before_the_case_is_cancelled(office, begun):
    case = begun()

    assert cancel(office, case, completed="undo").state == "active"
    assert office.open(case) == ["Undo_UT_Pay"]
    assert why_not(office, case) == "流程正在撤销"
    with pytest.raises(Conflict, match="being cancelled already"):
        cancel(office, case)
    office.complete("Undo_UT_Pay", by="c", case=case)
    assert office.open(case) == ["Undo_UT_Book"]
    office.complete("Undo_UT_Book", by="b", case=case)

    ended = office.get(case)
    assert (ended.state, ended.outcome) == ("cancelled", "不需要了")
    assert office.history(case).count("CancellationCompleted") == 1
    assert office.replays(case)
    assert why_not(office, case) == "流程已结束"
    with pytest.raises(InstanceNotActive):
        cancel(office, case)


def test_without_being_asked_for_nothing_is_undone(office, begun):
    case = begun()

    assert cancel(office, case).state == "cancelled"
    assert office.open(case) == []


def test_a_process_may_always_undo_or_never(office, begun):
    always, never = begun(undo="always"), begun(undo="never")

    assert cancel(office, always).state == "active"
    with pytest.raises(Conflict, match="undoes nothing"):
        cancel(office, never, completed="undo")
    assert office.do(endings.preview, never.id, by="ann").undone == ()
    assert cancel(office, never).state == "cancelled"


def test_who_means_to_cancel_sees_first_what_that_undoes(office, begun):
    case = begun()

    seen = office.do(endings.preview, case.id, by="ann")

    assert seen.rule == "asked"
    assert [each.element_id for each in seen.withdrawn] == ["UT_End"]
    assert [each.handler_id for each in seen.undone] == ["Undo_UT_Pay", "Undo_UT_Book"]
    assert office.open(case) == ["UT_End"]


def test_with_consent_it_is_undone_when_somebody_has_agreed(office, begun):
    case = begun(cancel="with-consent")
    cancel(office, case, completed="undo")
    assert office.open(case) == ["UT_End"]

    assert office.do(endings.answer, case.id, by="d", agreed=True).state == "active"

    assert office.open(case) == ["Undo_UT_Pay"]
    assert office.replays(case)


def test_while_the_process_itself_undoes_something_one_waits(office, begun):
    case = begun()
    office.complete("UT_End", by="d", case=case, undo=True)
    assert office.open(case) == ["Undo_UT_Pay"]

    with pytest.raises(Conflict) as refused:
        cancel(office, case, completed="undo")

    assert refused.value.facts["zh"] == "流程正在补偿，请等补偿结束后再撤销"
    assert cancel(office, case).state == "cancelled"


def test_administrators_end_at_once_what_is_being_cancelled(office, begun):
    case = begun()
    cancel(office, case, completed="undo")

    assert office.do(endings.void, case.id, by="ada", reason="无法退款").state == "voided"

    assert office.open(case) == []
    assert office.replays(case)


def test_a_case_that_is_being_cancelled_is_suspended_and_goes_on(office, begun):
    case = begun()
    cancel(office, case, completed="undo")

    office.do(instances.suspend, case.id, by="ada", reason="核对")
    office.do(instances.resume, case.id, by="ada", reason="已核对")

    office.complete("Undo_UT_Pay", by="c", case=case)
    assert office.open(case) == ["Undo_UT_Book"]


def test_from_a_handler_nobody_returns_to_what_was_before(office, begun):
    case = begun()
    cancel(office, case, completed="undo")
    task = office.task("Undo_UT_Pay", case).id

    with pytest.raises(Invalid, match="cannot be returned to"):
        office.do(user_tasks.send_back, task, by="c", to="UT_Fill", reason="再看")

    assert office.open(case) == ["Undo_UT_Pay"]
