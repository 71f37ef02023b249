"""What stands in a cell, by its kind: how a value is told there, and read from there.

A reader raises ValueError with the mistake in Chinese and in English.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from engine.model import Role

YES, NO = "是", "否"


def told(value: Any, kind: str) -> Any:
    """Return what stands in the cell for a value."""
    if kind == "flag":
        return YES if value else NO
    if kind in {"words", "roles", "list"}:
        return "，".join(value if kind == "list" else sorted(map(str, value)))
    return None if value == "" else value


def _any(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _text(value: Any) -> str:
    if not _any(value):
        raise ValueError("不能为空", "must not be empty")
    return _any(value)


def _maybe(value: Any) -> str | None:
    return _any(value) or None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("应为整数", "a whole number is wanted")  # noqa: TRY004  (one kind of mistake)
    return value


def _count(value: Any) -> int:
    found = _whole(value)
    if found < 0:
        raise ValueError("不能小于0", "0 or more is wanted")
    return found


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError("应为不小于0的数字", "a number of 0 or more is wanted")
    return float(value)


def _flag(value: Any) -> bool:
    if value not in {YES, NO, None}:
        raise ValueError("应为“是”或“否”", "是 or 否 is wanted")
    return bool(value == YES)


def _date(value: Any) -> date | None:
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date()
    if value is not None:
        raise ValueError("应为日期", "a date is wanted")
    return None


def _day(value: Any) -> date:
    found = _date(value)
    if found is None:
        raise ValueError("应为日期", "a date is wanted")
    return found


def _time(value: Any) -> time:
    if isinstance(value, str):
        try:
            value = time.fromisoformat(value.strip())
        except ValueError:
            value = None
    if not isinstance(value, time) or value.tzinfo is not None:
        raise ValueError("应为时间，如08:00", "a time such as 08:00 is wanted")
    return value


def _list(value: Any) -> tuple[str, ...]:
    parts = (part.strip() for part in _any(value).replace(",", "，").split("，"))
    return tuple(dict.fromkeys(part for part in parts if part))


def _words(value: Any) -> frozenset[str]:
    parts = (part.strip() for part in _any(value).replace(",", "，").split("，"))
    return frozenset(part for part in parts if part)


def _role(value: Any) -> Role:
    try:
        return Role(_any(value))
    except ValueError:
        known = "、".join(f"“{each}”" for each in Role)
        raise ValueError(f"角色应为：{known}", f"a role is one of {', '.join(Role)}") from None


def _roles(value: Any) -> frozenset[Role]:
    return frozenset(_role(word) for word in _words(value))


KINDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "any": _any,
    "text": _text,
    "maybe": _maybe,
    "whole": _whole,
    "count": _count,
    "number": _number,
    "flag": _flag,
    "date": _date,
    "day": _day,
    "time": _time,
    "list": _list,
    "words": _words,
    "role": _role,
    "roles": _roles,
}
