"""FEEL types and values together: testing values against types, and converting implicitly.

The rules are those of DMN 1.5, 10.3.2.9: conformance and the three implicit conversions
(to and from a singleton list, date to date and time).
"""

from engine.feel.kinds import (
    ANY,
    DATE_TIME,
    NAMES,
    ContextOf,
    FunctionOf,
    ListOf,
    Named,
    RangeOf,
    Simple,
    Type,
    subtype,
)
from engine.feel.temporal import Date, DateTime, Time
from engine.feel.values import Function, Range, Value, kind

__all__ = [
    "ANY",
    "NAMES",
    "ContextOf",
    "FunctionOf",
    "ListOf",
    "Named",
    "RangeOf",
    "Simple",
    "Type",
    "coerce",
    "conforms",
    "subtype",
    "type_of",
]


def conforms(value: Value, type_: Type) -> bool:
    """Tell whether a value is an instance of a type.

    Null conforms to every type, although it is an ``instance of`` none but Null.
    """
    if type_ == ANY or value is None:
        return True
    if isinstance(type_, ListOf):
        return isinstance(value, list) and (
            type_.item == ANY or all(conforms(item, type_.item) for item in value)
        )
    if isinstance(type_, ContextOf):
        return isinstance(value, dict) and all(
            name in value and conforms(value[name], entry) for name, entry in type_.entries
        )
    if isinstance(type_, RangeOf):
        return isinstance(value, Range) and all(
            conforms(bound, type_.bound) for bound in (value.start, value.end)
        )
    if isinstance(type_, FunctionOf):
        return isinstance(value, Function) and subtype(type_of(value), type_)
    return kind(value) == type_.name


def type_of(value: Value) -> Type:
    """Give the most specific type that can be told without looking into lists and contexts."""
    if isinstance(value, Function):
        return FunctionOf(tuple(param.type for param in value.params), value.result)
    if isinstance(value, Range):
        return RangeOf(type_of(value.end if value.start is None else value.start))
    return NAMES[kind(value) or "Any"]


def coerce(value: Value, type_: Type) -> Value:
    """Convert implicitly to a type (DMN 1.5, 10.3.2.9.4); None when the value does not conform.

    One conversion is applied, and once: a list within a list is no number.
    """
    if value is None or conforms(value, type_):
        return value
    if isinstance(type_, ListOf) and conforms(value, type_.item):
        return [value]
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], type_):
        return value[0]  # type: ignore[no-any-return] # lists hold values
    if type_ == DATE_TIME and isinstance(value, Date):
        return DateTime(value, Time(0, 0, 0, 0, 0))
    return None
