"""Playing: what the people and the machines of a story do, through the product's own use cases."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from engine import actors, audit, evaluations, instances, jobs, messages, signals, user_tasks
from engine.calendar import SHANGHAI
from engine.errors import EngineError, FormInvalid
from engine.history import HistoryRow
from engine.model import Actor, Job, JobState, ProcessInstance, TaskState, UserTask
from engine.model.events import Event
from engine.scenarios.reading import Suite, moment
from engine.scenarios.stage import DIRECTOR
from engine.store import CaseQuery, IncidentQuery, JobQuery, Store, TaskQuery
from engine.user_tasks import Late
from engine.worker import Worker

OPEN: Final = frozenset({TaskState.READY, TaskState.CLAIMED})
ALL: Final = 100  # cases, tasks and jobs looked at: a story has few

_MOMENT: Final = re.compile(r"\$now(?:([+-])P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?)?")
NOBODY: Final = Actor(id="outside", name="外部系统")
"""Programs outside, which bring messages and do jobs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which case a step is about: the story's own, or the n-th of another process."""

    process: str | None = None
    number: int = 0
    """From 1 in the order in which they began; 0 = the newest."""


OWN: Final = Which()
Kinds = type[Event] | tuple[type[Event], ...]


class Unmet(AssertionError):  # noqa: N818  # it reads as a sentence: the expectation is unmet
    """The story went another way than it says."""


