"""The base of all history events."""


class Event:
    """Base of all history events; its class name is the `type` of the row."""

    __slots__ = ()
