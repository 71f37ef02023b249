"""docs/acceptance.md: every acceptance scenario names tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "acceptance.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


def test_all_twenty_seven_scenarios_stand_on_the_page_in_order():
    assert [int(number) for number, _, _ in ROWS] == list(range(1, 28))


@pytest.mark.parametrize(("number", "what", "tests"), ROWS)
def test_a_scenario_is_proved_by_tests_that_exist(number, what, tests):
    files = re.findall(r"`(tests/\S+?\.py)`", tests)

    assert files, f"{number}: {what}"
    for file in files:
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        found = [each.name for each in tree.body if isinstance(each, ast.FunctionDef)]
        assert any(name.startswith("test_") for name in found), file


def test_every_acceptance_test_stands_on_the_page():
    files = (ROOT / "tests" / "acceptance").glob("test_*.py")

    assert [file.name for file in files if f"`tests/acceptance/{file.name}`" not in PAGE] == []
