"""Playing a dry run: the steps one after another, and what stands there when they are done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from engine import participation, user_tasks
from engine.errors import EngineError
from engine.model import InstanceState, UserTask
from engine.model.events import ElementCompleted
from engine.rehearsals.company import Company
from engine.rehearsals.staging import stage
from engine.rehearsals.stories import text_of
from engine.scenarios.playing import Play, Which
from engine.scenarios.reading import Step, Suite, parse
from engine.scenarios.stage import DIRECTOR
from engine.scenarios.telling import carry_out
from engine.scenarios.trodden import Trodden
from engine.scenarios.unmet import Unmet

_HERE: Final = Path("dry-run.scenario.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to happen in a dry run."""

    process: str
    steps: tuple[Mapping[str, Any], ...]
    """In the words of scenarios, such as {"complete": "UT_Fill", "by": "limin"}."""
    project: str | None = None
    clock: datetime | None = None
    """When it begins; now unless it is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A task that waits, and who may do it."""

    element_id: str
    name: str
    process: str
    people: tuple[tuple[str, str], ...]
    """Account and name of everybody who may do it."""
    assignee: str | None
    due_at: datetime | None
    asks: bool
    """Whether it asks for a decision."""
    form: Mapping[str, Any] | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """Where a dry run stands."""

    now: datetime
    done: int
    """Steps that were carried out."""
    wrong: str
    """Why the next one was not; empty where there was none."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    cases: tuple[tuple[str, str, str], ...] = ()
    """Process, number, state."""
    tasks: tuple[Waiting, ...] = ()
    jobs: tuple[str, ...] = ()
    incidents: tuple[tuple[str, str], ...] = ()
    """Element and message."""
    variables: Mapping[str, Any] = field(default_factory=dict)
    trodden: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    """What is so now, as a scenario expects it: where it ended, or what waits."""


def rehearse(files: Mapping[str, bytes], plan: Plan, company: Company) -> Rehearsed:
    """Play a plan with the files of a draft.

    Raises Invalid for steps that are none, DeploymentRefused where the files cannot be put in
    force.
    """
    suite = parse(text_of(plan.process, plan.steps, clock=plan.clock or company.now), _HERE)
    steps = _placed(suite, plan.project) if plan.steps else ()
    with stage(files, company, suite.clock) as store:
        play = Play(store, suite)
        done, wrong, facts = _carried_out(play, steps)
        return _standing(play, done=done, wrong=wrong, facts=facts)


def _placed(suite: Suite, project: str | None) -> Sequence[Step]:
    """Let the case begin in the project that is asked for."""
    steps = suite.scenarios[0].steps
    if project is None:
        return steps
    return [
        replace(step, settings={"project": project, **step.settings})
        if step.verb == "start"
        else step
        for step in steps
    ]


def _carried_out(play: Play, steps: Sequence[Step]) -> tuple[int, str, Mapping[str, Any]]:
    """Carry out the steps until one of them is refused; return how many, and why not the next."""
    for number, step in enumerate(steps):
        try:
            carry_out(play, step)
        except Unmet as trouble:
            return number, str(trouble), {}
        except EngineError as trouble:
            return number, str(trouble), trouble.facts
    return len(steps), "", {}


def _standing(play: Play, *, done: int, wrong: str, facts: Mapping[str, Any]) -> Rehearsed:
    trodden = Trodden()
    trodden.add(play)
    cases = play.cases()
    own = next((case for case in cases if case.key == play.suite.process), None)
    return Rehearsed(
        now=play.now(),
        done=done,
        wrong=wrong,
        facts=facts,
        cases=tuple((case.key, case.business_key or "", str(case.state)) for case in cases),
        tasks=tuple(_waiting(play, task) for task in _tasks(play)),
        jobs=tuple(job.type for job in play.jobs()),
        incidents=tuple((one.element_id, one.message) for one in play.incidents()),
        variables=play.variables(Which(process=play.suite.process)) if own else {},
        trodden=trodden.to_json(),
        expect=_so(play, Which(process=play.suite.process)) if own else {},
    )


def _so(play: Play, own: Which) -> Mapping[str, Any]:
    ends = [
        event.element_id for event in play.events(ElementCompleted, own) if event.kind == "endEvent"
    ]
    if play.case(own).state is InstanceState.COMPLETED and ends:
        return {"ended": ends[-1]}
    return {"waiting": sorted(task.element_id for task in play.tasks(own))}


def _tasks(play: Play) -> Iterator[UserTask]:
    for key in sorted({case.key for case in play.cases()}):
        for number in range(1, len(play.cases(key)) + 1):
            yield from play.tasks(Which(process=key, number=number))


def _waiting(play: Play, task: UserTask) -> Waiting:
    form = play.store.run(lambda tx: user_tasks.form(tx, task.id, by=DIRECTOR))
    names = play.store.run(lambda tx: tx.people.organisation()).people
    return Waiting(
        element_id=task.element_id,
        name=task.name,
        process=task.key,
        people=tuple((one, names[one].name) for one in play.may_do(task)),
        assignee=task.assignee,
        due_at=task.due_at,
        asks=participation.parse(task.settings).asks,
        form=form.document,
        values=form.values,
    )
