"""The tables, the one source of the schema; migrations are checked against them."""

from engine.store.tables import (
    batches,
    calendars,
    definitions,
    drafts,
    files,
    organisation,
    participants,
    people,
    record,
    work,
)
from engine.store.tables.base import metadata

__all__ = [
    "batches",
    "calendars",
    "definitions",
    "drafts",
    "files",
    "metadata",
    "organisation",
    "participants",
    "people",
    "record",
    "work",
]
