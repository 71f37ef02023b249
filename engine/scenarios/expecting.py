"""Expecting: each expectation of a story, and what is said where it is not met."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.calendar import SHANGHAI
from engine.history import HistoryRow
from engine.model.events import CaseCopied, ElementCompleted, JobCreated, MessageThrown
from engine.scenarios.hearing import heard
from engine.scenarios.playing import Play, Which
from engine.scenarios.unmet import Unmet, same

Check = Callable[[Play, Any, Which], None]

_MINUTE: Final = len("2031-03-04T09:00")


def expect(play: Play, wanted: Mapping[str, Any], which: Which) -> None:
    """Check every expectation of a step; raises Unmet with the first that does not hold."""
    play.look(which)
    for name, value in wanted.items():
        CHECKS[name](play, value, which)


def _waiting(play: Play, wanted: list[str], which: Which) -> None:
    found = sorted(task.element_id for task in play.tasks(which))
    same("waiting", found, sorted(wanted))


def _candidates(play: Play, wanted: Mapping[str, list[str]], which: Which) -> None:
    for element, people in wanted.items():
        found = play.may_do(play.task(element, which))
        same(f"candidates of {element}", sorted(found), sorted(people))


def _not_candidates(play: Play, wanted: Mapping[str, list[str]], which: Which) -> None:
    for element, people in wanted.items():
        found = set(play.may_do(play.task(element, which))) & set(people)
        same(f"candidates of {element} that must not be", sorted(found), [])


def _assignee(play: Play, wanted: Mapping[str, str | None], which: Which) -> None:
    for element, person in wanted.items():
        same(f"assignee of {element}", play.task(element, which).assignee, person)


def _due(play: Play, wanted: Mapping[str, str | None], which: Which) -> None:
    for element, time in wanted.items():
        due = play.task(element, which).due_at
        found = due.astimezone(SHANGHAI).isoformat()[:_MINUTE] if due else None
        same(f"{element} is due", found, time)


def _prefilled(play: Play, wanted: Mapping[str, Any], which: Which) -> None:
    for element, values in wanted.items():
        found = dict(play.prefilled(element, which))
        same(f"the form of {element} is prefilled with", found, play.filled(values))


def _variables(play: Play, wanted: Mapping[str, Any], which: Which) -> None:
    present = play.variables(which)
    same("variables", {name: present.get(name) for name in wanted}, play.filled(wanted))


def _title(play: Play, wanted: str, which: Which) -> None:
    same("title", play.case(which).title, wanted)


def _ended(play: Play, wanted: str, which: Which) -> None:
    ends = [
        event.element_id
        for event in play.events(ElementCompleted, which)
        if event.kind == "endEvent"
    ]
    same("ended", (str(play.case(which).state), ends[-1:]), ("completed", [wanted]))


def _passed(play: Play, wanted: list[str], which: Which) -> None:
    left = [event.element_id for event in play.events(ElementCompleted, which)]
    rest = iter(left)
    missing = [element for element in wanted if element not in rest]
    if missing:
        raise Unmet(f"passed in this order: {missing[0]} is missing; passed: {left}")


def _notices(play: Play, wanted: list[str], which: Which) -> None:
    told = [event.headers.get("template") for event in play.events(JobCreated, which)]
    same("notices", [template for template in told if template], wanted)


def _copies(play: Play, wanted: Mapping[str, list[str]], which: Which) -> None:
    sent = play.events(CaseCopied, which)
    for element, people in wanted.items():
        found = [who for event in sent if event.element_id == element for who in event.people]
        same(f"copies of {element}", sorted(found), sorted(people))


def _told(play: Play, wanted: Mapping[str, list[str]], which: Which) -> None:
    for who, words in wanted.items():
        found = heard(play, who, which)
        alike = [told for told, word in zip(found, words, strict=False) if word in told]
        if len(alike) < max(len(found), len(words)):
            raise Unmet(f"told to {who}: expected {words}, found {list(found)}")


def _messages(play: Play, wanted: list[str], which: Which) -> None:
    same("messages", [event.name for event in play.events(MessageThrown, which)], wanted)


def _cases(play: Play, wanted: Mapping[str, int], _: Which) -> None:
    found = Counter(case.key for case in play.cases())
    same("cases", {key: found[key] for key in wanted}, dict(wanted))


def _incidents(play: Play, wanted: list[str], _: Which) -> None:
    same("incidents", sorted(one.element_id for one in play.incidents()), sorted(wanted))


def _jobs(play: Play, wanted: list[str], _: Which) -> None:
    same("open jobs", sorted(job.type for job in play.jobs()), sorted(wanted))


def _log(play: Play, wanted: list[Mapping[str, Any]], which: Which) -> None:
    rows = play.history(which)
    for entry in wanted:
        if not any(_is(row, entry) for row in rows):
            raise Unmet(f"log: no entry {dict(entry)}")


def _is(row: HistoryRow, entry: Mapping[str, Any]) -> bool:
    """Tell whether an entry says so: `event`, `by`, or any field of the event."""
    facts = {"event": type(row.event).__name__, "by": row.actor}
    return all(
        str(facts[name] if name in facts else getattr(row.event, name, None)) == str(value)
        for name, value in entry.items()
    )


CHECKS: Final[Mapping[str, Check]] = {
    "waiting": _waiting,
    "candidates": _candidates,
    "not_candidates": _not_candidates,
    "assignee": _assignee,
    "due": _due,
    "prefilled": _prefilled,
    "variables": _variables,
    "title": _title,
    "ended": _ended,
    "passed": _passed,
    "notices": _notices,
    "copies": _copies,
    "told": _told,
    "messages": _messages,
    "cases": _cases,
    "incidents": _incidents,
    "jobs": _jobs,
    "log": _log,
}
