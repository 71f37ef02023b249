"""FEEL texts of a model compiled to closures, `(scope, run) -> value`, and what they may name.

A scope is a plain dict of the names that the expression may use.  A closure never raises for bad
data: it answers null and leaves a note in the run.  Only a budget that is used up (FeelLimitError)
ends the whole evaluation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from engine import feel
from engine.decisions.item_types import ItemType, TypeTable
from engine.decisions.run import Run, Site
from engine.decisions.tree import Literal, Variable
from engine.feel import Value

Scope: TypeAlias = dict[str, Value]
Evaluate: TypeAlias = Callable[[Scope, Run], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A FEEL text of the model as it was compiled; `problem` says why it was not."""

    place: str
    text: str
    names: Mapping[str, feel.types.Type]
    is_test: bool
    """Whether it is a cell of conditions: unary tests, not an expression."""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What an expression may use: the names in scope and the types of the model."""

    names: Mapping[str, feel.types.Type]
    """The names with their types, Any where it is not known."""
    type_refs: Mapping[str, str | None]
    """The types of the model by the names of variables, as the file says them."""
    types: TypeTable
    named: Mapping[str, feel.types.Type]
    """The types by the names that expressions call them by."""
    result: str | None = None
    """The type of the whole decision: where a table has no output values, its type may."""
    texts: list[Text] = field(default_factory=list)
    """Every text that was compiled, for the lint."""

    def plus(self, *more: Variable | str) -> "Names":
        """Return the names with more of them."""
        names, type_refs = dict(self.names), dict(self.type_refs)
        for one in more:
            variable = one if isinstance(one, Variable) else Variable(name=one)
            names[variable.name] = self.types.get(variable.type_ref).type
            type_refs[variable.name] = variable.type_ref
        return replace(self, names=names, type_refs=type_refs)

    def note(self, text: str, place: str, *, is_test: bool, problem: str = "") -> None:
        """Keep a text for the lint."""
        self.texts.append(
            Text(place=place, text=text, names=self.names, is_test=is_test, problem=problem)
        )


def typed(evaluate: Evaluate, wanted: ItemType, place: str) -> Evaluate:
    """Convert the value to a type; a value that does not fit becomes null and an error."""
    if wanted.type == feel.types.ANY and not wanted.constrained:
        return evaluate

    def converted(scope: Scope, run: Run) -> Value:
        value = evaluate(scope, run)
        result = wanted.coerce(value, run.now)
        if result is None and value is not None:
            run.error(place, f"the value is not of type {wanted.name}, or not an allowed one")
        return result

    return converted


def literal(box: Literal, names: Names) -> Evaluate:
    """Compile an expression; one that is no FEEL is null with an error wherever it is used."""
    place = box.place
    if not box.text:
        return nothing
    try:
        expression = parsed(box, names)
    except feel.FeelError as error:
        names.note(box.text, place, is_test=False, problem=str(error))
        return broken(place, str(error))
    names.note(box.text, place, is_test=False)
    site = Site(place=place, named=names.named)

    def evaluate(scope: Scope, run: Run) -> Value:
        return run.value(expression, scope, site)

    return evaluate


def parsed(box: Literal, names: Names) -> feel.Expression:
    """Parse an expression; FeelSyntaxError also for another language than FEEL."""
    if box.language:
        raise feel.FeelSyntaxError(f"{box.language} is not supported, only FEEL", text=box.text)
    return feel.expression(box.text, names.names)


def nothing(_scope: Scope, _run: Run) -> Value:
    """Answer null: what an empty expression is."""
    return None


def broken(place: str, message: str) -> Evaluate:
    """Return what answers null with an error, wherever it is used."""

    def evaluate(_scope: Scope, run: Run) -> Value:
        run.error(place, message)
        return None

    return evaluate
