"""Random people do random things with random cases; what must always hold is looked at every time.

`GUANJIA_PROPERTY_STEPS` asks for more steps than the short form takes, `GUANJIA_PROPERTY_SEEDS` for
other seeds (`1,2,3`).  No more than `CROWD` cases run beside each other, so that a long run goes
deeper into its cases instead of beginning more of them.
"""

import os
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from engine import (
    audit,
    bulk,
    deployments,
    diagram,
    endings,
    instances,
    interpreter,
    jumps,
    substitutions,
    user_tasks,
)
from engine.bulk import Order
from engine.errors import EngineError
from engine.model import InstanceState, TaskState
from engine.scenarios.operations import OPERATIONS
from engine.scenarios.playing import OPEN, Play, Unmet
from engine.scenarios.reading import ENDING, read
from engine.scenarios.stage import DIRECTOR, KEY, prepare, resources
from engine.store import CaseQuery, Store, TaskQuery
from engine.substitutions import Terms
from engine.user_tasks import Late
from engine.worker import Worker
from tests.approvals.office import approval
from tests.returns.drawings import review
from tests.returns.test_undoing import BOOKED
from tests.returns.test_undoing_calls import ORDER, TRIP
from tests.usecases.diagrams import bpmn

ROOT = Path(__file__).parents[2]
PROCESSES = ("complaint-handling", "rectification", "probation-review")
POLICIES = ("any-one", "all", "vote", "in-turn", "signers", "skip", "pool", "hear-everybody")
POLICIES += ("level-heads", "missing-level", "proof")
STEPS = int(os.environ.get("GUANJIA_PROPERTY_STEPS", "80"))
SEEDS = [int(seed) for seed in os.environ.get("GUANJIA_PROPERTY_SEEDS", "20310303,7").split(",")]
TRAVELS = 40  # steps of one trip after another: four lead to where it may be called off
CROWD = 40  # open cases: as many as one office has on its desks
PEOPLE = ("limin", "liuyang", "wangfang", "wangqiang", "dengbo", "majun", "sunli", "wulei")
PEOPLE += ("zhangwei", "chenjianhua", "zhengjie", "zhaomin", "linjing", "fangyuan")
SYSTEM = {"system"}
ADMINISTRATOR = "fangyuan"


def among_us(drawn):
    """Give the tasks of a drawing to people of this company."""
    for who, name in ((b"b", b"wangfang"), (b"c", b"liuyang"), (b"d", b"majun")):
        drawn = drawn.replace(b"user(" + who + b")", b"user(" + name + b")")
    return drawn


