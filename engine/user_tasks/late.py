"""Late entry (补录): what was done on paper and is entered afterwards, with when and why.

The record's own time stays the database's and clocks go by it: who answered in time and enters it
too late was late to the clocks, and the record says why. Auditors see each one as a deviation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from engine.errors import Invalid
from engine.participation import refused

LONGEST: Final = timedelta(days=366)  # what is older is a slip of the keyboard, or another case
LENGTH: Final = 2_000  # characters of a reason, as of every other one


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """When something was really done, and why it is entered only now."""

    occurred_at: datetime
    """With a zone."""
    reason: str


def check(late: Late | None, now: datetime) -> None:
    """Raise Invalid for a moment to come or over a year ago, and where no reason is given."""
    if late is None:
        return
    if not late.reason.strip() or len(late.reason) > LENGTH:
        raise refused(
            Invalid, f"a late entry needs a reason, up to {LENGTH} characters", "补录须填写原因"
        )
    if not now - LONGEST <= late.occurred_at <= now:
        raise refused(
            Invalid,
            f"{late.occurred_at.isoformat()} is to come, or over {LONGEST.days} days ago",
            "实际发生时间不能晚于现在，也不能早于一年前",
        )
