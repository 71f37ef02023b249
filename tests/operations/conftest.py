"""A served company on each kind of database, for what people do with tasks and cases."""

import pytest

from tests.acceptance.people import deploy
from tests.api.serving import Client, app_of, furnish, settings_of


@pytest.fixture
def app(database_url, tmp_path):
    """The application over a company of this test's own."""
    settings = settings_of(database_url, tmp_path)
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:
        yield app


@pytest.fixture
def company(app):
    """The people of the demo company by name, and their approvals."""
    return deploy(app)
