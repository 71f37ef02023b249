"""What is wrong or doubtful in a decision table, named by the numbers of its rules."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from engine.decisions.cells import Cell, read_cell
from engine.decisions.coverage import MAX_FOUND, Coverage
from engine.decisions.tables import listed, output_names
from engine.decisions.texts import Names
from engine.decisions.tree import InputClause, OutputClause, Rule, Table
from engine.feel import Range, types
from engine.feel.values import equal, kind
from engine.model import Finding, Severity

_COMPLETE: Final = frozenset(("UNIQUE", "ANY", "PRIORITY", "FIRST"))
"""Policies with one answer: inputs that no rule takes leave the decision without one."""


def table_findings(table: Table, names: Names) -> Iterator[Finding]:
    """Yield the findings of a table."""
    yield from _outputs(table, names)
    yield from _cell_types(table, names)
    if table.inputs and table.rules:
        coverage = Coverage(table, [_allowed(clause, names) for clause in table.inputs])
        yield from _empty(table, coverage)
        yield from _overlaps(table, coverage)
        yield from _hidden(table, coverage, names)
        yield from _gaps(table, coverage)
        if coverage.given_up:
            yield _unsearched(table)


def _unsearched(table: Table) -> Finding:
    return Finding(
        rule="dmn-table-unsearched",
        element_id=table.place,
        severity=Severity.WARNING,
        message_zh="规则过于交错，无法查完全部空缺和重复",
        message_en="the rules are too entangled to find every gap and every hidden rule",
        hint_zh="把表拆成几个决策",
        hint_en="split the table into several decisions",
    )


def _allowed(clause: InputClause, names: Names) -> Sequence[Any] | None:
    """Return the only values of a column, where they are listed one by one."""
    text = (
        clause.values
        or names.types.allowed_text(clause.expression.type_ref)
        or names.types.allowed_text(names.type_refs.get(clause.expression.text))
    )
    values = () if text is None else listed(text)
    return values if values and not any(isinstance(v, Range) for v in values) else None


def _outputs(table: Table, names: Names) -> Iterator[Finding]:
    if len(table.outputs) > 1 and len({c.name for c in table.outputs} - {""}) < len(table.outputs):
        yield Finding(
            rule="dmn-table-output-name",
            element_id=table.place,
            severity=Severity.ERROR,
            message_zh="有多个输出列时，每列都要有各自不同的名称",
            message_en="a table with several outputs needs a different name for each",
        )
    if table.hit_policy == "COLLECT" and table.aggregation and len(table.outputs) > 1:
        yield Finding(
            rule="dmn-table-aggregation",
            element_id=table.place,
            severity=Severity.ERROR,
            message_zh=f"汇总方式 {table.aggregation} 只能用于单个输出列",
            message_en=f"aggregation {table.aggregation} needs a table with one output",
        )
    if table.hit_policy in {"PRIORITY", "OUTPUT ORDER"}:
        yield from _priorities(table, names)


def _priorities(table: Table, names: Names) -> Iterator[Finding]:
    ranked = [_output_values(clause, table, names) for clause in table.outputs]
    if not any(ranked):
        yield Finding(
            rule="dmn-table-priorities",
            element_id=table.place,
            severity=Severity.ERROR,
            message_zh=f"命中策略 {table.hit_policy} 需要在输出列中按优先级列出输出值",
            message_en=f"hit policy {table.hit_policy} needs the output values listed, best first",
        )
    for rule in table.rules:
        for cell, values in zip(rule.results, ranked, strict=True):
            value = constant(cell.text)
            if value is not None and values and not _listed(value, values):
                yield Finding(
                    rule="dmn-table-output-value",
                    element_id=rule.place,
                    severity=Severity.ERROR,
                    message_zh=f"规则 {rule.index} 的输出 {cell.text} 不在输出值列表中，没有优先级",
                    message_en=f"rule {rule.index}: {cell.text} is none of the output values",
                )


def _output_values(clause: OutputClause, table: Table, names: Names) -> tuple[Any, ...]:
    member = clause.name if len(table.outputs) > 1 else None
    text = clause.values or names.types.allowed_text(clause.type_ref)
    text = text or names.types.allowed_text(table.type_ref or names.result, member)
    return () if text is None else listed(text)


def _listed(value: Any, values: Sequence[Any]) -> bool:
    return any(isinstance(other, Range) or equal(value, other) is True for other in values)


def constant(text: str) -> Any:
    """Return the value of an output cell that is a constant, else None."""
    cell = read_cell(text)
    if cell is None or cell.negated or len(cell.spans) != 1 or not cell.spans[0].is_point:
        return None
    return cell.spans[0].low


def _cell_types(table: Table, names: Names) -> Iterator[Finding]:
    for column, clause in enumerate(table.inputs):
        wanted = _simple(names, clause.expression.type_ref)
        for rule in table.rules:
            if _differs(read_cell(rule.conditions[column].text), wanted):
                yield _wrong_type(rule, f"输入“{clause.label}”", f"input {clause.label!r}", wanted)
    for column, output in enumerate(table.outputs):
        wanted = _simple(names, output.type_ref)
        label = output_names(table)[column]
        for rule in table.rules:
            value = constant(rule.results[column].text)
            if value is not None and wanted is not None and kind(value) != wanted:
                yield _wrong_type(rule, f"输出“{label}”", f"output {label!r}", wanted)


def _simple(names: Names, type_ref: str | None) -> str | None:
    wanted = names.types.get(type_ref).type
    return wanted.name if isinstance(wanted, types.Simple) and wanted != types.ANY else None


def _differs(cell: Cell | None, wanted: str | None) -> bool:
    return cell is not None and cell.kind is not None and wanted not in {None, cell.kind}


def _wrong_type(rule: Rule, zh: str, en: str, wanted: str | None) -> Finding:
    return Finding(
        rule="dmn-table-type",
        element_id=rule.place,
        severity=Severity.ERROR,
        message_zh=f"规则 {rule.index} 的{zh}类型不对，应为 {wanted}",
        message_en=f"rule {rule.index}: {en} is not of type {wanted}",
    )


def _empty(table: Table, coverage: Coverage) -> Iterator[Finding]:
    for position in coverage.empty_rules():
        rule = table.rules[position]
        yield Finding(
            rule="dmn-table-never",
            element_id=rule.place,
            severity=Severity.ERROR,
            message_zh=f"规则 {rule.index} 永远不会命中：其条件没有任何值能满足",
            message_en=f"rule {rule.index} never matches: no allowed value fits its conditions",
        )


def _overlaps(table: Table, coverage: Coverage) -> Iterator[Finding]:
    """Yield rules that match together where the policy forbids it (DMN 8.2.10, U and A)."""
    if table.hit_policy not in {"UNIQUE", "ANY"}:
        return
    found = 0
    for first, second in coverage.overlaps():
        one, other = table.rules[first], table.rules[second]
        same = [c.text for c in one.results] == [c.text for c in other.results]
        if table.hit_policy == "ANY" and same:
            continue
        found += 1
        if found > MAX_FOUND:
            return
        differ = "，输出不同" * (table.hit_policy == "ANY")
        yield Finding(
            rule="dmn-table-overlap",
            element_id=other.place,
            severity=Severity.ERROR,
            message_zh=f"规则 {one.index} 与规则 {other.index} 会同时命中{differ}",
            message_en=f"rules {one.index} and {other.index} match the same inputs, "
            f"which hit policy {table.hit_policy} does not allow",
            hint_zh="缩小其中一条规则的条件，或改用命中策略 FIRST",
            hint_en="narrow one of the rules, or use hit policy FIRST",
        )


def _hidden(table: Table, coverage: Coverage, names: Names) -> Iterator[Finding]:
    """Yield rules that never decide, because better ones take all of their inputs."""
    if table.hit_policy not in {"FIRST", "PRIORITY"}:
        return
    empty = set(coverage.empty_rules())
    better = _better(table, names)
    for position, rule in enumerate(table.rules):
        before = better[position]
        if position not in empty and before and coverage.is_hidden(position, before):
            yield Finding(
                rule="dmn-table-hidden",
                element_id=rule.place,
                severity=Severity.WARNING,
                message_zh=f"规则 {rule.index} 不会起作用：其他规则已覆盖它的全部条件",
                message_en=f"rule {rule.index} never decides: other rules take all of its inputs",
            )


def _better(table: Table, names: Names) -> list[int]:
    """Return for each rule the set of the rules that go before it."""
    if table.hit_policy == "FIRST":
        return [(1 << position) - 1 for position, _ in enumerate(table.rules)]
    values = [_output_values(clause, table, names) for clause in table.outputs]
    ranks = [_rank(rule, values) for rule in table.rules]
    sets: dict[tuple[int, ...], int] = {}
    for position, rank in enumerate(ranks):
        if rank is not None:
            sets[rank] = sets.get(rank, 0) | 1 << position
    before, seen = dict[tuple[int, ...], int](), 0
    for rank in sorted(sets):
        before[rank] = seen
        seen |= sets[rank]
    return [0 if rank is None else before[rank] for rank in ranks]


def _rank(rule: Rule, values: Sequence[tuple[Any, ...]]) -> tuple[int, ...] | None:
    """Return how far down the output values a rule stands; None where it is not constant."""
    found: list[int] = []
    for cell, listed_values in zip(rule.results, values, strict=True):
        value = constant(cell.text)
        if value is None:
            return None
        places = (i for i, other in enumerate(listed_values) if equal(value, other))
        found.append(next(places, len(listed_values)))
    return tuple(found)


def _gaps(table: Table, coverage: Coverage) -> Iterator[Finding]:
    if table.hit_policy not in _COMPLETE or any(clause.default for clause in table.outputs):
        return
    for gap in coverage.gaps():
        said = ", ".join(
            f"{clause.label}: {text}"
            for clause, text in zip(table.inputs, gap.cells, strict=True)
            if text != "-"
        )
        yield Finding(
            rule="dmn-table-gap",
            element_id=table.place,
            severity=Severity.WARNING,
            message_zh=f"没有规则覆盖：{said}",
            message_en=f"no rule for {said}",
            hint_zh="补充一条规则，或设置默认输出",
            hint_en="add a rule, or give a default output",
        )
