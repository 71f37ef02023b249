"""What the tests that kill servers share."""

import pytest

from tests.faults.server import Nursery


@pytest.fixture(scope="session")
def nursery():
    """A process that starts servers quickly."""
    started = Nursery()
    yield started
    started.close()
