"""Tasks: of people, of workers, of expressions, of decisions, of called processes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from engine.diagram import Assignment, Schedule
from engine.interpreter import expressions, mappings, timers
from engine.interpreter.expressions import Names, string, strings, whole
from engine.interpreter.failures import Failure
from engine.interpreter.scopes import write, write_local
from engine.interpreter.specs.node import Node
from engine.interpreter.tokens import Phase, Token
from engine.model.events import (
    ChildCalled,
    ChildCancellationAsked,
    ChildCancelled,
    DecisionEvaluated,
    Event,
    JobCancelled,
    JobCreated,
    JobMigrated,
    UserTaskCreated,
    UserTaskMigrated,
    UserTaskRerouted,
    UserTaskWithdrawn,
)

_NOBODY = Assignment()
_WHENEVER = Schedule()
RETRIES = 3
"""Zeebe's default for a job."""
PRIORITY = 50
"""Zeebe's default for a user task."""


class Waiting(Node):
    """A task that somebody or something outside completes."""

    by_hand: ClassVar[bool] = False
    """Whether CompleteActivity completes it; a catch event waits for its event alone."""

    def resume(self, token: Token, variables: Mapping[str, Any]) -> None:
        """Take what was handed in and go on."""
        mappings.hand_in(token, variables)
        token.phase = Phase.LEAVING
        token.ready()


class UserTask(Waiting):
    """Work for a person: it waits in worklists."""

    by_hand = True

    def begin(self, token: Token) -> bool:
        """Put the work before those whom the diagram names."""
        token.case.emit(self._created(token))
        return False

    def _created(self, token: Token) -> UserTaskCreated:
        case, element = token.case, self.element
        names = case.names(token.inner)
        assignment, schedule = element.assignment or _NOBODY, element.schedule or _WHENEVER
        form = element.form
        return UserTaskCreated(
            task_id=case.id(token.id),
            element_id=element.id,
            name=element.name or element.id,
            form_id=None if form is None else form.id or form.key,
            assignee=_text(assignment.assignee, names),
            candidate_users=_texts(assignment.candidate_users, names),
            candidate_groups=_texts(assignment.candidate_groups, names),
            due_at=_moment(schedule.due, names),
            follow_up_at=_moment(schedule.follow_up, names),
            priority=self._priority(names),
            settings=case.program.settings(element),
            documentation=element.documentation,
            loop_counter=token.counter,
        )

    def migrated(self, token: Token) -> Iterable[Event]:
        """Show the work as the version in force has it, before those who have it already."""
        case, element = token.case, self.element
        form = element.form
        return (
            UserTaskMigrated(
                task_id=case.id(token.id),
                element_id=element.id,
                name=element.name or element.id,
                form_id=None if form is None else form.id or form.key,
                priority=self._priority(case.names(token.inner)),
                settings=case.program.settings(element),
                documentation=element.documentation,
            ),
        )

    def rerouted(self, token: Token) -> UserTaskRerouted:
        """Offer the work anew to those whom the diagram names."""
        case, element = token.case, self.element
        names, assignment = case.names(token.inner), element.assignment or _NOBODY
        return UserTaskRerouted(
            task_id=case.id(token.id),
            element_id=element.id,
            assignee=_text(assignment.assignee, names),
            candidate_users=_texts(assignment.candidate_users, names),
            candidate_groups=_texts(assignment.candidate_groups, names),
            settings=case.program.settings(element),
        )

    def _priority(self, names: Names) -> int:
        text = self.element.priority
        return whole(text, names, 0, 100) if text else PRIORITY

    def abandoned(self, token: Token) -> None:
        """Take the work back from the worklists."""
        case = token.case
        case.emit(
            UserTaskWithdrawn(
                task_id=case.id(token.id), element_id=self.bpmn_id, reason=case.reason
            )
        )


