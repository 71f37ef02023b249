"""Plays a small diagram in five ways at once, and holds them against each other.

Bytes to bytes with the compiled program kept; one live case that is never saved; and one whose
finished tokens are never pruned.  A third of the steps, chosen by what the command says (with
GUANJIA_EVERY_STEP every one), are also carried out with the program compiled anew, and let the case
change to a version that says the same.  When a story is over, some of its steps (with
GUANJIA_COLD=all every one) are carried out in processes that know nothing of it, and the story is
played once more through a database: SQLite or PostgreSQL, in turn (or both).
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID
from zlib import crc32

import orjson
import psycopg
import pytest

from engine.interpreter import compiling, migrate, prune, run, undone, visible
from engine.interpreter.commands import carry_out
from engine.interpreter.expressions import Purse
from engine.interpreter.flows import Case
from engine.interpreter.snapshot import load, save
from engine.model import ProcessDefinition, commands, events
from engine.store import Store
from tests.bpmn.cold import Servers
from tests.bpmn.stored import Shelf
from tests.conftest import KEY

HERE = Path(__file__).parent
DATABASES = ("sqlite", "postgresql")
INSTANCE = UUID("01990000-0000-7000-8000-000100000000")
NOON = datetime(2026, 1, 1, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


def definition_of(xml, key, decisions=None):
    return ProcessDefinition(
        id=f"{key}:1",
        key=key,
        version=1,
        name=key,
        digest=sha256(xml + repr(decisions).encode()).hexdigest(),
        xml=xml,
        decisions=decisions or {},
        forms={},
    )


class Player:
    """One case of one diagram, in four ways."""

    def __init__(self, definition, monkeypatch):
        self.definition = definition
        self.monkeypatch = monkeypatch
        self.now = NOON
        self.snapshot = None
        self.live = None
        self.unpruned = None
        self.history = []
        self.last = ()
        self.steps = []

    # acting

    def do(self, command):
        """Carry a command out in all ways; all must tell the same."""
        step = run(self.definition, self.snapshot, command, self.now)
        closely = _closely(command)
        if closely:
            compiling.program.cache_clear()
            assert run(self.definition, self.snapshot, command, self.now) == step
        self.live, told = self._alive(self.live, command)
        assert told == step.events
        assert save(self.live) == step.snapshot
        with self.monkeypatch.context() as patch:
            patch.setattr(prune, "splice", lambda token: None)
            self.unpruned, told = self._alive(self.unpruned, command)
        assert told == step.events
        self.steps.append(((self.definition, self.snapshot, command, self.now), step))
        self.snapshot = step.snapshot
        self.last = step.events
        self.history += step.events
        if closely:
            self._stays_the_same_in_another_version()
        return self

    def _stays_the_same_in_another_version(self):
        """The case could go on as a version that says the same."""
        if self.ended:
            return
        same = replace(self.definition, id=f"{self.definition.key}:2", version=2)
        order = commands.Migrate(definition_id=same.id)
        step = migrate(self.definition, same, self.snapshot, order, self.now)
        assert step.snapshot == self.snapshot
        told = (events.ActivityMigrated, events.UserTaskMigrated, events.JobMigrated)
        assert all(isinstance(event, told) for event in step.events)

    def steps_of_one_version(self):
        """The steps up to where the case changed its version."""
        return [step for step in self.steps if step[0][0] is self.steps[0][0][0]]

    def migrate(self, xml, mapping=None, timers="keep", routing="keep"):
        """Let the case go on as another version, given as a file's bytes."""
        new = replace(definition_of(xml, self.definition.key), id=f"{self.definition.key}:2")
        order = commands.Migrate(
            definition_id=new.id, mapping=mapping or {}, timers=timers, routing=routing
        )
        step = migrate(self.definition, new, self.snapshot, order, self.now)
        compiling.program.cache_clear()
        assert migrate(self.definition, new, self.snapshot, order, self.now) == step
        self.definition, self.snapshot = new, step.snapshot
        self.live = load(compiling.program(new), step.snapshot, self.now)
        self.unpruned = load(compiling.program(new), step.snapshot, self.now)
        self.last = step.events
        self.history += step.events
        return self

    def _alive(self, case, command):
        if case is None:
            case = Case(compiling.program(self.definition), INSTANCE, dict(command.case), self.now)
            case.plant(case.next_ordinal())
        case.now = self.now
        case.events = []
        case.purse = Purse()
        carry_out(case, command)
        return case, tuple(case.events)

    def start(self, element_id=None, case=None, event=None, key="", **variables):
        return self.do(
            commands.Start(
                instance_id=INSTANCE,
                variables=variables,
                element_id=element_id,
                event=event,
                correlation_key=key,
                case=case or {},
            )
        )

    def complete(self, element_id, counter=None, patch=None, **variables):
        return self.do(
            commands.CompleteActivity(
                activity_id=self.waiting(element_id, counter),
                variables={**variables, **(patch or {})},
            )
        )

    def choose(self, element_id, within="Help", counter=None):
        """Begin an activity of the one open ad-hoc sub-process."""
        return self.do(
            commands.ChooseActivity(
                activity_id=self.waiting(within, counter), element_id=element_id
            )
        )

    def complete_id(self, activity_id, **variables):
        return self.do(commands.CompleteActivity(activity_id=activity_id, variables=variables))

    def visible(self, element_id):
        """The variables that the one open task or job at an element sees."""
        return visible(self.definition, self.snapshot, self.waiting(element_id), self.now)

    def fire(self, element_id, missed=0):
        timer = self.timers()[element_id]
        self.now = max(self.now, timer.due_at)
        return self.do(commands.FireTimer(timer_id=timer.timer_id, missed=missed))

    def message(self, name, key="", **variables):
        (found,) = [
            e
            for e in self.subscriptions()
            if isinstance(e, events.MessageSubscribed)
            and (e.name, e.correlation_key) == (name, key)
        ]
        return self.do(
            commands.DeliverMessage(subscription_id=found.subscription_id, variables=variables)
        )

    def signal(self, name, **variables):
        return self.do(commands.DeliverSignal(name=name, variables=variables))

    def throw(self, element_id, code, **variables):
        return self.do(
            commands.ThrowError(
                activity_id=self.waiting(element_id), code=code, message="why", variables=variables
            )
        )

    def escalate(self, element_id, code, **variables):
        return self.do(
            commands.ThrowEscalation(
                activity_id=self.waiting(element_id), code=code, variables=variables
            )
        )

    def end_child(self, element_id, error=None, **variables):
        return self.do(
            commands.EndChild(
                activity_id=self.waiting(element_id), variables=variables, error_code=error
            )
        )

    def write(self, scope_id=None, patch=None, **variables):
        patch = {**variables, **(patch or {})}
        return self.do(commands.WriteVariables(variables=patch, scope_id=scope_id))

    def modify(self, *instructions, reason="mended"):
        return self.do(commands.Modify(instructions=instructions, reason=reason))

    def retry(self):
        (incident,) = self.incidents()
        return self.do(commands.RetryIncident(incident_id=incident.incident_id))

    def terminate(self):
        return self.do(commands.Terminate())

    def cancel(self, reason="not wanted", called="undo"):
        return self.do(commands.Cancel(reason=reason, called=called))

    def end_called(self, activity_id):
        """The called process of a call that is not open any more has been undone."""
        return self.do(commands.EndChild(activity_id=activity_id, variables={}))

    def undone(self):
        """What cancelling would undo: each activity with its handler, in order."""
        found = undone(self.definition, self.snapshot, self.now)
        return [(each.element_id, each.handler_id) for each in found]

    def after(self, **span):
        self.now += timedelta(**span)
        return self

    # seeing: all from the events, as the worklists are

    def told(self, kind):
        """The events of a kind (or kinds) in the last step."""
        return [event for event in self.last if isinstance(event, kind)]

    def _open(self, begun, ended, name):
        found = {}
        for event in self.history:
            if isinstance(event, begun):
                assert getattr(event, name) not in found, "begun twice"
                found[getattr(event, name)] = event
            elif isinstance(event, ended):
                del found[getattr(event, name)]
            elif isinstance(event, (events.ElementCompleted, events.ElementTerminated)):
                found.pop(event.activity_id, None)
        return list(found.values())

    def tasks(self):
        return self._open(events.UserTaskCreated, events.UserTaskWithdrawn, "task_id")

    def jobs(self):
        return self._open(events.JobCreated, events.JobCancelled, "job_id")

    def children(self):
        ended = (events.ChildCancelled, events.ChildCancellationAsked)
        return self._open(events.ChildCalled, ended, "activity_id")

    def timers(self):
        armed = self._open(events.TimerArmed, events.TimerDisarmed, "timer_id")
        return {
            event.element_id: event
            for event in armed
            if any(row[0] == self._ordinal(event.timer_id) for row in self._document()["watches"])
        }

    def subscriptions(self):
        begun = (events.MessageSubscribed, events.SignalSubscribed)
        ended = (events.MessageUnsubscribed, events.SignalUnsubscribed)
        return self._open(begun, ended, "subscription_id")

    def incidents(self):
        return self._open(events.IncidentRaised, events.IncidentResolved, "incident_id")

    def waiting(self, element_id, counter=None):
        """The id of the one open task, job or call at an element."""
        found = [
            getattr(e, "task_id", None) or getattr(e, "job_id", None) or e.activity_id
            for e in [*self.tasks(), *self.jobs(), *self.children()]
            if e.element_id == element_id
            and (counter is None or getattr(e, "loop_counter", None) == counter)
        ]
        assert len(found) == 1, (element_id, self.open)
        return found[0]

    @property
    def open(self):
        """Element ids of what waits for somebody, sorted."""
        return sorted(e.element_id for e in [*self.tasks(), *self.jobs(), *self.children()])

    @property
    def ended(self):
        return self._document()["done"]

    @property
    def outcome(self):
        (found,) = [e for e in self.history if isinstance(e, events.InstanceCompleted)]
        return found.outcome

    @property
    def variables(self):
        return self._document()["vars"]

    @property
    def way(self):
        """The flows taken in the last step."""
        return [event.flow_id for event in self.told(events.SequenceFlowTaken)]

    def visits(self, kind=events.ElementCompleted):
        """The elements that completed (or …) so far, in order."""
        return [event.element_id for event in self.history if isinstance(event, kind)]

    def _document(self):
        return orjson.loads(self.snapshot)

    @staticmethod
    def _ordinal(part):
        return part.int - INSTANCE.int


