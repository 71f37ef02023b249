"""One evaluation of a decision model: the clock, the budgets, and what happened on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from engine import feel
from engine.feel import Function, Value, types
from engine.feel.runtime import Frame, Runtime

MAX_STEPS: Final = 5  # times the steps of one expression: what a whole evaluation may use
_EVALUATION: Final = 10  # steps that beginning an evaluation is worth, by the clock
MAX_CALLS: Final = 10_000  # of knowledge models and services in one evaluation
MAX_DEPTH: Final = 40  # of calls inside calls: each takes some 20 Python frames of the 1,000


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRule:
    """A rule of a decision table that matched, and why: the inputs that it was held against."""

    table_id: str
    index: int
    """The number of the rule, from 1."""
    id: str
    inputs: dict[str, Value]
    outputs: dict[str, Value]
    annotations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTrace:
    """What one decision saw and said."""

    decision_id: str
    name: str
    inputs: dict[str, Value]
    """The data and decisions that it requires, by name."""
    matched: tuple[MatchedRule, ...]
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something became null, and where: `place` is the id of an element."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where an expression stands: the id of its element, and the types it may name."""

    place: str
    named: Mapping[str, types.Type] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Run:
    """The one mutable thing of an evaluation."""

    now: datetime | None
    limits: feel.Limits
    warnings: list[Problem] = field(default_factory=list)
    """FEEL's reasons for a null: data that is missing or does not fit an operator."""
    errors: list[Problem] = field(default_factory=list)
    """What the model itself did wrong: the decision has no answer, rather than the answer null."""
    traces: list[DecisionTrace] = field(default_factory=list)
    matched: list[MatchedRule] = field(default_factory=list)
    """The rules that matched since the decision in hand was begun."""
    depth: int = 0
    calls: int = 0
    steps: int = field(init=False)
    """What is left of the steps of all expressions together."""

    def __post_init__(self) -> None:
        self.steps = MAX_STEPS * self.limits.steps

    def value(self, expression: feel.Expression, scope: dict[str, Value], at: "Site") -> Value:
        """Evaluate an expression and keep its warnings."""
        runtime = self._runtime(expression.text, at)
        return self._evaluated(expression, Frame(runtime, scope, None), at)

    def test(
        self, tests: feel.UnaryTests, value: Value, scope: dict[str, Value], at: "Site"
    ) -> bool:
        """Hold a value against a cell; null counts as no (DMN 8.3.3)."""
        outer = Frame(self._runtime(tests.text, at), scope, None)
        return self._evaluated(tests, Frame(outer.rt, {"?": value}, outer), at) is True

    def _runtime(self, text: str, at: "Site") -> Runtime:
        if self.steps <= 0:
            raise feel.FeelLimitError(
                f"the decision needs more than {MAX_STEPS} times the steps of one expression"
            )
        runtime = Runtime(text, self.limits, self.now, at.named)
        runtime.steps = min(runtime.steps, self.steps)
        return runtime

    def _evaluated(self, expression: feel.Expression, frame: Frame, at: "Site") -> Value:
        given = frame.rt.steps
        value = expression._run(frame)  # noqa: SLF001 - one budget for all expressions of a run
        self.steps -= _EVALUATION + given - frame.rt.steps
        if frame.rt.warnings:
            self.warnings += (Problem(place=at.place, message=w.message) for w in frame.rt.warnings)
        return value

    def error(self, place: str, message: str) -> None:
        """Note that the model did something wrong at `place`; the value there is null."""
        self.errors.append(Problem(place=place, message=message))

    def warn(self, place: str, message: str) -> None:
        """Note why the value at `place` is null."""
        self.warnings.append(Problem(place=place, message=message))

    def enter(self, name: str) -> None:
        """Begin a call; raises FeelLimitError when there are too many, or too many open."""
        self.calls += 1
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise feel.FeelLimitError(f"{name}: more than {MAX_DEPTH} calls inside each other")
        if self.calls > MAX_CALLS:
            raise feel.FeelLimitError(f"{name}: more than {MAX_CALLS} calls in one evaluation")

    def leave(self) -> None:
        """End a call."""
        self.depth -= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The answer of a decision, and how it came about."""

    decision_id: str
    value: Value
    warnings: tuple[Problem, ...] = ()
    errors: tuple[Problem, ...] = ()
    trace: tuple[DecisionTrace, ...] = ()
    """Every decision that was evaluated, in the order in which they ended."""

    @property
    def failed(self) -> bool:
        """Whether the model did something wrong, so that a null must not be taken for an answer."""
        return bool(self.errors)

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as it goes into the history of a case."""
        return {
            "decision": self.decision_id,
            "value": _plain(self.value),
            "warnings": [str(problem) for problem in self.warnings],
            "errors": [str(problem) for problem in self.errors],
            "trace": [_trace(trace) for trace in self.trace],
        }


def _trace(trace: DecisionTrace) -> dict[str, Any]:
    return {
        "decision": trace.decision_id,
        "name": trace.name,
        "inputs": _plain(trace.inputs),
        "value": _plain(trace.value),
        "matched": [
            {
                "table": rule.table_id,
                "rule": rule.index,
                "id": rule.id,
                "inputs": _plain(rule.inputs),
                "outputs": _plain(rule.outputs),
                "annotations": list(rule.annotations),
            }
            for rule in trace.matched
        ],
    }


def _plain(value: Value) -> Any:
    """Return JSON; a function, which has none, by its parameters."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Function):
        return f"function({', '.join(parameter.name for parameter in value.params)})"
    return feel.to_json(value)
