import pytest

from engine.user_tasks import nearby
from tests.approvals.office import Office


@pytest.fixture
def office(manual_store, monkeypatch):
    """A company with approvers on each kind of database; its clock stands still.

    Its groups are small, and read like large ones here; everywhere else they are read whole.
    """
    monkeypatch.setattr(nearby, "FEW", 0)
    return Office(manual_store)
