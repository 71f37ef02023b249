"""The working time of a case: its project's calendar, and its release's table of deadlines."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from engine import deadlines, decisions, interpreter
from engine.advance.setting import Setting
from engine.calendar import Calendar, stated
from engine.decisions import DecisionModel
from engine.errors import Invalid
from engine.model import Case, ProcessDefinition
from engine.model.events import CalendarAdopted, UserTaskCreated
from engine.store import Transaction

YEARS: Final = 2  # ahead: nothing is announced further, and cases that run longer are rare


def calendar_of(tx: Transaction, project: str | None) -> Calendar:
    """Return the calendar in force for a project: its own, or that of what it belongs to."""
    return tx.calendars.newest(tx.people.organisation().calendar_of(project)).calendar


def told(
    tx: Transaction, definition: ProcessDefinition, project: str | None, *, since: datetime
) -> dict[str, Any]:
    """Return the fact by which drawn timers count working time; only where one does.

    Announced days are written out, of the year before `since` to two years ahead, so that a replay
    needs nothing else.
    """
    if not interpreter.counts_working_time(definition):
        return {}
    calendar = calendar_of(tx, project)
    first, last = (at.astimezone(calendar.zone).year for at in (since, tx.now))
    written = stated(calendar.sealed(first - 1, last + YEARS))
    return {"calendar": {"id": f"{calendar.code}/{calendar.version}", "stated": written}}


def adopted(tx: Transaction, case: Case) -> CalendarAdopted | None:
    """Return the event by which a case's drawn timers count by the calendar in force now.

    None where they do already, or none of them counts working time.
    """
    instance = case.instance
    definition = tx.definitions.get(instance.definition_id)
    fact = told(tx, definition, instance.project, since=instance.started_at)
    before = interpreter.counted_by(case.snapshot)
    if not fact or fact["calendar"]["id"] == before:
        return None
    return CalendarAdopted(calendar=fact["calendar"], before=before)


def wants_policy(definition: ProcessDefinition, event: UserTaskCreated) -> bool:
    """Tell whether the table of the release is asked about this task."""
    asked = deadlines.DECISION in definition.decisions
    return asked and event.due_at is None and "gj:due" not in event.settings


def policy(
    setting: Setting,
    event: UserTaskCreated,
    variables: Mapping[str, Any],
    calendar: Calendar,
    now: datetime,
) -> deadlines.Terms | None:
    """Return what the table of the release says of a task; None = no deadline.

    Raises Invalid where the table fails.
    """
    definition = setting.definition
    xml = definition.decisions[deadlines.DECISION]
    asked = deadlines.inputs(
        variables, process=definition.key, node=event.element_id, project=setting.project
    )
    found = _model(xml).evaluate(deadlines.DECISION, asked, now=now)
    if found.errors:
        raise Invalid(f"{deadlines.DECISION}: {'; '.join(map(str, found.errors))}")
    document = found.to_json()
    rules = [rule for step in document["trace"] for rule in step["matched"]]
    decision = {
        "id": deadlines.DECISION,
        "table": sha256(xml).hexdigest(),
        "rule": (rules[-1]["id"] or str(rules[-1]["rule"])) if rules else "",
    }
    return deadlines.decided(document["value"], decision, calendar)


@lru_cache(maxsize=32)
def _model(xml: bytes) -> DecisionModel:
    return decisions.read(xml)
