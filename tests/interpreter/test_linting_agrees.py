"""Linting refuses exactly the kinds of elements and events that the interpreter does not execute."""

from engine.interpreter import checking
from engine.linting import support


def test_both_know_the_same_events_for_each_kind_of_element():
    linted = {kind: events - {"none"} for kind, events in support.EXECUTED.items()}
    checked = {kind: checking.EVENTS.get(kind, frozenset()) for kind in support.EXECUTED}

    assert linted == checked


def test_both_know_the_same_starts_of_event_subprocesses():
    assert support.EVENT_SUBPROCESS_STARTS == checking.HANDLING
