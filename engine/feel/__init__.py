"""FEEL, the expression language of DMN 1.5: exact, safe to run, and usable on its own.

>>> expression('amount > 1000 and level = "urgent"').condition({"amount": 1200, "level": "urgent"})
True
"""

from engine.feel import types
from engine.feel.analysis import Analysis, Completion, analyse, analyse_tests, complete
from engine.feel.errors import (
    DEFAULT,
    EvaluationWarning,
    FeelConditionError,
    FeelError,
    FeelLimitError,
    FeelSyntaxError,
    Limits,
)
from engine.feel.expressions import (
    Expression,
    Result,
    UnaryTests,
    expression,
    unary_tests,
)
from engine.feel.functions import function, native
from engine.feel.inference import Problem, Use
from engine.feel.json_values import from_json, to_json
from engine.feel.temporal import Date, DateTime, DayTimeDuration, Time, YearMonthDuration
from engine.feel.temporal_text import parse_temporal
from engine.feel.unparse import unparse
from engine.feel.values import Function, Range, Value

__all__ = [
    "DEFAULT",
    "Analysis",
    "Completion",
    "Date",
    "DateTime",
    "DayTimeDuration",
    "EvaluationWarning",
    "Expression",
    "FeelConditionError",
    "FeelError",
    "FeelLimitError",
    "FeelSyntaxError",
    "Function",
    "Limits",
    "Problem",
    "Range",
    "Result",
    "Time",
    "UnaryTests",
    "Use",
    "Value",
    "YearMonthDuration",
    "analyse",
    "analyse_tests",
    "complete",
    "expression",
    "from_json",
    "function",
    "native",
    "parse_temporal",
    "to_json",
    "types",
    "unary_tests",
    "unparse",
]
