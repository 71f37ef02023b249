"""The page on decisions is true: its examples are run."""

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "decisions.md"


def test_the_examples_of_the_page_give_what_it_says():
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")

    assert tried
    assert not failed
