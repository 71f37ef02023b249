"""Acting: the ways in which what happens in a story is carried out.

A story says who does what; whether that goes through the product's use cases or over REST is one
choice for the whole run, so that the same story proves both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from engine import evaluations, instances, jobs, messages, restarts, signals, user_tasks
from engine.evaluations import Answer
from engine.model import Actor, Job, ProcessInstance, Role, UserTask
from engine.model.moves import ActivateBefore
from engine.scenarios.operations import OPERATIONS
from engine.store import Store
from engine.user_tasks import Late
from engine.worker import Worker

NOBODY: Final = Actor(id="outside", name="外部系统")
_WORKER: Final = replace(NOBODY, roles=frozenset({Role.ADMINISTRATOR}))
"""Does service jobs, as a program of an administrator's does."""
"""Programs outside, which bring messages and do jobs."""

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a case begins."""

    process: str
    project: str
    variables: Values
    element: str | None = None
    """Where; None = the usual start event."""


class Acts(Protocol):
    """Whatever carries out a story; each rejection is the EngineError that staff would get."""

    def start(self, by: Actor, beginning: Beginning) -> UUID:
        """Start a case and return its id."""
        ...

    def complete(self, task: UserTask, by: Actor, values: Values, late: Late | None) -> None:
        """Hand in the form of a task."""
        ...

    def perform(self, operation: str, task: UserTask, by: Actor, given: Values) -> None:
        """Perform an operation, one of OPERATIONS, on a task."""
        ...

    def restart(self, case: UUID, by: Actor, element: str, values: Values) -> UUID:
        """Begin an ended case again at an element and return the id of the new round."""
        ...

    def publish(self, name: str, key: str, by: Actor, values: Values) -> UUID | None:
        """Send a message and return the id of the case that received it, None for nobody."""
        ...

    def broadcast(self, name: str, values: Values) -> tuple[UUID, ...]:
        """Broadcast a signal and return the ids of the cases it started, then of who heard it."""
        ...

    def job_done(self, job: Job, values: Values) -> None:
        """Do a service job."""
        ...

    def job_failed(self, job: Job, saying: str) -> None:
        """Let a service job fail; its next try is due at once."""
        ...

    def job_error(self, job: Job, code: str, values: Values) -> None:
        """End a service job with a BPMN error."""
        ...

    def decide(self, decision: str, inputs: Values) -> Answer:
        """Ask a deployed decision."""
        ...

    def advance(self, duration: timedelta) -> None:
        """Let time pass, with everything that becomes due."""
        ...

    def until(self, moment: datetime) -> None:
        """Let time pass until a moment."""
        ...

    def run_due(self) -> None:
        """Do what is due now."""
        ...

    def look(self, case: ProcessInstance, tasks: tuple[UserTask, ...]) -> None:
        """Raise Unmet where a reader is shown something else than the record of a case holds."""
        ...


class UseCases:
    """Acts through the engine's use cases, each in a transaction of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def start(self, by: Actor, beginning: Beginning) -> UUID:
        """Start a case and return its id."""
        return self._store.run(
            lambda tx: instances.start(
                tx,
                key=beginning.process,
                by=by,
                project=beginning.project,
                variables=beginning.variables,
                element_id=beginning.element,
            )
        ).id

    def complete(self, task: UserTask, by: Actor, values: Values, late: Late | None) -> None:
        """Hand in the form of a task."""
        self._store.run(
            lambda tx: user_tasks.complete(tx, task.id, by=by, variables=values, late=late)
        )

    def perform(self, operation: str, task: UserTask, by: Actor, given: Values) -> None:
        """Perform an operation on a task."""
        self._store.run(lambda tx: OPERATIONS[operation](tx, task, by, given))

    def restart(self, case: UUID, by: Actor, element: str, values: Values) -> UUID:
        """Begin an ended case again, with what it had in the end and `values` put over it."""
        at = [ActivateBefore(element_id=element)]
        return self._store.run(
            lambda tx: restarts.restart(
                tx, case, by=by, reason="story", data="final", variables=values, at=at
            )
        ).id

    def publish(self, name: str, key: str, by: Actor, values: Values) -> UUID | None:
        """Send a message."""
        found = self._store.run(
            lambda tx: messages.publish(tx, name, key, by=by, variables=values)
        ).instance
        return found.id if found else None

    def broadcast(self, name: str, values: Values) -> tuple[UUID, ...]:
        """Broadcast a signal."""
        heard = self._store.run(lambda tx: signals.broadcast(tx, name, by=NOBODY, variables=values))
        return tuple(case.id for case in (*heard.started, *heard.received))

    def job_done(self, job: Job, values: Values) -> None:
        """Do a service job."""
        self._store.run(lambda tx: jobs.complete(tx, job.id, by=_WORKER, variables=values))

    def job_failed(self, job: Job, saying: str) -> None:
        """Let a service job fail."""
        self._store.run(
            lambda tx: jobs.fail(tx, job.id, by=_WORKER, message=saying, back_off=timedelta())
        )

    def job_error(self, job: Job, code: str, values: Values) -> None:
        """End a service job with a BPMN error."""
        self._store.run(
            lambda tx: jobs.throw_error(tx, job.id, by=_WORKER, code=code, variables=values)
        )

    def decide(self, decision: str, inputs: Values) -> Answer:
        """Ask a deployed decision."""
        return self._store.run(lambda tx: evaluations.evaluate(tx, decision, inputs))

    def advance(self, duration: timedelta) -> None:
        """Let time pass."""
        Worker(self._store).advance_clock(duration)

    def until(self, moment: datetime) -> None:
        """Let time pass until a moment."""
        Worker(self._store).set_clock(moment)

    def run_due(self) -> None:
        """Let the engine's worker do what is due."""
        Worker(self._store).run_due()

    def look(self, case: ProcessInstance, tasks: tuple[UserTask, ...]) -> None:
        """Do nothing: here the record is what is looked at."""
