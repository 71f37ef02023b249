"""Use cases on the organisation: seen and changed row by row or as one spreadsheet, on record."""

from engine.organisations.books import Difference
from engine.organisations.directories import Granted, Rule, granted
from engine.organisations.editing import (
    person,
    put_assignments,
    put_grants,
    put_limits,
    put_lines,
    put_people,
    put_person,
    put_post,
    put_unit,
    remove_post,
    remove_unit,
)
from engine.organisations.grants import Given, end, give, given, given_page
from engine.organisations.recording import changes, note, note_bindings
from engine.organisations.spreadsheets import preview, put_in, take_out

__all__ = [
    "Difference",
    "Given",
    "Granted",
    "Rule",
    "changes",
    "end",
    "give",
    "given",
    "given_page",
    "granted",
    "note",
    "note_bindings",
    "person",
    "preview",
    "put_assignments",
    "put_grants",
    "put_in",
    "put_limits",
    "put_lines",
    "put_people",
    "put_person",
    "put_post",
    "put_unit",
    "remove_post",
    "remove_unit",
    "take_out",
]
