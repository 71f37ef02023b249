"""How a server starts: options, the demo company's passwords, the shipped processes once."""

import pytest
from starlette.testclient import TestClient

from api import app as application
from api.app import create_app
from api.options import Options, of_environment
from engine import accounts
from engine.errors import Invalid
from tests.api.serving import Client, app_of, furnish, settings_of


def test_the_environment_says_how_the_server_serves():
    assert of_environment({}) == Options()
    assert of_environment(
        {
            "GUANJIA_WORKER": "off",
            "GUANJIA_DEMO": "OFF",
            "GUANJIA_SHIPPED": "off",
            "GUANJIA_HTTPS": "on",
        }
    ) == Options(worker=False, demo=False, shipped=False, https=True)


def test_an_option_that_is_neither_on_nor_off_is_named():
    with pytest.raises(Invalid, match="GUANJIA_DEMO is 'maybe'"):
        of_environment({"GUANJIA_DEMO": "maybe"})


class _Quick:
    def hash(self, password):
        return f"quick {password}"


def test_the_first_start_prints_the_accounts_and_the_second_one_nothing(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(accounts, "_hasher", _Quick)
    settings = settings_of(f"sqlite:///{tmp_path / 'g.db'}", tmp_path)
    printed = []

    for _ in range(2):
        with TestClient(create_app(settings, Options(shipped=False))):
            pass
        printed.append(capsys.readouterr().out)

    assert "limin" in printed[0]
    assert "恒悦花园·客服前台" in printed[0]
    assert printed[1] == ""


def test_what_is_shipped_is_put_in_force_once_and_stays_over_restarts(tmp_path):
    settings = settings_of(f"sqlite:///{tmp_path / 'g.db'}", tmp_path)
    furnish(settings)

    for _ in range(2):
        app = app_of(settings)
        with Client(app).http:
            clerk = Client(app, "limin")
            deployments = clerk.get("/deployments").json()["items"]
            keys = {each["key"] for each in clerk.get("/process-definitions").json()["items"]}

    assert len(deployments) == 1
    assert {"complaint-handling", "escalation"} <= keys


def test_the_worker_beside_the_server_stops_with_it(tmp_path, monkeypatch):
    seen = []

    class Worker:
        def __init__(self, store):
            self.store = store

        def loop(self, stop, failed):
            failed()
            stop.wait()
            seen.append("stopped")

    monkeypatch.setattr(application, "Worker", Worker)
    settings = settings_of(f"sqlite:///{tmp_path / 'g.db'}", tmp_path, clock="system")

    with TestClient(create_app(settings, Options(demo=False, shipped=False))) as client:
        assert client.get("/api/v1/health/ready").status_code == 200
        figures = client.app.state.metrics.text(client.app.state.counts).decode()

    assert seen == ["stopped"]
    assert 'guanjia_part_failures_total{part="worker"} 1.0' in figures
    assert 'guanjia_part_failures_total{part="sealer"} 0.0' in figures


def test_a_rehearsal_has_no_worker_beside_it(tmp_path, monkeypatch):
    monkeypatch.setattr(application, "Worker", None)
    settings = settings_of(f"sqlite:///{tmp_path / 'g.db'}", tmp_path)

    with TestClient(create_app(settings, Options(demo=False, shipped=False))) as client:
        assert client.get("/api/v1/health/ready").status_code == 200


def test_over_https_cookies_and_headers_say_so(tmp_path):
    settings = settings_of(f"sqlite:///{tmp_path / 'g.db'}", tmp_path)
    furnish(settings)
    app = app_of(settings, shipped=False, https=True)

    with Client(app).http as client:
        answer = client.get("/sign-in")

    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"]
