"""The tables, the one source of the schema; migrations are checked against them."""

from engine.store.tables import definitions, files, people, record, work
from engine.store.tables.base import metadata

__all__ = ["definitions", "files", "metadata", "people", "record", "work"]
