"""The engine against the oracle, on diagrams and moves that nobody thought of.

GUANJIA_ORACLE_CASES says how many cases are drawn (300 where it is not set, and then always the
same ones; any number given draws new ones).
"""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.oracle import strategies
from tests.oracle.comparing import Comparison

GIVEN = os.environ.get("GUANJIA_ORACLE_CASES")
CASES = int(GIVEN or 300)
SEED = os.environ.get("GUANJIA_ORACLE_SEED")
FAMILIES = {
    "blocks": strategies.block_cases(),
    "tangles": strategies.tangle_cases(),
    "joins": strategies.join_cases(),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_engine_moves_tokens_as_the_specification_says(family, capsys):
    tally = Counter()

    @settings(
        max_examples=CASES // len(FAMILIES),
        derandomize=GIVEN is None,
        deadline=None,
        database=None,
        print_blob=True,  # a case that is found once must be found again
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(FAMILIES[family])
    def play(case):
        graph, variables, numbers = case
        tally["cases"] += 1
        Comparison(graph, variables, tally).play(numbers)
        if GIVEN and tally["cases"] % 500 == 0:
            _say(capsys, f"{family}: {tally['cases']} cases")

    if SEED:
        play = seed(int(SEED))(play)
    play()

    summary = ", ".join(f"{count} {name}" for name, count in sorted(tally.items()))
    _say(capsys, f"{family}: {summary}")
    assert tally["too many orders"] <= 1 + tally["cases"] // 100


def _say(capsys, text):
    with capsys.disabled():
        print(f"\n{text}", flush=True)  # noqa: T201 - how far a long run has come
