"""Stories in Python: the steps of scenarios as methods, for a test that needs a loop or a table.

Each method is a step that a `*.scenario.yaml` could say; nothing is carried out here. Whoever acts
may be named by account or by name, and is whoever has the task where nobody is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.advance.clocks import calendar_of
from engine.calendar import SHANGHAI
from engine.errors import EngineError
from engine.model import UserTask
from engine.model.events import ElementCompleted, JobCreated
from engine.scenarios.expecting import expect
from engine.scenarios.playing import OWN, Play, Which
from engine.scenarios.reading import Step
from engine.scenarios.telling import carry_out
from engine.scenarios.unmet import Unmet, same


class Story:
    """A case that a test tells of; raises Unmet, or the rejection that staff would get."""

    def __init__(self, play: Play, which: Which = OWN) -> None:
        self.play = play
        self._which = which
        self._stuck: set[str] = set()

    # what people do; further arguments are the fields of the form

    def start(
        self, *, as_: str, project: str | None = None, at: str | None = None, **values: Any
    ) -> None:
        """Begin the case, at the element `at` where that is not the usual start event."""
        said = {"project": project, "at": at}
        known = {name: value for name, value in said.items() if value is not None}
        self._do("start", self.person(as_), **known, **{"with": values})

    def complete(self, element: str, *, as_: str | None = None, **values: Any) -> None:
        """Hand in the form of an open task: the usual way to fill it in, changed by `values`."""
        self._do("complete", element, by=self._doer(element, as_), **{"with": values})

    def refused(self, element: str, *fields: str, as_: str | None = None, **values: Any) -> None:
        """Try to complete a task; its form must be refused because of exactly these fields."""
        by = self._doer(element, as_)
        self._do("refused", element, by=by, because=list(fields), **{"with": values})

    def perform(
        self, operation: str, on: str | None = None, *, as_: str | None = None, **values: Any
    ) -> None:
        """Perform any operation on an open task, by its name in REST; the only one unless `on`."""
        element = on or self._only()
        self._do("perform", operation, on=element, by=self._doer(element, as_), **{"with": values})

    def forbidden(self, operation: str, on: str, because: str, *, as_: str, **values: Any) -> None:
        """Try an operation that must be rejected with the error code `because`."""
        by = self.person(as_)
        self._do("forbidden", operation, on=on, by=by, because=because, **{"with": values})

    def claim(self, element: str, *, as_: str) -> None:
        """Take an open task from the pool."""
        self._do("claim", element, by=self.person(as_))

    def return_to(
        self, element: str, *, reason: str, on: str | None = None, as_: str | None = None
    ) -> None:
        """Send the case back to an element that was done before (退回)."""
        self.perform("return", on, as_=as_, to=element, reason=reason)

    def withdraw(
        self, element: str | None = None, *, reason: str = "", as_: str | None = None
    ) -> None:
        """Take back what was handed in last, or at an element, as whoever did so (撤回)."""
        done = self.play.done(element or self._last(), self._which)
        by = self.person(as_) if as_ else done.ended_by
        self._do("perform", "withdraw", on=done.element_id, by=by, **{"with": {"reason": reason}})

    def delegate(
        self, to: str, *, reason: str = "", on: str | None = None, as_: str | None = None
    ) -> None:
        """Let somebody answer first (委派)."""
        self.perform("delegate", on, as_=as_, to=self.person(to), reason=reason)

    # what comes from outside, and time

    def message(
        self, name: str, *, key: str | None = None, as_: str | None = None, **values: Any
    ) -> None:
        """Send a message, by the number of the case unless `key`; `as_` names a customer."""
        said = {"key": key, "by": as_}
        known = {name: value for name, value in said.items() if value is not None}
        self._do("message", name, **known, **{"with": values})

    def signal(self, name: str, **values: Any) -> None:
        """Broadcast a signal."""
        self._do("signal", name, **{"with": values})

    def do_service(self, type_: str, **values: Any) -> None:
        """Do the oldest open service job of a type."""
        self._do("job_done", type_, **{"with": values})

    def fail_service(self, type_: str, *, times: int = 1, saying: str = "no answer") -> None:
        """Let a service job fail so often."""
        self._do("job_failed", type_, times=times, saying=saying)

    def advance(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> None:
        """Let time pass; what becomes due happens at its own time."""
        self._do("advance", f"P{days}DT{hours}H{minutes}M")

    def until(self, moment: str) -> None:
        """Let time pass until a moment such as 2031-03-04T09:00."""
        self._do("until", moment)

    # what is so

    def waiting(self) -> list[str]:
        """Return the elements whose tasks are open, in alphabetical order."""
        return sorted(task.element_id for task in self.play.tasks(self._which))

    def task(self, element: str) -> "Work":
        """Return an open task; raises Unmet where it is not open."""
        return Work(story=self, task=self.play.task(element, self._which))

    def incident(self, what: str) -> None:
        """Expect the case to be stuck at an element, or at a service job of a type."""
        made = self.play.events(JobCreated, self._which)
        elements = {job.element_id for job in made if job.type == what} or {what}
        found = {one.element_id for one in self.play.incidents()}
        if not elements & found:
            raise Unmet(f"no incident at {what}; incidents: {sorted(found)}")
        self._stuck |= elements

    def expect(self, **wanted: Any) -> None:
        """Expect anything that the `expect` of a scenario knows."""
        expect(self.play, wanted, self._which)

    def ended(self) -> str | None:
        """Return the end event that the case came to last, None while it is open."""
        case = self.play.case(self._which)
        return case.outcome if case.ended_at else None

    def variables(self) -> Mapping[str, Any]:
        """Return the variables of the case."""
        return self.play.variables(self._which)

    def passed_in_order(self, *elements: str) -> bool:
        """Tell whether the case has left these elements one after the other."""
        left = iter([one.element_id for one in self.play.events(ElementCompleted, self._which)])
        return all(element in left for element in elements)

    def audit(self) -> "Record":
        """Return the record of the case."""
        return Record(story=self)

    def other(self, process: str, number: int = 0) -> "Story":
        """Tell of the n-th case of another process; 0 is the newest."""
        return Story(self.play, Which(process=process, number=number))

    def check(self) -> None:
        """Raise Unmet where the record is not whole, or something is stuck that nobody expected."""
        self.play.check_record(incidents=self._stuck)

    def person(self, named: str) -> str:
        """Return the account of somebody who is named by account or by name."""
        people = self.play.store.run(lambda tx: tx.people.organisation()).people
        found = [one.id for one in people.values() if named in {one.id, one.name}]
        if len(found) != 1:
            raise Unmet(f"{len(found)} people are called {named!r}")
        return found[0]

    def _do(self, verb: str, subject: object, **settings: Any) -> None:
        where = {"in": self._which.process, "number": self._which.number}
        meant = {**settings, **where} if self._which.process else settings
        carry_out(self.play, Step(verb=verb, subject=subject, settings=meant, line=0))

    def _doer(self, element: str, named: str | None) -> str:
        """Return who is named, else who has the task, else the first whom it reaches."""
        if named is not None:
            return self.person(named)
        task = self.play.task(element, self._which)
        return task.assignee or self.play.may_do(task)[0]  # no task is without anybody

    def _only(self) -> str:
        """Return the one element that waits."""
        waiting = self.waiting()
        if len(waiting) != 1:
            raise Unmet(f"say on which task: waiting: {waiting}")
        return waiting[0]

    def _last(self) -> str:
        """Return the user task that was done last."""
        done = self.play.events(ElementCompleted, self._which)
        tasks = [one.element_id for one in done if one.kind == "userTask"]
        if not tasks:
            raise Unmet("nothing has been handed in yet")
        return str(tasks[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An open task; what is expected of it can be chained."""

    story: Story
    task: UserTask

    def is_candidate(self, who: str) -> "Work":
        """Expect it to reach a person (account or name), or whoever holds a post (code or name)."""
        company = self.story.play.store.run(lambda tx: tx.people.organisation())
        posts = {code for code, post in company.posts.items() if who in {code, post.name}}
        addressed = {each.rpartition("/")[2] for each in self.task.principals}
        if not posts:
            people = self.story.play.may_do(self.task)
            if self.story.person(who) not in people:
                raise Unmet(f"{self.task.element_id} does not reach {who}; it reaches {people}")
        elif not posts & addressed:
            reached = sorted(self.task.principals)
            raise Unmet(f"{self.task.element_id} does not reach {who}; it reaches {reached}")
        return self

    def has(self, who: str | None) -> "Work":
        """Expect somebody to have it, None for nobody."""
        wanted = None if who is None else self.story.person(who)
        same(f"assignee of {self.task.element_id}", self.task.assignee, wanted)
        return self

    def due(self, *, working_hours: float | None = None, at: str | None = None) -> "Work":
        """Expect it due so many working hours after it came, or at a moment; neither: never."""
        found = self.task.due_at.astimezone(SHANGHAI) if self.task.due_at else None
        same(f"{self.task.element_id} is due", found, self._wanted(working_hours, at))
        return self

    def _wanted(self, working_hours: float | None, at: str | None) -> datetime | None:
        if working_hours is None:
            return datetime.fromisoformat(at).replace(tzinfo=SHANGHAI) if at else None
        project, came = self.task.project, self.task.created_at
        calendar = self.story.play.store.run(lambda tx: calendar_of(tx, project))
        return calendar.add(came, timedelta(hours=working_hours)).at.astimezone(SHANGHAI)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the history of a case says."""

    story: Story

    def has(self, event: str, *, by: str | None = None, **facts: Any) -> bool:
        """Tell whether an event is there: by its class, whoever did it, and fields of it."""
        who = {} if by is None else {"by": self._actor(by)}
        try:
            self.story.expect(log=[{"event": event, **who, **facts}])
        except Unmet:
            return False
        return True

    def _actor(self, named: str) -> str:
        """Return the id on the record: an account, or what is no person of the company as it is."""
        try:
            return self.story.person(named)
        except (Unmet, EngineError):
            return named
