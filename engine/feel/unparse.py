"""Writing a syntax tree as text again: what ``parse`` reads from it is the same tree.

The functions are named by the place an expression stands in; brackets appear where they are needed.
"""

from functools import singledispatch

from engine.feel import tree
from engine.feel.literals import label, number_literal, quoted, type_text

_FULL, _OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _UNARY, _POSTFIX = range(9)
_LEVEL = {
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), _COMPARISON),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/"), _PRODUCT),
    "**": _POWER,
}


def unparse(node: tree.Node) -> str:
    """Write an expression, or the unary tests of a cell."""
    return _at(node, _FULL)


def _at(node: tree.Node, level: int) -> str:
    """Write an expression where only operators of at least this level may stand bare."""
    written = _written(node)
    return written if _level(node) >= level else f"({written})"


def _level(node: tree.Node) -> int:
    match node:
        case tree.If() | tree.For() | tree.Quantified() | tree.Definition() | tree.InstanceOf():
            return _FULL
        case tree.Logic(operator=operator):
            return _OR if operator == "or" else _AND
        case tree.Between() | tree.In():
            return _COMPARISON
        case tree.Binary(operator=operator):
            return _LEVEL[operator]
        case tree.Negation():
            return _UNARY
        case _:
            return _POSTFIX


@singledispatch
def _written(node: tree.Node) -> str:
    raise TypeError(f"{type(node).__name__} is no node")


@_written.register
def _literal(node: tree.Literal) -> str:
    value = node.value
    if isinstance(value, str):
        return quoted(value)
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return number_literal(value)


@_written.register
def _temporal(node: tree.Temporal) -> str:
    return "@" + quoted(node.text)


@_written.register
def _name(node: tree.Name) -> str:
    return node.name


@_written.register
def _path(node: tree.Path) -> str:
    source = _at(node.source, _POSTFIX)
    if isinstance(node.source, tree.Literal):
        source = f"({source})"  # 1.a would be read as a number
    return f"{source}.{node.name}"


@_written.register
def _filter(node: tree.Filter) -> str:
    return f"{_at(node.source, _POSTFIX)}[{unparse(node.condition)}]"


@_written.register
def _call(node: tree.Call) -> str:
    args = [unparse(arg) for arg in node.args]
    if node.names:
        args = [f"{name}: {arg}" for name, arg in zip(node.names, args, strict=True)]
    return f"{_at(node.function, _POSTFIX)}({', '.join(args)})"


@_written.register
def _negation(node: tree.Negation) -> str:
    return f"-{_at(node.operand, _UNARY)}"


@_written.register
def _binary(node: tree.Binary) -> str:
    level = _LEVEL[node.operator]
    return f"{_at(node.left, level)} {node.operator} {_at(node.right, level + 1)}"


@_written.register
def _logic(node: tree.Logic) -> str:
    level = _level(node) + 1
    return f" {node.operator} ".join(_at(operand, level) for operand in node.operands)


@_written.register
def _between(node: tree.Between) -> str:
    value, low, high = _at(node.value, _COMPARISON), _at(node.low, _SUM), _at(node.high, _SUM)
    return f"{value} between {low} and {high}"


def _bare_test(node: tree.Node, level: int) -> str:
    """Write a test where a comparison may begin without brackets."""
    if isinstance(node, tree.Test):
        return f"{node.operator} {_at(node.operand, _SUM)}"
    return _at(node, level)


@_written.register
def _test(node: tree.Test) -> str:
    return f"({_bare_test(node, _FULL)})"


@_written.register
def _in(node: tree.In) -> str:
    value = _at(node.value, _COMPARISON)
    if len(node.tests) == 1:
        return f"{value} in {_bare_test(node.tests[0], _SUM)}"
    return f"{value} in ({', '.join(_bare_test(test, _FULL) for test in node.tests)})"


@_written.register
def _instance_of(node: tree.InstanceOf) -> str:
    return f"{_at(node.value, _POSTFIX)} instance of {type_text(node.type)}"


@_written.register
def _if(node: tree.If) -> str:
    condition, then, otherwise = map(unparse, (node.condition, node.then, node.otherwise))
    return f"if {condition} then {then} else {otherwise}"


def _loops(loops: tuple[tree.Loop, ...]) -> str:
    return ", ".join(
        f"{loop.name} in {_at(loop.domain, _OR)}"
        + ("" if loop.end is None else f"..{_at(loop.end, _OR)}")
        for loop in loops
    )


@_written.register
def _for(node: tree.For) -> str:
    return f"for {_loops(node.loops)} return {unparse(node.body)}"


@_written.register
def _quantified(node: tree.Quantified) -> str:
    return f"{node.quantifier} {_loops(node.loops)} satisfies {unparse(node.body)}"


@_written.register
def _definition(node: tree.Definition) -> str:
    params = ", ".join(
        name if type_ is None else f"{name}: {type_text(type_)}" for name, type_ in node.params
    )
    return f"function({params}){' external' * node.external} {_at(node.body, _OR)}"


@_written.register
def _interval(node: tree.Interval) -> str:
    opening = "[" if node.start_included else "("
    closing = "]" if node.end_included else ")"
    return f"{opening}{_at(node.start, _SUM)}..{_at(node.end, _SUM)}{closing}"


@_written.register
def _list(node: tree.List) -> str:
    return f"[{', '.join(map(unparse, node.items))}]"


@_written.register
def _context(node: tree.Context) -> str:
    return "{" + ", ".join(f"{label(name)}: {unparse(value)}" for name, value in node.entries) + "}"


@_written.register
def _tests(node: tree.Tests) -> str:
    if not node.tests:
        return "-"
    tests = ", ".join(_bare_test(test, _FULL) for test in node.tests)
    if node.negated:
        return f"not({tests})"
    return f"({tests})" if len(node.tests) == 1 and tests.startswith("not") else tests
