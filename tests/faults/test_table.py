"""docs/faults.md speaks of every fault, and of tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (F\d+) \| [^|]+ \|([^|]*)\| ([^|]+) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs/faults.md").read_text("utf-8"))


def functions(path):
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_fault_has_its_row():
    assert [fault for fault, _, _ in ROWS] == [f"F{number}" for number in range(1, 20)]


def test_a_fault_without_a_test_says_that_it_is_not_tried_yet():
    bare = [(fault, how) for fault, tests, how in ROWS if not tests.strip()]

    assert [fault for fault, how in bare if not how.startswith("not yet")] == []


def test_each_test_that_is_named_exists():
    named = [each.split("::") for _, tests, _ in ROWS for each in re.findall(r"`([^`]+)`", tests)]

    missing = [f"{file}::{test}" for file, test in named if test not in functions(ROOT / file)]

    assert missing == []
