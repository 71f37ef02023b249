"""Plays a scenario: what the people of a process do, one after another, and what must be so then.

A scenario is data (`processes/<process>/scenarios.json`), so that a designer can write one:
`do` a task as somebody, send a `message`, `wait`, and say what must be `open`, `told`, `seen`.
"""

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from engine import actors, audit, demo, deployments, instances, messages, user_tasks
from engine.errors import FormInvalid
from engine.model import Actor, Role, TaskState
from engine.model.events import ElementCompleted, JobCreated, MessageThrown, SequenceFlowTaken
from engine.store import CaseQuery, IncidentQuery, TaskQuery
from engine.worker import Worker
from processes import resources, shipped

SHANGHAI = ZoneInfo("Asia/Shanghai")
KEY = b"a key for tests, 32 bytes of it."
MONDAY = datetime(2031, 3, 3, 9, 0, tzinfo=SHANGHAI)
AUDITOR = Actor(id="fangyuan", name="方圆", roles=frozenset({Role.ADMINISTRATOR}))
_MOMENT = re.compile(r"\$now(?:([+-])P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?)?")


def catalogue(process):
    """Return the scenarios of a process and the usual way to fill in its forms."""
    return json.loads((files("processes") / process / "scenarios.json").read_bytes())


def prepare(store, at=MONDAY):
    """Put the demo company and the shipped processes into a store, and set its clock."""
    store.run(lambda tx: tx.people.replace(demo.organisation()))
    designer = store.run(lambda tx: actors.of_person(tx, "caoying"))
    for process in shipped():
        release = resources(process)
        store.run(lambda tx, release=release: deployments.deploy(tx, release, by=designer))
    store.run(lambda tx: tx.clock.set(at))


