"""Values that travel: JSON as it is stored, and identifiers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

Variables = Mapping[str, Any]
"""Variables of a process instance by name; values are JSON."""

ORDINALS = 1 << 32
"""The low 32 bits of an instance's id are zero; its parts count up from there."""


def part_id(instance_id: UUID, ordinal: int) -> UUID:
    """Return the id of the `ordinal`-th part (activity, timer, subscription) of an instance.

    Ids are derived, not drawn, so that replaying the recorded commands gives the same ids.
    The instance's id is a UUIDv7 (RFC 9562) whose low 32 bits are zero.
    """
    return UUID(int=instance_id.int + ordinal)


def instance_id_of(part: UUID) -> UUID:
    """Return the instance that a part belongs to."""
    return UUID(int=part.int - part.int % ORDINALS)
