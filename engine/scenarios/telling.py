"""Telling a story: its steps one after another, and where it went wrong."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.errors import EngineError
from engine.model import UserTask
from engine.scenarios.acting import NOBODY
from engine.scenarios.expecting import expect
from engine.scenarios.performing import forbidden, late_of, perform
from engine.scenarios.playing import Play, Which, customer
from engine.scenarios.reading import Scenario, Step
from engine.scenarios.restarting import refuse, restart
from engine.scenarios.unmet import Unmet, same


def tell(play: Play, scenario: Scenario) -> None:
    """Play every step of a scenario; then its record must be whole, and nothing stuck unsaid.

    Raises Unmet, with file and line of the step, where it goes another way.
    """
    for step in scenario.steps:
        try:
            carry_out(play, step)
        except (EngineError, Unmet) as trouble:
            raise Unmet(
                f"{play.suite.path}:{step.line}: {step.verb} {step.subject}: {_told(trouble)}"
            ) from trouble
    play.check_record(incidents=_said_stuck(scenario))


def carry_out(play: Play, step: Step) -> None:
    """Let one step happen; raises Unmet, or the rejection that staff would get."""
    _TELL[step.verb](play, step)


def _told(trouble: Exception) -> str:
    if isinstance(trouble, EngineError) and trouble.facts:
        return f"{trouble} {dict(trouble.facts)}"
    return str(trouble)


def _said_stuck(scenario: Scenario) -> list[str]:
    return [
        element
        for step in scenario.steps
        if step.verb == "expect"
        for element in step.subject.get("incidents", ())
    ]


def _which(step: Step) -> Which:
    return Which(process=step.settings.get("in"), number=step.settings.get("number", 0))


def _start(play: Play, step: Step) -> None:
    play.start(
        step.subject,
        _values(step),
        project=step.settings.get("project"),
        process=step.settings.get("process"),
        at=step.settings.get("at"),
    )


def _complete(play: Play, step: Step) -> None:
    late = late_of(play, step.settings)
    play.complete(step.subject, step.settings["by"], _values(step), _which(step), late=late)


def _refused(play: Play, step: Step) -> None:
    by, because = step.settings["by"], step.settings["because"]
    play.refused(step.subject, by, because, _values(step), _which(step))


def _message(play: Play, step: Step) -> None:
    settings = step.settings
    sender = customer(settings["by"]) if "by" in settings else NOBODY
    play.message(step.subject, _values(step), settings.get("key"), _which(step), by=sender)


def _decide(play: Play, step: Step) -> None:
    found, wanted = play.decide(step.subject, _values(step)), step.settings["gives"]
    if isinstance(wanted, dict) and isinstance(found, dict):
        found = {name: found.get(name) for name in wanted}
    same(f"{step.subject} gives", found, wanted)


def _failed(play: Play, step: Step) -> None:
    times, saying = step.settings.get("times", 1), step.settings.get("saying", "no answer")
    play.job_failed(step.subject, times, saying)


def _perform(play: Play, step: Step) -> None:
    perform(play, step.subject, _task(play, step), step.settings["by"], _values(step))


def _forbidden(play: Play, step: Step) -> None:
    task, by, because = _task(play, step), step.settings["by"], step.settings["because"]
    forbidden(play, step.subject, task, by, values=_values(step), because=because)


def _task(play: Play, step: Step) -> UserTask:
    """Return the open task that a step is on; what is taken back has been done."""
    found = play.done if step.subject == "withdraw" else play.task
    return found(step.settings["on"], _which(step))


def _restart(play: Play, step: Step) -> None:
    by, because = step.settings["by"], step.settings.get("because")
    if because is None:
        restart(play, step.subject, by, _values(step), _which(step))
    else:
        refuse(play, step.subject, by, because, _which(step))


def _values(step: Step) -> Mapping[str, Any]:
    values: Mapping[str, Any] = step.settings.get("with", {})
    return values


_TELL: Final[Mapping[str, Callable[[Play, Step], None]]] = {
    "start": _start,
    "complete": _complete,
    "refused": _refused,
    "claim": lambda play, step: play.claim(step.subject, step.settings["by"], _which(step)),
    "release": lambda play, step: play.release(step.subject, step.settings["by"], _which(step)),
    "perform": _perform,
    "forbidden": _forbidden,
    "restart": _restart,
    "message": _message,
    "decide": _decide,
    "signal": lambda play, step: play.signal(step.subject, _values(step)),
    "job_done": lambda play, step: play.job_done(step.subject, _values(step)),
    "job_failed": _failed,
    "job_error": lambda play, step: play.job_error(
        step.subject, step.settings["code"], _values(step)
    ),
    "advance": lambda play, step: play.advance(step.subject),
    "until": lambda play, step: play.until(step.subject),
    "expect": lambda play, step: expect(play, step.subject, _which(step)),
}