class Play:
    """One scenario that happens in a prepared store."""

    def __init__(self, store, process):
        self.store = store
        self.process = process
        self.fills = {
            name: fill for key in shipped() for name, fill in catalogue(key)["fills"].items()
        }
        self.case = None

    def play(self, scenario):
        """Do every step of a scenario, and check that replaying its cases gives their live state."""
        for number, step in enumerate(scenario["steps"], 1):
            verb = next(verb for verb in VERBS if verb in step)
            try:
                VERBS[verb](self, step)
            except AssertionError as error:
                error.add_note(f"step {number}: {json.dumps(step, ensure_ascii=False)}")
                raise
            except FormInvalid as error:
                error.add_note(f"step {number}: {error.facts}")
                raise
        self.check_record()

    # what people do

    def start(self, step):
        variables = self.filled(step.get("with", {}))
        by = self.actor(step["start"])
        self.case = self.store.run(
            lambda tx: instances.start(
                tx,
                key=self.process,
                by=by,
                project=step.get("project", "HY01"),
                variables=variables,
            )
        )
        self.settle()

    def message(self, step):
        case = self.case_of(step) if self.case else None
        key = step.get("key", case.business_key if case else "")
        by, variables = self.actor("limin"), self.filled(step.get("with", {}))
        published = self.store.run(
            lambda tx: messages.publish(tx, step["message"], key, by=by, variables=variables)
        )
        assert published.instance is not None, "nobody waited for the message"
        self.case = self.case or published.instance
        self.settle()

    def do(self, step):
        task = self.task(step)
        variables = self.filled({**self.fills[step["do"]], **step.get("with", {})})
        values = {name: value for name, value in variables.items() if value is not None}
        by = self.actor(step["by"])
        self.store.run(lambda tx: user_tasks.complete(tx, task.id, by=by, variables=values))
        self.settle()

    def refused(self, step):
        with pytest.raises(FormInvalid) as refusal:
            self.do({**step, "do": step["refused"]})
        assert sorted(refusal.value.facts["errors"]) == sorted(step["because"])

    def wait(self, step):
        Worker(self.store).advance_clock(span(step["wait"]))

    def settle(self):
        """Let the engine's own worker do what is due; it also tells people."""
        Worker(self.store).run_due()

    # what must be so

    def open(self, step):
        assert sorted(task.element_id for task in self.tasks(step)) == sorted(step["open"])

    def offered(self, step):
        task = self.task({"do": step["offered"], **step})
        assert sorted(self.may_do(task)) == sorted(step["to"])

    def withheld(self, step):
        task = self.task({"do": step["withheld"], **step})
        assert not set(self.may_do(task)) & set(step["from"])

    def due(self, step):
        task = self.task({"do": step["due"], **step})
        assert task.due_at.astimezone(SHANGHAI).isoformat(timespec="minutes")[:16] == step["at"]

    def told(self, step):
        assert [event.headers["template"] for event in self.events(step, JobCreated)] == step[
            "told"
        ]

    def sent(self, step):
        assert [event.name for event in self.events(step, MessageThrown)] == step["sent"]

    def known(self, step):
        case = self.case_of(step)
        present = self.store.run(lambda tx: instances.variables(tx, case.id, by=AUDITOR))
        assert {name: present.get(name) for name in step["known"]} == self.filled(step["known"])

    def titled(self, step):
        assert self.case_of(step).title == step["titled"]

    def ended(self, step):
        case = self.case_of(step)
        ends = [e for e in self.events(step, ElementCompleted) if e.kind == "endEvent"]
        assert (str(case.state), ends[-1].element_id) == ("completed", step["ended"])

    def count(self, step):
        assert len(self.cases(step["of"])) == step["count"]

    def check_record(self):
        """Replay every case, and see that the record is whole and nothing got stuck."""
        for case in self.cases():
            replay = self.store.run(lambda tx, id_=case.id: audit.replay(tx, id_, by=AUDITOR))
            assert replay.same, f"{case.business_key}: replay differs from the live state"
        assert self.store.run(lambda tx: audit.verify_all(tx, by=AUDITOR)) == ()
        stuck = self.store.run(lambda tx: tx.incidents.page(IncidentQuery())).items
        assert [(i.element_id, i.message) for i in stuck] == []

    # reading

    def actor(self, name):
        return self.store.run(lambda tx: actors.of_person(tx, name))

    def cases(self, key=None):
        query = CaseQuery(key=key)
        page = self.store.run(lambda tx: tx.cases.page(query, AUDITOR, limit=100))
        return sorted(page.items, key=lambda case: (case.key, case.business_key))

    def case_of(self, step):
        """Return the newest case of the process that the step names, else the scenario's own."""
        if "in" in step:
            return self.cases(step["in"])[step.get("number", 0) - 1]
        case_id = self.case.id
        return self.store.run(lambda tx: tx.cases.get(case_id))

    def tasks(self, step):
        query = TaskQuery(instance_id=self.case_of(step).id, states=frozenset({*OPEN}))
        return self.store.run(lambda tx: tx.tasks.page(query, AUDITOR)).items

    def task(self, step):
        names = [task.element_id for task in self.tasks(step)]
        assert step["do"] in names, f"{step['do']} is not open, but {names}"
        return next(task for task in self.tasks(step) if task.element_id == step["do"])

    def may_do(self, task):
        organisation = demo.organisation()
        people = (self.actor(name) for name, one in organisation.people.items() if one.active)
        return [one.id for one in people if task.is_candidate(one)]

    def events(self, step, kind):
        case = self.case_of(step)
        rows = self.store.run(lambda tx: audit.history(tx, case.id, by=AUDITOR))
        return [row.event for row in rows if isinstance(row.event, kind)]

    def taken(self):
        """Count the sequence flows that were taken, by process and flow."""
        return Counter(
            (case.key, event.flow_id)
            for case in self.cases()
            for event in self.events({"in": case.key}, SequenceFlowTaken)
        )

    def filled(self, value):
        """Put moments for `$now`, `$now+PT2H`, `$now-P1D` and the case's number for `$case`."""
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part) for part in value]
        if value == "$case":
            return self.case_of({}).business_key
        match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            return value
        sign, days, hours, minutes = match.groups()
        shift = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
        now = self.store.run(lambda tx: tx.now).astimezone(SHANGHAI)
        return (now - shift if sign == "-" else now + shift).isoformat(timespec="seconds")


OPEN = (TaskState.READY, TaskState.CLAIMED)
VERBS = {
    name: getattr(Play, name)
    for name in (
        "start",
        "message",
        "do",
        "refused",
        "wait",
        "open",
        "offered",
        "withheld",
        "due",
        "told",
        "sent",
        "known",
        "titled",
        "ended",
        "count",
    )
}


def span(text):
    """Read a duration such as P1DT2H."""
    match = _MOMENT.fullmatch(f"$now+{text}")
    _, days, hours, minutes = match.groups()
    return timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
