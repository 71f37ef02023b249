"""Parsing what begins with a token of its own: literals, brackets, contexts, functions, types."""

from abc import abstractmethod

from engine.feel import tree
from engine.feel.cursor import KEYWORDS, Cursor
from engine.feel.errors import FeelLimitError, FeelSyntaxError
from engine.feel.kinds import NAMES, ContextOf, FunctionOf, ListOf, Named, RangeOf, Type
from engine.feel.numbers import Overflowed, from_text

MAX_NESTING = 50  # brackets in brackets; people write less than ten, and Python's stack is finite
MAX_LEVELS = 200  # levels of the tree: a + b + c + ... is one level for each sign
COMPARATORS = ("=", "!=", "<", "<=", ">", ">=")
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_GENERIC = frozenset({"list", "context", "range", "function"})
_TYPE_WORDS = sorted((name.split() for name in NAMES if " " in name), key=len, reverse=True)


class BoxedParser(Cursor):
    """Parses primaries; the operators around them are a subclass's."""

    nesting = 0

    @abstractmethod
    def expression(self) -> tree.Node:
        """Parse a whole expression."""

    @abstractmethod
    def bound(self) -> tree.Node:
        """Parse one end of a range."""

    @abstractmethod
    def test(self) -> tree.Node:
        """Parse a unary test."""

    def levels(self, *nodes: tree.Node) -> int:
        """Give the depth of a node with these children; FeelLimitError when it is too deep."""
        depth = 1 + max((node.depth for node in nodes), default=0)
        if depth > MAX_LEVELS:
            raise self.too_deep()
        return depth

    def too_deep(self) -> FeelLimitError:
        return FeelLimitError(
            f"the expression nests deeper than {MAX_NESTING} brackets or {MAX_LEVELS} operators",
            text=self.text,
            position=self.token.start,
        )

    def primary(self) -> tree.Node:
        token = self.token
        if token.kind == "number":
            return self._number()
        if token.kind == "string":
            self.take()
            return tree.Literal(value=token.value, position=token.start)
        if token.kind == "symbol":
            return self._bracket()
        if token.kind == "end":
            raise self.problem("an expression")
        return self._word()

    def _number(self) -> tree.Node:
        token = self.take()
        try:
            return tree.Literal(value=from_text(token.value), position=token.start)
        except Overflowed:
            raise FeelSyntaxError(
                "a number has 34 digits and an exponent of four",
                text=self.text,
                position=token.start,
            ) from None

    def _word(self) -> tree.Node:
        token = self.token
        name = self.known_name(self.known, self.functions)
        if name is not None:
            return tree.Name(name=name, position=token.start)
        if token.value in _CONSTANTS:
            self.take()
            return tree.Literal(value=_CONSTANTS[token.value], position=token.start)
        if token.value == "function":
            return self._definition()
        if token.value in KEYWORDS:
            raise self.problem("an expression")
        self.take()
        return tree.Name(name=token.value, position=token.start)

    def _bracket(self) -> tree.Node:
        token = self.token
        name = self.known_name(self.known)
        if name is not None:
            return tree.Name(name=name, position=token.start)
        if token.value == "@" and self.ahead().kind == "string":
            self.take()
            return tree.Temporal(text=self.take().value, position=token.start)
        if token.value == "(":
            return self._parenthesis()
        if token.value == "[":
            return self._list()
        if token.value == "]":
            self.take()
            return self._interval(self.bound(), token.start, start_included=False)
        if token.value == "{":
            return self._context()
        raise self.problem("an expression")

    def _parenthesis(self) -> tree.Node:
        begin = self.take().start
        inner = self.test()
        if self.is_symbol("..") and not isinstance(inner, tree.Test):
            return self._interval(inner, begin, start_included=False)
        self.expect(")")
        return inner

    def _interval(self, start: tree.Node, begin: int, *, start_included: bool) -> tree.Node:
        self.expect("..")
        end = self.bound()
        if not self.is_symbol("]", ")", "["):
            raise self.problem("]", ")", "[")
        included = self.take().value == "]"
        return tree.Interval(
            start=start,
            end=end,
            start_included=start_included,
            end_included=included,
            position=begin,
            depth=self.levels(start, end),
        )

    def _list(self) -> tree.Node:
        begin = self.take().start
        items: list[tree.Node] = []
        while not self.skip_symbol("]"):
            if items:
                self.expect(",")
            items.append(self.expression())
            if len(items) == 1 and self.is_symbol(".."):
                return self._interval(items[0], begin, start_included=True)
            if not self.is_symbol(",", "]"):
                raise self.problem(",", "]")
        return tree.List(items=tuple(items), position=begin, depth=self.levels(*items))

    def _context(self) -> tree.Node:
        begin = self.take().start
        entries: list[tuple[str, tree.Node]] = []
        while not self.skip_symbol("}"):
            if entries:
                self.expect(",")
            entries.append((self._entry_name(), self.expression()))
            if not self.is_symbol(",", "}"):
                raise self.problem(",", "}")
        depth = self.levels(*(value for _, value in entries))
        return tree.Context(entries=tuple(entries), position=begin, depth=depth)

    def _entry_name(self) -> str:
        if self.token.kind == "string":
            name = self.take().value
            self.expect(":")
        else:
            label = self.label()
            if label is None:
                raise self.problem("the name of an entry, and a colon")
            name = label
        return self.learn(name)

    def _definition(self) -> tree.Node:
        begin = self.take().start
        self.expect("(")
        params: list[tuple[str, Type | None]] = []
        while not self.skip_symbol(")"):
            if params:
                self.expect(",")
            name = self.new_name(":", ",")
            params.append((name, self.type() if self.skip_symbol(":") else None))
            if not self.is_symbol(",", ")"):
                raise self.problem(",", ")")
        external = self.is_word("external")
        if external:
            self.take()
        body = self.expression()
        return tree.Definition(
            params=tuple(params),
            body=body,
            external=external,
            position=begin,
            depth=self.levels(body),
        )

    def type(self) -> Type:
        """Parse a type (DMN 1.5, rules 52 to 56)."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.too_deep()
        try:
            if self.token.value in _GENERIC and self._opens_generic():
                return self._generic()
            return self._named_type()
        finally:
            self.nesting -= 1

    def _opens_generic(self) -> bool:
        return self.ahead().kind == "symbol" and self.ahead().value == "<"

    def _named_type(self) -> Type:
        for words in _TYPE_WORDS:
            if all(self._is_part(n, word) for n, word in enumerate(words)):
                self.at += len(words)
                return NAMES[" ".join(words)]
        begin = self.token
        name = self._type_word()
        while self.skip_symbol("."):
            name += "." + self._type_word()
        return NAMES.get(name) or Named(name, begin.start)

    def _type_word(self) -> str:
        known = self.known_name(self.known)
        if known is not None:
            return known
        if self.token.kind != "name":
            raise self.problem("a type")
        return self.take().value

    def _generic(self) -> Type:
        name = self.take().value
        self.expect("<")
        if name in {"list", "range"}:
            inner = self.type()
            self.expect(">")
            return ListOf(inner) if name == "list" else RangeOf(inner)
        if name == "context":
            return self._context_type()
        params: list[Type] = []
        while not self.skip_symbol(">"):
            if params:
                self.expect(",")
            params.append(self.type())
        self.expect("->")
        return FunctionOf(tuple(params), self.type())

    def _context_type(self) -> Type:
        entries: list[tuple[str, Type]] = []
        while not self.skip_symbol(">"):
            if entries:
                self.expect(",")
            name = self.label()
            if name is None:
                raise self.problem("the name of an entry, and a colon")
            entries.append((name, self.type()))
        return ContextOf(tuple(entries))
