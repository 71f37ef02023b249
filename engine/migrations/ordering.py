"""How cases are to change versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How cases are to change versions."""

    definition_id: str
    """The version to go on as."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Counterparts of elements and flows whose counterpart has another id."""
    timers: Literal["keep", "recompute"] = "keep"
    """What a running timer does whose expression has changed."""
    routing: Literal["keep", "again"] = "keep"
    """Whether open user tasks stay with whom they are, or are offered anew."""
