"""A heat map as its readers see it: shades and words on the drawing, and the figures beside it."""

from pydantic import BaseModel, Field

from api.language import Language, text
from api.views import diagrams
from api.views.auditing.searching import midnight
from api.views.diagrams import element_names
from engine.auditing.heating import By, HeatMap, heat_map
from engine.drawing import Marks
from engine.errors import NotFound
from engine.model import Actor, ProcessDefinition
from engine.store import Transaction

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


class WarmthOut(BaseModel):
    """One step: how often, how long."""

    element_id: str
    name: str
    tasks: int
    open: int
    mean_seconds: float = Field(description="By the clock, of those that have ended; 0 = none.")
    shade: float = Field(description="Between 0 and 1: its part of the warmest step.")


class HeatMapOut(BaseModel):
    """A version of a process with how warm its steps are."""

    definition_id: str
    by: str
    elements: list[WarmthOut]
    diagram: str = Field(description="SVG; empty where nobody has drawn the process.")


def heat_of(
    tx: Transaction,
    definition_id: str,
    *,
    by: By,
    since: str,
    until: str,
    project: str,
    reader: Actor,
    language: Language,
) -> HeatMapOut:
    """Return the heat map of a version; raises NotFound, and Invalid for what is no day."""
    found = heat_map(
        tx,
        definition_id,
        by=reader,
        since=midnight(since),
        until=midnight(until, later=1),
        project=project or None,
    )
    definition = tx.definitions.get(definition_id)
    names, shades = element_names(definition, language), found.shades(by)
    return HeatMapOut(
        definition_id=definition_id,
        by=by,
        elements=[
            WarmthOut(
                element_id=one.element_id,
                name=names.get(one.element_id, one.element_id),
                tasks=one.tasks,
                open=one.open,
                mean_seconds=one.seconds,
                shade=shades[one.element_id],
            )
            for one in found.elements
        ],
        diagram=_drawn(definition, found, by, language),
    )


def _drawn(definition: ProcessDefinition, found: HeatMap, by: By, language: Language) -> str:
    badges = {
        one.element_id: text(language, "heat.times", n=one.tasks)
        if by == "count"
        else mean(one.seconds, language)
        for one in found.elements
    }
    try:
        return diagrams.drawn(definition, Marks(shades=found.shades(by), badges=badges))
    except NotFound:
        return ""


def mean(seconds: float, language: Language) -> str:
    """Return a length of time in the unit that matters."""
    if seconds >= _DAY:
        return text(language, "heat.days", n=f"{seconds / _DAY:.1f}")
    if seconds >= _HOUR:
        return text(language, "heat.hours", n=f"{seconds / _HOUR:.1f}")
    return text(language, "heat.minutes", n=f"{seconds / _MINUTE:.0f}")
