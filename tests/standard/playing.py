"""Plays a story on a drawn diagram through REST alone, and reads what was executed from the history.

A story is lines of an act and what it makes happen: `do U1 a=1 => U1 X -U2 !J`, where `U1` and `X`
have completed, `-U2` was withdrawn and an incident arose at `J`.  `=>>` asks for that very order.
Lines without an arrow say what is to be seen then.
"""

import itertools
import json
import shlex
from uuid import UUID

from engine import actors, audit
from tests.standard.drawing import file_of

MORNING = "2026-01-05T09:00:00+08:00"  # a Monday
NUMBERS = itertools.count(1)


class Stage:
    """One served company, in which stories are played one after the other."""

    def __init__(self, client, store):
        self.client = client
        self.store = store

    def play(self, story):
        run = Run(self.client, f"p{next(NUMBERS)}")
        try:
            run.deploy(story.diagrams, story.files)
            for line in story.script.splitlines():
                if line.strip():
                    run.line(line.strip())
            run.check_record()
            for case_id in run.seen:
                assert self.replays(case_id), "the record does not give the state again"
        finally:
            run.clear()

    def replays(self, case_id):
        """Whether the recorded commands of a case give its snapshot again, to the byte."""

        def ask(tx):
            return audit.replay(
                tx, UUID(case_id), by=actors.of_person(tx, self.client.person["id"])
            )

        return self.store.run(ask).same


