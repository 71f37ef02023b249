"""Carrying out one command, and all that follows from it at once, in one transaction.

A command may start called processes, end some and cancel others. Each of them is a case with a
record of its own; all are carried out before the commit, under the lock of the root case.
"""

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Final
from uuid import UUID

from engine import interpreter
from engine.advance import calling, faulting, heading, hearing, settling, sources
from engine.advance.beginning import Beginning, setting_of, whose
from engine.advance.copying import copied, copies_of
from engine.advance.incidents import outlived, own_incident
from engine.advance.rerouting import rerouted
from engine.advance.ruling import Offered, ruling, wants_ruling
from engine.advance.setting import Setting, of_running
from engine.advance.stepping import command_in, stepped
from engine.advance.undoing import undoes
from engine.errors import InstanceNotActive, Invalid, NotFound
from engine.model import SYSTEM, Actor, Case, ProcessDefinition, ProcessInstance, Step, Variables
from engine.model.events import (
    CancellationBegun,
    CancellationCompleted,
    ChildCalled,
    ChildCancellationAsked,
    ChildCancelled,
    ChildEnded,
    ChildEscalated,
    Event,
    FaultUncaught,
    InstanceCancelled,
    InstanceCompleted,
    InstanceTerminated,
    MessageCorrelated,
    MessageSubscribed,
    SignalThrown,
)
from engine.store import Transaction

CALLS: Final = 1_000  # called processes of one command; more would hold the lock for seconds
RULINGS: Final = 100  # groups that rules close in one command; a drawn loop of them has no end
DEPTH: Final = 20  # calls within calls; nobody draws more, a process that calls itself does


def carry_out(tx: Transaction, case: Case, event: Event, *, by: Actor) -> ProcessInstance:
    """Carry out the command that `event` records, and what follows from it.

    Returns the instance as it is then. Raises Invalid or NotFound of the interpreter where the
    command does not fit the state of the case; nothing has changed then.
    """
    course = _Course(tx, by)
    course.carry(case, event, by)
    return course.finish(case.instance.id)


def begin(tx: Transaction, beginning: Beginning, *, by: Actor) -> ProcessInstance:
    """Start a case and run it to its first wait state, with the processes it calls."""
    course = _Course(tx, by)
    return course.finish(course.begin(beginning))


def call(tx: Transaction, parent: Case, event: ChildCalled, *, by: Actor) -> ProcessInstance:
    """Start the called process that a call activity asked for, once more."""
    course = _Course(tx, by)
    course.latest[parent.instance.id] = parent.instance
    course.call(parent.instance.id, event)
    return course.finish(parent.instance.id)


def tell_caller(tx: Transaction, called: ProcessInstance, *, by: Actor) -> None:
    """Tell the case that waits for a called process that it has ended, and left nothing."""
    course = _Course(tx, by)
    course.tell_parent(called, {}, None)
    course.settle()


def note(tx: Transaction, case: Case, events: Iterable[Event], *, by: Actor) -> ProcessInstance:
    """Record what happened around the process: nothing runs, its state stays as it is."""
    return tx.cases.record(case, tuple(events), actor=by, snapshot=None).instance


def offer(tx: Transaction, case: Case, events: Iterable[Event], *, by: Actor) -> ProcessInstance:
    """Record that an open task is offered anew; the rules of its node act as on a new one."""
    told = tuple(events)
    course = _Course(tx, by)
    course.latest[case.instance.id] = note(tx, case, told, by=by)
    definition = tx.definitions.get(case.instance.definition_id)
    for event in told:
        course.heed(event, definition)
    return course.finish(case.instance.id)


