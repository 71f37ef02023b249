"""Read boxed expressions and decision tables (DMN 7.3 and 8) from their XML."""

from collections.abc import Callable
from typing import Final, cast

from lxml import etree

from engine.decisions.elements import (
    child,
    children,
    local,
    name_of,
    own_children,
    text_in,
    type_attribute,
)
from engine.decisions.errors import DecisionError
from engine.decisions.tree import (
    Aggregation,
    Box,
    ConditionalBox,
    ContextBox,
    Entry,
    FilterBox,
    FunctionBox,
    HitPolicy,
    InputClause,
    InvocationBox,
    IterationBox,
    ListBox,
    Literal,
    OutputClause,
    RelationBox,
    Rule,
    Table,
    Variable,
)

_POLICIES: Final = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
_AGGREGATIONS: Final = ("SUM", "COUNT", "MIN", "MAX")


def box_in(element: etree._Element, place: str) -> Box | None:
    """Return the first boxed expression among the children, or None."""
    for inner in own_children(element):
        read = _READERS.get(local(inner))
        if read is not None:
            return read(inner, inner.get("id", place))
    return None


def function_box(element: etree._Element, place: str) -> FunctionBox:
    """Return a function: a boxed one, or the logic of a knowledge model."""
    return FunctionBox(
        place=place,
        type_ref=type_attribute(element),
        kind=element.get("kind", "FEEL"),
        parameters=tuple(_variable(e) for e in children(element, "formalParameter")),
        body=box_in(element, place),
    )


def _variable(element: etree._Element) -> Variable:
    return Variable(name=name_of(element), type_ref=type_attribute(element))


def _needed(element: etree._Element, place: str) -> Box:
    box = box_in(element, place)
    if box is None:
        raise DecisionError(f"<{local(element)}> has no expression", element_id=place)
    return box


def _part(element: etree._Element, name: str, place: str) -> Box:
    return _needed(_child(element, name, place), place)


def _child(element: etree._Element, name: str, place: str) -> etree._Element:
    inner = child(element, name)
    if inner is None:
        raise DecisionError(f"<{local(element)}> has no <{name}>", element_id=place)
    return inner


def _literal(element: etree._Element, place: str) -> Literal:
    return Literal(
        place=place,
        type_ref=type_attribute(element),
        text=text_in(element),
        language=_language(element),
    )


def _language(element: etree._Element) -> str:
    """Return the expression language that is in force here, empty for FEEL."""
    for holder in (element, element.getroottree().getroot()):
        named = holder.get("expressionLanguage")
        if named:
            return "" if "feel" in named.lower() else named
    return ""


def _context(element: etree._Element, place: str) -> ContextBox:
    return ContextBox(
        place=place,
        type_ref=type_attribute(element),
        entries=tuple(_entry(e, place) for e in children(element, "contextEntry")),
    )


def _entry(element: etree._Element, place: str) -> Entry:
    variable = child(element, "variable")
    return Entry(
        variable=None if variable is None else _variable(variable),
        value=box_in(element, element.get("id", place)),
    )


def _boxes(element: etree._Element, place: str) -> tuple[Box, ...]:
    return tuple(
        _READERS[local(e)](e, e.get("id", place))
        for e in own_children(element)
        if local(e) in _READERS
    )


def _list(element: etree._Element, place: str) -> ListBox:
    return ListBox(place=place, type_ref=type_attribute(element), items=_boxes(element, place))


def _relation(element: etree._Element, place: str) -> RelationBox:
    columns = tuple(_variable(e) for e in children(element, "column"))
    rows = tuple(_boxes(e, e.get("id", place)) for e in children(element, "row"))
    for row in rows:
        if len(row) != len(columns):
            what = f"a row of {len(row)} cells in a relation of {len(columns)} columns"
            raise DecisionError(what, element_id=place)
    return RelationBox(place=place, type_ref=type_attribute(element), columns=columns, rows=rows)


def _invocation(element: etree._Element, place: str) -> InvocationBox:
    return InvocationBox(
        place=place,
        type_ref=type_attribute(element),
        callee=_needed(element, place),
        bindings=tuple(
            (name_of(_child(e, "parameter", place)), box_in(e, place))
            for e in children(element, "binding")
        ),
    )


