"""How the diagram of a case shows what was returned: the step, the way back, and where it stands."""

import pytest

from api.views.diagrams import marks
from engine import audit, user_tasks
from engine.drawing import State, Way
from engine.store import Store
from tests.approvals.office import Office
from tests.conftest import KEY
from tests.returns.drawings import review


@pytest.fixture
def office(sqlite_url):
    store = Store(sqlite_url, key=KEY, clock="manual")
    store.migrate()
    yield Office(store)
    store.close()


def test_the_diagram_of_a_returned_case_tells_done_returned_and_open_steps_apart(office):
    office.deploy(review("a", "b", "c", "d"))
    case = office.start("review", by="ann", project="HY01")
    for element_id, who in (("UT_Fill", "ann"), ("UT_B1", "a"), ("UT_C", "c"), ("UT_B2", "b")):
        office.complete(element_id, by=who, case=case)
    office.do(user_tasks.send_back, office.task("UT_D").id, by="d", to="UT_B1", reason="资料不全")

    rows = office.do(audit.history, case.id, by="ada")
    found = marks(rows, office.tasks(case), office.store.run(lambda tx: tx.now))

    steps = {id_: state for id_, state in found.states.items() if id_.startswith("UT_")}
    assert steps == {
        "UT_Fill": State.DONE,
        "UT_B1": State.ACTIVE,
        "UT_C": State.DONE,
        "UT_B2": State.DONE,
        "UT_D": State.RETURNED,
    }
    assert [(each.source, each.target, each.way) for each in found.detours] == [
        ("UT_D", "UT_B1", Way.RETURN)
    ]
    assert found.visits["UT_B1"] == 2
