"""What is wrong or doubtful in a decision model, as findings that every front end can show."""

from collections.abc import Iterator
from typing import Final

from engine import feel
from engine.decisions.graph import Graph
from engine.decisions.table_linting import table_findings
from engine.decisions.texts import Text
from engine.decisions.tree import (
    Box,
    ContextBox,
    Decision,
    FunctionBox,
    InputData,
    ItemDefinition,
    Knowledge,
    Ref,
    RelationBox,
    Service,
    Table,
    boxes,
)
from engine.model import Finding, Severity

_UNDECLARED: Final = "there is no variable"  # how FEEL's analysis begins to say so


def findings(graph: Graph) -> tuple[Finding, ...]:
    """Return the findings of a model; those of its imports are their own affair."""
    found = [*_texts(graph), *_types(graph), *_requirements(graph)]
    for node in graph.definitions.nodes.values():
        if isinstance(node, (Decision, Knowledge)):
            names = graph.names_for(node)
            if isinstance(node, Knowledge) and node.function is not None:
                names = names.plus(*node.function.parameters)
            for box in boxes(_logic(node)):
                if isinstance(box, Table):
                    found += table_findings(box, names)
                elif isinstance(box, FunctionBox) and box.kind != "FEEL":
                    found.append(_foreign(box))
    return tuple(found)


def _logic(node: Decision | Knowledge) -> Box | None:
    return node.logic if isinstance(node, Decision) else node.function


def _foreign(box: FunctionBox) -> Finding:
    return Finding(
        rule="dmn-function-kind",
        element_id=box.place,
        severity=Severity.ERROR,
        message_zh=f"不支持 {box.kind} 函数，只能使用 FEEL",
        message_en=f"functions of kind {box.kind} are not run, only FEEL",
    )


def _texts(graph: Graph) -> Iterator[Finding]:
    rules = _rule_numbers(graph)
    for text in graph.texts:
        rule = rules.get(text.place)
        yield from [_broken(text, rule)] if text.problem else _doubts(text, rule)


def _doubts(text: Text, rule: int | None) -> Iterator[Finding]:
    """Yield likely mistakes; a name that is like no other may be an undeclared input."""
    analyse = feel.analyse_tests if text.is_test else feel.analyse
    for problem in analyse(text.text, text.names).problems:
        meant = problem.suggestion
        if problem.message.startswith(_UNDECLARED) and meant not in text.names:
            continue
        yield Finding(
            rule="dmn-feel-doubt",
            element_id=text.place,
            severity=Severity.WARNING,
            message_zh=_at(rule, "规则 {}：") + f"表达式可能有误：{text.text}",
            message_en=_at(rule, "rule {}: ") + f"{text.text}: {problem.message}",
            hint_zh=f"是否想写 {meant}？" if meant else problem.message,
            hint_en=f"did you mean {meant}?" if meant else problem.message,
        )


def _at(rule: int | None, words: str) -> str:
    return "" if rule is None else words.format(rule)


def _rule_numbers(graph: Graph) -> dict[str, int]:
    """Return the rule's number for each cell of each table, by the cell's id."""
    return {
        place: rule.index
        for node in graph.definitions.nodes.values()
        if isinstance(node, (Decision, Knowledge))
        for box in boxes(_logic(node))
        if isinstance(box, Table)
        for rule in box.rules
        for place in (rule.place, *(cell.place for cell in (*rule.conditions, *rule.results)))
    }


def _broken(text: Text, rule: int | None) -> Finding:
    return Finding(
        rule="dmn-feel",
        element_id=text.place,
        severity=Severity.ERROR,
        message_zh=_at(rule, "规则 {}：") + f"表达式有误：{text.text}",
        message_en=_at(rule, "rule {}: ") + f"{text.text}: {text.problem}",
        hint_zh=text.problem,
        hint_en=text.problem,
    )


def _types(graph: Graph) -> Iterator[Finding]:
    for place, message in graph.types.broken:
        yield Finding(
            rule="dmn-allowed-values",
            element_id=place,
            severity=Severity.ERROR,
            message_zh=f"取值范围有误：{message}",
            message_en=f"the allowed values are no FEEL: {message}",
        )
    for place, name in sorted(set(_type_names(graph))):
        if graph.types.find(name) is None:
            yield Finding(
                rule="dmn-type-unknown",
                element_id=place,
                severity=Severity.ERROR,
                message_zh=f"类型 {name} 没有定义",
                message_en=f"there is no type {name}",
            )


def _type_names(graph: Graph) -> Iterator[tuple[str, str]]:
    """Yield every type that the model names, with the element that names it."""
    for item in graph.definitions.items:
        yield from _item_types(item)
    for node in graph.definitions.nodes.values():
        logic = _logic(node) if isinstance(node, (Decision, Knowledge)) else None
        named = [(node.ref.id, node.type_ref), *_box_types(logic)]
        yield from ((place, name) for place, name in named if name)


def _item_types(item: ItemDefinition) -> Iterator[tuple[str, str]]:
    if item.type_ref:
        yield item.place, item.type_ref
    for component in item.components:
        yield from _item_types(component)


def _box_types(logic: Box | None) -> Iterator[tuple[str, str | None]]:
    for box in boxes(logic):
        yield box.place, box.type_ref
        match box:
            case ContextBox():
                yield from ((box.place, e.variable.type_ref) for e in box.entries if e.variable)
            case RelationBox():
                yield from ((box.place, column.type_ref) for column in box.columns)
            case FunctionBox():
                yield from ((box.place, parameter.type_ref) for parameter in box.parameters)
            case Table():
                yield from ((clause.place, clause.type_ref) for clause in box.outputs)


def _requirements(graph: Graph) -> Iterator[Finding]:
    given = {
        ref
        for node in graph.definitions.nodes.values()
        if isinstance(node, Service)
        for ref in node.decisions
    }
    for node in graph.definitions.nodes.values():
        if isinstance(node, InputData):
            continue
        for ref in _refs(node):
            if graph.locate(ref) is None:
                yield Finding(
                    rule="dmn-requirement-missing",
                    element_id=node.ref.id,
                    severity=Severity.ERROR,
                    message_zh=f"“{node.name}”依赖的图元 {ref.id} 不存在",
                    message_en=f"{node.name!r} requires {ref.id}, which does not exist",
                )
        if isinstance(node, Decision) and node.logic is None and node.ref not in given:
            yield Finding(
                rule="dmn-no-logic",
                element_id=node.ref.id,
                severity=Severity.WARNING,
                message_zh=f"决策“{node.name}”没有内容，结果总是空",
                message_en=f"decision {node.name!r} has no logic; it is always null",
            )


def _refs(node: Decision | Knowledge | Service) -> tuple[Ref, ...]:
    match node:
        case Decision():
            return node.requires + node.knowledge
        case Knowledge():
            return node.knowledge
        case _:
            return node.outputs + node.encapsulated + node.data + node.decisions
