"""What an order for many tasks may be, for whoever uses the engine without REST."""

import pytest

from engine import bulk
from engine.bulk import Order
from engine.errors import Invalid, Unavailable
from tests.approvals.office import Office, approval


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


def carry_out(office, order, tasks, by):
    return bulk.carry_out(lambda _, work: office.store.run(work), tasks, order, by=office.actor(by))


def test_an_order_is_carried_out_on_each_task_once(office):
    office.send(approval("and", people="ab", lowRisk="true"))

    (result,) = carry_out(office, Order(operation="approve"), [office.id, office.id], "a")

    assert result.refusal is None
    assert office.states()["a"] == "done"


@pytest.mark.parametrize(
    ("order", "count", "why"),
    [
        (Order(operation="fire"), 1, "cannot be done in bulk"),
        (Order(operation="claim"), 0, "name 1 to 100 tasks"),
        (Order(operation="assign"), 1, "say to whom"),
    ],
)
def test_an_order_that_cannot_be_right_is_refused(office, order, count, why):
    office.send(approval("and", people="ab"))

    with pytest.raises(Invalid, match=why):
        carry_out(office, order, [office.id] * count, "a")


def test_where_the_database_goes_away_the_rest_is_not_tried(office):
    office.send(approval("and", people="ab"))

    def gone(_task, _work):
        raise Unavailable

    with pytest.raises(Unavailable):
        bulk.carry_out(gone, [office.id], Order(operation="claim"), by=office.actor("a"))
