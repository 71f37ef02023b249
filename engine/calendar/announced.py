"""Holidays and make-up workdays (调休) of the People's Republic of China, as they are announced.

They come from the package `holidays`. A year whose arrangement the State Council has not announced
yet has no make-up workdays there: it counts as not maintained.
"""

from datetime import date
from functools import lru_cache

import holidays

Off = frozenset[date]
Makeup = frozenset[date]


@lru_cache(maxsize=64)
def announced(year: int) -> tuple[Off, Makeup]:
    """Return days off and make-up workdays of a year; no make-up workdays = not announced."""
    if not 1950 <= year <= 2100:  # noqa: PLR2004  # what the package covers
        return frozenset(), frozenset()
    china = holidays.country_holidays("CN", years=year)
    makeup = frozenset(day for day in china.weekend_workdays if day.year == year)
    return frozenset(china), makeup
