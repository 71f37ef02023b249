"""Carries the steps of a story out once more through a database: each command finds the case there.

What the pure run said must come out again: the events, which were written and read back, and what
the snapshot holds.  In the database a story is a case of its own, so its ids have another prefix.
"""

import itertools
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import orjson

from engine import history, interpreter
from engine.model import SYSTEM, commands, events, moves
from engine.store import Release

PREFIX = "01990000-0000-7000-8000-0001"  # of the ids of every story; eight digits tell them apart
CHILD = UUID("01990000-0000-7000-8000-ffff00000000")


class Shelf:
    """One database, to which the cases of many stories are written."""

    numbers = itertools.count(2)

    def __init__(self, store):
        self.store = store
        self.deployed = {}

    def play(self, steps):
        """Carry the steps out; all must tell the same as they told before."""
        own = f"01990000-0000-7000-8000-{next(self.numbers):04x}"
        told = []
        for (definition, _, command, now), step in steps:
            event = history.decode(*_written(_event_of(command, definition, told), own))
            found, snapshot = self._step(self._kept(definition), event, UUID(f"{own}00000000"), now)
            # what begins a case is sorted on record, so scopes may be told of in another order
            assert sorted(map(history.encode, found)) == sorted(
                _written(one, own) for one in step.events
            )
            assert _held(snapshot) == _held(step.snapshot)
            told += step.events
        if told:
            self._holds(UUID(f"{own}00000000"), told)

    def _step(self, definition, event, instance_id, now):
        """Carry one command out in a transaction of its own; returns what is on record."""
        begins = isinstance(event, events.InstanceStarted)
        if begins:
            event = replace(event, definition_id=definition.id, version=definition.version)
        with self.store.begin() as tx:
            case = None if begins else tx.cases.lock(instance_id)
            definition = tx.definitions.get(definition.id)
            command = history.command_of(event, instance_id)
            before = None if case is None else case.snapshot
            step = interpreter.run(definition, before, command, now)
            tx.cases.record(
                case or instance_id, (event, *step.events), actor=SYSTEM, snapshot=step.snapshot
            )
        with self.store.begin() as tx:
            rows = list(tx.history.every(instance_id))[-len(step.events) :] if step.events else []
            assert tx.history.verify(instance_id) is None
            return [row.event for row in rows], tx.cases.snapshot(instance_id)

    def _kept(self, definition):
        """Return the definition as it is in the database."""
        if definition.digest not in self.deployed:
            release = Release(
                key=definition.key,
                name=definition.name,
                digest=definition.digest,
                xml=definition.xml,
                decisions=definition.decisions,
            )
            with self.store.begin() as tx:
                done = tx.definitions.add_deployment(
                    by=SYSTEM, resources={}, releases=[release], decisions={}, forms={}
                )
            (self.deployed[definition.digest],) = done.definitions
        return self.deployed[definition.digest]

    def _holds(self, instance_id, told):
        """The state of the case in the database is what the last event says."""
        with self.store.begin() as tx:
            state = tx.cases.get(instance_id).state
        ends = {events.InstanceCompleted: "completed", events.CancellationCompleted: "cancelled"}
        ended = [ends[type(event)] for event in told if type(event) in ends]
        assert [state] == ended if ended else state not in {"completed", "cancelled"}


def _held(snapshot):
    """Return what a snapshot says, but for the id: the record sorts what a case begins with."""
    return {name: held for name, held in orjson.loads(snapshot).items() if name != "id"}


def _event_of(command, definition, told):
    """Return the event that stands for a command: the other way round from a replay."""
    make = _MADE.get(type(command), _of_part)
    return make(command, definition, told)


def _started(command, definition, _):
    return events.InstanceStarted(
        definition_id=definition.id,
        key=definition.key,
        version=definition.version,
        digest=definition.digest,
        variables=command.variables,
        element_id=command.element_id,
        event=command.event,
        correlation_key=command.correlation_key,
        case=command.case,
        at=tuple(map(moves.to_json, command.at)),
    )


def _completed(command, _, told):
    fields = {"element_id": "?", "variables": command.variables}
    if any(
        isinstance(one, events.JobCreated) and one.job_id == command.activity_id for one in told
    ):
        return events.JobCompleted(job_id=command.activity_id, **fields)
    return events.UserTaskCompleted(task_id=command.activity_id, **fields)


def _of_part(command, _, __):
    """Return the event of a command whose fields it shares."""
    kind, more = _ALIKE[type(command)]
    names = {name: getattr(command, name) for name in command.__slots__ if name in kind.__slots__}
    return kind(**{**names, **more(command)})


def _fired(command, _, told):
    (armed,) = {
        (one.element_id, one.due_at)
        for one in told
        if isinstance(one, events.TimerArmed) and one.timer_id == command.timer_id
    }
    return events.TimerFired(
        timer_id=command.timer_id, element_id=armed[0], due_at=armed[1], missed=command.missed
    )


def _modified(command, _, __):
    instructions = tuple(map(moves.to_json, command.instructions))
    return events.InstanceModified(instructions=instructions, reason=command.reason)


_MADE = {
    commands.Start: _started,
    commands.CompleteActivity: _completed,
    commands.FireTimer: _fired,
    commands.Modify: _modified,
}
_ALIKE = {
    commands.ChooseActivity: (events.ActivityChosen, lambda _: {}),
    commands.DeliverMessage: (events.MessageCorrelated, lambda _: {"element_id": "?", "name": "?"}),
    commands.DeliverSignal: (events.SignalReceived, lambda _: {}),
    commands.EndChild: (events.ChildEnded, lambda _: {"element_id": "?", "child_id": CHILD}),
    commands.RetryIncident: (events.IncidentRetried, lambda _: {"element_id": "?"}),
    commands.AdoptCalendar: (events.CalendarAdopted, lambda _: {}),
    commands.RescheduleTimer: (
        events.TimerRescheduled,
        lambda _: {
            "element_id": "T",
            "previous": datetime(2026, 1, 1, tzinfo=UTC),
            "reason": "moved",
        },
    ),
    commands.Cancel: (events.CancellationBegun, lambda _: {}),
    commands.Terminate: (events.InstanceTerminated, lambda _: {"reason": "?"}),
    commands.ThrowError: (
        events.JobErrorThrown,
        lambda one: {"element_id": "?", "job_id": one.activity_id},
    ),
    commands.ThrowEscalation: (
        events.UserTaskEscalated,
        lambda one: {"element_id": "?", "task_id": one.activity_id},
    ),
    commands.WriteVariables: (events.VariablesWritten, lambda _: {}),
}


def _written(event, prefix):
    """Return how an event is written in the case with another prefix."""
    type_, payload = history.encode(event)
    return type_, payload.replace(PREFIX, prefix)
