"""Cancelling with undoing a case that waits for called processes: they are undone before it."""

import pytest

from engine import endings, instances
from engine.errors import Conflict
from tests.approvals.office import checked
from tests.returns.test_undoing import handler, undone_by
from tests.usecases.diagrams import END, START, bpmn, flow, path, user

CALL = (
    '<callActivity id="CA_Order"><extensionElements><zeebe:calledElement processId="order"/>'
    "</extensionElements></callActivity>"
)
TRIP = (
    START
    + user("UT_Book", groups="", settings={"gj:assign": "user(b)"})
    + undone_by("UT_Book", handler("UT_Book", "b"))
    + CALL
    + END
    + path("StartEvent_1", "UT_Book", "CA_Order", "End_1")
)
ORDER = (
    START
    + user("UT_Pay", groups="", settings={"gj:assign": "user(c)"})
    + undone_by("UT_Pay", handler("UT_Pay", "c"))
    + user("UT_Ship", groups="", settings={"gj:assign": "user(d)"})
    + '<exclusiveGateway id="G_1" default="F_G_1_End_1"/>'
    + '<intermediateThrowEvent id="Undo"><compensateEventDefinition id="D_Undo"/>'
    + "</intermediateThrowEvent>"
    + END
    + path("StartEvent_1", "UT_Pay", "UT_Ship", "G_1", "End_1")
    + flow("G_1", "Undo", "=if is defined(undo) then undo else false")
    + flow("Undo", "End_1")
)


@pytest.fixture
def begun(office):
    """A trip of ann's: the room is booked, what she ordered for it is called and may be paid."""

    def begin(*, order=ORDER, paid=True, **settings):
        named = {f"gj:{name}": told for name, told in settings.items()}
        if order:
            office.deploy(bpmn("order", order, settings=named))
        drawn = TRIP if order else TRIP.replace('"order"', '"=&quot;gone&quot;"')
        office.deploy(bpmn("trip", drawn, settings={"gj:cancel": "always"}))
        trip = office.start("trip", by="ann")
        office.complete("UT_Book", by="b", case=trip)
        if not order:
            return trip, None
        (called,) = office.store.run(lambda tx: tx.cases.children(trip.id))
        if paid:
            office.complete("UT_Pay", by="c", case=called)
        return trip, called

    return begin


def cancel(office, case):
    return office.do(endings.cancel, case.id, by="ann", reason="不去了", completed="undo")


def test_what_is_called_is_undone_before_the_case_that_called_it(office, begun):
    trip, order = begun()

    seen = office.do(endings.preview, trip.id, by="ann").undone
    assert [each.handler_id for each in seen] == ["Undo_UT_Pay", "Undo_UT_Book"]
    assert cancel(office, trip).state == "active"
    assert (office.open(order), office.open(trip)) == (["Undo_UT_Pay"], [])
    office.complete("Undo_UT_Pay", by="c", case=order)
    assert office.open(trip) == ["Undo_UT_Book"]
    office.complete("Undo_UT_Book", by="b", case=trip)

    ended = [office.get(each) for each in (order, trip)]
    assert [(each.state, each.outcome) for each in ended] == [("cancelled", "不去了")] * 2
    for case in (order, trip):
        checked(office, case)


def test_what_is_called_and_has_nothing_to_undo_ends_at_once(office, begun):
    trip, order = begun(paid=False)

    cancel(office, trip)

    assert office.get(order).state == "cancelled"
    assert office.open(trip) == ["Undo_UT_Book"]
    assert office.replays(trip)


def test_a_called_process_that_never_undoes_ends_at_once(office, begun):
    trip, order = begun(undo="never")

    seen = office.do(endings.preview, trip.id, by="ann").undone
    cancel(office, trip)

    assert [each.handler_id for each in seen] == ["Undo_UT_Book"]
    assert (office.get(order).state, office.get(order).outcome) == ("cancelled", "不去了")
    assert office.open(trip) == ["Undo_UT_Book"]
    assert office.replays(order)


def test_where_nothing_could_be_called_nothing_is_waited_for(office, begun):
    trip, _ = begun(order=None)
    assert office.get(trip).incidents == 1

    cancel(office, trip)

    assert office.open(trip) == ["Undo_UT_Book"]
    assert office.get(trip).incidents == 0
    checked(office, trip)


def test_calls_within_calls_are_undone_from_the_innermost(office, begun):
    outer = START + CALL.replace("order", "trip") + END + path("StartEvent_1", "CA_Order", "End_1")
    begun()
    office.deploy(bpmn("year", outer, settings={"gj:cancel": "always"}))
    year = office.start("year", by="ann")
    (trip,) = office.store.run(lambda tx: tx.cases.children(year.id))
    office.complete("UT_Book", by="b", case=trip)
    (order,) = office.store.run(lambda tx: tx.cases.children(trip.id))
    office.complete("UT_Pay", by="c", case=order)

    cancel(office, year)
    office.complete("Undo_UT_Pay", by="c", case=order)
    assert office.get(year).state == "active"
    office.complete("Undo_UT_Book", by="b", case=trip)

    assert [office.get(each).state for each in (order, trip, year)] == ["cancelled"] * 3
    assert office.replays(year)


def test_while_a_called_process_undoes_something_itself_one_waits(office, begun):
    trip, order = begun()
    office.complete("UT_Ship", by="d", case=order, undo=True)

    with pytest.raises(Conflict) as refused:
        cancel(office, trip)

    assert refused.value.facts["zh"] == "流程正在补偿，请等补偿结束后再撤销"
    assert (office.open(order), office.get(trip).state) == (["Undo_UT_Pay"], "active")


def test_declaring_void_what_is_called_lets_its_caller_be_undone(office, begun):
    trip, order = begun()
    cancel(office, trip)

    office.do(endings.void, order.id, by="ada", reason="无法退款")

    assert office.get(order).state == "voided"
    assert office.open(trip) == ["Undo_UT_Book"]
    assert office.get(trip).incidents == 0
    assert office.replays(trip)


def test_ending_the_caller_at_once_ends_what_is_being_undone_for_it(office, begun):
    trip, order = begun()
    cancel(office, trip)

    office.do(instances.terminate, trip.id, by="ada", reason="收回")

    assert office.get(order).state == "terminated"
    assert office.tasks() == []


def test_several_that_are_called_are_undone_beside_each_other(office, begun):
    begun()
    both = (
        START
        + '<parallelGateway id="G_Fork"/><parallelGateway id="G_Join"/>'
        + CALL
        + CALL.replace("CA_Order", "CA_Other")
        + END
        + path("StartEvent_1", "G_Fork", "CA_Order", "G_Join", "End_1")
        + path("G_Fork", "CA_Other", "G_Join")
    )
    office.deploy(bpmn("both", both, settings={"gj:cancel": "always"}))
    case = office.start("both", by="ann")
    called = office.store.run(lambda tx: tx.cases.children(case.id))
    for each in called:
        office.complete("UT_Pay", by="c", case=each)

    cancel(office, case)

    assert [office.open(each) for each in called] == [["Undo_UT_Pay"]] * 2
    for each in called:
        assert office.get(case).state == "active"
        office.complete("Undo_UT_Pay", by="c", case=each)
    assert office.get(case).state == "cancelled"
    assert office.replays(case)
