"""F4: a request that is sent twice is carried out once, and answered the same."""

import threading
from uuid import uuid4

import pytest

from engine.history import HistoryRow
from tests.faults.check import check, every_case
from tests.faults.company import WORK, furnish
from tests.faults.server import Client, Server
from tests.usecases.diagrams import PARALLEL


@pytest.fixture
def served(nursery, database_url, tmp_path):
    """A server over a furnished database."""
    company = furnish(database_url, tmp_path, WORK, PARALLEL)
    with Server(nursery, company.settings, tmp_path) as server:
        yield company, server
    assert server.troubles() == []


def types(company) -> list[str]:
    store = company.open()
    (case,) = every_case(store)
    assert check(store) == []
    store.close()
    rows: tuple[HistoryRow, ...] = tuple(case.rows)
    return [row.type for row in rows]


def test_the_same_request_under_the_same_key_is_answered_the_same_and_done_once(served):
    company, server = served
    start = {"process_key": "parallel", "project": "HY01"}
    with Client(server.address, company.tokens["ann"]) as ann:
        started = [ann.post("/process-instances", start, key="k1") for _ in range(3)]
        tasks = ann.get("/user-tasks").json()["items"]
        task = next(task["id"] for task in tasks if task["element_id"] == "UT_A")
        body = {"variables": {"a": 1}}

        first = ann.post(f"/user-tasks/{task}/completion", body, key="k2")
        server.restart()
        again = [ann.post(f"/user-tasks/{task}/completion", body, key="k2") for _ in range(3)]

    assert {(one.status_code, one.content) for one in started} == {(201, started[0].content)}
    assert first.status_code == 200
    assert {(one.status_code, one.content) for one in again} == {(200, first.content)}
    assert types(company).count("UserTaskCompleted") == 1


def test_the_same_key_with_another_body_is_refused_and_changes_nothing(served):
    company, server = served
    with Client(server.address, company.tokens["ann"]) as ann:
        start = {"process_key": "parallel", "project": "HY01"}
        ann.post("/process-instances", start, key="k1")

        other = ann.post("/process-instances", {**start, "project": "HY02"}, key="k1")

    assert other.status_code == 422
    assert other.json()["code"] == "idempotency-key-reused"
    assert types(company).count("InstanceStarted") == 1


def test_twins_that_arrive_at_the_same_moment_get_the_same_answer(served, tally):
    company, server = served
    barrier, answers = threading.Barrier(2), {}
    rounds = [str(uuid4()) for _ in range(20)]

    def submit(twin):
        with Client(server.address, company.tokens["ann"]) as client:
            for key in rounds:
                body = {"process_key": "parallel", "project": "HY01", "variables": {"mark": key}}
                barrier.wait()
                answer = client.post("/process-instances", body, key=key)
                answers[key, twin] = (answer.status_code, answer.content)

    twins = [threading.Thread(target=submit, args=(number,)) for number in range(2)]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join()

    tally(races=len(rounds), acknowledged=len(answers))
    assert all(answers[key, 0] == answers[key, 1] for key in rounds)
    assert {status for status, _ in answers.values()} == {201}
    store = company.open()
    assert len(every_case(store)) == len(rounds)
    store.close()