class _Course:
    """What one command sets going, until nothing is left to do."""

    def __init__(self, tx: Transaction, by: Actor) -> None:
        self.tx = tx
        self.by = by
        self.left: deque[Callable[[], None]] = deque()
        self.latest: dict[UUID, ProcessInstance] = {}
        self.leaving: dict[UUID, faulting.Leaving] = {}
        self.calls = 0
        self.rulings = 0
        self.signals = 0

    def finish(self, instance_id: UUID) -> ProcessInstance:
        self.settle()
        return self.latest[instance_id]

    def settle(self) -> None:
        while self.left:
            self.left.popleft()()

    def carry(self, case: Case, event: Event, by: Actor) -> None:
        """Run the interpreter and record what it answers, behind the event of the command."""
        present = self.tx.definitions.get(case.instance.definition_id)
        command = command_in(event, case.instance.id)
        definition, step = stepped(self.tx, present, case.snapshot, command, self.tx.now)
        self.record(case, step, of_running(case.instance, definition, event, by), ())

    def begin(self, beginning: Beginning) -> UUID:
        """Record a new case with its first step; returns its id."""
        setting = setting_of(self.tx, beginning, self.by)
        command = command_in(setting.command, setting.instance_id)
        _, step = stepped(self.tx, setting.definition, None, command, self.tx.now)
        self.record(setting.instance_id, step, setting, beginning.links)
        return setting.instance_id

    def record(
        self, case: Case | UUID, step: Step, setting: Setting, links: tuple[Event, ...]
    ) -> None:
        """Record what the interpreter answered, and note what follows."""
        step = self.told(case, step, setting)
        settled = settling.settled(self.tx, step, setting)
        events = (
            setting.command,
            *links,
            *heading.renamed(setting, step.snapshot, self.tx.now),
            *rerouted(self.tx, settled, step, setting),
            *outlived(self.tx, step, setting),
            *sources.stopped(self.tx, setting, step.events),
        )
        receipt = self.tx.cases.record(case, events, actor=setting.by, snapshot=step.snapshot)
        self.latest[setting.instance_id] = receipt.instance
        self.follow(receipt.instance, step)
        for event in events:
            self.heed(event, setting.definition)
            if isinstance(event, sources.Finished) and sources.awaited(self.tx, setting, event):
                self.left.append(partial(self.tell_escalations, event))

    def heed(self, event: Event, definition: ProcessDefinition) -> None:
        """Note what the node of a task does by its own rules now that this has happened."""
        if isinstance(event, Offered) and wants_ruling(event):
            self.left.append(partial(self.rule, event))
        copies = copies_of(event, definition)
        self.left.extend(partial(self.copy, task_id, rule) for task_id, rule in copies)

    def told(self, case: Case | UUID, step: Step, setting: Setting) -> Step:
        """Return the step as it is recorded: no incident of an error that a caller catches."""
        leaving = faulting.caught_outside(self.tx, case, setting.command, step)
        if leaving is not None:
            self.leaving[setting.instance_id] = leaving
        known = self.leaving.get(setting.instance_id)
        return step if known is None else faulting.untold(step, known)

    def rule(self, event: Offered) -> None:
        """Let the rules of an offered task's node close items, or the task: as the system."""
        case, task = self.tx.cases.lock_of_task(event.task_id)
        if not task.is_open:  # what followed has withdrawn it
            return
        if self.rulings >= RULINGS:
            self.stop_ruling(case, event)
            return
        self.rulings += 1
        closed = ruling(self.tx, case, task)
        if closed is None:
            return
        self.latest[case.instance.id] = note(self.tx, case, [closed.event], by=SYSTEM)
        if closed.completion is not None:
            self.carry(self.tx.cases.lock(case.instance.id), closed.completion, SYSTEM)

    def copy(self, task_id: UUID, rule: str) -> None:
        """Send people the case to read as a rule of a task's node says: as the system."""
        case, task = self.tx.cases.lock_of_task(task_id)
        told = copied(self.tx, case, task, rule)
        if told is not None:
            self.latest[case.instance.id] = note(self.tx, case, [told], by=SYSTEM)

    def stop_ruling(self, case: Case, event: Offered) -> None:
        incident = own_incident(
            case.instance.id,
            case.instance.seq,
            element_id=event.element_id,
            kind="limit",
            message=f"more than {RULINGS} groups were closed by rules at once",
            activity_id=event.task_id,
        )
        self.latest[case.instance.id] = note(self.tx, case, [incident], by=SYSTEM)

    def follow(self, instance: ProcessInstance, step: Step) -> None:
        """Note what the step leaves to do in other cases, or with messages that came early."""
        for event in step.events:
            match event:
                case ChildCalled():
                    self.left.append(partial(self.call, instance.id, event))
                case ChildCancellationAsked():
                    self.left.append(partial(self.undo, instance.id, event))
                case ChildCancelled():
                    self.left.append(partial(self.cancel, instance.id, event))
                case SignalThrown():
                    self.left.append(partial(self.tell_tree, instance, event))
                case MessageSubscribed():
                    self.left.append(partial(self.deliver_waiting, event))
                case InstanceCompleted() | CancellationCompleted() if instance.parent_id:
                    self.left.append(partial(self.tell_parent, instance, _left(event, step), None))
                case FaultUncaught():
                    self.follow_fault(instance, event)
                case _:
                    pass

    def follow_fault(self, instance: ProcessInstance, event: FaultUncaught) -> None:
        """Note that a caller has to hear of an error or escalation, where there is one."""
        if event.kind == "error":
            if self.leaves(instance, event):
                self.left.append(partial(self.fail_parent, instance, event))
        elif instance.parent_id is not None:
            self.left.append(partial(self.escalate_parent, instance, event))

    def call(self, parent_id: UUID, event: ChildCalled) -> None:
        """Start the called process; where that cannot be, the call stops in an incident."""
        parent = self.tx.cases.lock(parent_id)
        self.calls += 1
        if self.calls > CALLS or calling.depth(self.tx, parent.instance) >= DEPTH:
            limits = f"more than {CALLS} calls at once or {DEPTH} within each other"
            self.stop(parent, event, "limit", limits)
            return
        try:
            initiator, name = whose(self.tx, parent.instance, event, by=self.by)
            self.begin(
                Beginning(
                    definition=calling.called(self.tx, parent.instance, event),
                    variables=event.variables,
                    project=parent.instance.project,
                    parent=parent.instance,
                    called_by=event,
                    initiator=initiator,
                    initiator_name=name,
                )
            )
        except (Invalid, NotFound) as error:
            self.stop(parent, event, "call", f"{event.process_key}: {error}")

    def stop(self, parent: Case, event: ChildCalled, kind: str, message: str) -> None:
        incident = own_incident(
            parent.instance.id,
            parent.instance.seq,
            element_id=event.element_id,
            kind=kind,
            message=message,
            activity_id=event.activity_id,
        )
        self.latest[parent.instance.id] = note(self.tx, parent, [incident], by=SYSTEM)

    def cancel(self, parent_id: UUID, event: ChildCancelled) -> None:
        """End the called process of a call activity that was cancelled."""
        for child in self.tx.cases.children(parent_id):
            if child.parent_activity_id == event.activity_id and not child.state.ended:
                reason = InstanceTerminated(reason=f"{event.element_id} was cancelled")
                self.carry(self.tx.cases.lock(child.id), reason, self.by)

    def undo(self, parent_id: UUID, event: ChildCancellationAsked) -> None:
        """Cancel a called process with undoing; its caller goes on when that has ended.

        Where its process undoes nothing (gj:undo) it ends at once.
        """
        for child in self.tx.cases.children(parent_id):
            if child.parent_activity_id != event.activity_id or child.state.ended:
                continue
            if undoes(self.tx, child):
                begun = CancellationBegun(reason=event.reason, called="undo")
                self.carry(self.tx.cases.lock(child.id), begun, self.by)
            else:
                cancelled = InstanceCancelled(reason=event.reason)
                self.carry(self.tx.cases.lock(child.id), cancelled, self.by)
                self.tell_parent(child, {}, None)
            return
        ended = ChildEnded(
            activity_id=event.activity_id, element_id=event.element_id, child_id=None, variables={}
        )
        self.carry_if_open(parent_id, ended)

    def tell_parent(
        self, child: ProcessInstance, variables: Variables, error_code: str | None
    ) -> None:
        """Let the call activity go on with what the called process leaves."""
        assert child.parent_id is not None  # only called processes are told of
        assert child.parent_activity_id is not None
        ended = ChildEnded(
            activity_id=child.parent_activity_id,
            element_id=calling.called_by(self.tx, child),
            child_id=child.id,
            variables=variables,
            error_code=error_code,
        )
        self.carry_if_open(child.parent_id, ended)

    def escalate_parent(self, child: ProcessInstance, event: FaultUncaught) -> None:
        """Throw outside what nothing in the called process caught; that goes on meanwhile.

        BPMN 2.0.2, 10.5.1 and 13.5: an escalation travels outward like an error, through calls too.
        """
        assert child.parent_id is not None  # only called processes are told of
        assert child.parent_activity_id is not None
        escalated = ChildEscalated(
            activity_id=child.parent_activity_id,
            element_id=calling.called_by(self.tx, child),
            child_id=child.id,
            code=event.code,
            variables=event.variables,
        )
        self.carry_if_open(child.parent_id, escalated)

    def carry_if_open(self, parent_id: UUID, event: Event) -> None:
        """Tell the caller, unless what was told before has ended the call."""
        with suppress(NotFound, InstanceNotActive):  # raised before anything is recorded
            self.carry(self.tx.cases.lock(parent_id), event, self.by)

    def leaves(self, instance: ProcessInstance, event: FaultUncaught) -> bool:
        """Whether this is the error by which a called process ends."""
        known = self.leaving.get(instance.id)
        return known is not None and known.fault is event

    def fail_parent(self, child: ProcessInstance, event: FaultUncaught) -> None:
        """End a called process with the error that a caller catches, and throw it there."""
        ended = InstanceTerminated(reason=f"error {event.code}")
        self.carry(self.tx.cases.lock(child.id), ended, self.by)
        self.tell_parent(child, event.variables, event.code)

    def tell_tree(self, thrower: ProcessInstance, event: SignalThrown) -> None:
        """Let callers and called processes hear a signal before what followed it goes on there."""
        for case, heard in hearing.told(self.tx, thrower, event):
            self.signals += 1
            if self.signals > CALLS:
                raise Invalid(f"{event.element_id}: more than {CALLS} signals answer each other")
            self.carry(case, heard, SYSTEM)

    def tell_escalations(self, event: sources.Finished) -> None:
        """Let those hear it that were begun because this task was late."""
        for case, heard in sources.told(self.tx, event):
            self.carry(case, heard, SYSTEM)

    def deliver_waiting(self, event: MessageSubscribed) -> None:
        """Deliver the oldest message that was published before anybody waited for it."""
        keys = {event.correlation_key, *([""] if event.conversation else ())}
        waiting = self.tx.messages.waiting(event.name, keys)
        if not waiting:
            return
        try:
            case, _ = self.tx.cases.lock_of_subscription(event.subscription_id)
        except NotFound:  # what followed has withdrawn it
            return
        message = waiting[0]
        if not self.tx.messages.correlated(message.id, case.instance.id):
            return  # somebody else was faster
        correlated = MessageCorrelated(
            subscription_id=event.subscription_id,
            element_id=event.element_id,
            name=event.name,
            variables=message.variables,
            message_id=message.id,
        )
        self.carry(case, correlated, SYSTEM)


def _left(end: InstanceCompleted | CancellationCompleted, step: Step) -> Variables:
    """Return what a called process leaves to its caller: nothing where it was cancelled."""
    return interpreter.variables(step.snapshot) if isinstance(end, InstanceCompleted) else {}
