"""Rules: what FEEL's own analysis can tell of an expression without running it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from engine import feel
from engine.diagram import Process
from engine.linting.expressions import texts
from engine.linting.facts import Facts, Text, error, warning
from engine.model import Finding

_NO_CONDITION: Final = frozenset(
    {
        *("number", "string", "date", "time", "date and time"),
        *("days and time duration", "years and months duration"),
    }
)
_UNKNOWN: Final = "there is no variable"  # forms and workers make variables: not known here
_ASKED: Final = frozenset(
    {"activationCondition", "completionCondition", "condition", "loopCondition"}
)


def condition_boolean(facts: Facts) -> Iterator[Finding]:
    """A condition gives true or false, not a number or a text."""
    for element_id, place, text in _expressions(facts):
        type_ = _analysed(text).type if place in _ASKED else feel.types.ANY
        simple = type_.name if isinstance(type_, feel.types.Simple) else ""
        if simple in _NO_CONDITION:
            yield error(
                "condition-boolean",
                element_id,
                Text(f"条件“{text}”的值不是真或假。", f"The condition {text!r} gives a {simple}."),
                Text("请写成比较，例如 = amount > 1000。", "Compare, e.g. = amount > 1000."),
            )


def feel_meaning(facts: Facts) -> Iterator[Finding]:
    """An expression calls functions that exist and compares what can be compared."""
    for element_id, _, text in _expressions(facts):
        for problem in _analysed(text).problems:
            if not problem.message.startswith(_UNKNOWN):
                yield warning(
                    "feel-meaning",
                    element_id,
                    Text(f"表达式“{text}”可能有误。", f"{text!r}: {problem.message}."),
                    Text(f"FEEL 的提示：{problem.message}", "Mend the expression."),
                )


@lru_cache(maxsize=1024)  # a diagram repeats itself, and both rules ask
def _analysed(text: str) -> feel.Analysis:
    return feel.analyse(text)


def _expressions(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Yield (id, place, FEEL) of every expression that can be read."""
    for element in facts.elements():
        for place, text in texts(facts, element):
            if _is_readable(text):
                yield element.id, place, text[1:].strip()
    for process in facts.executable():
        yield from _conditions(process)


def _conditions(process: Process) -> Iterator[tuple[str, str, str]]:
    for flow in process.flows.values():
        if flow.condition is not None and _is_readable(flow.condition):
            yield flow.id, "condition", flow.condition[1:].strip()


def _is_readable(text: str) -> bool:
    """Whether the text is FEEL; what cannot be read is for the rule `feel-syntax`."""
    if not text.startswith("="):
        return False
    try:
        feel.expression(text[1:])
    except feel.FeelSyntaxError:
        return False
    return True
