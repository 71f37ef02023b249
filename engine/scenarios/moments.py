"""Moments: what `$now`, `$now+PT2H` and `$case` stand for in the data of a story."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

_MOMENT: Final = re.compile(r"\$now(?:([+-])P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?)?")


def filled(value: Any, now: Callable[[], datetime], number: Callable[[], str | None]) -> Any:
    """Put moments for `$now`, `$now+PT2H`, `$now-P1D`, and the case's number for `$case`.

    Both are asked for only where they are named.
    """
    if isinstance(value, Mapping):
        return {name: filled(part, now, number) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, now, number) for part in value]
    if value == "$case":
        return number()
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    at, shift = now(), _span(match)
    return (at - shift if match[1] == "-" else at + shift).isoformat(timespec="seconds")


def span(text: str) -> timedelta | None:
    """Read a duration such as P1DT2H30M; None for anything else."""
    match = _MOMENT.fullmatch(f"$now+{text}")
    return None if match is None else _span(match)


def _span(match: re.Match[str]) -> timedelta:
    _, days, hours, minutes = match.groups()
    return timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
