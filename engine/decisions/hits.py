"""Hit policies: what a table answers when rules matched (DMN 8.2.10 and 8.2.11)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from engine import feel
from engine.decisions.run import Run, Site
from engine.feel import Range, Value
from engine.feel.values import contains, equal

Outputs: TypeAlias = tuple[Value, ...]
"""The outputs of one matched rule, one per output column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a hit policy needs to know of its table."""

    place: str
    names: tuple[str, ...]
    """The output columns; a single one is answered without its name."""
    ranks: tuple[tuple[Value, ...], ...]
    """The output values of each column, best first; empty where none are given."""

    def answer(self, outputs: Outputs) -> Value:
        """Return the outputs of one rule: a value, or a context of several."""
        if len(outputs) == 1:
            return outputs[0]
        return dict(zip(self.names, outputs, strict=True))

    def rank(self, outputs: Outputs) -> tuple[int, ...]:
        """Return how far down the lists of output values the outputs stand (DMN 8.2.10, P)."""
        return tuple(
            next((i for i, other in enumerate(values) if _is(value, other)), len(values))
            for values, value in zip(self.ranks, outputs, strict=True)
        )


def _is(value: Value, other: Value) -> bool:
    if isinstance(other, Range) and not isinstance(value, Range):
        return contains(other, value) is True
    return equal(value, other) is True


Decide: TypeAlias = Callable[[Sequence[Outputs], Policy, Run], Value]
"""From the outputs of all rules that matched, at least one, to the answer of the table."""


def _unique(hits: Sequence[Outputs], policy: Policy, run: Run) -> Value:
    if len(hits) > 1:
        run.error(policy.place, f"hit policy UNIQUE, but {len(hits)} rules match")
        return None
    return policy.answer(hits[0])


def _any(hits: Sequence[Outputs], policy: Policy, run: Run) -> Value:
    answers = [policy.answer(outputs) for outputs in hits]
    if not all(equal(answer, answers[0]) is True for answer in answers[1:]):
        run.error(policy.place, "hit policy ANY, but the rules that match differ in their outputs")
        return None
    return answers[0]


def _first(hits: Sequence[Outputs], policy: Policy, _run: Run) -> Value:
    return policy.answer(hits[0])


def _priority(hits: Sequence[Outputs], policy: Policy, run: Run) -> Value:
    if not any(policy.ranks):
        run.error(policy.place, "hit policy PRIORITY needs output values, best first")
        return None
    return policy.answer(min(hits, key=policy.rank))


def _output_order(hits: Sequence[Outputs], policy: Policy, run: Run) -> Value:
    if not any(policy.ranks):
        run.error(policy.place, "hit policy OUTPUT ORDER needs output values, best first")
        return None
    return [policy.answer(outputs) for outputs in sorted(hits, key=policy.rank)]


def _all(hits: Sequence[Outputs], policy: Policy, _run: Run) -> Value:
    return [policy.answer(outputs) for outputs in hits]


def _aggregate(text: str) -> Decide:
    function = feel.expression(text)

    def decide(hits: Sequence[Outputs], policy: Policy, run: Run) -> Value:
        if len(policy.names) > 1:
            run.error(policy.place, "an aggregation needs a table with one output (DMN 8.2.11)")
            return None
        scope: dict[str, Value] = {"hits": [outputs[0] for outputs in hits]}
        return run.value(function, scope, Site(place=policy.place))

    return decide


DECIDE: Final[dict[tuple[str, str | None], Decide]] = {
    ("UNIQUE", None): _unique,
    ("ANY", None): _any,
    ("FIRST", None): _first,
    ("PRIORITY", None): _priority,
    ("OUTPUT ORDER", None): _output_order,
    ("RULE ORDER", None): _all,
    ("COLLECT", None): _all,
    ("COLLECT", "SUM"): _aggregate("sum(hits)"),
    ("COLLECT", "MIN"): _aggregate("min(hits)"),
    ("COLLECT", "MAX"): _aggregate("max(hits)"),
    ("COLLECT", "COUNT"): _aggregate("count(hits)"),
}
"""By hit policy and aggregation; an aggregation beside another policy than COLLECT is ignored."""

NO_HITS: Final[dict[tuple[str, str | None], Callable[[], Value]]] = {
    ("COLLECT", None): list,
    ("COLLECT", "COUNT"): int,
}
"""What a table without default answers when no rule matches: null, but for these two."""
