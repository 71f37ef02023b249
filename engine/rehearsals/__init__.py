"""Dry runs 试运行: files of a draft played by the real engine in a store of their own, in memory.

The clock is set by hand, and no courier runs beside it: nothing is sent, nothing is kept. A dry run
is told in the words of scenarios, so that it can be kept as one; asking for the next step plays it
from its beginning again, which needs nothing to be remembered in between.
"""

from engine.rehearsals.company import Company, of
from engine.rehearsals.playing import Plan, Rehearsed, Waiting, rehearse
from engine.rehearsals.stories import added
from engine.rehearsals.telling import Told, told

__all__ = [
    "Company",
    "Plan",
    "Rehearsed",
    "Told",
    "Waiting",
    "added",
    "of",
    "rehearse",
    "told",
]
