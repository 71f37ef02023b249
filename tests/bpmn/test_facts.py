"""The list of facts names tests that exist, and leaves no canary out."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROWS = [
    [cell.strip().strip("`") for cell in line.split("|")[1:-1]]
    for line in (HERE / "facts.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| fact")
]


def named_in(file):
    return set(re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))


CANARIES = {name for file in HERE.glob("test_canaries*.py") for name in named_in(file)}


@pytest.mark.parametrize("here", sorted({row[1] for row in ROWS}))
def test_what_a_fact_is_answered_with_is_a_test(here):
    file, _, name = here.partition("::")
    path = HERE.parents[1] / file if file.startswith("tests/") else HERE / file

    found = named_in(path)

    assert found
    assert not name or name in found


def test_every_canary_sings_for_a_fact_and_every_song_is_sung():
    assert {row[2] for row in ROWS} - {"-"} == CANARIES
    assert len({row[0] for row in ROWS}) == len(ROWS)
