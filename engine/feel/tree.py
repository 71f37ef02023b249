"""The syntax tree of FEEL. Nodes compare by meaning: their positions do not count."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal as OneOf
from typing import TypeAlias

from engine.feel.kinds import Type
from engine.feel.numbers import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A node; ``position`` is the offset in the text where it begins, ``depth`` its levels."""

    position: int = field(default=0, compare=False)
    depth: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal(Base):
    """``1``, ``"text"``, ``true``, ``null``."""

    value: bool | Number | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Temporal(Base):
    """``@"2026-01-31"``."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Base):
    """A variable or a function."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Base):
    """``source.name``; ``name_position`` is where the name begins."""

    source: "Node"
    name: str
    name_position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Base):
    """``source[condition]``."""

    source: "Node"
    condition: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Base):
    """An invocation; ``names`` is empty when the arguments are positional."""

    function: "Node"
    args: tuple["Node", ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation(Base):
    """``-operand``."""

    operand: "Node"


Operator: TypeAlias = OneOf["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binary(Base):
    """Arithmetic or a comparison."""

    operator: Operator
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logic(Base):
    """``and`` or ``or`` of two or more operands."""

    operator: OneOf["and", "or"]
    operands: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(Base):
    """``value between low and high``."""

    value: "Node"
    low: "Node"
    high: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Test(Base):
    """``< 5``: a unary test, or in brackets a range without one of its bounds."""

    operator: Operator
    operand: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class In(Base):
    """``value in tests``."""

    value: "Node"
    tests: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceOf(Base):
    """``value instance of type``."""

    value: "Node"
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Base):
    """``if condition then then else otherwise``."""

    condition: "Node"
    then: "Node"
    otherwise: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """``name in domain`` or ``name in domain..end``."""

    name: str
    domain: "Node"
    end: "Node | None"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class For(Base):
    """``for loops return body``."""

    loops: tuple[Loop, ...]
    body: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified(Base):
    """``some`` or ``every`` loops ``satisfies`` body."""

    quantifier: OneOf["some", "every"]
    loops: tuple[Loop, ...]
    body: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(Base):
    """``function(a: number, b) body``; an external one is refused when it is called."""

    params: tuple[tuple[str, Type | None], ...]
    body: "Node"
    external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(Base):
    """``[start..end]``; round or outward brackets leave a bound out."""

    start: "Node"
    end: "Node"
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class List(Base):
    """``[items]``."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Base):
    """``{name: value}``."""

    entries: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tests(Base):
    """The unary tests of a decision table's cell; no tests at all is ``-``."""

    tests: tuple["Node", ...]
    negated: bool


Node: TypeAlias = (
    Literal
    | Temporal
    | Name
    | Path
    | Filter
    | Call
    | Negation
    | Binary
    | Logic
    | Between
    | Test
    | In
    | InstanceOf
    | If
    | For
    | Quantified
    | Definition
    | Interval
    | List
    | Context
    | Tests
)


def children(node: Node) -> Iterator[Node]:
    """Give the direct children, in the order of the text."""
    for name in type(node).__slots__:
        part = getattr(node, name)
        for piece in part if isinstance(part, tuple) else (part,):
            if isinstance(piece, Loop):
                yield piece.domain
                if piece.end is not None:
                    yield piece.end
            elif isinstance(piece, tuple) and isinstance(piece[1], Base):
                yield piece[1]  # type: ignore[misc] # an entry of a context
            elif isinstance(piece, Base):
                yield piece  # type: ignore[misc] # every node is a Base
