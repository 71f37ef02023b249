"""Writing values as FEEL texts: what ``string()`` answers."""

from decimal import Decimal

from engine.feel import numbers
from engine.feel.invocation import signature
from engine.feel.literals import label, quoted
from engine.feel.runtime import Runtime
from engine.feel.values import Function, Range, Value


def text_of(value: Value, rt: Runtime) -> str:
    """Write a value; within lists and contexts, texts are quoted. Charged by length."""
    if isinstance(value, str):
        return value
    rt.charge_deep(value)
    return _write(value, rt)


def _write(value: Value, rt: Runtime) -> str:
    written = _nested(value, rt)
    rt.check_size(len(written))
    rt.charge(len(written) >> 6)
    return written


def _nested(value: Value, rt: Runtime) -> str:  # noqa: PLR0911 - one line per type
    if value is None:
        return "null"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return numbers.digits(value)
    if isinstance(value, list):
        return f"[{', '.join(_write(item, rt) for item in value)}]"
    if isinstance(value, dict):
        entries = (f"{label(key)}: {_write(item, rt)}" for key, item in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, Range):
        return _range(value, rt)
    return signature(value) if isinstance(value, Function) else str(value)


def _range(value: Range, rt: Runtime) -> str:
    start, end = (_write(bound, rt) for bound in (value.start, value.end))
    if value.start is None:
        return f"(<{'=' * value.end_included} {end})"
    if value.end is None:
        return f"(>{'=' * value.start_included} {start})"
    opening = "[" if value.start_included else "("
    return f"{opening}{start}..{end}{']' if value.end_included else ')'}"
