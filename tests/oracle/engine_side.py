"""The engine as the comparison sees it: bytes in, bytes out, and what its events tell."""

from collections import Counter
from hashlib import sha256
from uuid import UUID

from engine import interpreter
from engine.interpreter import compiling
from engine.model import ProcessDefinition, commands, events
from tests.oracle.seen import Seen
from tests.oracle.writing import bpmn

INSTANCE = UUID("01990000-0000-7000-8000-000100000000")
CLOSING = (events.ElementCompleted, events.ElementTerminated)
MACHINERY = {"loopCounter", "case"}


class EngineSide:
    """One case of one generated diagram; every step saves, and every fifth forgets the program."""

    def __init__(self, graph):
        xml = bpmn(graph).encode()
        self.definition = ProcessDefinition(
            id="p:1",
            key="p",
            version=1,
            name="p",
            digest=sha256(xml).hexdigest(),
            xml=xml,
            decisions={},
            forms={},
        )
        self.findings = interpreter.check(self.definition)
        self.snapshot = None
        self.now = None
        self.steps = 0
        self.tasks, self.timers, self.messages, self.stuck = {}, {}, {}, {}
        self.active = {}
        self.ended = False
        self.flows = Counter()

    def start(self, variables, now):
        self._do(commands.Start(instance_id=INSTANCE, variables=variables), now)

    def complete(self, task_id, values, now):
        self._do(commands.CompleteActivity(activity_id=task_id, variables=values), now)

    def fire(self, timer_id, now):
        del self.timers[timer_id]
        self._do(commands.FireTimer(timer_id=timer_id), now)

    def deliver(self, subscription_id, values, now):
        self._do(commands.DeliverMessage(subscription_id=subscription_id, variables=values), now)

    def write(self, values, now):
        self._do(commands.WriteVariables(variables=values), now)

    def retry(self, incident_id, now):
        self._do(commands.RetryIncident(incident_id=incident_id), now)

    def visible(self, task_id):
        """Return what a task sees of the variables that diagrams name."""
        found = interpreter.visible(self.definition, self.snapshot, task_id, self.now)
        return {name: value for name, value in found.items() if is_named(name)}

    def seen(self):
        return Seen(
            tasks=tuple(sorted((e.element_id, e.loop_counter or 0) for e in self.tasks.values())),
            timers=tuple(sorted((e.element_id, e.due_at) for e in self.timers.values())),
            messages=tuple(sorted(e.element_id for e in self.messages.values())),
            stuck=tuple(sorted(e.element_id for e in self.stuck.values())),
            variables=interpreter.variables(self.snapshot),
            ended=self.ended,
            flows=dict(self.flows),
        )

    def _do(self, command, now):
        if self.steps % 5 == 4:
            compiling.program.cache_clear()
        step = interpreter.run(self.definition, self.snapshot, command, now)
        self.steps += 1
        self.now = now
        self.snapshot = step.snapshot
        self.flows = Counter()
        for event in step.events:
            self._note(event)

    def _note(self, event):
        match event:
            case events.SequenceFlowTaken():
                self.flows[event.flow_id] += 1
            case events.InstanceCompleted():
                assert not self.ended, "completed twice"
                self.ended = True
            case events.UserTaskCreated():
                self.tasks[event.task_id] = event
            case events.TimerArmed():
                self.timers[event.timer_id] = event
            case events.TimerDisarmed():
                del self.timers[event.timer_id]
            case events.MessageSubscribed():
                self.messages[event.subscription_id] = event
            case events.MessageUnsubscribed():
                del self.messages[event.subscription_id]
            case events.IncidentRaised():
                self.stuck[event.incident_id] = event
            case events.IncidentResolved():
                del self.stuck[event.incident_id]
            case _:
                self._note_activity(event)

    def _note_activity(self, event):
        if isinstance(event, events.ElementActivated):
            assert event.activity_id not in self.active, f"{event} activated twice"
            self.active[event.activity_id] = event
        elif isinstance(event, CLOSING):
            assert self.active.pop(event.activity_id, None), f"{event} was not active"
            self.tasks.pop(event.activity_id, None)
        elif isinstance(event, events.UserTaskWithdrawn):
            del self.tasks[event.task_id]


def is_named(name):
    """Tell whether a diagram made up this variable, not the machinery of the engine."""
    return name not in MACHINERY and not name.startswith("numberOf")
