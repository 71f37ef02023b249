"""Playing: what the people and the machines of a story do, through the product's own use cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from engine import actors, audit, instances, jobs, user_tasks
from engine.advance import forms_of
from engine.calendar import SHANGHAI
from engine.errors import EngineError, FormInvalid
from engine.history import HistoryRow
from engine.model import Actor, Job, JobState, ProcessInstance, TaskState, UserTask
from engine.model.events import Event
from engine.scenarios import branches, moments
from engine.scenarios.acting import NOBODY, Acts, Beginning, UseCases
from engine.scenarios.reading import Suite, moment
from engine.scenarios.stage import DIRECTOR
from engine.scenarios.unmet import Unmet, same
from engine.store import CaseQuery, IncidentQuery, JobQuery, Store, TaskQuery
from engine.user_tasks import Late

OPEN: Final = frozenset({TaskState.READY, TaskState.CLAIMED})
ALL: Final = 100  # cases, tasks and jobs looked at: a story has few


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which case a step is about: the story's own, or the n-th of another process."""

    process: str | None = None
    number: int = 0
    """From 1 in the order in which they began; 0 = the newest."""


OWN: Final = Which()
Kinds = type[Event] | tuple[type[Event], ...]


class Play:
    """One scenario that happens in a prepared store, through use cases unless `acts` says."""

    def __init__(self, store: Store, suite: Suite, acts: Acts | None = None) -> None:
        self.store = store
        self.suite = suite
        self.acts = acts or UseCases(store)
        self._own: UUID | None = None
        self.ruled: list[Mapping[str, Any]] = []
        """What tables went by that a story asked by themselves, as in `DecisionEvaluated`."""
        self.branches: list[branches.Branch] = []
        """Of forms that were handed in."""

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
        self.go_on_with(
            self.acts.start(
                actor, Beginning(process=key, project=place, variables=variables, element=at)
            )
        )
        self.branches.extend(self._begun(variables, at))

    def _begun(self, values: Mapping[str, Any], at: str | None) -> Sequence[branches.Branch]:
        """Return the branches of the start form that the story's case began with."""
        definition_id = self.case().definition_id
        definition = self.store.run(lambda tx: tx.definitions.get(definition_id))
        form = definition.forms.get(forms_of.start_form_id(definition, at) or "")
        return branches.of_start(form, values) if form is not None else ()

    def go_on_with(self, case: UUID) -> None:
        """Tell of another case from now on, which has just begun."""
        self._own = case
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
        taken = self.store.run(lambda tx: branches.of_task(tx, task, variables))
        self.acts.complete(task, self.actor(by), variables, late)
        self.branches.extend(taken)
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
        """Take an open task from the pool."""
        self.acts.perform("claim", self.task(element, which), self.actor(by), {})

    def release(self, element: str, by: str, which: Which = OWN) -> None:
        """Give a claimed task back."""
        self.acts.perform("release", self.task(element, which), self.actor(by), {})

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
            key = (self.case(which).business_key or "") if self._own else ""
        variables, to = self.filled(values or {}), str(self.filled(key))
        received = self.acts.publish(name, to, by, variables)
        if received is None:
            raise Unmet(f"nobody waited for the message {name} with the key {key!r}")
        self._own = self._own or received
        self.settle()

    def signal(self, name: str, values: Mapping[str, Any] | None = None) -> None:
        """Broadcast a signal; somebody must hear it."""
        heard = self.acts.broadcast(name, self.filled(values or {}))
        if not heard:
            raise Unmet(f"nobody listened to the signal {name}")
        self._own = self._own or heard[0]
        self.settle()

    def job_done(self, type_: str, values: Mapping[str, Any] | None = None) -> None:
        """Do the oldest open service job of a type, as a worker outside would."""
        self.acts.job_done(self.job(type_), self.filled(values or {}))
        self.settle()

    def job_failed(self, type_: str, times: int = 1, saying: str = "no answer") -> None:
        """Let a service job fail; its retries come due at once."""
        for _ in range(times):
            self.acts.job_failed(self.job(type_), saying)
        self.settle()

    def job_error(self, type_: str, code: str, values: Mapping[str, Any] | None = None) -> None:
        """End a service job with a BPMN error."""
        self.acts.job_error(self.job(type_), code, self.filled(values or {}))
        self.settle()

    def decide(self, decision: str, values: Mapping[str, Any]) -> Any:
        """Return what a deployed decision says to these facts."""
        answer = self.acts.decide(decision, self.filled(values))
        self.ruled.extend(answer.trace)
        return answer.value

    # time

    def advance(self, duration: str) -> None:
        """Let time pass, such as P1DT2H; what becomes due happens at its own due time."""
        self.acts.advance(span(duration))
        self.settle()

    def until(self, time: str) -> None:
        """Let time pass until a moment, such as 2031-03-04T09:00."""
        self.acts.until(moment(time))
        self.settle()

    def settle(self) -> None:
        """Let what is due happen, and the mocks do the jobs of their types."""
        self.acts.run_due()
        while waiting := [job for job in self.jobs() if job.type in self.suite.jobs]:
            for job in waiting:
                self.acts.job_done(job, self.filled(self.suite.jobs[job.type]))
            self.acts.run_due()

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
        if self._own is None:
            raise Unmet("no case has begun yet")
        own = self._own
        return self.store.run(lambda tx: tx.cases.get(own))

    def tasks(self, which: Which = OWN) -> Sequence[UserTask]:
        """Return the open tasks of a case."""
        query = TaskQuery(instance_id=self.case(which).id, states=OPEN)
        return self.store.run(lambda tx: tx.tasks.page(query, DIRECTOR, limit=ALL)).items

    def look(self, which: Which = OWN) -> None:
        """Raise Unmet where readers are shown something else of a case than its record holds."""
        if self.cases(which.process) if which.process else self._own:
            self.acts.look(self.case(which), tuple(self.tasks(which)))

    def task(self, element: str, which: Which = OWN) -> UserTask:
        """Return the open task of an element, the oldest where there are several."""
        found = self.tasks(which)
        for task in sorted(found, key=lambda task: task.created_at):
            if task.element_id == element:
                return task
        waiting = ", ".join(sorted(task.element_id for task in found)) or "nothing"
        raise Unmet(f"{element} is not open; waiting: {waiting}")

    def done(self, element: str, which: Which = OWN) -> UserTask:
        """Return the task of an element that was completed last."""
        query = TaskQuery(instance_id=self.case(which).id, states=frozenset({TaskState.COMPLETED}))
        found = self.store.run(lambda tx: tx.tasks.page(query, DIRECTOR, limit=ALL)).items
        ended = [task for task in found if task.element_id == element]
        if not ended:
            raise Unmet(f"{element} has not been completed")
        return max(ended, key=lambda task: (task.ended_at or task.created_at, task.created_at))

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
        return moments.filled(value, self.now, lambda: self.case().business_key)

    def now(self) -> datetime:
        """Return the story's time, in Shanghai."""
        return self.store.run(lambda tx: tx.now).astimezone(SHANGHAI)


def customer(name: str) -> Actor:
    """Return a customer who says something himself, such as 张三; he goes by his name alone."""
    return Actor(id=f"customer:{name}", name=name)


def span(text: str) -> timedelta:
    """Read a duration such as P1DT2H30M; raises Unmet for anything else."""
    read = moments.span(text)
    if read is None:
        raise Unmet(f"{text!r} is no duration; write e.g. P1DT2H")
    return read
