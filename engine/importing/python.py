"""Expressions of SpiffWorkflow (Python) as FEEL: read as a syntax tree, never run."""

import ast
from collections.abc import Callable
from typing import Any, Final

from engine.importing import pieces
from engine.importing.pieces import Piece
from engine.importing.report import Untranslatable

_COMPARED: Final[dict[type[ast.cmpop], str]] = {
    ast.Eq: "=",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "=",
    ast.IsNot: "!=",
}
_COMPUTED: Final[dict[type[ast.operator], tuple[str, int]]] = {
    ast.Add: ("+", pieces.ADDED),
    ast.Sub: ("-", pieces.ADDED),
    ast.Mult: ("*", pieces.MULTIPLIED),
    ast.Div: ("/", pieces.MULTIPLIED),
    ast.Pow: ("**", pieces.POWER),
}
_FUNCTIONS: Final = {
    "abs": "abs",
    "all": "all",
    "any": "any",
    "len": "count",
    "max": "max",
    "min": "min",
    "str": "string",
    "sum": "sum",
}
_SPANS: Final = {
    # timedelta's keywords: before T or after it, and the letter of ISO 8601
    "weeks": ("D", 7),
    "days": ("D", 1),
    "hours": ("H", 1),
    "minutes": ("M", 1),
    "seconds": ("S", 1),
}
# the last two: nested deeper than a reader can follow
_UNREADABLE: Final = (SyntaxError, ValueError, RecursionError, MemoryError)


def expression(text: str) -> Piece:
    """Translate one expression; raises Untranslatable."""
    try:
        return pieces.checked(_piece(ast.parse(text.strip(), mode="eval").body))
    except _UNREADABLE:
        raise Untranslatable("不是 Python 表达式", "it is no expression of Python") from None


def assignments(text: str) -> list[tuple[str, Piece]]:
    """Translate a script that only gives values to variables; raises Untranslatable."""
    try:
        found = [_assignment(statement) for statement in ast.parse(text.strip()).body]
    except _UNREADABLE:
        raise Untranslatable("不是 Python 脚本", "it is no script of Python") from None
    if not found:
        raise Untranslatable("脚本为空", "the script is empty")
    names = [name for name, _ in found]
    if len(set(names)) < len(names):
        raise Untranslatable("同一变量多次赋值", "it gives a variable several values")
    return found


def _assignment(statement: ast.stmt) -> tuple[str, Piece]:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        if isinstance(target, ast.Name):
            return pieces.name(target.id).text, pieces.checked(_piece(statement.value))
    line = ast.unparse(statement).splitlines()[0][:60]
    raise Untranslatable(
        f"不是简单赋值：{line}", f"{line!r} is more than giving a variable a value"
    )


def _piece(node: ast.expr) -> Piece:
    reader = _READERS.get(type(node))
    if reader is None:
        raise _strange(node)
    return reader(node)


def _constant(node: ast.Constant) -> Piece:
    value = node.value
    if value is None:
        return Piece("null")
    if isinstance(value, bool):
        return Piece(str(value).lower())
    if isinstance(value, str):
        return pieces.text(value)
    if isinstance(value, int | float):
        return Piece(ast.unparse(node))
    raise _strange(node)


def _boolean(node: ast.BoolOp) -> Piece:
    word, level = ("and", pieces.AND) if isinstance(node.op, ast.And) else ("or", pieces.OR)
    result, *rest = [_piece(value) for value in node.values]
    for one in rest:
        result = pieces.joined(result, word, one, level)
    return result


def _unary(node: ast.UnaryOp) -> Piece:
    if isinstance(node.op, ast.Not):
        return pieces.call("not", _piece(node.operand))
    if isinstance(node.op, ast.USub):
        return pieces.negative(_piece(node.operand))
    raise _strange(node)


def _binary(node: ast.BinOp) -> Piece:
    left, right = _piece(node.left), _piece(node.right)
    if isinstance(node.op, ast.Mod):
        return pieces.call("modulo", left, right)
    if isinstance(node.op, ast.FloorDiv):
        return pieces.call("floor", pieces.joined(left, "/", right, pieces.MULTIPLIED))
    if type(node.op) not in _COMPUTED:
        raise _strange(node)
    return pieces.joined(left, *_with(right, *_COMPUTED[type(node.op)]))


def _with(right: Piece, word: str, level: int) -> tuple[str, Piece, int]:
    return word, right, level


