"""Random people do random things with random cases; what must always hold is looked at every time.

`GUANJIA_PROPERTY_STEPS` asks for more steps than the short form takes.
"""

import os
import random
from datetime import timedelta
from pathlib import Path

import pytest

from engine import audit, deployments, instances, interpreter
from engine.errors import EngineError
from engine.model import InstanceState
from engine.scenarios.performing import OPERATIONS
from engine.scenarios.playing import OPEN, Play, Unmet
from engine.scenarios.reading import ENDING, read
from engine.scenarios.stage import DIRECTOR, KEY, prepare, resources
from engine.store import CaseQuery, Store, TaskQuery
from engine.worker import Worker

ROOT = Path(__file__).parents[2]
PROCESSES = ("complaint-handling", "rectification", "probation-review")
POLICIES = ("any-one", "all", "vote", "in-turn", "signers", "skip", "pool", "hear-everybody")
STEPS = int(os.environ.get("GUANJIA_PROPERTY_STEPS", "100"))
PEOPLE = ("limin", "liuyang", "wangfang", "wangqiang", "dengbo", "majun", "sunli", "wulei")
PEOPLE += ("zhangwei", "chenjianhua", "zhengjie", "zhaomin", "linjing", "fangyuan")
SYSTEM = {"system"}


class Company:
    """A store full of cases, and somebody who stirs them."""

    def __init__(self, store, seed):
        self.store, self.random = store, random.Random(seed)
        suites = [read(ROOT / "processes" / key / f"{key}{ENDING}") for key in PROCESSES]
        self.play = Play(store, suites[0])
        prepare(store, suites[0])
        self.fills = {task: fill for suite in suites for task, fill in suite.fills.items()}
        folders = [ROOT / "processes" / key for key in PROCESSES[1:]]
        folders += [ROOT / "docs" / "howto" / "policies" / key for key in POLICIES]
        for folder in folders:
            release = resources(folder)
            store.run(lambda tx, release=release: deployments.deploy(tx, release, by=DIRECTOR))
        self.done = self.rejected = 0

    # what happens

    def step(self):
        """Do one random thing; a rejection has changed nothing."""
        action = self.random.choice((self.begin, self.act, self.act, self.act, self.act, self.wait))
        before = self.standing()
        self.who = self.random.choice(PEOPLE)
        try:
            action()
        except (EngineError, Unmet):
            self.rejected += 1
            assert self.standing() == before, "a rejection has changed something"
            return
        self.done += 1
        self.check(before, self.who)
        if action is self.wait or self.random.random() < 0.3:
            before = self.standing()
            Worker(self.store).run_due()
            self.check(before, None)

    def begin(self):
        key = self.random.choice((*PROCESSES, *POLICIES))
        by = self.play.actor(self.who)
        self.store.run(lambda tx: instances.start(tx, key=key, by=by, project="HY01"))

    def wait(self):
        Worker(self.store).advance_clock(timedelta(minutes=self.random.choice((5, 300, 2000))))

    def act(self):
        tasks = self.tasks()
        if not tasks:
            return
        task = self.random.choice(tasks)
        if self.random.random() < 0.8:  # somebody who probably may
            self.who = self.random.choice(self.may_act(task))
        by = self.play.actor(self.who)
        name = self.random.choice(
            ("complete", "complete", "approve", "reject", *sorted(OPERATIONS))
        )
        given = self.given(name, task)
        self.store.run(lambda tx: OPERATIONS[name](tx, task, by, given))

    def given(self, name, task):
        if name == "complete":
            filled = self.play.filled(dict(self.fills.get(task.element_id, {})))
            return {field: value for field, value in filled.items() if value is not None}
        other = self.random.choice(PEOPLE)
        given = {"to": other, "people": [other], "person": other, "reason": "随便", "code": "X"}
        if name in {"approve", "reject", "resolve"}:
            return {"opinion": self.random.choice(("", "同意", "再议"))}
        return {**given, "element": "UT_Approve"} if name == "choose" else given

    # what must be so

    def check(self, before, who):
        changed = [id_ for id_, seq in self.standing().items() if before.get(id_) != seq]
        for id_ in changed:
            self.check_acted(id_, before.get(id_, 0), who)
            self.check_tokens(id_)
        for task in self.tasks():
            assert self.may_act(task), f"nobody can act on {task.element_id}"

    def check_acted(self, id_, seq, who):
        """Who acts is who is recorded, for nobody else; what rules do is the system's."""
        rows = self.store.run(lambda tx: audit.history(tx, id_, by=DIRECTOR))
        actors = {row.actor for row in rows if row.seq > seq}
        assert actors <= SYSTEM | ({who} if who else set()), f"{actors} acted, not {who}"
        assert {row.on_behalf_of for row in rows} == {None}

    def check_tokens(self, id_):
        """Every waiting user task of the token game is one open task, and the other way round."""
        case = self.store.run(lambda tx: tx.cases.get(id_))
        if case.state is not InstanceState.ACTIVE:
            assert self.tasks(id_) == []
            return
        definition = self.store.run(lambda tx: tx.definitions.get(case.definition_id))
        snapshot = self.store.run(lambda tx: tx.cases.snapshot(id_))
        opened = interpreter.open_activities(definition, snapshot, self.play.now())
        waiting = {
            each.activity_id
            for each in opened
            if each.kind == "userTask" and not each.arrival and not each.stopped
        }
        tasks = {task.id for task in self.tasks(id_)}
        assert tasks <= waiting, "a task without a token"
        bodies = {each.scope_id for each in opened}
        assert waiting - bodies <= tasks, "a token without a task"

    def check_record(self):
        """Replaying each case gives its live state, and the record verifies."""
        for id_ in self.standing():
            replay = self.store.run(lambda tx, id_=id_: audit.replay(tx, id_, by=DIRECTOR))
            assert replay.same
        assert self.store.run(lambda tx: audit.verify_all(tx, by=DIRECTOR)) == ()

    # reading

    def standing(self):
        """Return how far the record of each case has come."""
        found, cursor = {}, None
        while True:
            page = self.store.run(
                lambda tx, at=cursor: tx.cases.page(CaseQuery(), DIRECTOR, limit=200, cursor=at)
            )
            found |= {case.id: case.seq for case in page.items}
            cursor = page.next
            if cursor is None:
                return found

    def tasks(self, instance_id=None):
        query = TaskQuery(instance_id=instance_id, states=OPEN)
        return list(self.store.run(lambda tx: tx.tasks.page(query, DIRECTOR, limit=200)).items)

    def may_act(self, task):
        """Return who has something to do with a task: whoever it is offered to."""
        return [who for who in PEOPLE if task.is_candidate(self.play.actor(who))] or [
            who for who in self.everybody() if task.is_candidate(self.play.actor(who))
        ]

    def everybody(self):
        company = self.store.run(lambda tx: tx.people.organisation())
        return [one.id for one in company.people.values() if one.active]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20310303, 7])
def test_whatever_people_do_no_token_is_lost_and_everything_is_on_the_record(sqlite_url, seed):
    store = Store(sqlite_url, key=KEY, clock="manual")
    store.migrate()
    company = Company(store, seed)

    for _ in range(STEPS):
        company.step()

    company.check_record()
    assert company.done > STEPS // 3, "hardly anything was carried out"
    assert company.rejected > 0
    store.close()
