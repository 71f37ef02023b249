"""Reads the list of corrections that `make mutation` takes out, one at a time."""

from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("patches.md")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Patch:
    """One correction: where it stands, what stands there without it, and the tests that miss it."""

    title: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def applied(self, source):
        """Return the source without the correction; the old text stands there exactly once."""
        count = source.count(self.old)
        assert count == 1, f"{self.title}: found {count} times in {self.file}: {self.old}"
        return source.replace(self.old, self.new)


def read():
    """Return all patches of the list."""
    _, *parts = LIST.read_text(encoding="utf-8").split("\n## ")
    return [_patch(part.strip().splitlines()) for part in parts]


def _patch(lines):
    title, file, *rest = lines
    return Patch(
        title=title,
        file=file,
        old=_text(rest, "- "),
        new=_text(rest, "+ "),
        tests=tuple(rest[-1].split()),
    )


def _text(lines, mark):
    return "\n".join(line.removeprefix(mark) for line in lines if line.startswith(mark))
