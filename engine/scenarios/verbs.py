"""The words of a scenario: what may happen in it, and what may be expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """What a step may and must say beside its verb."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()

    @property
    def settings(self) -> frozenset[str]:
        return self.required | self.optional


def _verb(*required: str, optional: tuple[str, ...] = ()) -> Verb:
    return Verb(required=frozenset(required), optional=frozenset(optional))


VERBS: Final[Mapping[str, Verb]] = {
    # people: the subject is the person who starts, the task otherwise
    "start": _verb(optional=("with", "project", "process", "at")),
    "complete": _verb("by", optional=("with", "entered_late")),
    "refused": _verb("by", "because", optional=("with",)),
    "claim": _verb("by"),
    "release": _verb("by"),
    "perform": _verb("on", "by", optional=("with",)),
    "forbidden": _verb("on", "by", "because", optional=("with",)),
    # a case that has ended, from an element on: the subject
    "restart": _verb("by", optional=("with", "because")),
    # events: the subject is the name, the type of the job, the code
    "message": _verb(optional=("key", "with", "by")),
    "signal": _verb(optional=("with",)),
    "job_done": _verb(optional=("with",)),
    "job_failed": _verb(optional=("times", "saying")),
    "job_error": _verb("code", optional=("with",)),
    # a table by itself: what it says to these facts
    "decide": _verb("gives", optional=("with",)),
    # time: a duration such as P1DT2H, or a moment
    "advance": _verb(),
    "until": _verb(),
    # what must be so
    "expect": _verb(),
}

EXPECTATIONS: Final = frozenset(
    {
        "waiting",
        "candidates",
        "not_candidates",
        "assignee",
        "due",
        "prefilled",
        "variables",
        "title",
        "ended",
        "passed",
        "notices",
        "copies",
        "told",
        "messages",
        "cases",
        "incidents",
        "jobs",
        "log",
    }
)
