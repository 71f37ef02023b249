"""Each script of bench/ runs in its smallest form and prints its line beside its target."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[2] / "bench"
SMALL = {
    "multi_instance.py": ("sqlite", "12"),
    "vote.py": ("sqlite", "12"),
    "history.py": ("sqlite", "400"),
    "timers.py": ("sqlite", "4"),
    "start.py": ("sqlite", "3"),
    "worklist.py": ("sqlite", "200"),
    "state.py": (),
    "lateness.py": ("sqlite", "4"),
}


@pytest.mark.slow
@pytest.mark.parametrize("script", SMALL)
def test_a_script_prints_its_figures_their_targets_and_its_floor(script):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", BENCH / script, *SMALL[script]],
        capture_output=True,
        check=False,
        text=True,
        cwd=BENCH,
        env={**os.environ, "PYTHONPATH": str(BENCH.parent)},
    )

    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines
    assert all(" target " in line for line in lines)
    assert (" floor " in done.stdout) == (script != "worklist.py")  # what it reads has none


def test_every_script_stands_on_the_page():
    page = (BENCH / "README.md").read_text(encoding="utf-8")
    scripts = {path.name for path in BENCH.glob("*.py")} - {"common.py"}

    assert {script for script in scripts if f"`{script}" not in page} == set()
