"""The examples of the documentation are true."""

import doctest
from pathlib import Path

import engine.feel


def test_the_examples_in_the_documentation_are_true():
    page = Path(__file__).parents[2] / "docs" / "feel.md"

    on_page = doctest.testfile(str(page), module_relative=False)
    in_module = doctest.testmod(engine.feel)

    assert (on_page.failed, in_module.failed) == (0, 0)
    assert on_page.attempted >= 8
