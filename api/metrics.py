"""Figures for Prometheus: what is open and late in the store, and how fast requests are answered.

Counts come from the database and are the same whichever process answers; latencies are added up
over all processes of one server, in the folder that `PROMETHEUS_MULTIPROC_DIR` names.
Labels are routes and statuses, never an id or a name.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from engine.store import Figures, Store

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
FRESH: Final = 5.0  # seconds that counts are kept: several scrapers cost the database one look
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds; 0.1 and 0.15 are what 99 % of completions are to stay under."""

PARTS: Final = ("worker", "courier", "sealer", "live")
_HELP: Final = {
    "open_tasks": "User tasks that wait for somebody.",
    "overdue_tasks": "Open user tasks whose due time has passed.",
    "active_cases": "Cases that run.",
    "suspended_cases": "Cases that stand still.",
    "open_incidents": "Incidents that nobody has resolved.",
    "due_jobs": "Jobs and timers that wait for a worker.",
    "leased_jobs": "Jobs that a worker has at hand.",
    "failed_jobs": "Jobs whose retries are used up.",
    "lateness": "Seconds that the longest waiting due job has waited.",
    "announcements": "Events that are to be told.",
    "untold": "Seconds that the longest waiting of them has waited since its time.",
    "waiting_deliveries": "Deliveries that are to be sent.",
    "unsent": "Seconds that the longest waiting delivery has waited since its time.",
    "dead_deliveries": "Deliveries that were given up.",
    "workers": "Workers that gave a sign of life within the last half minute.",
    "silence": "Seconds since the last sign of life of any worker.",
    "unsealed": "Seconds that the oldest row behind the newest checkpoint waits for the sealer.",
}


_SECONDS: Final = frozenset({"lateness", "untold", "unsent", "silence", "unsealed"})


class Metrics:
    """The figures of one application."""

    def __init__(self) -> None:
        """Begin at zero, or where the other processes of this server are."""
        self._registry = CollectorRegistry()
        self._requests = Histogram(
            "guanjia_http_request_seconds",
            "Time from a request to its answer.",
            ("method", "route", "status"),
            buckets=_BUCKETS,
            registry=self._registry,
        )

        self._failures = Counter(
            "guanjia_part_failures",
            "Looks for work that failed, of what runs beside requests.",
            ("part",),
            registry=self._registry,
        )
        for part in PARTS:
            self._failures.labels(part)  # a series that is missing raises no alarm

    def part_failed(self, part: str) -> None:
        """Count a look for work of worker, courier, sealer or live that failed."""
        self._failures.labels(part).inc()

    def answered(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method, route, f"{status // 100}xx").observe(seconds)

    def text(self, counts: "Counts") -> bytes:
        """Return everything in Prometheus's text format; raises Unavailable."""
        registry = CollectorRegistry()
        registry.register(counts)
        latencies = self._registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            latencies = CollectorRegistry()
            MultiProcessCollector(latencies)  # type: ignore[no-untyped-call]  # registers itself
        return generate_latest(registry) + generate_latest(latencies)


class Counts(Collector):
    """What the store counts, looked up at most every few seconds."""

    def __init__(self, store: Store) -> None:
        """Count what is in a store."""
        self._store = store
        self._known: tuple[float, Figures] | None = None

    def collect(self) -> Iterator[Metric]:
        """Yield a gauge per count."""
        for name, value in asdict(self._figures()).items():
            unit = "_seconds" if name in _SECONDS else ""
            yield GaugeMetricFamily(f"guanjia_{name}{unit}", _HELP[name], value=float(value))

    def _figures(self) -> Figures:
        now = time.monotonic()
        if self._known is None or now - self._known[0] > FRESH:
            with self._store.read() as tx:
                self._known = now, tx.vitals.figures()
        return self._known[1]
