"""Where people may begin a case by hand: each plain start event, with its form."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from engine import diagram
from engine.model import ProcessDefinition

_CACHED: Final = 128  # definitions; a company has some dozens in use


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """One way to begin a case by hand."""

    element_id: str | None = None
    """The start event to name; None where the process has no choice."""
    form_id: str = ""


@lru_cache(maxsize=_CACHED)
def beginnings(definition: ProcessDefinition) -> tuple[Beginning, ...]:
    """Return the ways to begin by hand, in the diagram's order.

    The start events without a trigger; a process that nothing else begins is begun as a whole.
    """
    process = diagram.read(definition.xml).processes[definition.key]
    starts = [one for one in process.children(process.id) if one.kind == "startEvent"]
    plain = [one for one in starts if not one.events]
    if diagram.unled(process, process.id):
        return (Beginning(),)
    return tuple(
        Beginning(
            element_id=one.id if len(plain) > 1 else None,
            form_id=(one.form.id if one.form else None) or "",
        )
        for one in plain
    )


def form_of(definition: ProcessDefinition, element_id: str | None) -> str:
    """Return the id of the form of one beginning; empty where there is none."""
    found = (one.form_id for one in beginnings(definition) if one.element_id == element_id)
    return next(found, "")