def _compare(node: ast.Compare) -> Piece:
    operands = [node.left, *node.comparators]
    found = [
        _one_comparison(left, op, right)
        for left, op, right in zip(operands, node.ops, operands[1:], strict=False)
    ]
    result, *rest = found
    for one in rest:
        result = pieces.joined(result, "and", one, pieces.AND)
    return result


def _one_comparison(left: ast.expr, op: ast.cmpop, right: ast.expr) -> Piece:
    if type(op) in _COMPARED:
        return pieces.joined(_piece(left), _COMPARED[type(op)], _piece(right), pieces.COMPARED)
    if not isinstance(right, ast.List | ast.Tuple | ast.Set):
        raise Untranslatable(
            "in 右侧不是列表常量", "what stands after `in` may be a text, a list or a mapping"
        )
    within = pieces.call(
        "list contains", pieces.sequence([_piece(i) for i in right.elts]), _piece(left)
    )
    return within if isinstance(op, ast.In) else pieces.call("not", within)


def _choice(node: ast.IfExp) -> Piece:
    return pieces.chosen(_piece(node.test), _piece(node.body), _piece(node.orelse))


def _name(node: ast.Name) -> Piece:
    return pieces.name(node.id)


def _attribute(node: ast.Attribute) -> Piece:
    return pieces.entry(_piece(node.value), node.attr)


def _subscript(node: ast.Subscript) -> Piece:
    key = ast.unparse(node.slice)
    if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return pieces.entry(_piece(node.value), node.slice.value)
    if key.removeprefix("-").isdecimal():
        number = int(key)  # FEEL counts from 1, and from -1 at the end like Python
        return Piece(
            f"{_piece(node.value).at(pieces.WHOLE)}[{number if number < 0 else number + 1}]"
        )
    raise Untranslatable(f"下标不是常数：{key}", f"the index {key} is computed")


def _list(node: ast.List | ast.Tuple) -> Piece:
    return pieces.sequence([_piece(item) for item in node.elts])


def _dict(node: ast.Dict) -> Piece:
    entries = []
    for key, value in zip(node.keys, node.values, strict=True):
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str)):
            raise _strange(node)
        entries.append((key.value, _piece(value)))
    return pieces.context(entries)


def _call(node: ast.Call) -> Piece:
    called = ast.unparse(node.func)
    if called in ("timedelta", "datetime.timedelta"):
        return pieces.call("duration", pieces.text(_span(node)))
    if called not in _FUNCTIONS or node.keywords:
        raise Untranslatable(f"调用了函数“{called}(…)”", f"it calls {called}(…)")
    return pieces.call(_FUNCTIONS[called], *(_piece(argument) for argument in node.args))


def _span(node: ast.Call) -> str:
    """Return a timedelta of whole numbers as ISO 8601."""
    parts: dict[str, int] = {}
    for keyword in node.keywords:
        value = keyword.value
        whole = isinstance(value, ast.Constant) and type(value.value) is int
        if keyword.arg not in _SPANS or not whole:
            raise _strange(node)
        letter, times = _SPANS[keyword.arg]
        parts[letter] = parts.get(letter, 0) + int(ast.literal_eval(value)) * times
    if node.args or not parts:
        raise _strange(node)
    days = f"{parts['D']}D" if "D" in parts else ""
    time = "".join(f"{parts[letter]}{letter}" for letter in "HMS" if letter in parts)
    return f"P{days}{'T' if time else ''}{time}"


def _formatted(node: ast.JoinedStr) -> Piece:
    found = []
    for value in node.values:
        if isinstance(value, ast.FormattedValue):
            if value.format_spec is not None or value.conversion != -1:
                raise _strange(node)
            found.append(pieces.call("string", _piece(value.value)))
        else:
            found.append(_piece(value))
    result, *rest = found or [pieces.text("")]
    for one in rest:
        result = pieces.joined(result, "+", one, pieces.ADDED)
    return result


def _strange(node: ast.expr) -> Untranslatable:
    said = ast.unparse(node)[:60]
    return Untranslatable(
        f"没有简单的 FEEL 写法：{said}", f"{said} has no simple counterpart in FEEL"
    )


_READERS: Final[dict[type[ast.expr], Callable[[Any], Piece]]] = {
    ast.Constant: _constant,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.List: _list,
    ast.Tuple: _list,
    ast.Dict: _dict,
    ast.Call: _call,
    ast.JoinedStr: _formatted,
}
