"""Working time: which days are worked, and how working time is added, taken off and measured."""

from engine.calendar.stated import calendar_of, stated
from engine.calendar.working import NATURAL, SHANGHAI, Calendar, Clock, Due, Shift

__all__ = ["NATURAL", "SHANGHAI", "Calendar", "Clock", "Due", "Shift", "calendar_of", "stated"]
