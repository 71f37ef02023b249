"""A served company per module, on SQLite; on PostgreSQL too where a test asks for it."""

import pytest

from tests.api.serving import FORM, LEAVE, Client, app_of, furnish, settings_of


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The application over a company of this module's own, with the leave process in force."""
    folder = tmp_path_factory.mktemp("served")
    settings = settings_of(f"sqlite:///{folder / 'guanjia.db'}", folder)
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:  # runs the lifespan
        deployed = Client(app, "caoying").deploy(**_leave())
        assert deployed.status_code == 201, deployed.text
        yield app


@pytest.fixture
def either_app(database_url, tmp_path):
    """The same once on SQLite and once on PostgreSQL, for this test alone."""
    settings = settings_of(database_url, tmp_path)
    furnish(settings)
    app = app_of(settings, shipped=False)
    with Client(app).http:
        Client(app, "caoying").deploy(**_leave())
        yield app


def _leave():
    return {"leave.bpmn": LEAVE.read_bytes(), "leave_request.form.json": FORM.read_bytes()}


@pytest.fixture
def sign_in(app):
    """Let somebody sign in."""
    return lambda login: Client(app, login)


@pytest.fixture
def clerk(app):
    """李敏, front desk of HY01: the leave process offers its task to her post."""
    return Client(app, "limin")


@pytest.fixture
def colleague(app):
    """刘洋, at the same front desk."""
    return Client(app, "liuyang")


@pytest.fixture
def stranger(app):
    """朱婷, front desk of the other project: nothing of HY01 exists for her."""
    return Client(app, "zhuting")


@pytest.fixture
def administrator(app):
    return Client(app, "fangyuan")


@pytest.fixture
def auditor(app):
    return Client(app, "hanbing")


@pytest.fixture
def designer(app):
    return Client(app, "caoying")
