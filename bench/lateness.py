"""How late timers fire when the queue is not full: two workers, a few timers due each second.

`python bench/lateness.py [sqlite|postgresql] [timers]`; each timer is due two seconds after its
case has begun, ten cases begin a second. Late = from the due time to the row of the record, both by
the database's clock. Floor: the pause between two looks of a worker that found nothing.
"""

import sys
import threading
import time
from datetime import timedelta

from common import company, database, deploy, quantile, tell
from timers import every

from engine import instances
from engine.store import HistoryQuery, Store
from engine.worker import PAUSE, Worker

DUE = timedelta(seconds=2)
A_SECOND = 10
BODY = """<startEvent id="S"/><intermediateCatchEvent id="T"><timerEventDefinition id="D">
<timeDuration xsi:type="tFormalExpression">PT2S</timeDuration></timerEventDefinition>
</intermediateCatchEvent><endEvent id="E"/><sequenceFlow id="a" sourceRef="S" targetRef="T"/>
<sequenceFlow id="b" sourceRef="T" targetRef="E"/>"""


def main() -> None:
    """Measure one database."""
    name = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    timers = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with database(name) as store:
        boss = company(store)
        deploy(store, "soon", BODY)
        stop = threading.Event()
        both = [threading.Thread(target=Worker(store).loop, args=(stop,)) for _ in range(2)]
        for each in both:
            each.start()
        for _ in range(timers):
            store.run(lambda tx: instances.start(tx, key="soon", by=boss))
            time.sleep(1 / A_SECOND)
        late = fired(store, timers)
        stop.set()
        for each in both:
            each.join()
        floor = f"a worker looks every {PAUSE:.0f} s; p50 {quantile(late, 50):.2f} s"
        what = f"{name}: {timers} timers, {A_SECOND} a second, late, p99"
        tell(what, quantile(late, 99), "s", "<= 2 s", floor)


def fired(store: Store, timers: int) -> list[float]:
    """Wait until all have fired; return by how many seconds each was late."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        done = {row.instance_id: row.at for row in every(store, HistoryQuery(type="TimerFired"))}
        if len(done) == timers:
            begun = every(store, HistoryQuery(type="InstanceStarted"))
            return [(done[row.instance_id] - row.at - DUE).total_seconds() for row in begun]
        time.sleep(0.2)
    raise TimeoutError(f"{len(done)} of {timers} fired")


if __name__ == "__main__":
    main()
