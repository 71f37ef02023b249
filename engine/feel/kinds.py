"""FEEL types as values of their own: their names, and which includes which (DMN 1.5, 10.3.2.9)."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Simple:
    """A type that is only a name: number, string, ... or Any."""

    name: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """``list<item>``."""

    item: "Type"


@dataclass(frozen=True, slots=True)
class ContextOf:
    """``context<name: type, ...>``: a value must have these entries and may have more."""

    entries: tuple[tuple[str, "Type"], ...]


@dataclass(frozen=True, slots=True)
class RangeOf:
    """``range<bound>``."""

    bound: "Type"


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """``function<param, ...> -> result``."""

    params: tuple["Type", ...]
    result: "Type"


@dataclass(frozen=True, slots=True)
class Named:
    """A name that only the caller of the evaluation can resolve (an item definition)."""

    name: str
    position: int = field(default=0, compare=False)


Type: TypeAlias = Simple | ListOf | ContextOf | RangeOf | FunctionOf | Named

ANY = Simple("Any")
NULL = Simple("Null")
BOOLEAN = Simple("boolean")
NUMBER = Simple("number")
STRING = Simple("string")
DATE = Simple("date")
TIME = Simple("time")
DATE_TIME = Simple("date and time")
DAYS = Simple("days and time duration")
MONTHS = Simple("years and months duration")
LIST = ListOf(ANY)
CONTEXT = ContextOf(())
RANGE = RangeOf(ANY)
FUNCTION = Simple("function")

NAMES: dict[str, Type] = {
    "Any": ANY,
    "Null": NULL,
    "null": NULL,
    "boolean": BOOLEAN,
    "number": NUMBER,
    "string": STRING,
    "date": DATE,
    "time": TIME,
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": DAYS,
    "day time duration": DAYS,
    "dayTimeDuration": DAYS,
    "years and months duration": MONTHS,
    "year month duration": MONTHS,
    "yearMonthDuration": MONTHS,
    "list": LIST,
    "context": CONTEXT,
    "range": RANGE,
    "function": FUNCTION,
}


def subtype(sub: Type, super_: Type) -> bool:
    """Tell whether every value of one type is of the other (DMN 1.5, 10.3.2.9.2)."""
    if super_ == ANY or sub in (NULL, super_):
        return True
    if isinstance(sub, ListOf) and isinstance(super_, ListOf):
        return subtype(sub.item, super_.item)
    if isinstance(sub, RangeOf) and isinstance(super_, RangeOf):
        return subtype(sub.bound, super_.bound)
    if isinstance(sub, ContextOf) and isinstance(super_, ContextOf):
        own = dict(sub.entries)
        return all(name in own and subtype(own[name], type_) for name, type_ in super_.entries)
    if isinstance(sub, FunctionOf) and isinstance(super_, FunctionOf):
        return (
            len(sub.params) == len(super_.params)
            and all(subtype(b, a) for a, b in zip(sub.params, super_.params, strict=True))
            and subtype(sub.result, super_.result)
        )
    return isinstance(sub, FunctionOf) and super_ == FUNCTION
