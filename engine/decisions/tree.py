"""The syntax tree of a decision model: what a DMN file says, before anything is compiled.

Names follow the standard (DMN 1.5, chapters 6 to 8 and 10.2).  `place` is the id of the nearest
element that has one, so that every message can point into the diagram.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import NamedTuple, TypeAlias

HitPolicy: TypeAlias = OneOf[
    "UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"
]
Aggregation: TypeAlias = OneOf["SUM", "COUNT", "MIN", "MAX"]


class Ref(NamedTuple):
    """Where an element is: the namespace of its model and its id there."""

    namespace: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A name with the type that its value must have; a parameter, a column, a context entry."""

    name: str
    type_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A FEEL expression as text; `language` is empty for FEEL and names any other language."""

    place: str
    type_ref: str | None = None
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a boxed context; the one without a variable is its result."""

    variable: Variable | None
    value: "Box | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextBox:
    """A boxed context (DMN 7.3.8): later entries see earlier ones."""

    place: str
    type_ref: str | None = None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBox:
    """A boxed list (DMN 7.3.9)."""

    place: str
    type_ref: str | None = None
    items: tuple["Box", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationBox:
    """A boxed relation (DMN 7.3.10): a list of contexts with the same entries."""

    place: str
    type_ref: str | None = None
    columns: tuple[Variable, ...]
    rows: tuple[tuple["Box", ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionBox:
    """A boxed function (DMN 7.3.11); `kind` is FEEL, or Java or PMML, which are refused."""

    place: str
    type_ref: str | None = None
    kind: str
    parameters: tuple[Variable, ...]
    body: "Box | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvocationBox:
    """A boxed invocation (DMN 7.3.12): a function called with named arguments."""

    place: str
    type_ref: str | None = None
    callee: "Box"
    bindings: tuple[tuple[str, "Box | None"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionalBox:
    """A boxed conditional (DMN 7.3.14)."""

    place: str
    type_ref: str | None = None
    test: "Box"
    then: "Box"
    otherwise: "Box"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBox:
    """A boxed filter (DMN 7.3.15)."""

    place: str
    type_ref: str | None = None
    source: "Box"
    match: "Box"


@dataclass(frozen=True, slots=True, kw_only=True)
class IterationBox:
    """A boxed iterator (DMN 7.3.16): for, some or every."""

    place: str
    type_ref: str | None = None
    kind: OneOf["for", "some", "every"]
    name: str
    """The variable that stands for an element."""
    source: "Box"
    body: "Box"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClause:
    """A column of conditions; `values` is the text of the allowed values, as unary tests."""

    place: str
    label: str
    expression: Literal
    values: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputClause:
    """A column of results; `values` gives the priorities, `default` answers when no rule does."""

    place: str
    name: str
    type_ref: str | None
    values: str | None
    default: Literal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of a decision table; `index` counts from 1, as the modellers show it."""

    place: str
    index: int
    conditions: tuple[Literal, ...]
    results: tuple[Literal, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A decision table (DMN 8)."""

    place: str
    type_ref: str | None = None
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]


Box: TypeAlias = (
    Literal
    | ContextBox
    | ListBox
    | RelationBox
    | FunctionBox
    | InvocationBox
    | ConditionalBox
    | FilterBox
    | IterationBox
    | Table
)


def parts(box: Box) -> Iterator[Box | None]:
    """Yield the expressions that a boxed expression is made of, cells of tables included."""
    match box:
        case Literal():
            return
        case ContextBox():
            yield from (entry.value for entry in box.entries)
        case ListBox():
            yield from box.items
        case RelationBox():
            yield from (cell for row in box.rows for cell in row)
        case FunctionBox():
            yield box.body
        case InvocationBox():
            yield box.callee
            yield from (value for _, value in box.bindings)
        case ConditionalBox():
            yield from (box.test, box.then, box.otherwise)
        case FilterBox():
            yield from (box.source, box.match)
        case IterationBox():
            yield from (box.source, box.body)
        case _:
            yield from (clause.expression for clause in box.inputs)
            yield from (clause.default for clause in box.outputs)
            yield from (cell for rule in box.rules for cell in (*rule.conditions, *rule.results))


def boxes(box: Box | None) -> Iterator[Box]:
    """Yield the expression and everything inside it."""
    if box is not None:
        yield box
        for part in parts(box):
            yield from boxes(part)


def literals(box: Box | None) -> Iterator[Literal]:
    """Yield every text of an expression; cells of tables are unary tests, not expressions."""
    return (inner for inner in boxes(box) if isinstance(inner, Literal))


def names_inside(box: Box | None) -> Iterator[str]:
    """Yield the names that the values of an expression may have: entries and columns."""
    for inner in boxes(box):
        match inner:
            case ContextBox():
                yield from (entry.variable.name for entry in inner.entries if entry.variable)
            case RelationBox():
                yield from (column.name for column in inner.columns)
            case Table():
                yield from (clause.name for clause in inner.outputs)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDefinition:
    """A type of the model (DMN 7.3.2): a restricted base type, a structure or a function."""

    name: str
    place: str
    type_ref: str | None
    allowed: str | None
    constraint: str | None
    collection: bool
    components: tuple["ItemDefinition", ...]
    function: tuple[tuple[Variable, ...], str | None] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData:
    """Something that comes from outside."""

    ref: Ref
    name: str
    type_ref: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision with what it requires; `logic` may be missing (it is then given from outside)."""

    ref: Ref
    name: str
    type_ref: str | None
    requires: tuple[Ref, ...]
    knowledge: tuple[Ref, ...]
    logic: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """A business knowledge model: a function with a name."""

    ref: Ref
    name: str
    type_ref: str | None
    knowledge: tuple[Ref, ...]
    function: FunctionBox | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A decision service: decisions as a function; its parameters are `data`, then `decisions`."""

    ref: Ref
    name: str
    type_ref: str | None
    outputs: tuple[Ref, ...]
    encapsulated: tuple[Ref, ...]
    data: tuple[Ref, ...]
    decisions: tuple[Ref, ...]


Node: TypeAlias = InputData | Decision | Knowledge | Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """Another model under a name of ours; an empty name takes its elements in as our own."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """One DMN file."""

    id: str
    name: str
    namespace: str
    imports: tuple[Import, ...]
    items: tuple[ItemDefinition, ...]
    nodes: Mapping[str, Node]
    """Input data, decisions, knowledge models and services by their id, in the file's order."""
