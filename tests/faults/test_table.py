"""docs/faults.md speaks of every fault, and of tests that exist."""

import ast

from tests.faults.table import ROOT, rows


def functions(path):
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_fault_has_its_row():
    assert [row.fault for row in rows()] == [f"F{number}" for number in range(1, 20)]


def test_a_fault_without_a_test_says_that_it_is_not_tried_yet():
    bare = [row for row in rows() if not row.tests]

    assert [row.fault for row in bare if not row.how.startswith("not yet")] == []


def test_each_test_that_is_named_exists():
    named = [each.split("::") for row in rows() for each in row.tests]

    missing = [f"{file}::{test}" for file, test in named if test not in functions(ROOT / file)]

    assert missing == []
