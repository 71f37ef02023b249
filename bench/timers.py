"""How many timers fire a second when very many are due at once, by two workers.

`python bench/timers.py [sqlite|postgresql] [timers]`; two workers are two threads on SQLite (one
writer at a time) and two processes on PostgreSQL. None may fire twice; lateness is not measured
here, because all are late by then. Floor: empty transactions by the same store in the same run.
"""

import resource
import sys
import time
from collections import Counter
from datetime import timedelta
from multiprocessing import get_context
from threading import Thread

from common import KEY, company, database, deploy, tell

from engine import instances
from engine.store import HistoryQuery, Store
from engine.worker import Worker

BODY = """<startEvent id="S"/><intermediateCatchEvent id="T"><timerEventDefinition id="D">
<timeDuration xsi:type="tFormalExpression">PT1H</timeDuration></timerEventDefinition>
</intermediateCatchEvent><endEvent id="E"/>
<sequenceFlow id="a" sourceRef="S" targetRef="T"/>
<sequenceFlow id="b" sourceRef="T" targetRef="E"/>"""


def main() -> None:
    """Measure one database."""
    name = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    timers = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    with database(name, clock="manual") as store:
        boss = company(store)
        deploy(store, "late", BODY)
        for _ in range(timers):
            store.run(lambda tx: instances.start(tx, key="late", by=boss))
        store.run(lambda tx: tx.clock.advance(timedelta(hours=2)))
        began, used = time.perf_counter(), cpu()
        two_workers(store, name)
        each = (cpu() - used) / timers * 1000
        rate = timers / (time.perf_counter() - began)
        query = HistoryQuery(type="TimerFired")
        fired = Counter(row.instance_id for row in every(store, query))
        assert len(fired) == timers, f"{len(fired)} of {timers} fired"
        assert set(fired.values()) == {1}, "one fired twice"
        target = ">= 800/s" if name == "postgresql" else ">= 500/s"
        floor = f"{transactions(store):.0f} empty transactions/s by one; {each:.2f} ms CPU a timer"
        tell(f"{name}: {timers} timers due at once, 2 workers", rate, "/s", target, floor)


def cpu() -> float:
    """Return the seconds of CPU of this process and of those it has waited for."""
    mine, theirs = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def two_workers(store: Store, name: str) -> None:
    """Let two workers do everything that is due."""
    if name == "sqlite":
        both = [Thread(target=Worker(store).run_due) for _ in range(2)]
    else:
        url = store._backend._url.render_as_string(hide_password=False)
        both = [get_context("fork").Process(target=work, args=(url,)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()


def work(url: str) -> None:
    """Be a worker process."""
    store = Store(url, key=KEY, clock="manual")
    Worker(store).run_due()
    store.close()


def every(store: Store, query: HistoryQuery):
    """Yield all rows of a query."""
    cursor = None
    while True:
        page = store.run(lambda tx, at=cursor: tx.history.page(query, limit=1000, cursor=at))
        yield from page.items
        if page.next is None:
            return
        cursor = page.next


def transactions(store: Store, number: int = 100) -> float:
    """Return how many transactions that only ask the time one caller has a second."""
    began = time.perf_counter()
    for _ in range(number):
        store.run(lambda tx: tx.now)
    return number / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
