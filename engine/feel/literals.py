"""Writing literals, entry names and types as FEEL reads them."""

import re

from engine.feel.kinds import ContextOf, FunctionOf, ListOf, RangeOf, Type
from engine.feel.numbers import Number, digits

_LONG = 60  # digits; a number that needs more is written with an exponent
_LABEL = re.compile(r"[^\W\d]\w*(?: \w+)*", re.ASCII)


def quoted(text: str) -> str:
    """Write a text as a string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for letter, escape in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(letter, escape)
    return f'"{escaped}"'


def number_literal(value: Number) -> str:
    """Write a number that is not negative."""
    plain = digits(value)
    return plain if len(plain) <= _LONG else f"{value:E}"


def label(name: str) -> str:
    """Write the name of an entry: bare where that is safe, else as a text."""
    return name if _LABEL.fullmatch(name) else quoted(name)


def type_text(type_: Type) -> str:
    """Write a type."""
    match type_:
        case ListOf(item=item):
            return f"list<{type_text(item)}>"
        case RangeOf(bound=bound):
            return f"range<{type_text(bound)}>"
        case ContextOf(entries=entries):
            return f"context<{', '.join(f'{name}: {type_text(t)}' for name, t in entries)}>"
        case FunctionOf(params=params, result=result):
            return f"function<{', '.join(map(type_text, params))}> -> {type_text(result)}"
        case _:
            return type_.name
