"""Parsing FEEL expressions and unary tests (DMN 1.5, 10.3.1.2) by precedence climbing."""

from collections.abc import Collection
from typing import cast

from engine.feel import tree
from engine.feel.boxed import COMPARATORS, MAX_NESTING, BoxedParser
from engine.feel.cursor import PROPERTIES, Names, index_names

# Binding power, from the order of alternatives in grammar rule 2.
_OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER = range(1, 7)
_POWERS = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys((*COMPARATORS, "between", "in"), _COMPARISON),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/"), _PRODUCT),
    "**": _POWER,
}
# After "[" these cannot begin a filter, so the bracket closes an open range: ]1..5[
_NO_EXPRESSION = frozenset({")", "]", "}", ",", ".", "..", "*", "/", "**", "+", *COMPARATORS})
_NO_EXPRESSION_WORDS = frozenset(
    ["and", "or", "then", "else", "return", "satisfies", "in", "between", "instance"]
)


def parse(text: str, names: Collection[str] = (), functions: Names | None = None) -> tree.Node:
    """Parse an expression; FeelSyntaxError or FeelLimitError say where it cannot be one."""
    parser = Parser(text, index_names(names), functions or {})
    node = parser.expression()
    parser.expect_end()
    return node


def parse_tests(
    text: str, names: Collection[str] = (), functions: Names | None = None
) -> tree.Tests:
    """Parse the unary tests of a decision table's cell (DMN 1.5, rules 13 to 15)."""
    parser = Parser(text, index_names(names), functions or {})
    return parser.unary_tests()


