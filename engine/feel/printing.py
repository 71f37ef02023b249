"""Writing values as FEEL texts: what ``string()`` answers."""

from engine.feel import numbers
from engine.feel.errors import FeelLimitError
from engine.feel.invocation import signature
from engine.feel.literals import label, quoted
from engine.feel.numbers import is_number
from engine.feel.runtime import MAX_DEPTH, Runtime
from engine.feel.values import Function, Range, Value


def text_of(value: Value, rt: Runtime) -> str:
    """Write a value; within lists and contexts, texts are quoted. Charged by length."""
    if isinstance(value, str):
        return value
    return _write(value, rt, 0)


def _write(value: Value, rt: Runtime, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise FeelLimitError(f"a value nests deeper than {MAX_DEPTH} levels", text=rt.text)
    written = _nested(value, rt, depth)
    rt.check_size(len(written))
    rt.charge(1 + (len(written) >> 6))
    return written


def _nested(value: Value, rt: Runtime, depth: int) -> str:  # noqa: PLR0911 - one line per type
    if value is None:
        return "null"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if is_number(value):
        return numbers.digits(value)  # type: ignore[arg-type] # just tested
    if isinstance(value, list):
        return f"[{', '.join(_write(item, rt, depth + 1) for item in value)}]"
    if isinstance(value, dict):
        entries = (f"{label(key)}: {_write(item, rt, depth + 1)}" for key, item in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, Range):
        return _range(value, rt, depth)
    return signature(value) if isinstance(value, Function) else str(value)


def _range(value: Range, rt: Runtime, depth: int) -> str:
    start, end = (_write(bound, rt, depth + 1) for bound in (value.start, value.end))
    if value.start is None:
        return f"(<{'=' * value.end_included} {end})"
    if value.end is None:
        return f"(>{'=' * value.start_included} {start})"
    return (
        f"{'[' if value.start_included else '('}{start}..{end}{']' if value.end_included else ')'}"
    )
