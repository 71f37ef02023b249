"""Help while somebody writes FEEL: what an expression uses, what is wrong, what could come next."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from engine.feel import tree
from engine.feel.cursor import KEYWORDS
from engine.feel.errors import FeelError, FeelSyntaxError
from engine.feel.inference import Problem, Use, Walk, infer
from engine.feel.invocation import signature
from engine.feel.kinds import ANY, NAMES, ContextOf, ListOf, Named, RangeOf, Simple, Type
from engine.feel.library import BUILTINS, FUNCTION_NAMES, SUMMARIES
from engine.feel.parser import parse, parse_tests
from engine.feel.properties import property_names
from engine.feel.tokens import Token, tokenize

_OPERATIONS = (
    tree.Binary,
    tree.Logic,
    tree.Negation,
    tree.Between,
    tree.In,
    tree.If,
    tree.For,
    tree.Quantified,
    tree.Definition,
)
_WORDS = 5  # years and months duration, and one to spare
Names = Collection[str] | Mapping[str, Type | str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The type of an expression, the variables it uses in order, and what is wrong with it."""

    type: Type
    uses: tuple[Use, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """Something that could stand here; it replaces the text from ``start``."""

    text: str
    kind: OneOf["variable", "entry", "function", "keyword"]
    start: int
    signature: str = ""
    summary: str = ""
    type: Type = ANY


def analyse(text: str, names: Names = ()) -> Analysis:
    """Analyse an expression; never raises: what cannot be parsed is the one problem.

    ``names``: what is in scope, with types (or names of types) where they are known.
    """
    return _analysed(text, names, tests=False)


def analyse_tests(text: str, names: Names = ()) -> Analysis:
    """Analyse the cell of a decision table; see :func:`analyse`."""
    return _analysed(text, names, tests=True)


def _analysed(text: str, names: Names, *, tests: bool) -> Analysis:
    walk = Walk(_typed(names))
    try:
        node = (parse_tests if tests else parse)(text, list(names), FUNCTION_NAMES)
        type_ = infer(node, walk)
    except FeelError as error:
        suggestion = error.suggestion if isinstance(error, FeelSyntaxError) else None
        walk.problem(error.message, error.position or 0, suggestion)
        type_ = ANY
    return Analysis(type=type_, uses=tuple(walk.uses), problems=tuple(walk.problems))


def _typed(names: Names) -> dict[str, Type]:
    if not isinstance(names, Mapping):
        return dict.fromkeys(names, ANY)
    return {
        name: (NAMES.get(type_) or Named(type_)) if isinstance(type_, str) else type_ or ANY
        for name, type_ in names.items()
    }


def complete(text: str, position: int, names: Names = ()) -> tuple[Completion, ...]:
    """List what could stand at a position: after a dot entries, elsewhere names and keywords.

    Matches what has been typed of a word there, whatever its case; variables come first.
    """
    tokens = _tokens(text[:position])
    words: list[Token] = []
    while tokens and _continues(tokens[-1], words, position):
        words.insert(0, tokens.pop())
    after_dot = bool(tokens) and tokens[-1].value == "."
    for first in range(len(words) + 1):
        start = words[first].start if first < len(words) else position
        if after_dot:
            offered = _entries(text[: tokens[-1].start], names, start)
        else:
            offered = [*_variables(_typed(names), start), *_functions(start), *_keywords(start)]
        prefix = " ".join(word.value for word in words[first:]).casefold()
        found = tuple(one for one in offered if one.text.casefold().startswith(prefix))
        if found and (prefix or not words):
            return found
    return ()


def _continues(token: Token, words: list[Token], position: int) -> bool:
    """Tell whether a token is one more word of what is being typed (``string le``)."""
    return token.kind == "name" and (token.end == position if not words else len(words) < _WORDS)


def _tokens(text: str) -> list[Token]:
    try:
        return tokenize(text)[:-1]
    except FeelError:  # within a text or comment that is not closed yet
        return []


def _variables(names: Mapping[str, Type], start: int) -> list[Completion]:
    return [
        Completion(text=name, kind="variable", start=start, type=type_)
        for name, type_ in sorted(names.items())
    ]


def _functions(start: int) -> list[Completion]:
    return [
        Completion(
            text=name,
            kind="function",
            start=start,
            signature=signature(function),
            summary=SUMMARIES[name],
            type=function.result,
        )
        for name, function in sorted(BUILTINS.items())
    ]


def _keywords(start: int) -> list[Completion]:
    return [Completion(text=word, kind="keyword", start=start) for word in sorted(KEYWORDS)]


def _entries(before: str, names: Names, start: int) -> list[Completion]:
    """List the entries of what stands before a dot."""
    source = _source(before, names)
    while isinstance(source, ListOf):
        source = source.item
    if isinstance(source, ContextOf):
        entries = list(source.entries)
    else:
        name = source.name if isinstance(source, Simple) else ""
        name = "range" if isinstance(source, RangeOf) else name
        entries = [(one, ANY) for one in property_names(name)]
    return [Completion(text=one, kind="entry", start=start, type=type_) for one, type_ in entries]


def _source(before: str, names: Names) -> Type:
    """Infer the longest thing that ends here and is no operation: ``1 + a.b`` ends in ``a.b``."""
    for token in _tokens(before):
        try:
            node = parse(before[token.start :], list(names), FUNCTION_NAMES)
        except FeelError:
            continue
        if not isinstance(node, _OPERATIONS):
            return infer(node, Walk(_typed(names)))
    return ANY
