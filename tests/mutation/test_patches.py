"""The long run (`make mutation`) stays possible: every correction in its list is still there."""

import ast

import pytest

from tests.mutation.patches import ROOT, read

PATCHES = read()


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.title)
def test_a_correction_of_the_list_can_be_taken_out(patch):
    source = (ROOT / patch.file).read_text(encoding="utf-8")

    without = patch.applied(source)

    assert without != source
    ast.parse(without)
    assert all((ROOT / test).exists() for test in patch.tests)


def test_no_correction_is_listed_twice():
    assert len({patch.title for patch in PATCHES}) == len(PATCHES)
