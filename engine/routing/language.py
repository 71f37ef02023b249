"""The candidate language: a closed set of functions, joined by `union`, `,` and `minus`.

    post(cs_front)                 whoever holds the post in the scope
    head(HY01)                     the heads of a unit
    superior(initiator) superior(case.accused, 2)
    below(case.accused)            everybody whom somebody leads, at any level
    user(u1)  group(quality)  initiator  done(UT_Handle)
    chosen(UT_Approve)             whom somebody has chosen for this step
    chain(initiator, until=manager)  superiors one above the other, up to a post,
    chain(initiator, until=rank:70)  to a rank,
    chain(initiator, until=level:2)  or so many of them
    chain(initiator, until=amount)   to the first who may approve `gj:amount` in `gj:matter`
    form.handler  case.accused     person ids that a variable holds
    duty(duty_manager)             who is on duty (值班) with that post in the scope now
    post(x) not_same_as(UT_Handle) without whoever completed that task
    post(x) not_in(case.accused)   without whom the variable names

An argument is a code, or a variable path (`form.x`, `case.x`), or one of the terms above that
gives people (for `superior`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.errors import Invalid

_TOKEN = re.compile(r"\s*(?:(?P<name>[^\s(),]+)|(?P<mark>[(),]))")
FUNCTIONS = {
    "post": (1, 1),
    "head": (1, 1),
    "superior": (1, 2),
    "below": (1, 1),
    "user": (1, 1),
    "group": (1, 1),
    "done": (1, 1),
    "chosen": (1, 1),
    "chain": (1, 2),
    "duty": (1, 1),
}
"""Each function with the least and the greatest number of its arguments."""
GUARDS = ("not_same_as", "not_in")
"""Behind a term: whom it leaves out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One term: `op` is a function, `path`, `code`, `initiator`, `union` or `minus`."""

    op: str
    text: str = ""
    args: tuple["Rule", ...] = ()


@lru_cache(maxsize=4096)  # a rule is read once, not for each task that it finds people for
def parse(text: str) -> Rule:
    """Read a candidate rule; raises Invalid with the place and what was expected."""
    reader = _Reader(text, _tokens(text))
    rule = reader.expression()
    if reader.at < len(reader.tokens):
        raise reader.wrong("the end, union or minus")
    return rule


def _tokens(text: str) -> list[tuple[str, int]]:
    found, position = [], 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        assert match is not None  # every character is a mark, a space or part of a name
        found.append(
            (match.group("name") or match.group("mark"), match.start(match.lastgroup or 0))
        )
        position = match.end()
    return found


@dataclass(slots=True)
class _Reader:
    text: str
    tokens: list[tuple[str, int]]
    at: int = 0

    def expression(self) -> Rule:
        rule = self.term()
        while self.peek() in {"union", ",", "minus"}:
            op = "minus" if self.take() == "minus" else "union"
            rule = Rule(op=op, args=(rule, self.term()))
        return rule

    def term(self) -> Rule:
        rule = self.bare_term()
        while self.peek() in GUARDS:
            rule = Rule(op="minus", args=(rule, self.guard(self.take())))
        return rule

    def guard(self, name: str) -> Rule:
        self.expect("(")
        argument = self.argument()
        self.expect(")")
        if name == "not_same_as":
            return Rule(op="done", args=(argument,))
        if argument.op == "code":
            raise Invalid(f"not_in takes form.… or case.…, not {argument.text!r}: {self.text!r}")
        return argument

    def bare_term(self) -> Rule:
        if self.peek() == "(":
            self.take()
            inner = self.expression()
            self.expect(")")
            return inner
        name = self.take()
        if name in FUNCTIONS:
            return self.call(name)
        if name == "initiator":
            return Rule(op="initiator")
        if name.startswith(("form.", "case.")):
            return Rule(op="path", text=name.partition(".")[2])
        self.at -= 1
        raise self.wrong(f"one of {', '.join(sorted(FUNCTIONS))}, initiator, form.…, case.…")

    def call(self, name: str) -> Rule:
        self.expect("(")
        args = [self.argument()]
        while self.peek() == ",":
            self.take()
            args.append(self.argument())
        self.expect(")")
        least, most = FUNCTIONS[name]
        if not least <= len(args) <= most:
            raise Invalid(
                f"{name} takes {least} to {most} arguments, not {len(args)}: {self.text!r}"
            )
        return Rule(op=name, args=tuple(args))

    def argument(self) -> Rule:
        token = self.peek()
        if token in FUNCTIONS or token == "initiator" or token.startswith(("form.", "case.")):  # noqa: S105  # a token of the language, not a secret
            return self.bare_term()
        if token in {"", "(", ")", ","}:
            raise self.wrong("an argument")
        return Rule(op="code", text=self.take())

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise self.wrong("a term")
        self.at += 1
        return token

    def expect(self, mark: str) -> None:
        if self.peek() != mark:
            raise self.wrong(repr(mark))
        self.at += 1

    def wrong(self, expected: str) -> Invalid:
        place = self.tokens[self.at][1] if self.at < len(self.tokens) else len(self.text)
        return Invalid(
            f"candidate rule {self.text!r}: expected {expected} at character {place + 1}",
            position=place,
        )
