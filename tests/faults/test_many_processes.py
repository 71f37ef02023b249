"""Two API and two worker processes under load, one of each killed: nobody who asks again notices."""

import os
import signal
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.model import InstanceState
from engine.store import CaseQuery
from tests.faults.check import check, every_case
from tests.faults.company import FOLLOW, WORK, furnish
from tests.faults.journal import Journal
from tests.faults.leaving import Parcel
from tests.faults.load import load
from tests.faults.server import Client, Server
from tests.faults.test_kill_under_load import after_the_leases, come_to_rest
from tests.outbox.conftest import Receiver

HEARD = ["case.started", "case.completed", "task.completed"]
PATIENCE = 180.0  # seconds: a new process imports the whole program, on a busy machine
STOPS_WITHIN = 90.0  # seconds: ten on a machine of one's own, as docs/howto/deployment.md says


class Many(Server):
    """One `guanjia serve --processes 2`."""

    more = ("--processes", "2")
    ready = PATIENCE

    def children(self):
        """Return the ids of the processes that serve; the first one of all keeps an eye on them."""
        return children_of(self._pid)

    def serving(self):
        """Wait until both serve, and return them."""
        return waited_for(lambda: len(self.children()) == 2 and self.children())

    def stop(self):
        stop(self._pid)
        self._pid = None


def children_of(first):
    """Return the ids of the processes that serve under the first one of all."""
    listed = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [int(pid) for pid in listed if b"spawn_main" in _command(int(pid))]


def _command(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return b""


def waited_for(found):
    give_up = time.monotonic() + PATIENCE
    while not (what := found()):
        assert time.monotonic() < give_up, "it does not come about"
        threading.Event().wait(0.05)
    return what


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def stop(pid):
    """End a process in good order."""
    began = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    waited_for(lambda: not lives(pid))
    assert time.monotonic() - began < STOPS_WITHIN


def followed(store, since):
    """Tell whether a case of `follow` that began since then has ended: its timer needs a worker."""
    ended = CaseQuery(key="follow", states=frozenset({InstanceState.COMPLETED}), started_from=since)
    with store.read() as tx:
        return bool(tx.cases.page(ended, limit=1).items)


@pytest.mark.slow
def test_of_two_api_and_two_worker_processes_one_each_is_killed_and_nothing_is_lost(
    nursery, postgresql_url, tmp_path, capsys, tally
):
    company, journal = furnish(postgresql_url, tmp_path, WORK, FOLLOW), Journal()

    own = {"GUANJIA_WORKER": "off", "GUANJIA_PRIVATE_WEBHOOKS": "on"}
    with (
        closing(Receiver()) as receiver,
        Many(nursery, company.settings, tmp_path, **own) as server,
    ):
        with Client(server.address, company.tokens["ada"]) as ada:
            hook = {"name": "外部", "url": receiver.url, "kinds": HEARD}
            assert ada.post("/webhooks", hook).status_code == 201
        workers = [
            nursery.start(["worker"], server._environment, tmp_path / f"worker-{n}.log")
            for n in (1, 2)
        ]
        before = server.serving()
        began = datetime.now(UTC)
        with closing(company.open()) as store, load(server, company, journal) as clients:
            assert journal.wait_for(40, PATIENCE), "the clients do not get on"
            waited_for(lambda: followed(store, began))
            os.kill(before[0], signal.SIGKILL)
            assert journal.wait_for(40, PATIENCE), "the other process does not serve"
            os.kill(workers[0], signal.SIGKILL)
            alone = datetime.now(UTC)
            after = waited_for(lambda: set(server.children()) != set(before) and server.serving())
            assert journal.wait_for(40, PATIENCE), "the clients do not get on any more"
            waited_for(lambda: followed(store, alone))  # the other worker works
        come_to_rest(company)
        server.stop()
        stop(workers[1])
        sent = after_the_leases(company, send=True)

    store = company.open()
    received = [Parcel(key=key["Idempotency-Key"], body=body) for _, key, body in receiver.requests]
    told = {"told": datetime.now(UTC), "sent": sent, "received": received}
    violations, cases = check(store, journal, **told), every_case(store)
    store.close()
    tally(kills=2, acknowledged=len(journal.acknowledged), violations=len(violations))
    assert len({each.key for each in received}) > len(cases)  # each begins, and most of them end
    with capsys.disabled():
        sys.stdout.write(
            f"\n2 API and 2 worker processes, one of each killed: {len(cases)} cases, "
            f"{len(journal.acknowledged)} acknowledged operations, "
            f"{sum(client.cut_off for client in clients)} requests cut off and repeated, "
            f"{len(violations)} violations\n"
        )
    assert before[1] in after
    assert before[0] not in after
    assert journal.surprises == []
    assert violations == []
    assert journal.asked.keys() == journal.acknowledged.keys()
    # a client leaves a case whose next task a dead worker's lease still holds back: it waits for him
    ended = Counter(case.instance.key for case in cases if case.instance.state == "completed")
    begun = sum(case.instance.key == "follow" for case in cases)
    assert ended["work"] == ended["follow"] == begun > 0
