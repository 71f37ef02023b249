"""The tables, the one source of the schema; migrations are checked against them."""

from engine.store.tables import (
    batches,
    calendars,
    copies,
    definitions,
    desk,
    drafts,
    files,
    keeping,
    operations,
    organisation,
    outbox,
    participants,
    people,
    record,
    releases,
    seals,
    work,
)
from engine.store.tables.base import metadata

__all__ = [
    "batches",
    "calendars",
    "copies",
    "definitions",
    "desk",
    "drafts",
    "files",
    "keeping",
    "metadata",
    "operations",
    "organisation",
    "outbox",
    "participants",
    "people",
    "record",
    "releases",
    "seals",
    "work",
]
