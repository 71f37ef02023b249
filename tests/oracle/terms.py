"""The few expressions that generated diagrams use: as FEEL text, and with a meaning of their own.

The oracle never asks engine.feel: what a term means is written here a second time.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Const:
    value: object

    @property
    def text(self):
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)

    def evaluate(self, read):
        return self.value


@dataclass(frozen=True, slots=True)
class Var:
    name: str

    @property
    def text(self):
        return self.name

    def evaluate(self, read):
        return read(self.name)


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of two terms modulo 4, so that values stay within what conditions look at."""

    left: object
    right: object

    @property
    def text(self):
        return f"modulo({self.left.text} + {self.right.text}, 4)"

    def evaluate(self, read):
        return (self.left.evaluate(read) + self.right.evaluate(read)) % 4


@dataclass(frozen=True, slots=True)
class Count:
    name: str

    @property
    def text(self):
        return f"count({self.name})"

    def evaluate(self, read):
        return len(read(self.name))


COMPARISONS = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
}


@dataclass(frozen=True, slots=True)
class Compare:
    left: object
    sign: str
    right: object

    @property
    def text(self):
        return f"{self.left.text} {self.sign} {self.right.text}"

    def evaluate(self, read):
        return COMPARISONS[self.sign](self.left.evaluate(read), self.right.evaluate(read))
