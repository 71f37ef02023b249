"""What can be told of an expression without running it: names used, types, likely mistakes."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch

from engine.feel import tree
from engine.feel.errors import FeelError
from engine.feel.invocation import signature
from engine.feel.kinds import (
    ANY,
    BOOLEAN,
    CONTEXT,
    NULL,
    NUMBER,
    STRING,
    ContextOf,
    FunctionOf,
    ListOf,
    Named,
    RangeOf,
    Simple,
    Type,
    subtype,
)
from engine.feel.library import BUILTINS
from engine.feel.literals import type_text
from engine.feel.properties import property_names
from engine.feel.temporal_text import parse_temporal
from engine.feel.types import type_of
from engine.feel.values import Function

_LOGICAL = {"=", "!=", "<", "<=", ">", ">="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A variable that an expression reads, where, and of which type (Any when unknown)."""

    name: str
    position: int
    type: Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is wrong or will hardly be meant."""

    message: str
    position: int
    suggestion: str | None = None


class Walk:
    """What is known at one place of the tree, and what was found so far."""

    def __init__(self, names: Mapping[str, Type]) -> None:
        self.names = dict(names)
        self.locals: frozenset[str] = frozenset()
        self.open = False
        self.uses: list[Use] = []
        self.problems: list[Problem] = []

    def inside(self, names: Mapping[str, Type], *, open_: bool = False) -> "Walk":
        """Go where further names are known; ``open_`` where there may be any others."""
        inner = Walk({**self.names, **names})
        inner.locals = self.locals | names.keys()
        inner.open = self.open or open_
        inner.uses, inner.problems = self.uses, self.problems
        return inner

    def problem(self, message: str, position: int, suggestion: str | None = None) -> None:
        """Note a mistake."""
        self.problems.append(Problem(message=message, position=position, suggestion=suggestion))

    def expect(self, node: tree.Node, wanted: Type, what: str) -> None:
        """Infer a part, and note it when it can only be of another type."""
        found = infer(node, self)
        if found not in (ANY, NULL) and not isinstance(found, Named) and found != wanted:
            message = f"{what} needs a {type_text(wanted)}, and this is a {type_text(found)}"
            self.problem(message, node.position)


def close_to(name: str, names: Mapping[str, object]) -> str | None:
    """Find the known name that was probably meant."""
    found = difflib.get_close_matches(name, list(names), 1, 0.7)
    return found[0] if found else None


def _common(left: Type, right: Type) -> Type:
    if left == NULL or subtype(left, right):
        return right
    return left if right == NULL or subtype(right, left) else ANY


@singledispatch
def infer(node: tree.Node, walk: Walk) -> Type:
    """Give the type of a node, Any when it cannot be told; note uses and problems."""
    for child in tree.children(node):
        infer(child, walk)
    return ANY


@infer.register
def _literal(node: tree.Literal, walk: Walk) -> Type:
    del walk
    return type_of(node.value)


@infer.register
def _temporal(node: tree.Temporal, walk: Walk) -> Type:
    try:
        return type_of(parse_temporal(node.text))
    except FeelError as error:
        walk.problem(str(error), node.position)
        return NULL


@infer.register
def _name(node: tree.Name, walk: Walk) -> Type:
    type_ = walk.names.get(node.name)
    if type_ is None:
        if node.name in BUILTINS:
            return type_of(BUILTINS[node.name])
        if not walk.open and node.name != "?":
            known = walk.names | dict.fromkeys(BUILTINS, ANY)
            suggestion = close_to(node.name, known)
            walk.problem(f"there is no variable {node.name!r}", node.position, suggestion)
        type_ = ANY
    if node.name not in walk.locals:
        walk.uses.append(Use(name=node.name, position=node.position, type=type_))
    return type_


@infer.register
def _path(node: tree.Path, walk: Walk) -> Type:
    return _entry(infer(node.source, walk), node, walk)


def _entry(source: Type, node: tree.Path, walk: Walk) -> Type:
    if isinstance(source, ListOf):
        return ListOf(_entry(source.item, node, walk))
    if isinstance(source, ContextOf) and source != CONTEXT:
        known = dict(source.entries)
        what = "this context has no entry"
    else:
        name = source.name if isinstance(source, Simple) else "range"
        if not isinstance(source, (Simple, RangeOf)) or not property_names(name):
            return ANY
        known = dict.fromkeys(property_names(name), ANY)
        what = f"a {name} has no"
    if node.name not in known:
        suggestion = close_to(node.name, known)
        walk.problem(f"{what} {node.name!r}", node.name_position, suggestion)
    return known.get(node.name, ANY)


@infer.register
def _filter(node: tree.Filter, walk: Walk) -> Type:
    source = infer(node.source, walk)
    item = source.item if isinstance(source, ListOf) else source
    names = {"item": item}
    if isinstance(item, ContextOf):
        names |= dict(item.entries)
    condition = infer(node.condition, walk.inside(names, open_=item in (ANY, CONTEXT)))
    if condition == NUMBER:
        return item
    return ListOf(item) if condition == BOOLEAN else ANY


@infer.register
def _call(node: tree.Call, walk: Walk) -> Type:
    args = [infer(arg, walk) for arg in node.args]
    callee = node.function
    if not isinstance(callee, tree.Name) or callee.name not in BUILTINS:
        if isinstance(callee, tree.Name) and callee.name not in walk.names and not walk.open:
            message = f"there is no function {callee.name!r}"
            walk.problem(message, callee.position, close_to(callee.name, BUILTINS))
            return ANY
        found = infer(callee, walk)
        return found.result if isinstance(found, FunctionOf) else ANY
    function = BUILTINS[callee.name]
    fitting = [one for one in function.overloads or (function,) if _takes(one, args, node.names)]
    if not fitting:
        walk.problem(f"{signature(function)} is not called like this", callee.position)
    return fitting[0].result if fitting else function.result


def _takes(function: Function, args: list[Type], names: tuple[str, ...]) -> bool:
    params = function.params
    if names:
        given = dict(zip(names, args, strict=True))
        known = {param.name: param for param in params}
        return given.keys() <= known.keys() and all(
            _fits(type_, known[name].type) for name, type_ in given.items()
        )
    if params and params[-1].variadic:
        return len(args) >= len(params)
    required = sum(not param.optional for param in params)
    return required <= len(args) <= len(params) and all(
        _fits(type_, param.type) for type_, param in zip(args, params, strict=False)
    )


def _fits(given: Type, wanted: Type) -> bool:
    """Tell whether an argument may fit; what is unknown may, and one element stands for a list."""
    if ANY in (given, wanted) or isinstance(wanted, ListOf) or isinstance(given, (ListOf, Named)):
        return True
    return subtype(given, wanted)


@infer.register
def _binary(node: tree.Binary, walk: Walk) -> Type:
    left, right = infer(node.left, walk), infer(node.right, walk)
    known = {left, right}
    simple = {NUMBER, STRING, BOOLEAN}
    if len(known) == 2 and known <= simple:  # noqa: PLR2004 - left and right differ
        walk.problem(
            f"{type_text(left)} {node.operator} {type_text(right)} has no result", node.position
        )
    if node.operator in _LOGICAL:
        return BOOLEAN
    return left if left == right and left in {NUMBER, STRING} else ANY


@infer.register
def _negation(node: tree.Negation, walk: Walk) -> Type:
    found = infer(node.operand, walk)
    if found in (STRING, BOOLEAN):
        walk.problem(f"- {type_text(found)} has no result", node.position)
    return found


@infer.register
def _logic(node: tree.Logic, walk: Walk) -> Type:
    for operand in node.operands:
        walk.expect(operand, BOOLEAN, node.operator)
    return BOOLEAN


@infer.register(tree.Between)
@infer.register(tree.In)
@infer.register(tree.InstanceOf)
@infer.register(tree.Tests)
def _answer(node: tree.Node, walk: Walk) -> Type:
    for child in tree.children(node):
        infer(child, walk)
    return BOOLEAN


@infer.register
def _if(node: tree.If, walk: Walk) -> Type:
    walk.expect(node.condition, BOOLEAN, "if")
    return _common(infer(node.then, walk), infer(node.otherwise, walk))


def _loops(loops: tuple[tree.Loop, ...], walk: Walk) -> Walk:
    for loop in loops:
        domain = infer(loop.domain, walk)
        if loop.end is not None:
            item = _common(domain, infer(loop.end, walk))
        else:
            item = domain.item if isinstance(domain, ListOf) else domain
            item = item.bound if isinstance(item, RangeOf) else item
        walk = walk.inside({loop.name: item})
    return walk


@infer.register
def _for(node: tree.For, walk: Walk) -> Type:
    return ListOf(infer(node.body, _loops(node.loops, walk).inside({"partial": ListOf(ANY)})))


@infer.register
def _quantified(node: tree.Quantified, walk: Walk) -> Type:
    _loops(node.loops, walk).expect(node.body, BOOLEAN, node.quantifier)
    return BOOLEAN


@infer.register
def _definition(node: tree.Definition, walk: Walk) -> Type:
    if node.external:
        walk.problem("external functions are not run", node.position)
        return ANY
    params = {name: type_ or ANY for name, type_ in node.params}
    return FunctionOf(tuple(params.values()), infer(node.body, walk.inside(params)))


@infer.register
def _interval(node: tree.Interval, walk: Walk) -> Type:
    return RangeOf(_common(infer(node.start, walk), infer(node.end, walk)))


@infer.register
def _list(node: tree.List, walk: Walk) -> Type:
    item: Type = NULL
    for one in node.items:
        item = _common(item, infer(one, walk))
    return ListOf(item if node.items else ANY)


@infer.register
def _context(node: tree.Context, walk: Walk) -> Type:
    entries: dict[str, Type] = {}
    for name, value in node.entries:
        entries[name] = infer(value, walk.inside(entries))
    return ContextOf(tuple(entries.items()))
