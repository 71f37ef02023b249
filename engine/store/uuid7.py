"""UUIDs version 7 (RFC 9562): ordered by time, so that new rows stand beside each other."""

import os
from datetime import datetime
from uuid import UUID

from engine.model.values import instance_id_of

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def uuid7(now: datetime) -> UUID:
    """Draw an id: 48 bits of milliseconds since 1970, 74 random bits."""
    milliseconds = int(now.timestamp() * 1000) << 80
    noise = int.from_bytes(os.urandom(10))
    low = noise & ((1 << 62) - 1)
    high = (noise >> 62) & 0xFFF
    return UUID(int=milliseconds | _VERSION | high << 64 | _VARIANT | low)


def new_instance_id(now: datetime) -> UUID:
    """Draw an instance's id: its low 32 bits are zero, its parts count up from there."""
    return instance_id_of(uuid7(now))
