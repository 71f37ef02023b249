"""Use cases on deadlines: warn before a task is late, and go up level by level once it is."""

from engine.breaches.acting import act
from engine.breaches.escalating import facts

__all__ = ["act", "facts"]
