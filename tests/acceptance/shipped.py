"""The shipped processes through REST: forms filled in as their stories do, time set by hand."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from engine.scenarios.reading import read
from processes import resources
from tests.acceptance.people import DESIGNER, Company

PROCESSES = Path(__file__).parents[2] / "processes"
OVERSEER = "fangyuan"
_NOW = re.compile(r"\$now(?:([+-])PT(\d+)H)?")


class Desk:
    """Cases of shipped processes, and the people who work on them."""

    def __init__(self, app, *processes):
        self.people = Company(app)
        self.fills = {}
        for process in processes:
            self.deploy(process)
            self.fills |= read(PROCESSES / process / f"{process}.scenario.yaml").fills

    def deploy(self, process, **changed):
        files = {**resources(process), **changed}
        answer = self.people[DESIGNER].deploy(**files)
        assert answer.status_code == 201, answer.text

    def start(self, process, by):
        body = {"process_key": process, "project": "HY01"}
        answer = self.people[by].post("/process-instances", body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def complete(self, case, element, by, **values):
        answer = self.hand_in(case, element, by, **values)
        assert answer.status_code == 200, answer.text
        self.advance("PT1S")

    def hand_in(self, case, element, by, **values):
        filled = {**self.fills.get(element, {}), **values}
        body = {name: self.dated(value) for name, value in filled.items() if value is not None}
        task = self.task(case, element)
        return self.people[by].post(f"/user-tasks/{task}/completion", {"variables": body})

    def decide(self, case, element, by, operation, **body):
        task = self.task(case, element)
        answer = self.people[by].post(f"/user-tasks/{task}/{operation}", body)
        assert answer.is_success, answer.text
        self.advance("PT1S")

    def dated(self, value):
        match = _NOW.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            return value
        hours = int(match[2] or 0) * (-1 if match[1] == "-" else 1)
        now = datetime.fromisoformat(self.overseer("/clock")["now"])
        return (now + timedelta(hours=hours)).isoformat(timespec="seconds")

    def overseer(self, path, **params):
        return self.people[OVERSEER].get(path, **params).json()

    def tasks(self, case):
        return self.overseer("/user-tasks", instance_id=case, everyone=True)["items"]

    def open(self, case):
        return sorted(task["element_id"] for task in self.tasks(case))

    def task(self, case, element):
        found = [task["id"] for task in self.tasks(case) if task["element_id"] == element]
        assert found, f"{element} is not open: {self.open(case)}"
        return found[0]

    def offered(self, case, element, who):
        items = self.people[who].get("/user-tasks", instance_id=case).json()["items"]
        return element in {task["element_id"] for task in items}

    def instance(self, case):
        return self.overseer(f"/process-instances/{case}")

    def variables(self, case):
        return self.overseer(f"/process-instances/{case}/variables")

    def cases(self, process):
        """Return the ids of the cases of a process, the newest first."""
        items = self.overseer("/process-instances", process_key=process)["items"]
        return [case["id"] for case in items]

    def relations(self, case):
        return {
            one["instance"]["id"]: one["relation"]
            for one in self.overseer(f"/process-instances/{case}/related")
        }

    def message(self, case, name, **variables):
        key = self.instance(case)["business_key"]
        body = {"name": name, "correlation_key": key, "variables": variables}
        answer = self.people[OVERSEER].post("/messages", body)
        assert answer.is_success, answer.text
        self.advance("PT1S")

    def advance(self, duration):
        answer = self.people[OVERSEER].post("/clock/advance", {"duration": duration})
        assert answer.is_success, answer.text
