"""The working time of a case: its project's calendar, and its release's table of deadlines."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from engine import deadlines, decisions
from engine.advance.setting import Setting
from engine.calendar import Calendar
from engine.decisions import DecisionModel
from engine.errors import Invalid
from engine.model import ProcessDefinition
from engine.model.events import UserTaskCreated
from engine.store import Transaction


def calendar_of(tx: Transaction, project: str | None) -> Calendar:
    """Return the calendar in force for a project: its own, or that of what it belongs to."""
    return tx.calendars.newest(tx.people.organisation().calendar_of(project)).calendar


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
