"""F2: the server is killed at random moments while people work; nothing is lost or done twice."""

import os
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
import sqlalchemy as sa

from engine.channels import of_environment
from engine.courier import LEASE as COURIERS
from engine.courier import Courier
from engine.settings import read_key
from engine.store import Store
from engine.store.tables.work import job
from engine.worker import LEASE, PAUSE
from engine.worker import Worker as EngineWorker
from tests.faults.check import check, every_case
from tests.faults.company import FOLLOW, WORK, furnish
from tests.faults.journal import Journal
from tests.faults.load import load
from tests.faults.server import Server

KILLS = 100 if os.environ.get("GUANJIA_FAULTS") == "long" else 3
"""On each of the two databases."""


WAITING = sa.select(sa.func.min(job.c.wake_at)).where(job.c.state == "open")


@pytest.mark.slow
def test_killed_under_load_the_server_loses_nothing_and_does_nothing_twice(
    nursery, database_url, tmp_path, capsys, tally
):
    company, journal = furnish(database_url, tmp_path, WORK, FOLLOW), Journal()
    random = Random(os.environ.get("GUANJIA_FAULTS_SEED", "2031"))

    with Server(nursery, company.settings, tmp_path) as server:
        with load(server, company, journal) as clients:
            for _ in range(KILLS):
                assert journal.wait_for(random.randint(5, 40), 60), "the clients do not get on"
                threading.Event().wait(random.uniform(0, 0.05))
                server.restart()
        come_to_rest(company)
        server.kill()
        troubles = server.troubles()
    after_the_leases(company)

    store = company.open()
    violations, cases = check(store, journal, told=datetime.now(UTC)), every_case(store)
    store.close()
    tally(
        kills=KILLS,
        acknowledged=len(journal.acknowledged),
        violations=len(violations),
        cases=len(cases),
    )
    with capsys.disabled():
        sys.stdout.write(
            f"\n{database_url.partition(':')[0]}: {KILLS} kills, {len(cases)} cases, "
            f"{len(journal.acknowledged)} acknowledged operations, "
            f"{sum(client.cut_off for client in clients)} requests cut off and repeated, "
            f"{sum(client.unavailable for client in clients)} unavailable, "
            f"{len(violations)} violations\n"
        )
    assert journal.surprises == []
    assert troubles == []
    assert violations == []
    assert journal.asked.keys() == journal.acknowledged.keys()
    ended = Counter(c.instance.key for c in cases if c.instance.state == "completed")
    followed = sum(case.instance.key == "follow" for case in cases)
    assert ended["work"] == ended["follow"] == followed > 0


def come_to_rest(company):
    """Wait until the server's own worker has done all that is due and not leased to the dead."""
    store, until = company.open(), threading.Event()
    for _ in range(100):
        with store.read() as tx:
            wake_at = tx._session.scalar(WAITING)
        if wake_at is None:
            break
        until.wait(PAUSE / 5)
    store.close()
    assert wake_at is None, f"due at {wake_at}, and nobody takes it at {datetime.now(UTC)}"


def after_the_leases(company, *, send=False):
    """Let minutes pass, so that the leases of the killed run out, without waiting for it.

    With `send` a courier sends what is left; returns until when everything has been sent.
    """
    settings = company.settings
    store = Store(settings.database_url, key=read_key(settings.key_file), clock="manual")
    store.migrate()
    store.run(lambda tx: tx.clock.set(datetime.now(UTC)))
    EngineWorker(store).advance_clock(2 * max(LEASE, COURIERS))
    if send:
        Courier(store, of_environment({"GUANJIA_PRIVATE_WEBHOOKS": "on"})).run_due()
    with store.read() as tx:
        now = tx.now
    store.close()
    return now
