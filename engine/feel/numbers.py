"""FEEL numbers: decimal128, 34 digits, half-even (DMN 1.5, 10.3.2.3.1); never a binary float.

A whole number of at most 34 digits may stay an ``int``, which Python adds several times faster
than a ``Decimal``; everything else is a ``Decimal``. Both compare and hash alike.
"""

import decimal
from decimal import Decimal

Number = int | Decimal

DIGITS = 34
LARGEST_INT = 10**DIGITS - 1
MIN_SCALE, MAX_SCALE = -6111, 6176  # DMN 1.5, table 45: the scale of a decimal128

_TRAPS = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
CONTEXT = decimal.Context(
    prec=DIGITS, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, clamp=1, traps=_TRAPS
)
_EXACT = decimal.Context(prec=13_000, Emin=-99_999, Emax=99_999, traps=_TRAPS)

Overflowed = decimal.DecimalException


def is_number(value: object) -> bool:
    """True for FEEL numbers; a boolean is none."""
    return value.__class__ is int or value.__class__ is Decimal


def fitted(value: int) -> Number:
    """Round an integer that has grown beyond 34 digits; Overflowed beyond decimal128."""
    if -LARGEST_INT <= value <= LARGEST_INT:
        return value
    return CONTEXT.plus(Decimal(value))


def add(left: Number, right: Number) -> Number:
    """Add; Overflowed beyond decimal128."""
    if left.__class__ is int and right.__class__ is int:
        return fitted(int(left + right))
    return CONTEXT.add(Decimal(left), Decimal(right))


def subtract(left: Number, right: Number) -> Number:
    """Subtract; Overflowed beyond decimal128."""
    if left.__class__ is int and right.__class__ is int:
        return fitted(int(left - right))
    return CONTEXT.subtract(Decimal(left), Decimal(right))


def multiply(left: Number, right: Number) -> Number:
    """Multiply; Overflowed beyond decimal128."""
    if left.__class__ is int and right.__class__ is int:
        return fitted(int(left * right))
    return CONTEXT.multiply(Decimal(left), Decimal(right))


def divide(left: Number, right: Number) -> Number:
    """Divide; Overflowed when the divisor is zero."""
    return whole(CONTEXT.divide(Decimal(left), Decimal(right)))


def power(base: Number, exponent: Number) -> Number:
    """Raise to a power; Overflowed where there is no decimal128 result."""
    if exponent == 0:
        return 1
    return whole(CONTEXT.power(Decimal(base), Decimal(exponent)))


def modulo(dividend: Number, divisor: Number) -> Number:
    """Give dividend - divisor * floor(dividend / divisor): it has the sign of the divisor."""
    left, right = Decimal(dividend), Decimal(divisor)
    if not right:
        raise decimal.DivisionByZero
    rest = _EXACT.remainder(left, right)
    if rest and (rest < 0) != (right < 0):
        rest = _EXACT.add(rest, right)
    return whole(CONTEXT.plus(rest))


def whole(value: Decimal) -> Number:
    """Turn a decimal without a fraction into an int where that is exact and not huge."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent == 0 or (value.adjusted() < DIGITS and value == value.to_integral_value()):
        return int(value)
    return value


def rounded(value: Number, scale: int, rounding: str) -> Number:
    """Round to a number of decimal places (negative: tens, hundreds) by a rounding of decimal."""
    number = Decimal(value)
    if number.as_tuple().exponent >= -scale:  # type: ignore[operator] # no NaN or infinity here
        return value
    result = number.quantize(Decimal(1).scaleb(-scale), rounding, _EXACT)
    return whole(result) if scale <= 0 else CONTEXT.plus(result)


def magnitude(value: Number) -> Number:
    """Give a number without its sign."""
    return -value if value < 0 else value


def digits(value: Number) -> str:
    """Write a number plainly: all its digits, no exponent."""
    return format(value or abs(value), "f") if isinstance(value, Decimal) else str(value)


def integer(value: Number) -> int:
    """Cut off the fraction, as the kit expects of positions: ``list replace(l, 2.5, x)``."""
    return int(value)


def sqrt(value: Number) -> Number:
    """Give the square root of a number that is not negative."""
    return whole(CONTEXT.sqrt(Decimal(value)))


def from_text(text: str) -> Number:
    """Read a literal; Overflowed when it is beyond decimal128."""
    if text.isascii() and text.isdigit() and len(text) <= DIGITS:
        return int(text)
    return CONTEXT.create_decimal(text)
