"""Compiling operators: arithmetic, comparisons, three-valued logic, membership."""

from decimal import Decimal

from engine.feel import tree
from engine.feel.compiler import Code, code, lenient
from engine.feel.operators import arithmetic, compare, negate
from engine.feel.runtime import Frame, NoResult, Runtime
from engine.feel.values import Value, kind

_COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


@code.register
def _binary(node: tree.Binary) -> Code:
    if node.operator in _COMPARISONS:
        return _comparison(node)
    operator, position = node.operator, node.right.position
    left, right = code(node.left), code(node.right)

    def run(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        try:
            return arithmetic(operator, a, b, frame.rt)
        except NoResult as error:
            frame.rt.warn(str(error), position)
            return None

    return run


def _is_null(node: tree.Node) -> bool:
    return isinstance(node, tree.Literal) and node.value is None


def _comparison(node: tree.Binary) -> Code:
    if node.operator in {"=", "!="} and (_is_null(node.left) or _is_null(node.right)):
        return _null_check(node)
    left, right, position = code(node.left), code(node.right), node.position
    if node.operator == "=":
        return _equality(left, right, position)
    operator = node.operator

    def run(frame: Frame) -> bool | None:
        a, b = left(frame), right(frame)
        return _compared(operator, a, b, frame.rt, position)

    if operator != ">":
        return run

    def greater(frame: Frame) -> bool | None:
        a, b = left(frame), right(frame)
        if (a.__class__ is int or a.__class__ is Decimal) and (
            b.__class__ is int or b.__class__ is Decimal
        ):
            return a > b
        return _compared(">", a, b, frame.rt, position)

    return greater


def _equality(left: Code, right: Code, position: int) -> Code:
    def run(frame: Frame) -> bool | None:
        a, b = left(frame), right(frame)
        if a.__class__ is str and b.__class__ is str:
            return a == b
        return _compared("=", a, b, frame.rt, position)

    return run


def _null_check(node: tree.Binary) -> Code:
    """Compile ``x = null``: asking whether something is there must not complain that it is not."""
    value = lenient(node.left if _is_null(node.right) else node.right)
    if node.operator == "=":
        return lambda frame: value(frame) is None
    return lambda frame: value(frame) is not None


def _compared(operator: str, a: Value, b: Value, rt: Runtime, position: int) -> bool | None:
    if isinstance(a, (list, dict)) and isinstance(b, (list, dict)):
        rt.charge_deep(a, b)
    result = compare(operator, a, b)
    if result is None:
        rt.warn(f"{kind(a)} {operator} {kind(b)} has no answer", position)
    return result


@code.register
def _logic(node: tree.Logic) -> Code:
    operands = [code(operand) for operand in node.operands]
    position, operator = node.position, node.operator
    decisive = operator == "or"

    def run(frame: Frame) -> bool | None:
        certain = True
        for operand in operands:
            value = operand(frame)
            if value is decisive:
                return decisive is True
            if value.__class__ is not bool:
                certain = False
                _expect_boolean(operator, value, frame.rt, position)
        return not decisive if certain else None

    return run


def _expect_boolean(operator: str, value: Value, rt: Runtime, position: int) -> None:
    if value is not None:
        rt.warn(f"{operator} needs true or false, not {kind(value)}", position)


@code.register
def _negation(node: tree.Negation) -> Code:
    operand, position = code(node.operand), node.position

    def run(frame: Frame) -> Value:
        try:
            return negate(operand(frame))
        except NoResult as error:
            frame.rt.warn(str(error), position)
            return None

    return run


@code.register
def _between(node: tree.Between) -> Code:
    value, low, high = code(node.value), code(node.low), code(node.high)
    position = node.position

    def run(frame: Frame) -> bool | None:
        middle = value(frame)
        above = _compared(">=", middle, low(frame), frame.rt, position)
        below = _compared("<=", middle, high(frame), frame.rt, position)
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return run