def _conditional(element: etree._Element, place: str) -> ConditionalBox:
    return ConditionalBox(
        place=place,
        type_ref=type_attribute(element),
        test=_part(element, "if", place),
        then=_part(element, "then", place),
        otherwise=_part(element, "else", place),
    )


def _filter(element: etree._Element, place: str) -> FilterBox:
    return FilterBox(
        place=place,
        type_ref=type_attribute(element),
        source=_part(element, "in", place),
        match=_part(element, "match", place),
    )


def _for(element: etree._Element, place: str) -> IterationBox:
    return IterationBox(
        place=place,
        type_ref=type_attribute(element),
        kind="for",
        name=_iterator(element),
        source=_part(element, "in", place),
        body=_part(element, "return", place),
    )


def _some(element: etree._Element, place: str) -> IterationBox:
    return IterationBox(
        place=place,
        type_ref=type_attribute(element),
        kind="some",
        name=_iterator(element),
        source=_part(element, "in", place),
        body=_part(element, "satisfies", place),
    )


def _every(element: etree._Element, place: str) -> IterationBox:
    return IterationBox(
        place=place,
        type_ref=type_attribute(element),
        kind="every",
        name=_iterator(element),
        source=_part(element, "in", place),
        body=_part(element, "satisfies", place),
    )


def _iterator(element: etree._Element) -> str:
    return " ".join(element.get("iteratorVariable", "").split())


def _table(element: etree._Element, place: str) -> Table:
    inputs = tuple(_input(e, place) for e in children(element, "input"))
    outputs = tuple(_output(e, place) for e in children(element, "output"))
    if not outputs:
        raise DecisionError("a decision table needs an output", element_id=place)
    rules = tuple(
        _rule(e, index, place) for index, e in enumerate(children(element, "rule"), start=1)
    )
    for rule in rules:
        _check_width(rule, len(inputs), len(outputs))
    return Table(
        place=place,
        type_ref=type_attribute(element),
        hit_policy=cast("HitPolicy", _one_of(element, "hitPolicy", _POLICIES, place) or "UNIQUE"),
        aggregation=cast("Aggregation", _one_of(element, "aggregation", _AGGREGATIONS, place)),
        inputs=inputs,
        outputs=outputs,
        rules=rules,
    )


def _one_of(element: etree._Element, name: str, allowed: tuple[str, ...], place: str) -> str | None:
    value = element.get(name)
    if value is not None and value not in allowed:
        raise DecisionError(
            f"{name} is {value!r}, not one of {', '.join(allowed)}", element_id=place
        )
    return value


def _check_width(rule: Rule, inputs: int, outputs: int) -> None:
    found = (len(rule.conditions), len(rule.results))
    if found != (inputs, outputs):
        what = f"rule {rule.index} has {found[0]} input and {found[1]} output entries"
        raise DecisionError(f"{what}, the table {inputs} and {outputs}", element_id=rule.place)


def _input(element: etree._Element, place: str) -> InputClause:
    place = element.get("id", place)
    expression = _literal(_child(element, "inputExpression", place), place)
    values = child(element, "inputValues")
    return InputClause(
        place=place,
        label=element.get("label", expression.text),
        expression=expression,
        values=None if values is None else text_in(values) or None,
    )


def _output(element: etree._Element, place: str) -> OutputClause:
    place = element.get("id", place)
    values, default = child(element, "outputValues"), child(element, "defaultOutputEntry")
    return OutputClause(
        place=place,
        name=name_of(element),
        type_ref=type_attribute(element),
        values=None if values is None else text_in(values) or None,
        default=None if default is None else _literal(default, place),
    )


def _rule(element: etree._Element, index: int, place: str) -> Rule:
    place = element.get("id", place)
    return Rule(
        place=place,
        index=index,
        conditions=_cells(element, "inputEntry", place),
        results=_cells(element, "outputEntry", place),
        annotations=tuple(text_in(e) for e in children(element, "annotationEntry")),
    )


def _cells(element: etree._Element, name: str, place: str) -> tuple[Literal, ...]:
    return tuple(_literal(e, e.get("id", place)) for e in children(element, name))


_READERS: Final[dict[str, Callable[[etree._Element, str], Box]]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "functionDefinition": function_box,
    "invocation": _invocation,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _some,
    "every": _every,
    "decisionTable": _table,
}
