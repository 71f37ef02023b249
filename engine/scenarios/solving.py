"""Solving: data with which a simple condition holds, or does not, as far as that can be read off.

Comparisons of a variable with a constant, a variable by itself, `not`, `and`, `or` and `in`. What
is proposed has been tried: the condition is asked with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine import feel
from engine.feel import tree

Data = Mapping[str, Any]


def solve(condition: str, *, wanted: bool) -> Data | None:
    """Return variables with which `= FEEL` is true, or is not; None where that is not simple."""
    text = condition.strip().removeprefix("=")
    try:
        asked = feel.expression(text)
        for data in _tries(asked.tree, wanted):
            scope = {name: feel.from_json(value) for name, value in data.items()}
            if (asked.value(scope) is True) is wanted:
                return data
    except feel.FeelError:
        return None
    return None


def _tries(node: tree.Node, wanted: bool) -> Iterator[Data]:  # noqa: FBT001  the wanted outcome is a value
    match node:
        case tree.Logic(operator=operator, operands=operands):
            yield from _joined(operands, wanted, together=(operator == "and") is wanted)
        case tree.Call(function=tree.Name(name="not"), args=(inner,)):
            yield from _tries(inner, not wanted)
        case tree.Binary(left=left, right=tree.Literal(value=value)):
            yield from _held(left, _near(_plain(value)))
        case tree.In(value=left, tests=tests):
            literals = [_plain(test.value) for test in tests if isinstance(test, tree.Literal)]
            yield from _held(left, iter([*literals, *(_other(one) for one in literals)]))
        case _:
            yield from _held(node, iter([wanted]))


def _joined(operands: tuple[tree.Node, ...], wanted: bool, *, together: bool) -> Iterator[Data]:  # noqa: FBT001  the wanted outcome is a value
    """Try one operand by itself, or all of them together."""
    if not together:
        for operand in operands:
            yield from _tries(operand, wanted)
        return
    found: dict[str, Any] = {}
    for operand in operands:
        for data in _tries(operand, wanted):
            if _is_right(operand, data, wanted):
                found = _merged(found, data)
                break
    yield found


def _is_right(node: tree.Node, data: Data, wanted: bool) -> bool:  # noqa: FBT001  the wanted outcome is a value
    scope = {name: feel.from_json(value) for name, value in data.items()}
    return (feel.expression(feel.unparse(node)).value(scope) is True) is wanted


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one,
        **{
            name: _merged(one[name], value)
            if isinstance(value, Mapping) and isinstance(one.get(name), Mapping)
            else value
            for name, value in other.items()
        },
    }


def _held(node: tree.Node, values: Iterator[Any]) -> Iterator[Data]:
    """Yield the data in which a variable, or a part of one, holds each of the values."""
    names: list[str] = []
    while isinstance(node, tree.Path):
        names.append(node.name)
        node = node.source
    if not isinstance(node, tree.Name):
        return
    for value in values:
        held = value
        for name in names:
            held = {name: held}
        yield {node.name: held}


def _near(value: Any) -> Iterator[Any]:
    """Yield the constant of a comparison, then what is beside it."""
    yield value
    yield _other(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value - 1


def _other(value: Any) -> Any:
    """Return something of the same kind that is another value."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return f"{value}*" if isinstance(value, str) else "*"


def _plain(value: Any) -> Any:
    """Return a constant as JSON has it."""
    return feel.to_json(value)
