"""Who is on shift and on duty when, and what follows from a post: how much it may approve."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


def spans(start: date | None, end: date | None, day: date) -> bool:
    """Tell whether a day lies in a span of days, both ends included and open where None."""
    return (start is None or start <= day) and (end is None or day <= end)


class RosterKind(StrEnum):
    """The two rosters."""

    SHIFT = "shift"
    """班次: who works when."""
    DUTY = "duty"
    """值班: who answers for the project at that time, whatever his own post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person's turn in a unit; times are local, and an end before the begin is next day's."""

    kind: RosterKind = RosterKind.SHIFT
    unit: str
    day: date
    person: str
    post: str
    name: str = ""
    """What people call it: 早班, 夜班."""
    begins: time = time(0)
    ends: time = time(0)

    def is_on(self, at: datetime) -> bool:
        """Tell whether it is this person's turn at a local time."""
        start = datetime.combine(self.day, self.begins, tzinfo=at.tzinfo)
        end = datetime.combine(self.day, self.ends, tzinfo=at.tzinfo)
        return start <= at < (end if self.ends > self.begins else end + DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityLimit:
    """How much (yuan) who holds a post may approve in a matter; in one unit, or in any."""

    post: str
    matter: str
    """A word that diagrams use (`gj:matter`): compensation, purchase, …"""
    unit: str = ""
    """The unit in which it counts, and below it; empty = everywhere."""
    amount: float | None = None
    """None = without limit."""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return spans(self.valid_from, self.valid_to, day)
