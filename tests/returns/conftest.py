import pytest

from tests.approvals.office import Office


@pytest.fixture
def office(manual_store):
    """A company with approvers on each kind of database; its clock stands still."""
    return Office(manual_store)
