"""Clients that work as staff do: start cases, complete tasks, send messages, each until answered."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

from tests.faults.company import Company
from tests.faults.journal import Journal, Operation, Receipt
from tests.faults.server import Client, Server

AT_HAND = 3  # cases that one client works on at the same time
OPEN_CASES = 60  # of one client, with those that wait: a killed worker's timers wait for its lease
REST = 0.3  # seconds before a case that could not go on is looked at again


class Worker(threading.Thread):
    """One client with its own token and connection."""

    def __init__(
        self, name: str, server: Server, token: str, journal: Journal, stop: threading.Event
    ) -> None:
        super().__init__(name=name)
        self._server, self._token = server, token
        self._journal, self._stop_event = journal, stop
        self._random = Random(name)
        self._count = 0
        self.cut_off = self.unavailable = 0
        self.slowest = 0.0

    def run(self) -> None:
        with Client(self._server.address, self._token) as client:
            self._client = client
            try:
                self._work()
            except Exception as error:  # noqa: BLE001  # the test must hear of it, not the thread
                self._journal.surprise(f"{self.name}: {type(error).__name__}: {error}")
            self.cut_off, self.unavailable = client.cut_off, client.unavailable
            self.slowest = client.slowest

    def _work(self) -> None:
        cases: dict[Iterator[bool], float] = {}  # each with the moment to look at it again
        while not self._stop_event.is_set():
            now = time.monotonic()
            able = [case for case, at in cases.items() if at <= now]
            if len(able) < AT_HAND and len(cases) < OPEN_CASES:
                able.append(self._case())
            if not able:
                self._stop_event.wait(REST)
                continue
            chosen = self._random.choice(able)
            went = next(chosen, None)
            if went is None:
                del cases[chosen]
            else:
                cases[chosen] = now if went else now + REST
        for case in cases:
            while next(case, False):
                pass

    def _case(self) -> Iterator[bool]:
        """Do one case, an operation at each step; yields whether it could be done already."""
        mark = self._mark()
        body = {"process_key": "work", "project": "HY01", "variables": {"mark": mark}}
        instance_id = self._post("/process-instances", "start", mark, body)["id"]
        yield True
        steps = [lambda: self._complete("UT_Work", instance_id), lambda: self._message(mark)]
        self._random.shuffle(steps)
        for step in steps:
            yield from step()
        yield from self._complete("UT_Last", instance_id)

    def _complete(self, element_id: str, instance_id: str) -> Iterator[bool]:
        while True:
            answer = self._client.get("/user-tasks", instance_id=instance_id)
            tasks = {task["element_id"]: task["id"] for task in answer.json()["items"]}
            if element_id in tasks:
                break
            yield False
        mark = self._mark()
        body = {"variables": {"mark": mark}}
        self._post(f"/user-tasks/{tasks[element_id]}/completion", "complete", mark, body)
        yield True

    def _message(self, key: str) -> Iterator[bool]:
        mark = self._mark()
        body = {"name": "Msg_Go", "correlation_key": key, "message_id": mark}
        self._post("/messages", "message", mark, body)
        yield True

    def _post(self, path: str, kind: str, mark: str, body: dict[str, object]) -> dict[str, object]:
        self._journal.ask(Operation(mark=mark, kind=kind))
        answer = self._client.post(path, body, key=mark)
        if answer.status_code not in {200, 201}:
            raise AssertionError(f"{kind} {mark}: {answer.status_code} {answer.text}")
        told = answer.json()
        case = told["instance_id"] if kind == "message" else told["id"]
        receipt = Receipt(instance_id=case, seq=told.get("seq"), head=told.get("head"))
        self._journal.acknowledge(mark, receipt)
        return told

    def _mark(self) -> str:
        self._count += 1
        return f"{self.name}-{self._count}"


@contextmanager
def load(
    server: Server, company: Company, journal: Journal, clients: int = 4
) -> Iterator[Sequence[Worker]]:
    """Let clients work while the block runs; at its end they finish what can be finished."""
    stop = threading.Event()
    people = ("ann", "bob")
    workers = [
        Worker(f"{people[n % 2]}{n}", server, company.tokens[people[n % 2]], journal, stop)
        for n in range(clients)
    ]
    for worker in workers:
        worker.start()
    try:
        yield workers
    finally:
        stop.set()
        for worker in workers:
            worker.join()
