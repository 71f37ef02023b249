"""Pages of lists: how many, and where to go on (keyset: nothing is lost or doubled meanwhile)."""

from typing import Annotated, Final, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

MOST: Final = 200
LARGEST: Final = 2**63 - 1
"""The largest whole number that both databases keep."""
Limit = Annotated[int, Query(ge=1, le=MOST, description="At most so many items.")]
Cursor = Annotated[
    str | None, Query(max_length=2000, description="`next` of the page before; opaque.")
]

Item = TypeVar("Item")


class PageOut(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(description="Cursor of the next page; null on the last one.")
