"""Deadlines of user tasks: when a task is due, when to warn, and what a breach does. Pure.

The setting `gj:due` of a node is a text, or a FEEL expression (`= …`) that gives one:
    natural:PT30M   thirty minutes by the clock, day and night
    work:P3D        three workdays of the project's calendar
    work:PT4H       four working hours
    work/夜班:PT8H   eight hours of that shift
    P1D, PT8H       natural time
    an ISO 8601 date and time, with or without zone (none = the calendar's zone)
`gj:onBreach` says what a breach does: it names the process that every level starts, or is one of
the words of engine.model.breach. Each further `gj:repeat` percent of the span (50 by default) is
the next level, up to `gj:cap` (3 by default); after that the holder is reminded `gj:reminders`
times (10 by default). `gj:latest` is an instant by which it must be done whatever the span says,
less `gj:margin`. A node without `gj:due` asks the decision `sla_policy` of its release
(engine.deadlines.policy).
"""

from engine.deadlines.facts import REMINDERS, Terms
from engine.deadlines.pausing import REASONS, SUSPENDED, known, paused, recalculated, resumed, state
from engine.deadlines.policy import DECISION, decided, inputs
from engine.deadlines.settling import settle
from engine.deadlines.spans import Span, read_span

__all__ = [
    "DECISION",
    "REASONS",
    "REMINDERS",
    "SUSPENDED",
    "Span",
    "Terms",
    "decided",
    "inputs",
    "known",
    "paused",
    "read_span",
    "recalculated",
    "resumed",
    "settle",
    "state",
]
