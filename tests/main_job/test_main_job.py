"""The main job: a complaint from sign-in to its closed case, with the server killed in between.

Everything happens as for a user of REST: with accounts and sessions, against a real server whose
clock is set by hand. The server is killed with SIGKILL twice and started again.
"""

import threading
import time
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest

from engine import audit
from engine.scenarios.playing import span
from engine.scenarios.reading import read
from engine.settings import open_store
from tests.api.serving import PASSWORD, furnish, settings_of
from tests.faults.check import CHECKER, check
from tests.faults.server import Nursery, Server

MONDAY = datetime(2031, 3, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STORIES = files("processes") / "complaint-handling" / "complaint-handling.scenario.yaml"
FILLS = read(Path(str(STORIES))).fills
PATIENCE = 20.0  # seconds that the server's own worker may take on a busy machine
DECISION = {"decision": "instruct", "instruction": "请工程部今天上门，费用由公司承担。"}


class Person:
    """Somebody who signs in with a password and works through REST."""

    def __init__(self, server, login):
        self.http = httpx.Client(base_url=f"{server.address}/api/v1", timeout=30, trust_env=False)
        opened = self.ask("POST", "/session", {"login": login, "password": PASSWORD})
        self.http.headers["X-CSRF-Token"] = opened["csrf"]
        self.last = None

    def ask(self, method, path, json=None, **more):
        answer = self.http.request(method, path, json=json, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def task(self, element_id, **filters):
        """Return a task of the worklist, as soon as it is there."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            items = self.ask("GET", "/user-tasks", params=filters)["items"]
            for task in items:
                if task["element_id"] == element_id:
                    return task
            threading.Event().wait(0.05)
        raise AssertionError(f"{element_id} is not among {[t['element_id'] for t in items]}")

    def do(self, element_id, case, **values):
        """Hand in a task of a case, filled in as the process's own scenarios do."""
        task = self.task(element_id, instance_id=case)
        now = datetime.fromisoformat(self.ask("GET", "/clock")["now"])
        body = {"variables": moments({**FILLS.get(element_id, {}), **values}, now)}
        self.last = f"/user-tasks/{task['id']}/completion", body, str(uuid4())
        return self.repeat()

    def repeat(self):
        """Hand in once more what was handed in last, as one does who got no answer."""
        path, body, key = self.last
        return self.ask("POST", path, body, headers={"Idempotency-Key": key})


def moments(values, now):
    """Put moments for `$now`, `$now+PT2H`, `$now-P1D`."""
    return {name: _moment(value, now) for name, value in values.items()}


def _moment(value, now):
    if not isinstance(value, str) or not value.startswith("$now"):
        return value
    rest = value.removeprefix("$now")
    shift = span(rest[1:]) if rest else timedelta()
    return (now - shift if rest.startswith("-") else now + shift).isoformat(timespec="seconds")


@pytest.fixture(scope="module")
def nursery():
    started = Nursery()
    yield started
    started.close()


@pytest.fixture
def server(nursery, database_url, tmp_path):
    """A server with the demo company and the shipped processes, on Monday morning."""
    settings = settings_of(database_url, tmp_path)
    furnish(settings)
    store = open_store(settings)
    store.run(lambda tx: tx.clock.set(MONDAY))
    store.close()
    with Server(nursery, settings, tmp_path, GUANJIA_SHIPPED="on") as server:
        server.settings = settings
        yield server
    assert server.troubles() == []


@pytest.fixture
def people(server):
    """Everybody whom this complaint meets, signed in."""
    names = ("limin", "liuyang", "wangfang", "wangqiang", "zhangwei", "fangyuan", "hanbing")
    signed_in = {name: Person(server, name) for name in names}
    yield signed_in
    for person in signed_in.values():
        person.http.close()


@pytest.mark.slow
def test_a_complaint_goes_from_sign_in_to_its_closed_case_though_the_server_is_killed_twice(
    server, people
):
    limin, liuyang, wangfang, wangqiang, zhangwei, fangyuan, hanbing = people.values()

    case = start(limin)
    limin.do("UT_Register", case)
    wangfang.do("UT_Triage", case)
    limin.do("UT_FirstContact", case)
    in_time = wangqiang.task("UT_Handle", instance_id=case)

    server.restart()

    pass_time(fangyuan, "P1DT1H")
    late = wangqiang.task("UT_Handle", instance_id=case)
    escalation = zhangwei.task("UT_Decide", process_key="escalation")["instance_id"]
    zhangwei.do("UT_Decide", escalation, **DECISION)
    handled = wangqiang.do("UT_Handle", case)

    server.restart()

    repeated = wangqiang.repeat()
    pass_time(fangyuan, "PT2M")
    wangfang.do("UT_Verify", case)
    liuyang.do("UT_FollowUp", case)
    wangfang.do("UT_Close", case)
    pass_time(fangyuan, "PT2M")

    assert (in_time["breaches"], in_time["urgency"]) == (0, "calm")
    assert (late["breaches"], late["urgency"]) == (1, "late")
    assert repeated == handled
    ends = {one: hanbing.ask("GET", f"/process-instances/{one}") for one in (case, escalation)}
    assert ends[case]["business_key"] == "TS-HY01-20310303-001"
    assert [(e["state"], e["outcome"]) for e in ends.values()] == [
        ("completed", "End_Closed"),
        ("completed", "End_Esc"),
    ]
    assert who_did_what(hanbing, case) == [
        ("UT_Register", "李敏"),
        ("UT_Triage", "王芳"),
        ("UT_FirstContact", "李敏"),
        ("UT_Handle", "王强"),
        ("UT_Verify", "王芳"),
        ("UT_FollowUp", "刘洋"),
        ("UT_Close", "王芳"),
    ]
    sound = {"sound": True, "findings": [], "tree": []}
    assert hanbing.ask("GET", "/history/verification") == sound
    store = open_store(server.settings)
    assert check(store) == []
    with store.read() as tx:
        assert audit.replay(tx, UUID(case), by=CHECKER).same
    store.close()


def start(person):
    body = {"process_key": "complaint-handling", "project": "HY01"}
    return person.ask("POST", "/process-instances", body)["id"]


def pass_time(administrator, duration):
    """Set the clock forward; what is due meanwhile runs, also what a dead worker held."""
    administrator.ask("POST", "/clock/advance", {"duration": duration})


def who_did_what(auditor, case):
    done, after = [], 0
    while after is not None:
        path = f"/process-instances/{case}/history"
        page = auditor.ask("GET", path, params={"after": after, "limit": 100})
        done += [e for e in page["items"] if e["type"] == "UserTaskCompleted"]
        after = page["next"]
    return [(event["data"]["element_id"], event["actor_name"]) for event in done]
