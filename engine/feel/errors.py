"""What can go wrong with a FEEL expression: the errors, the warnings and the budgets."""

from dataclasses import dataclass


class FeelError(Exception):
    """A FEEL expression could not be used."""

    def __init__(self, message: str, *, text: str = "", position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.position = position

    def __str__(self) -> str:
        if self.position is None:
            return self.message
        line = self.text.count("\n", 0, self.position) + 1
        column = self.position - self.text.rfind("\n", 0, self.position)
        return f"{self.message} (line {line}, column {column})"


class FeelSyntaxError(FeelError):
    """The text is not a FEEL expression."""

    def __init__(
        self,
        message: str,
        *,
        text: str = "",
        position: int | None = None,
        expected: tuple[str, ...] = (),
        suggestion: str | None = None,
    ) -> None:
        super().__init__(message, text=text, position=position)
        self.expected = expected
        self.suggestion = suggestion

    def __str__(self) -> str:
        hint = f"; did you mean {self.suggestion!r}?" if self.suggestion else ""
        return super().__str__() + hint


class FeelLimitError(FeelError):
    """The expression used up one of its budgets."""


class FeelConditionError(FeelError):
    """A condition was neither true nor false, or was decided on missing data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationWarning:
    """Why a part of an expression became null (DMN 1.5 asks for null, designers ask why)."""

    message: str
    position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The budgets of one evaluation.

    ``steps``: syntax-tree nodes evaluated inside loops and calls, plus elements and
    blocks of 64 characters handled by built-ins; 200,000 take 20-100 ms.
    ``size``: characters of one text, elements of one list or of the whole result.
    ``depth``: levels of the syntax tree open at once, bodies of called functions included; a
    function that calls itself gets some 100 calls deep.
    ``regex_seconds``: time for all its regular expressions.
    """

    steps: int = 200_000
    size: int = 500_000
    depth: int = 700
    regex_seconds: float = 0.05


DEFAULT = Limits()
