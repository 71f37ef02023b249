"""The rows of docs/faults.md: which tests show that Guanjia survives which fault."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| (F\d+) \| ([^|]+) \|([^|]*)\| ([^|]+) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A fault, the tests that try it (`file::function`), and how much of it they try."""

    fault: str
    what: str
    tests: tuple[str, ...]
    how: str


def rows() -> list[Row]:
    """Read the page."""
    page = (ROOT / "docs" / "faults.md").read_text("utf-8")
    return [
        Row(fault=fault, what=what, tests=tuple(re.findall(r"`([^`]+)`", tests)), how=how)
        for fault, what, tests, how in _ROW.findall(page)
    ]