class Parser(BoxedParser):
    """Parses operators and the textual forms: if, for, some, every."""

    in_bound = False

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise self.problem("an operator", "the end")

    def unary_tests(self) -> tree.Tests:
        if self.is_symbol("-") and self.ahead().kind == "end":
            return tree.Tests(tests=(), negated=False)
        if self.is_word("not") and self.ahead().value == "(":
            self.at += 2
            tests = self._test_list()
            if self.skip_symbol(")") and self.token.kind == "end":
                return tree.Tests(tests=tests, negated=True, depth=self.levels(*tests))
            self.at = 0  # not(a) and b: an ordinary expression that begins with a call
        tests = self._test_list()
        self.expect_end()
        return tree.Tests(tests=tests, negated=False, depth=self.levels(*tests))

    def _test_list(self) -> tuple[tree.Node, ...]:
        tests = [self.test()]
        while self.skip_symbol(","):
            tests.append(self.test())
        return tuple(tests)

    def test(self) -> tree.Node:
        """Parse ``< 5`` or any expression."""
        token = self.token
        if not self.is_symbol(*COMPARATORS):
            return self.expression()
        self.take()
        operand = self._operators(_SUM)
        return tree.Test(
            operator=cast("tree.Operator", token.value),
            operand=operand,
            position=token.start,
            depth=self.levels(operand),
        )

    def expression(self) -> tree.Node:
        outer, self.in_bound = self.in_bound, False
        node = self._operators(_OR)
        self.in_bound = outer
        return node

    def bound(self) -> tree.Node:
        outer, self.in_bound = self.in_bound, True
        node = self._operators(_SUM)
        self.in_bound = outer
        return node

    def _operators(self, minimum: int) -> tree.Node:
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self.too_deep()
        node = self._continued(self._unary(), minimum)
        self.nesting -= 1
        return node

    def _continued(self, left: tree.Node, minimum: int) -> tree.Node:
        while True:
            token = self.token
            power = _POWERS.get(token.value, 0) if token.kind in {"name", "symbol"} else 0
            if power < minimum or power == 0:
                return left
            self.take()
            if power <= _AND:
                left = self._logic(left, token.value, power)
            elif token.value == "between":
                left = self._between(left)
            elif token.value == "in":
                left = self._in(left)
            else:
                right = self._operators(power + 1)
                left = tree.Binary(
                    operator=cast("tree.Operator", token.value),
                    left=left,
                    right=right,
                    position=left.position,
                    depth=self.levels(left, right),
                )

    def _logic(self, left: tree.Node, word: str, power: int) -> tree.Node:
        operands = [left, self._operators(power + 1)]
        while self.is_word(word):
            self.take()
            operands.append(self._operators(power + 1))
        return tree.Logic(
            operator="and" if word == "and" else "or",
            operands=tuple(operands),
            position=left.position,
            depth=self.levels(*operands),
        )

    def _between(self, value: tree.Node) -> tree.Node:
        low = self._operators(_SUM)
        self.expect_word("and")
        high = self._operators(_SUM)
        depth = self.levels(value, low, high)
        return tree.Between(value=value, low=low, high=high, position=value.position, depth=depth)

    def _in(self, value: tree.Node) -> tree.Node:
        if self.is_symbol(*COMPARATORS):
            tests: tuple[tree.Node, ...] = (self.test(),)
        elif self.is_symbol("(") and not self.known_ahead():
            tests = self._in_brackets()
        else:
            tests = (self._operators(_SUM),)
        depth = self.levels(value, *tests)
        return tree.In(value=value, tests=tests, position=value.position, depth=depth)

    def known_ahead(self) -> bool:
        """Tell whether a declared name begins with the bracket that is here."""
        begin = self.at
        found = self.known_name(self.known) is not None
        self.at = begin
        return found

    def _in_brackets(self) -> tuple[tree.Node, ...]:
        begin = self.take().start
        tests = self._test_list()
        if len(tests) == 1 and self.is_symbol("..") and not isinstance(tests[0], tree.Test):
            tests = (self._interval(tests[0], begin, start_included=False),)
        else:
            self.expect(")")
        if len(tests) == 1:  # nothing but brackets: an operator may follow
            return (self._continued(self._postfix(tests[0]), _SUM),)
        return tests

    def _unary(self) -> tree.Node:
        """Parse signs, then a primary with what follows it, then ``instance of``."""
        token = self.token
        if token.kind == "symbol" and token.value == "-" and not self.known_ahead():
            self.take()
            self.nesting += 1
            if self.nesting > MAX_NESTING:
                raise self.too_deep()
            operand = self._unary()
            self.nesting -= 1
            depth = self.levels(operand)
            return tree.Negation(operand=operand, position=token.start, depth=depth)
        textual = self._textual()
        if textual is not None:
            return textual
        node = self._postfix(self.primary())
        while self.is_word("instance"):
            self.take()
            self.expect_word("of")
            depth = self.levels(node)
            node = tree.InstanceOf(
                value=node, type=self.type(), position=node.position, depth=depth
            )
        return node

    def _textual(self) -> tree.Node | None:
        token = self.token
        if token.kind != "name" or token.value not in {"if", "for", "some", "every"}:
            return None
        begin = self.at
        if self.known_name(self.known) is not None:
            self.at = begin
            return None
        self.take()
        if token.value == "if":
            return self._if(token.start)
        loops = self._loops()
        self.expect_word("return" if token.value == "for" else "satisfies")
        body = self.expression()
        depth = 1 + self.levels(body, *(loop.end or loop.domain for loop in loops))
        if token.value == "for":
            return tree.For(loops=loops, body=body, position=token.start, depth=depth)
        return tree.Quantified(
            quantifier="some" if token.value == "some" else "every",
            loops=loops,
            body=body,
            position=token.start,
            depth=depth,
        )

    def _if(self, begin: int) -> tree.Node:
        condition = self.expression()
        self.expect_word("then")
        then = self.expression()
        self.expect_word("else")
        otherwise = self.expression()
        depth = self.levels(condition, then, otherwise)
        return tree.If(
            condition=condition, then=then, otherwise=otherwise, position=begin, depth=depth
        )

    def _loops(self) -> tuple[tree.Loop, ...]:
        loops: list[tree.Loop] = []
        while not loops or self.skip_symbol(","):
            begin = self.token.start
            name = self.new_name("in")
            self.expect_word("in")
            domain = self.expression()
            end = self.expression() if self.skip_symbol("..") else None
            loops.append(tree.Loop(name=name, domain=domain, end=end, position=begin))
        return tuple(loops)

    def _postfix(self, node: tree.Node) -> tree.Node:
        while self.token.kind == "symbol":
            if self.token.value == ".":
                node = self._path(node)
            elif self.token.value == "(":
                node = self._call(node)
            elif self.token.value == "[" and not self._closes_range():
                self.take()
                condition = self.expression()
                self.expect("]")
                depth = self.levels(node, condition)
                node = tree.Filter(
                    source=node, condition=condition, position=node.position, depth=depth
                )
            else:
                return node
        return node

    def _closes_range(self) -> bool:
        following = self.ahead()
        if not self.in_bound:
            return False
        if following.kind == "symbol":
            return following.value in _NO_EXPRESSION
        return following.kind == "end" or following.value in _NO_EXPRESSION_WORDS

    def _path(self, source: tree.Node) -> tree.Node:
        self.take()
        token = self.token
        name = self.known_name(self.known, PROPERTIES)
        if name is None:
            if token.kind != "name":
                raise self.problem("the name of an entry")
            name = self.take().value
        return tree.Path(
            source=source,
            name=name,
            position=source.position,
            name_position=token.start,
            depth=self.levels(source),
        )

    def _call(self, function: tree.Node) -> tree.Node:
        self.take()
        args: list[tree.Node] = []
        names: list[str] = []
        while not self.skip_symbol(")"):
            if args:
                self.expect(",")
            name = self.label()
            if name is not None:
                names.append(name)
            args.append(self.expression())
            if len(names) not in {0, len(args)}:
                raise self.problem("arguments all with names or all without")
            if not self.is_symbol(",", ")"):
                raise self.problem(",", ")")
        return tree.Call(
            function=function,
            args=tuple(args),
            names=tuple(names),
            position=function.position,
            depth=self.levels(function, *args),
        )
