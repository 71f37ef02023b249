"""Rules: how long a process keeps personal data after the end of a case, and which data is that.

`gj:retain` is an ISO 8601 duration of years, months, weeks and days (P6M, P3Y);
`gj:personal` lists the variables that are personal; without it all of them are.
The newest version's rule holds for every case of the process: it is the law of today that counts.
Pure.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

RETAIN: Final = "gj:retain"
PERSONAL: Final = "gj:personal"
MASKED: Final = "gj:masked"
"""Marked variables, by name or path (`accounts.number`), with commas; see engine.masking."""

_SPAN: Final = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_MONTHS: Final = 12
_LONGEST: Final = 100 * _MONTHS  # a hundred years: more is a slip, and no date holds it


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time after the end of a case."""

    text: str
    months: int
    days: int

    def after(self, ended_at: datetime) -> datetime:
        """Return when the time is over that begins with the end; the 31st becomes a month's last.

        Counted in UTC: a few hours do not matter to a rule of months.
        """
        years, month = divmod(ended_at.month - 1 + self.months, _MONTHS)
        year = ended_at.year + years
        last = calendar.monthrange(year, month + 1)[1]
        moved = ended_at.replace(year=year, month=month + 1, day=min(ended_at.day, last))
        return moved + timedelta(days=self.days)

    def latest_end(self, now: datetime) -> datetime:
        """Return a time by which a case must have ended for its time to be over; a little late."""
        shorter = self.months * 28 + self.days  # no month is shorter
        return now - timedelta(days=shorter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a process says about keeping."""

    span: Span
    personal: frozenset[str]
    """Names of variables; empty = all."""


def span(text: str) -> Span | None:
    """Read an ISO 8601 duration of whole days or more; None where it is none."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    read = Span(text=text.strip(), months=years * _MONTHS + months, days=weeks * 7 + days)
    return read if 0 < read.months * 28 + read.days <= _LONGEST * 31 else None


def names(text: str) -> frozenset[str]:
    """Read a list of names parted by commas."""
    return frozenset(name.strip() for name in text.split(",") if name.strip())


def rule_of(settings: Mapping[str, str]) -> Rule | None:
    """Return the rule in a process's settings; None = its data is kept until somebody asks."""
    read = span(settings.get(RETAIN, ""))
    return None if read is None else Rule(span=read, personal=personal_of(settings))


def personal_of(settings: Mapping[str, str]) -> frozenset[str]:
    """Return the names of the variables that are personal; empty = all."""
    return names(settings.get(PERSONAL, ""))
