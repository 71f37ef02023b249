"""Which declared search variables lead to no case, so that nobody finds out what they hold."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Search variables that do not lead to a case by a part of what they hold."""

    whole: frozenset[str] = frozenset()
    """They lead there by their whole value."""
    never: frozenset[str] = frozenset()
    """They do not lead there at all."""


NOTHING: Final = Closed()
"""Every search variable leads to its case."""