class Run:
    """One story being played."""

    def __init__(self, client, key):
        self.client = client
        self.key = key
        self.seen = {}
        self.events = []
        self.instance = None
        self.answer = None
        self.later = []

    def deploy(self, diagrams, files):
        diagram, *self.later = diagrams
        sent = self.client.send("PUT", "/clock", {"now": MORNING})
        assert sent.status_code == 200, sent.text
        files = {"story.bpmn": file_of(diagram, self.key), **files}
        self.answer = self.client.deploy(**files)
        assert self.answer.status_code == 201, self.answer.text
        self.keys = [each["key"] for each in self.answer.json()["definitions"]]

    def line(self, line):
        act, arrow, wanted = line.partition("=>")
        verb, *words = shlex.split(act, posix=True)
        getattr(self, f"{'see' if not arrow else 'do'}_{verb.replace('-', '_')}")(*words)
        if not arrow:
            return
        if verb != "after":
            self.do_after("PT0S")  # lets the worker run what the act has set going
        new = self.new_events()
        told = [mark + event["data"]["element_id"] for event, mark in _told(new)]
        wanted_list = wanted.removeprefix(">").split()
        if wanted.startswith(">"):
            assert told == wanted_list, line
        else:
            assert sorted(told) == sorted(wanted_list), f"{line}\n  told: {' '.join(told)}"

    # what happens

    def do_start(self, *words):
        named, variables = _words(words)
        body = {"process_key": self.key, "project": "HY01", "variables": variables, **named}
        self.instance = self.post("/process-instances", body, status=201).json()["id"]

    def do_deploy(self):
        """Nothing but the deployment itself."""

    def do_do(self, element, *words):
        task = self.task(element)
        self.post(f"/user-tasks/{task}/completion", {"variables": _words(words)[1]})

    def do_message(self, name, *words):
        named, variables = _words(words)
        body = {
            "name": f"{self.key}.{name}",
            "correlation_key": named.get("key", ""),
            "variables": variables,
        }
        if "ttl" in named:
            body["ttl"] = named["ttl"]
        if "id" in named:
            body["message_id"] = f"{self.key}.{named['id']}"
        self.post("/messages", body)

    def do_signal(self, name, *words):
        self.post("/signals", {"name": f"{self.key}.{name}", "variables": _words(words)[1]})

    def do_after(self, duration):
        self.post("/clock/advance", {"duration": duration})

    def do_job(self, element, *words):
        self.post(f"/jobs/{self.job(element)}/completion", {"variables": _words(words)[1]})

    def do_fail(self, element, retries="0"):
        body = {"message": "no answer", "retries": int(retries)}
        self.post(f"/jobs/{self.job(element)}/failure", body)

    def do_error(self, element, code, *words):
        body = {"code": code, "variables": _words(words)[1]}
        jobs = self.jobs(element)
        path = f"/jobs/{jobs[0]}" if jobs else f"/user-tasks/{self.task(element)}"
        self.post(f"{path}/error", body)

    def do_escalate(self, element, code, *words):
        body = {"code": code, "variables": _words(words)[1]}
        self.post(f"/user-tasks/{self.task(element)}/escalation", body)

    def do_set(self, *words):
        body = {"variables": _words(words)[1], "reason": "test"}
        answer = self.client.send("PATCH", f"/process-instances/{self.instance}/variables", body)
        assert answer.status_code == 200, answer.text

    def do_resolve(self, element, *words):
        found = self.get("/incidents", instance_id=self.instance)["items"]
        (incident,) = [each["id"] for each in found if each["element_id"] == element]
        body = {"reason": "test", "variables": _words(words)[1]}
        self.post(f"/incidents/{incident}/resolution", body)

    def do_choose(self, element, within):
        """Begin an activity of an ad-hoc sub-process."""
        path = f"/process-instances/{self.instance}/ad-hoc"
        (hub,) = [each for each in self.get(path) if each["element_id"] == within]
        self.post(f"{path}/{hub['activity_id']}", {"element_id": element})

    def do_condition(self, *words):
        """Say what is so: processes that wait for it begin."""
        self.post("/conditions", {"variables": _words(words)[1]})

    def do_modify(self, *words):
        """Change by hand where the case stands: `-U1` is taken back, `U2` begins."""
        verbs = {True: "cancel_element", False: "activate_before"}
        instructions = [
            {"do": verbs[word.startswith("-")], "element_id": word.removeprefix("-")}
            for word in words
        ]
        body = {"instructions": instructions, "reason": "test"}
        self.post(f"/process-instances/{self.instance}/modification", body)

    def do_migrate(self, *words):
        """Put the next version in force and let the case go on as it; `U1:U2` is renamed."""
        answer = self.client.deploy(**{"story.bpmn": file_of(self.later.pop(0), self.key)})
        assert answer.status_code == 201, answer.text
        target = next(d["id"] for d in answer.json()["definitions"] if d["key"] == self.key)
        place = f"/process-instances/{self.instance}/migration"
        order = {"target": target, "mapping": _words(words)[0]}
        seen = self.client.post(f"{place}/preview", order).json()["token"]
        self.post(place, {**order, "reason": "test", "preview": seen})

    def do_terminate(self):
        self.post(f"/process-instances/{self.instance}/termination", {"reason": "test"})

    # what is seen

    def see_state(self, state):
        assert self.case()["state"] == state

    def see_outcome(self, element):
        assert self.case()["outcome"] == element

    def see_open(self, *elements):
        assert sorted(self.open()) == sorted(elements)

    def see_vars(self, *words):
        found = self.get(f"/process-instances/{self.instance}/variables")
        wanted = _words(words)[1]
        assert {name: found.get(name) for name in wanted} == wanted, found

    def see_no_vars(self, *names):
        found = self.get(f"/process-instances/{self.instance}/variables")
        assert not found.keys() & set(names)

    def see_incidents(self, *elements):
        found = [each for i in self.seen for each in self.get("/incidents", instance_id=i)["items"]]
        assert sorted(each["element_id"] for each in found) == sorted(elements)

    def see_tree(self, count):
        """How many cases there are in the call tree, and that all but the root are called."""
        tree = self.get("/process-instances", root_id=self.instance)["items"]
        called = self.get("/process-instances", parent_id=self.instance)["items"]
        assert len(tree) == int(count)
        assert {each["id"] for each in called} < {each["id"] for each in tree}

    def see_flows(self, *ids):
        taken = [e["data"]["flow_id"] for e in self.events if e["type"] == "SequenceFlowTaken"]
        assert sorted(taken) == sorted(ids), taken

    def see_runs(self, *states):
        """The states of all instances that the story has made, children included."""
        assert sorted(each["state"] for each in self.instances()) == sorted(states)

    def see_ended(self, *states):
        """How the visits of an element ended: `U1=completed`, `U2=terminated`, `U3=open`."""
        visits = self.get(f"/process-instances/{self.instance}/activities")
        for word in states:
            element, _, state = word.partition("=")
            found = [
                "terminated" if v["terminated"] else "completed" if v["left_at"] else "open"
                for v in visits
                if v["element_id"] == element
            ]
            assert found == state.split(","), (element, found)

    def see_timers(self, count):
        jobs = [j for i in self.seen for j in self.get("/jobs", kind="timer", state="open", instance_id=i)["items"]]  # fmt: skip
        assert len(jobs) == int(count)

    # asking

    def post(self, path, body, status=200):
        self.answer = self.client.post(path, body)
        assert self.answer.status_code == status, f"{path} {body}\n{self.answer.text}"
        return self.answer

    def get(self, path, **query):
        answer = self.client.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def case(self):
        return self.get(f"/process-instances/{self.instance}")

    def instances(self):
        found = []
        for key in self.keys:
            found += self.get("/process-instances", process_key=key, limit=200)["items"]
        return found

    def new_events(self):
        new = []
        for case in reversed(self.instances()):
            case_id = case["id"]
            if self.instance is None and case["process_key"] == self.key:
                self.instance = case_id
            if self.seen.get(case_id) == case["seq"]:
                continue
            after = self.seen.get(case_id, 0)
            while True:
                page = self.get(f"/process-instances/{case_id}/history", after=after)
                new += page["items"]
                if page["next"] is None:
                    break
                after = page["next"]
            self.seen[case_id] = case["seq"]
        self.events += new
        return new

    def open_tasks(self):
        found = []
        for case_id in self.seen:
            found += self.get("/user-tasks", instance_id=case_id, limit=200)["items"]
        return sorted(found, key=lambda task: task["id"])

    def open(self):
        return [task["element_id"] for task in self.open_tasks()]

    def task(self, element):
        """The id of an open task; `U1#2` is the second of several at the element."""
        name, _, number = element.partition("#")
        found = [each["id"] for each in self.open_tasks() if each["element_id"] == name]
        assert found, f"{name} is not open: {self.open()}"
        return found[int(number or 1) - 1]

    def jobs(self, element):
        found = []
        for case_id in self.seen:
            found += self.get("/jobs", kind="service", state="open", instance_id=case_id)["items"]
        return [job["id"] for job in found if job["element_id"] == element]

    def job(self, element):
        name, _, number = element.partition("#")
        return self.jobs(name)[int(number or 1) - 1]

    # in the end

    def check_record(self):
        """The record of every case is whole, and every taken flow joins two visited elements."""
        self.new_events()
        for case_id in self.seen:
            assert self.get("/history/verification", instance_id=case_id)["sound"]
        visited = {kind: set() for kind in ("ElementCompleted", "ElementActivated")}
        for event in self.events:
            if event["type"] in visited:
                visited[event["type"]].add(event["data"]["element_id"])
        for event in self.events:
            if event["type"] == "SequenceFlowTaken":
                source, _, target = event["data"]["flow_id"].partition("-")
                assert source in visited["ElementCompleted"]
                assert target in visited["ElementActivated"] or target.startswith(("P", "O"))

    def clear(self):
        """End what still runs: the next story has the place for itself."""
        for case in self.instances() if hasattr(self, "keys") else ():
            if case["state"] in {"active", "suspended"} and case["parent_id"] is None:
                path = f"/process-instances/{case['id']}/termination"
                self.client.post(path, {"reason": "the story is over"})


MARKS = {"ElementCompleted": "", "ElementTerminated": "-", "IncidentRaised": "!"}


def _told(events):
    for event in events:
        if event["type"] in MARKS and not event["data"].get("kind", "").endswith("Body"):
            yield event, MARKS[event["type"]]


def _words(words):
    """Part `key:x` from `a=1`."""
    named, variables = {}, {}
    for word in words:
        name, sign, text = word.partition("=")
        if sign:
            variables[name] = _value(text)
        else:
            name, _, text = word.partition(":")
            named[name] = text
    return named, variables


def _value(text):
    try:
        return json.loads(text)
    except ValueError:
        return text