class Play:
    """One scenario that happens in a prepared store."""

    def __init__(self, store: Store, suite: Suite) -> None:
        self.store = store
        self.suite = suite
        self._case: ProcessInstance | None = None
        self.ruled: list[Mapping[str, Any]] = []
        """What tables went by that a story asked by themselves, as in `DecisionEvaluated`."""

    # what people do

    def start(
        self,
        by: str,
        values: Mapping[str, Any] | None = None,
        *,
        project: str | None = None,
        process: str | None = None,
        at: str | None = None,
    ) -> None:
        """Start a case, by default of the suite's process; the story is about it from now on."""
        actor, variables = self.actor(by), self.filled(values or {})
        place = self.suite.project if project is None else project
        key = process or self.suite.process
        self._case = self.store.run(
            lambda tx: instances.start(
                tx, key=key, by=actor, project=place, variables=variables, element_id=at
            )
        )
        self.settle()

    def go_on_with(self, case: ProcessInstance) -> None:
        """Tell of another case from now on, which has just begun."""
        self._case = case
        self.settle()

    def complete(
        self,
        element: str,
        by: str,
        values: Mapping[str, Any] | None = None,
        which: Which = OWN,
        *,
        late: Late | None = None,
    ) -> None:
        """Complete an open task: the usual way to fill in its form, changed by `values`.

        A value of null leaves the field out; `late` is of what was done before (补录).
        Raises Unmet where it is not open, FormInvalid and every other rejection as staff get it.
        """
        task = self.task(element, which)
        filled = self.filled({**self.suite.fills.get(element, {}), **(values or {})})
        variables = {name: value for name, value in filled.items() if value is not None}
        actor = self.actor(by)
        self.store.run(
            lambda tx: user_tasks.complete(tx, task.id, by=actor, variables=variables, late=late)
        )
        self.settle()

    def refused(
        self,
        element: str,
        by: str,
        because: Sequence[str],
        values: Mapping[str, Any] | None = None,
        which: Which = OWN,
    ) -> None:
        """Try to complete a task; its form must be refused because of exactly these fields."""
        try:
            self.complete(element, by, values, which)
        except FormInvalid as refusal:
            same("refused because of", sorted(refusal.facts["errors"]), sorted(because))
        else:
            raise Unmet(f"{element} was accepted; expected it refused because of {because}")

    def claim(self, element: str, by: str, which: Which = OWN) -> None:
        task, actor = self.task(element, which), self.actor(by)
        self.store.run(lambda tx: user_tasks.claim(tx, task.id, by=actor))

    def release(self, element: str, by: str, which: Which = OWN) -> None:
        task, actor = self.task(element, which), self.actor(by)
        self.store.run(lambda tx: user_tasks.release(tx, task.id, by=actor))

    # what comes from outside

    def message(
        self,
        name: str,
        values: Mapping[str, Any] | None = None,
        key: str | None = None,
        which: Which = OWN,
        *,
        by: Actor = NOBODY,
    ) -> None:
        """Send a message to the case, or by `key`; somebody must receive it."""
        if key is None:
            key = (self.case(which).business_key or "") if self._case else ""
        variables, to = self.filled(values or {}), str(self.filled(key))
        published = self.store.run(
            lambda tx: messages.publish(tx, name, to, by=by, variables=variables)
        )
        if published.instance is None:
            raise Unmet(f"nobody waited for the message {name} with the key {key!r}")
        self._case = self._case or published.instance
        self.settle()

    def signal(self, name: str, values: Mapping[str, Any] | None = None) -> None:
        """Broadcast a signal; somebody must hear it."""
        variables = self.filled(values or {})
        heard = self.store.run(
            lambda tx: signals.broadcast(tx, name, by=NOBODY, variables=variables)
        )
        if not (heard.received or heard.started):
            raise Unmet(f"nobody listened to the signal {name}")
        self._case = self._case or heard.started[0]
        self.settle()

    def job_done(self, type_: str, values: Mapping[str, Any] | None = None) -> None:
        """Do the oldest open service job of a type, as a worker outside would."""
        job, variables = self.job(type_), self.filled(values or {})
        self.store.run(lambda tx: jobs.complete(tx, job.id, by=NOBODY, variables=variables))
        self.settle()

    def job_failed(self, type_: str, times: int = 1, saying: str = "no answer") -> None:
        """Let a service job fail; its retries come due at once."""
        for _ in range(times):
            job = self.job(type_)
            self.store.run(
                lambda tx, job=job: jobs.fail(  # type: ignore[misc]  # a default binds the loop's value
                    tx, job.id, by=NOBODY, message=saying, back_off=timedelta()
                )
            )
        self.settle()

    def job_error(self, type_: str, code: str, values: Mapping[str, Any] | None = None) -> None:
        """End a service job with a BPMN error."""
        job, variables = self.job(type_), self.filled(values or {})
        self.store.run(
            lambda tx: jobs.throw_error(tx, job.id, by=NOBODY, code=code, variables=variables)
        )
        self.settle()

    def decide(self, decision: str, values: Mapping[str, Any]) -> Any:
        """Return what a deployed decision says to these facts."""
        inputs = self.filled(values)
        answer = self.store.run(lambda tx: evaluations.evaluate(tx, decision, inputs))
        self.ruled.extend(answer.trace)
        return answer.value

    # time

    def advance(self, duration: str) -> None:
        """Let time pass, such as P1DT2H; what becomes due happens at its own due time."""
        Worker(self.store).advance_clock(span(duration))
        self.settle()

    def until(self, time: str) -> None:
        """Let time pass until a moment, such as 2031-03-04T09:00."""
        Worker(self.store).set_clock(moment(time))
        self.settle()

    def settle(self) -> None:
        """Let the engine's worker do what is due, and the mocks do the jobs of their types."""
        worker = Worker(self.store)
        worker.run_due()
        while waiting := [job for job in self.jobs() if job.type in self.suite.jobs]:
            for job in waiting:
                variables = self.filled(self.suite.jobs[job.type])
                self.store.run(
                    lambda tx, job=job, variables=variables: jobs.complete(  # type: ignore[misc]  # defaults bind the loop's values
                        tx, job.id, by=NOBODY, variables=variables
                    )
                )
            worker.run_due()

    # reading

    def actor(self, person: str) -> Actor:
        """Return somebody of the company by account; raises Unmet for nobody."""
        try:
            return self.store.run(lambda tx: actors.of_person(tx, person))
        except EngineError as error:
            raise Unmet(str(error)) from None

    def cases(self, key: str | None = None) -> Sequence[ProcessInstance]:
        """Return the cases of a process, or all, in the order in which they began."""
        query = CaseQuery(key=key)
        page = self.store.run(lambda tx: tx.cases.page(query, DIRECTOR, limit=ALL))
        return sorted(
            page.items,
            key=lambda case: (case.key, case.started_at, case.business_key or "", case.id),
        )

    def case(self, which: Which = OWN) -> ProcessInstance:
        """Return the case that a step is about, as it is now."""
        if which.process is not None:
            found = self.cases(which.process)
            if which.number > len(found) or not found:
                wanted = f"number {which.number}" if which.number else "at least one"
                raise Unmet(f"{which.process} has {len(found)} cases, {wanted} is asked for")
            return found[which.number - 1]
        if self._case is None:
            raise Unmet("no case has begun yet")
        own = self._case.id
        return self.store.run(lambda tx: tx.cases.get(own))

    def tasks(self, which: Which = OWN) -> Sequence[UserTask]:
        """Return the open tasks of a case."""
        query = TaskQuery(instance_id=self.case(which).id, states=OPEN)
        return self.store.run(lambda tx: tx.tasks.page(query, DIRECTOR, limit=ALL)).items

    def task(self, element: str, which: Which = OWN) -> UserTask:
        """Return the open task of an element, the oldest where there are several."""
        found = self.tasks(which)
        for task in sorted(found, key=lambda task: task.created_at):
            if task.element_id == element:
                return task
        waiting = ", ".join(sorted(task.element_id for task in found)) or "nothing"
        raise Unmet(f"{element} is not open; waiting: {waiting}")

    def may_do(self, task: UserTask) -> Sequence[str]:
        """Return the accounts of everybody whom an open task reaches, in alphabetical order."""
        company = self.store.run(lambda tx: tx.people.organisation())
        active = sorted(one.id for one in company.people.values() if one.active)
        return [one for one in active if task.is_candidate(self.actor(one))]

    def jobs(self) -> Sequence[Job]:
        """Return the service jobs that wait for a worker outside, the oldest first."""
        query = JobQuery(kind="service", states=frozenset({JobState.OPEN}))
        page = self.store.run(lambda tx: jobs.page(tx, query, by=DIRECTOR, limit=ALL))
        return sorted(page.items, key=lambda job: (job.due_at, job.id))

    def job(self, type_: str) -> Job:
        found = self.jobs()
        for job in found:
            if job.type == type_:
                return job
        raise Unmet(f"no job of type {type_} is open; open: {[job.type for job in found]}")

    def history(self, which: Which = OWN) -> Sequence[HistoryRow]:
        """Return the record of a case."""
        case = self.case(which)
        return self.store.run(lambda tx: tuple(audit.history(tx, case.id, by=DIRECTOR)))

    def events(self, kind: Kinds, which: Which = OWN) -> Sequence[Any]:
        """Return the events of one kind, or several, of a case."""
        return [row.event for row in self.history(which) if isinstance(row.event, kind)]

    def prefilled(self, element: str, which: Which = OWN) -> Mapping[str, Any]:
        """Return what the form of an open task shows in the fields that may be filled in."""
        task = self.task(element, which)
        form = self.store.run(lambda tx: user_tasks.form(tx, task.id, by=DIRECTOR))
        return {
            name: value
            for name, value in form.values.items()
            if value is not None and form.rights.get(name) != "read"
        }

    def variables(self, which: Which = OWN) -> Mapping[str, Any]:
        case = self.case(which)
        return self.store.run(lambda tx: instances.variables(tx, case.id, by=DIRECTOR))

    def incidents(self) -> Sequence[Any]:
        return self.store.run(lambda tx: tx.incidents.page(IncidentQuery())).items

    def check_record(self, *, incidents: Iterable[str] = ()) -> None:
        """Replay every case and verify the chain; nothing but `incidents` may be stuck.

        A case whose personal data was erased cannot be replayed; its chain still is.
        Raises Unmet where the live state is another one than the record's.
        """
        for case in (each for each in self.cases() if each.erased_at is None):
            replay = self.store.run(lambda tx, id_=case.id: audit.replay(tx, id_, by=DIRECTOR))  # type: ignore[misc]  # a default binds the loop's value
            if not replay.same:
                raise Unmet(f"case {case.business_key}: replaying its record gives another state")
        broken = self.store.run(lambda tx: audit.verify_all(tx, by=DIRECTOR))
        same("entries of the record that do not verify", list(broken), [])
        stuck = [one for one in self.incidents() if one.element_id not in set(incidents)]
        same("incidents", [f"{one.element_id}: {one.message}" for one in stuck], [])

    def filled(self, value: Any) -> Any:
        """Put moments for `$now`, `$now+PT2H`, `$now-P1D`, and the case's number for `$case`."""
        if isinstance(value, Mapping):
            return {name: self.filled(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part) for part in value]
        if value == "$case":
            return self.case().business_key
        match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            return value
        now = self.now()
        shift = _span(match)
        return (now - shift if match[1] == "-" else now + shift).isoformat(timespec="seconds")

    def now(self) -> datetime:
        """Return the story's time, in Shanghai."""
        return self.store.run(lambda tx: tx.now).astimezone(SHANGHAI)


def customer(name: str) -> Actor:
    """Return a customer who says something himself, such as 张三; he goes by his name alone."""
    return Actor(id=f"customer:{name}", name=name)


def span(text: str) -> timedelta:
    """Read a duration such as P1DT2H30M; raises Unmet for anything else."""
    match = _MOMENT.fullmatch(f"$now+{text}")
    if match is None:
        raise Unmet(f"{text!r} is no duration; write e.g. P1DT2H")
    return _span(match)


def _span(match: re.Match[str]) -> timedelta:
    _, days, hours, minutes = match.groups()
    return timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))


def same(what: str, found: object, wanted: object) -> None:
    """Raise Unmet unless what was found is what was wanted."""
    if found != wanted:
        raise Unmet(f"{what}: expected {wanted}, found {found}")