@pytest.fixture(scope="session")
def cold_servers():
    servers = Servers()
    yield servers
    servers.close()


@pytest.fixture(scope="session")
def shelf_on(request, tmp_path_factory):
    """The one store of this worker on each kind of database."""
    kept = {}

    def shelf(kind):
        if kind not in kept:
            kept[kind] = Shelf(Store(_url(request, kind, tmp_path_factory), key=KEY))
        return kept[kind]

    yield shelf
    for each in kept.values():
        each.store.close()


def _url(request, kind, tmp_path_factory):
    if kind == "sqlite":
        path = tmp_path_factory.mktemp("shelf") / "guanjia.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server, template = request.getfixturevalue("postgresql_server")
    name = f"{template}_shelf"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def play(request, monkeypatch, cold_servers, shelf_on) -> Iterator[Player]:
    """A player for the diagram of the test file's own name, or of another one."""
    players = []

    def player(name=None, decisions=None):
        name = name or request.path.stem.removeprefix("test_")
        xml = (HERE / f"{name}.bpmn").read_bytes()
        players.append(Player(definition_of(xml, name, decisions), monkeypatch))
        return players[-1]

    yield player
    for asked, step in (step for each in players for step in _some(each.steps)):
        assert cold_servers.run(*asked) == (step.snapshot, step.events), "a cold process differs"
    for kind in _databases(request.node.nodeid):
        for each in players:
            shelf_on(kind).play(each.steps_of_one_version())


def _databases(story):
    """Each story on one of them, by its name; with GUANJIA_COLD=all on both."""
    if os.environ.get("GUANJIA_COLD") == "all":
        return DATABASES
    return DATABASES[crc32(story.encode()) % 2 :][:1]


def _closely(command):
    """Whether a step is one of the third that is looked at closely."""
    return bool(os.environ.get("GUANJIA_EVERY_STEP")) or crc32(repr(command).encode()) % 3 == 0


def _some(steps):
    """The first, one in the middle and the last: each costs a process."""
    if not steps or os.environ.get("GUANJIA_COLD") == "all":
        return steps
    return [steps[which] for which in sorted({0, len(steps) // 2, len(steps) - 1} - {-1})]


@pytest.fixture(scope="session")
def playing():
    """Play a diagram given as text (process id `p`)."""
    return lambda xml: Player(definition_of(xml.encode(), "p"), pytest.MonkeyPatch())
