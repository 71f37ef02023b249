"""Decision tables compiled to closures: evaluate the inputs, find the rules, answer (DMN 8)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from engine import feel
from engine.decisions.hits import DECIDE, NO_HITS, Outputs, Policy
from engine.decisions.index import RuleIndex
from engine.decisions.run import MatchedRule, Run, Site
from engine.decisions.texts import Evaluate, Names, Scope, literal, typed
from engine.decisions.tree import InputClause, Literal, OutputClause, Rule, Table
from engine.feel import Value

_INDEXED_FROM: Final = 8  # rules; below, asking the index costs more than testing them all

Test = Callable[[Value, Scope, Run], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    rule: Rule
    tests: tuple[tuple[int, Test], ...]
    """The cells that say anything, each with its column."""
    outputs: tuple[Evaluate, ...]

    def matches(self, values: Sequence[Value], scope: Scope, run: Run) -> bool:
        return all(test(values[column], scope, run) for column, test in self.tests)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Input:
    clause: InputClause
    value: Evaluate
    allowed: Test | None


def compiled_table(table: Table, names: Names) -> Evaluate:
    """Compile a decision table."""
    inputs = [_input(clause, names) for clause in table.inputs]
    rows = [_row(rule, table, names) for rule in table.rules]
    index = RuleIndex(table) if len(rows) >= _INDEXED_FROM else None
    answer = _answer(table, names)
    first = table.hit_policy == "FIRST"

    def evaluate(scope: Scope, run: Run) -> Value:
        values = [_valued(column, scope, run) for column in inputs]
        candidates = rows if index is None else [rows[i] for i in index.candidates(values)]
        hits: list[Outputs] = []
        for row in candidates:
            if row.matches(values, scope, run):
                hits.append(_hit(table, row, values, scope, run))
                if first:
                    break
        return answer(hits, scope, run)

    return evaluate


def _input(clause: InputClause, names: Names) -> _Input:
    wanted = names.types.get(clause.expression.type_ref)
    values = clause.values
    allowed = None if not values else _test(Literal(place=clause.place, text=values), names)
    value = typed(literal(clause.expression, names), wanted, clause.place)
    return _Input(clause=clause, value=value, allowed=allowed)


def _valued(column: _Input, scope: Scope, run: Run) -> Value:
    value = column.value(scope, run)
    if column.allowed is not None and value is not None and not column.allowed(value, scope, run):
        run.warn(column.clause.place, f"{column.clause.label} is none of its allowed values")
    return value


def _row(rule: Rule, table: Table, names: Names) -> _Row:
    return _Row(
        rule=rule,
        tests=tuple(
            (column, _test(cell, names))
            for column, cell in enumerate(rule.conditions)
            if cell.text not in {"", "-"}
        ),
        outputs=tuple(
            typed(
                literal(cell, names),
                names.types.get(clause.type_ref or cell.type_ref),
                cell.place,
            )
            for clause, cell in zip(table.outputs, rule.results, strict=True)
        ),
    )


def _test(cell: Literal, names: Names) -> Test:
    try:
        tests = _parsed(cell, names)
    except feel.FeelError as error:
        names.note(cell.text, cell.place, is_test=True, problem=str(error))
        return _broken(cell.place, str(error))
    names.note(cell.text, cell.place, is_test=True)
    site = Site(place=cell.place, named=names.named)
    return lambda value, scope, run: run.test(tests, value, scope, site)


def _parsed(cell: Literal, names: Names) -> feel.UnaryTests:
    if cell.language:
        raise feel.FeelSyntaxError(f"{cell.language} is not supported, only FEEL", text=cell.text)
    return feel.unary_tests(cell.text, names.names)


def _broken(place: str, message: str) -> Test:
    def test(_value: Value, _scope: Scope, run: Run) -> bool:
        run.error(place, message)
        return False

    return test


def _hit(table: Table, row: _Row, values: Sequence[Value], scope: Scope, run: Run) -> Outputs:
    outputs = tuple(output(scope, run) for output in row.outputs)
    run.matched.append(
        MatchedRule(
            table_id=table.place,
            index=row.rule.index,
            id=row.rule.place,
            inputs=dict(zip((c.label for c in table.inputs), values, strict=True)),
            outputs=dict(zip(output_names(table), outputs, strict=True)),
            annotations=row.rule.annotations,
        )
    )
    return outputs


def output_names(table: Table) -> tuple[str, ...]:
    """Return the names of the output columns; one without a name is called by its number."""
    return tuple(
        clause.name or f"output {number}" for number, clause in enumerate(table.outputs, start=1)
    )


Answer = Callable[[list[Outputs], Scope, Run], Value]


def _answer(table: Table, names: Names) -> Answer:
    key = (table.hit_policy, table.aggregation if table.hit_policy == "COLLECT" else None)
    decide, no_hits = DECIDE[key], NO_HITS.get(key)
    policy = Policy(
        place=table.place,
        names=output_names(table),
        ranks=tuple(_ranks(clause, table, names) for clause in table.outputs),
    )
    defaults = [_default(clause, names) for clause in table.outputs]

    def answer(hits: list[Outputs], scope: Scope, run: Run) -> Value:
        if hits:
            return decide(hits, policy, run)
        if any(default is not None for default in defaults):
            given = tuple(None if d is None else d(scope, run) for d in defaults)
            return policy.answer(given)
        return None if no_hits is None else no_hits()

    return answer


def _default(clause: OutputClause, names: Names) -> Evaluate | None:
    if clause.default is None or not clause.default.text:
        return None
    return typed(literal(clause.default, names), names.types.get(clause.type_ref), clause.place)


def _ranks(clause: OutputClause, table: Table, names: Names) -> tuple[Value, ...]:
    """Return the output values, best first: those of the column, or those of its type."""
    text = clause.values or names.types.allowed_text(clause.type_ref)
    if text is None:
        member = clause.name if len(table.outputs) > 1 else None
        text = names.types.allowed_text(table.type_ref or names.result, member)
    return () if text is None else listed(text, names.names)


def listed(text: str, names: Collection[str] = ()) -> tuple[Value, ...]:
    """Return the values in a text such as `"a", "b", [1..5]`; nothing where it is no such list."""
    try:
        values = feel.expression(f"[{text}]", names).value({})
    except feel.FeelError:
        return ()
    return tuple(values) if isinstance(values, list) else ()