class Job(Waiting):
    """Work for a worker: service and send tasks, and all else that has a job type."""

    by_hand = True

    def begin(self, token: Token) -> bool:
        """Offer the job with what the input mapping names, else with all that is visible."""
        case, job = token.case, self.element.job
        names = case.names(token.inner)
        mapped = mappings.local_inputs(token)
        assert job is not None
        case.emit(
            JobCreated(
                job_id=case.id(token.id),
                element_id=self.bpmn_id,
                type=string(job.type, names),
                retries=whole(job.retries, names, 0, 1000) if job.retries else RETRIES,
                headers=dict(job.headers),
                variables=mapped if mappings.local_names(self.element) else token.inner.visible(),
            )
        )
        return False

    def migrated(self, token: Token) -> Iterable[Event]:
        """Offer the job by the type of the version in force; who works on it goes on."""
        case, job = token.case, self.element.job
        assert job is not None
        return (
            JobMigrated(
                job_id=case.id(token.id),
                element_id=self.bpmn_id,
                type=string(job.type, case.names(token.inner)),
                headers=dict(job.headers),
            ),
        )

    def abandoned(self, token: Token) -> None:
        """Call the job back."""
        case = token.case
        case.emit(JobCancelled(job_id=case.id(token.id), element_id=self.bpmn_id))


class ScriptTask(Node):
    """A FEEL expression whose value goes to a variable, or whose entries are variables."""

    def begin(self, token: Token) -> bool:
        """Evaluate and keep."""
        script = self.element.script
        assert script is not None
        text = script.expression
        found = expressions.value(text if text.startswith("=") else f"={text}", _names(token))
        if script.result_variable is not None:
            keep(token, script.result_variable, found)
        elif isinstance(found, dict):
            mappings.hand_in(token, found)
        else:
            raise Failure("expression", f"{text}: expected a context of variables, got {found!r}")
        return True


class DecisionTask(Node):
    """A decision of DMN whose result goes to a variable."""

    def begin(self, token: Token) -> bool:
        """Ask the decision and keep what it says, with the rules that matched."""
        case, called = token.case, self.element.decision
        assert called is not None
        decision_id = string(called.id, _names(token))
        ruling = case.program.decisions.ask(decision_id, token.inner, case.facts, case.now)
        case.emit(
            DecisionEvaluated(
                activity_id=case.id(token.id),
                element_id=self.bpmn_id,
                decision_id=decision_id,
                trace=ruling.trace,
                result=ruling.result,
            )
        )
        keep(token, called.result_variable, ruling.result)
        return True


class CallActivity(Waiting):
    """Another process, run as an instance of its own."""

    def begin(self, token: Token) -> bool:
        """Ask for the called process."""
        case, called = token.case, self.element.called
        assert called is not None
        process_key = string(called.process_id, _names(token))
        everything = called.propagate_parent
        case.emit(
            ChildCalled(
                activity_id=case.id(token.id),
                element_id=self.bpmn_id,
                process_key=process_key,
                variables=token.inner.visible() if everything else mappings.local_inputs(token),
                binding=called.binding or "latest",
                version_tag=called.version_tag,
            )
        )
        return False

    def resume(self, token: Token, variables: Mapping[str, Any]) -> None:
        """Take over what the called process ended with, as the diagram says."""
        called = self.element.called
        assert called is not None
        everything = called.propagate_child or bool(self.element.outputs)
        super().resume(token, variables if everything else {})

    def abandoned(self, token: Token) -> None:
        """End the called process, or have it undone where its caller is."""
        case = token.case
        if case.takes_along:
            case.called[token.id] = self.bpmn_id
            case.emit(
                ChildCancellationAsked(
                    activity_id=case.id(token.id), element_id=self.bpmn_id, reason=case.reason
                )
            )
            return
        case.emit(ChildCancelled(activity_id=case.id(token.id), element_id=self.bpmn_id))


def keep(token: Token, name: str | None, found: Any) -> None:
    """Put a result where its name lives; with an output mapping it stays local for the mapping."""
    assert name is not None  # checked at deployment
    if token.task_spec.element.outputs:
        changes = write_local(token.own_scope(), {name: found})
    else:
        changes = write(token.inner, {name: found})
    token.case.changed(changes, token.id)


def _names(token: Token) -> Names:
    names: Names = token.case.names(token.inner)
    return names


def _text(text: str | None, names: Names) -> str | None:
    return expressions.string_or_none(text, names) if text else None


def _texts(text: str | None, names: Names) -> tuple[str, ...]:
    return strings(text, names) if text else ()


def _moment(text: str | None, names: Names) -> datetime | None:
    found = _text(text, names)
    if found is None:
        return None
    try:
        return timers.instant_or_period(found, names.now)
    except (timers.TimerError, OverflowError) as error:
        raise Failure("expression", f"{text}: {error}") from error
