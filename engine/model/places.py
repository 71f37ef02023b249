"""What stands beside the tree of units: places of a post (编制), and customers (客户)."""

from dataclasses import dataclass
from typing import Final

_SHOWN: Final = 4  # last digits: what people ask for on the phone to make sure
_LEAST: Final = 7  # digits of a number that may show its first three as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """The places of one post in one unit in one year."""

    unit: str
    post: str
    year: int
    quota: int
    """How many there may be (编制数)."""
    reserved: int = 0
    """Taken by somebody who has not begun (预占)."""
    actual: int = 0
    """Filled (在编)."""

    @property
    def left(self) -> int:
        """How many are free; below 0 where there are more people than places (超编)."""
        return self.quota - self.reserved - self.actual


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody whom the company works for; never one of its staff."""

    code: str
    kind: str = "owner"
    """owner (业主), tenant (租户), or a word of one's own."""
    name: str
    phone: str = ""
    units: tuple[str, ...] = ()
    """Rooms and projects that are theirs."""

    @property
    def masked_phone(self) -> str:
        """Return the number as others may see it: 138****5678."""
        if len(self.phone) < _LEAST + _SHOWN:
            return "*" * len(self.phone)
        hidden = "*" * (len(self.phone) - _LEAST)
        return f"{self.phone[:3]}{hidden}{self.phone[-_SHOWN:]}"