OWN = {
    "review": review("liuyang", "wangfang", "majun", "zhangwei"),
    "approval": approval("vote", people=["limin", "liuyang", "wangfang"], lowRisk="true").replace(
        b"<zeebe:properties></zeebe:properties>",
        b'<zeebe:properties><zeebe:property name="gj:cancel" value="with-consent"/>'
        b'<zeebe:property name="gj:void" value="two"/></zeebe:properties>',
        1,
    ),
    "booking": among_us(bpmn("booking", BOOKED, settings={"gj:cancel": "always"})),
    "order": among_us(bpmn("order", ORDER)),
    "trip": among_us(bpmn("trip", TRIP, settings={"gj:cancel": "always"})),
}
"""Two branches to be returned and jumped in, a case that ends with somebody's consent, one of which
cancelling undoes what was completed, and one that calls another, which is undone before it."""


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
        for key, xml in OWN.items():
            release = {f"{key}.bpmn": xml}
            store.run(lambda tx, release=release: deployments.deploy(tx, release, by=DIRECTOR))
        self.done = self.rejected = 0
        self.did = Counter()

    # what happens

    def step(self):
        """Do one random thing; a rejection has changed nothing."""
        usual = (self.begin, self.act, self.act, self.act, self.act, self.wait)
        seldom = (
            self.give_back,
            self.withdraw,
            self.stand_in,
            self.end,
            self.travel,
            self.suspend,
            self.jump,
            self.in_bulk,
        )
        self.do(self.random.choice(usual * 3 + seldom))

    def do(self, action):
        """Let somebody do one thing, and look at what must hold."""
        before = self.standing()
        self.who = self.random.choice(PEOPLE)
        try:
            action()
        except (EngineError, Unmet):
            self.rejected += 1
            assert self.standing() == before, "a rejection has changed something"
            return
        self.done += 1
        self.did[action.__name__] += 1
        self.check(before, self.who)
        if action is self.wait or self.random.random() < 0.3:
            before = self.standing()
            Worker(self.store).run_due()
            self.check(before, None)

    def begin(self):
        if len(self.running()) >= CROWD:
            raise Unmet("enough is going on")
        key = self.random.choice((*PROCESSES, *POLICIES, *OWN))
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

    def give_back(self):
        """Return a task to any that was done before, again or straight back."""
        task = self.one_of(self.tasks())
        self.who = self.random.choice(self.may_act(task))
        by = self.play.actor(self.who)
        found = self.store.run(lambda tx: user_tasks.return_targets(tx, task.id, by=by))
        to = self.random.choice([each.element_id for each in found] or [None])
        mode = self.random.choice(("again", "straight", None))
        self.store.run(
            lambda tx: user_tasks.send_back(tx, task.id, by=by, reason="重填", to=to, mode=mode)
        )

    def withdraw(self):
        """Take back what somebody has handed in."""
        query = TaskQuery(states=frozenset({TaskState.COMPLETED}))
        done = self.store.run(lambda tx: tx.tasks.page(query, DIRECTOR, limit=200)).items
        task = self.one_of([each for each in done if each.ended_by in PEOPLE])
        self.who = task.ended_by
        by = self.play.actor(self.who)
        self.store.run(lambda tx: user_tasks.withdraw(tx, task.id, by=by, reason="填错了"))

    def stand_in(self):
        """Let somebody act in another's place for some days."""
        now, agent = self.play.now(), self.random.choice(PEOPLE)
        days = timedelta(days=self.random.choice((1, 5)))
        terms = Terms(
            principal=self.who,
            agent=agent,
            begins=now,
            ends=now + days,
            existing=self.random.random() < 0.7,
            alone=self.random.random() < 0.3,
        )
        by = self.play.actor(self.who)
        self.store.run(lambda tx: substitutions.create(tx, terms, by=by))

    def end(self):
        """Cancel a case, declare it void, or answer who wants to."""
        case = self.any_case()
        verb = self.random.choice(("cancel", "cancel", "void", "answer", "answer"))
        if verb == "answer":
            by, agreed = self.play.actor(self.who), self.random.random() < 0.7
            self.store.run(lambda tx: endings.answer(tx, case.id, by=by, agreed=agreed))
            return
        self.who = case.initiator if verb == "cancel" else ADMINISTRATOR
        if self.who not in PEOPLE and verb == "cancel":
            return
        by = self.play.actor(self.who)
        given = {"reason": "不需要了"}
        if verb == "cancel":
            given["completed"] = self.random.choice(("keep", "undo"))
        self.store.run(lambda tx: getattr(endings, verb)(tx, case.id, by=by, **given))
        if verb == "cancel":
            self.note_undoing(case)

    def travel(self):
        """Go on with a trip; call it off with undoing while what it has called is under way."""
        trips = [each for each in self.running() if each.key == "trip"]
        if not trips or self.random.random() < 0.2:
            by = self.play.actor(self.who)
            self.store.run(lambda tx: instances.start(tx, key="trip", by=by, project="HY01"))
            return
        trip = self.random.choice(trips)
        called = [each.id for each in self.called(trip)]
        tasks = [task for id_ in (trip.id, *called) for task in self.tasks(id_)]
        if "UT_Ship" in {task.element_id for task in tasks}:
            self.who = trip.initiator
            by, given = self.play.actor(self.who), {"reason": "不去了", "completed": "undo"}
            self.store.run(lambda tx: endings.cancel(tx, trip.id, by=by, **given))
            self.note_undoing(trip)
            return
        task = self.one_of(tasks)
        self.who = self.random.choice(self.may_act(task))
        by = self.play.actor(self.who)
        self.store.run(lambda tx: OPERATIONS["complete"](tx, task, by, {}))

    def note_undoing(self, case):
        """Count what somebody has seen being undone, and what it had called with it."""
        if self.store.run(lambda tx: tx.cases.get(case.id)).state.ended:
            return
        self.did["undo"] += 1
        if any(not each.state.ended for each in self.called(case)):
            self.did["undo_called"] += 1

    def called(self, case):
        return self.store.run(lambda tx: tx.cases.children(case.id))

    def suspend(self):
        """Let a case stand still, sometimes until a time, or go on."""
        case, self.who = self.any_case(), ADMINISTRATOR
        by = self.play.actor(self.who)
        if case.state is InstanceState.SUSPENDED:
            self.store.run(lambda tx: instances.resume(tx, case.id, by=by, reason="恢复"))
            return
        until = self.random.choice((None, self.play.now() + timedelta(hours=3)))
        self.store.run(lambda tx: instances.suspend(tx, case.id, by=by, reason="停", until=until))

    def jump(self):
        """Put a case from a task to any element of its diagram; look first what that does."""
        task, self.who = self.one_of(self.tasks()), ADMINISTRATOR
        definition = self.store.run(lambda tx: tx.definitions.get(task.definition_id))
        elements = diagram.read(definition.xml).processes[definition.key].elements
        to, by = self.random.choice(sorted(elements)), self.play.actor(self.who)
        with self.store.read() as tx:
            jumps.preview(tx, task.id, by=by, to=to)
        self.store.run(lambda tx: jumps.jump(tx, task.id, by=by, to=to, reason="人工处理"))

    def in_bulk(self):
        """Do the same with many tasks; each is done or refused for itself."""
        found = self.tasks()
        tasks = self.random.sample(found, k=min(4, len(found)))
        self.who = self.random.choice(self.may_act(self.one_of(tasks)))
        order = Order(
            operation=self.random.choice(sorted(bulk.ORDERS)),
            text="批量",
            to=self.random.choice(PEOPLE),
            people=(self.random.choice(PEOPLE),),
        )
        by = self.play.actor(self.who)
        results = bulk.carry_out(
            lambda _, work: self.store.run(work), [each.id for each in tasks], order, by=by
        )
        self.rejected += sum(each.refusal is not None for each in results)

    def any_case(self):
        """Return a case that goes on, or now and then one of the last, ended or not."""
        if self.random.random() < 0.8:
            return self.one_of(self.running())
        page = self.store.run(lambda tx: tx.cases.page(CaseQuery(), DIRECTOR, limit=50))
        return self.one_of(page.items)

    def running(self):
        query = CaseQuery(states=frozenset(state for state in InstanceState if not state.ended))
        return self.store.run(lambda tx: tx.cases.page(query, DIRECTOR, limit=200)).items

    def one_of(self, found):
        """Return any; raises Unmet where there is none to do anything with."""
        if not found:
            raise Unmet("nothing is there")
        return self.random.choice(found)

    def given(self, name, task):
        if name == "complete":
            filled = self.play.filled(dict(self.fills.get(task.element_id, {})))
            return {field: value for field, value in filled.items() if value is not None}
        other = self.random.choice(PEOPLE)
        given = {"to": other, "people": [other], "person": other, "reason": "随便", "code": "X"}
        if name in {"approve", "reject", "resolve"}:
            return {"opinion": self.random.choice(("", "同意", "再议")), **self.besides()}
        return {**given, "element": "UT_Approve"} if name == "choose" else given

    def besides(self):
        """Return a proof of who decides, and now and then that it was said before, on paper."""
        now = self.play.now()
        late = Late(occurred_at=now - timedelta(hours=self.random.choice((1, 30))), reason="停电")
        said = {"proof": "password"} if self.random.random() < 0.7 else {}
        return {**said, "entered_late": late} if self.random.random() < 0.2 else said

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
        new = [row for row in rows if row.seq > seq]
        for principal in {row.on_behalf_of for row in new} - {None}:
            assert principal in self.principals_of(who), f"{who} does not act for {principal}"

    def principals_of(self, who):
        return {each.principal for each in self.play.actor(who).stands_in}

    def check_tokens(self, id_):
        """Every waiting user task of the token game is one open task, and the other way round."""
        case = self.store.run(lambda tx: tx.cases.get(id_))
        if case.state.ended:
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
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_people_do_no_token_is_lost_and_everything_is_on_the_record(database_url, seed):
    store = Store(database_url, key=KEY, clock="manual")
    store.migrate()
    company = Company(store, seed)

    for _ in range(STEPS // 2):
        company.step()
    for _ in range(TRAVELS):
        if not company.did["undo_called"]:
            company.do(company.travel)
    for _ in range(STEPS // 2):
        company.step()

    company.check_record()
    assert company.did["undo_called"] > 0, "nobody called off what had called something"
    assert company.done > STEPS // 3, "hardly anything was carried out"
    assert company.rejected > 0
    seldom = {"give_back", "withdraw", "stand_in", "end", "travel", "suspend", "jump", "in_bulk"}
    assert STEPS < 1_000 or seldom <= company.did.keys()
    store.close()
