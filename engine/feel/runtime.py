"""One evaluation while it runs: its budgets, warnings, clock, and the variables in sight."""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from engine.feel.errors import EvaluationWarning, FeelError, FeelLimitError, Limits
from engine.feel.kinds import Type
from engine.feel.temporal import DateTime
from engine.feel.temporal_text import from_python

MAX_DEPTH = 100  # no list or context of a person's making nests deeper
_NESTED = frozenset({list, dict})
MAX_WARNINGS = 100  # a loop over bad data must not fill the memory with the same complaint


class NoResult(Exception):  # noqa: N818 - it is answered with null before anybody sees it
    """A built-in has no result for these arguments; the message becomes a warning."""


class Runtime:
    """The budgets, warnings and clock of one evaluation."""

    __slots__ = (
        "admitted",
        "depth",
        "limits",
        "named_types",
        "now",
        "regex_seconds",
        "size",
        "steps",
        "text",
        "warnings",
    )

    def __init__(
        self,
        text: str,
        limits: Limits,
        now: dt.datetime | None,
        named_types: Mapping[str, Type],
    ) -> None:
        self.text = text
        self.limits = limits
        self.steps = limits.steps
        self.depth = limits.depth
        self.size = limits.size
        self.now = now
        self.named_types = named_types
        self.warnings: list[EvaluationWarning] = []
        self.admitted: dict[int, Any] = {}
        self.regex_seconds = limits.regex_seconds

    def charge(self, steps: int) -> None:
        """Take steps from the budget; FeelLimitError when it is used up."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelLimitError(
                f"the expression needs more than {self.limits.steps} steps", text=self.text
            )

    def check_size(self, size: int) -> None:
        """FeelLimitError for a text or list that is larger than the budget allows."""
        if size > self.size:
            raise FeelLimitError(
                f"the expression makes a value larger than {self.size}", text=self.text
            )

    def charge_deep(self, *values: Any) -> None:
        """Take a step for every element within nested values, as often as it is in there."""
        for value in values:
            for elements in _levels(value, self.text):
                self.charge(elements)

    def check_result(self, value: Any) -> None:
        """FeelLimitError for what has more elements or levels than the limits allow.

        A list of twice the same list of twice the same list ... is small in memory and endless to
        write: what leaves must be as large as it looks.
        """
        total = 0
        for elements in _levels(value, self.text):
            total += elements
            self.check_size(total)

    def enter(self, levels: int) -> None:
        """Open levels of the syntax tree; FeelLimitError when too many are open."""
        self.depth -= levels
        if self.depth < 0:
            raise FeelLimitError(
                f"the expression nests deeper than {self.limits.depth} levels", text=self.text
            )

    def warn(self, message: str, position: int | None) -> None:
        """Note why something became null."""
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(EvaluationWarning(message=message, position=position))

    def clock(self) -> DateTime:
        """Give the command's time; FeelError when the caller has not said what time it is."""
        if self.now is None:
            raise FeelError("now() and today() need the time, and none was given", text=self.text)
        moment = from_python(self.now)
        assert isinstance(moment, DateTime)
        return moment


def _levels(value: Any, text: str) -> Iterator[int]:
    """Count the elements of each level of a nested value; FeelLimitError beyond MAX_DEPTH."""
    level: list[Any] = [value] if value.__class__ in _NESTED else []
    for _ in range(MAX_DEPTH):
        if not level:
            return
        yield sum(len(v) for v in level) + len(level)
        inner = chain.from_iterable(v.values() if v.__class__ is dict else v for v in level)
        level = [v for v in inner if v.__class__ in _NESTED]
    raise FeelLimitError(f"a value nests deeper than {MAX_DEPTH} levels", text=text)


class Frame:
    """The variables in sight: these, and beyond them those of the parent."""

    __slots__ = ("parent", "rt", "vars")

    def __init__(self, rt: Runtime, variables: Mapping[str, Any], parent: "Frame | None") -> None:
        self.rt = rt
        self.vars = variables
        self.parent = parent
