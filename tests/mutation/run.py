"""Takes one correction after the other out of a copy of the product and runs the tests that miss it.

`python tests/mutation/run.py [words of a title]`; ends with 1 where a test did not notice.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.mutation.patches import ROOT, read

PARTS = ["api", "engine", "forms", "processes", "tests", "pyproject.toml"]
NOTHING_FAILED, SOMETHING_FAILED = 0, 1  # of pytest; anything else is no verdict
NEVER_ENDED = -1  # ours: a test that runs for ever without the correction needs it
LONGEST = 300  # seconds for the tests of one patch; they take some ten


def main(words):
    """Try the patches whose title has the words; print each verdict and return the exit code."""
    patches = [patch for patch in read() if words in patch.title]
    with tempfile.TemporaryDirectory() as folder:
        copy = _copied(Path(folder))
        every = sorted({test for patch in patches for test in patch.tests})
        if _run(copy, every, longest=10 * LONGEST) != NOTHING_FAILED:
            sys.stdout.write("the tests fail on the product as it is\n")
            return 1
        missed = [patch.title for patch in patches if not _noticed(copy, patch)]
    sys.stdout.write(f"{len(patches) - len(missed)} of {len(patches)} are noticed\n")
    return 1 if missed else 0


def _copied(folder):
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    return folder


def _noticed(copy, patch):
    file = copy / patch.file
    source = file.read_text(encoding="utf-8")
    file.write_text(patch.applied(source), encoding="utf-8")
    try:
        code = _run(copy, patch.tests)
    finally:
        file.write_text(source, encoding="utf-8")
    noticed = code in {SOMETHING_FAILED, NEVER_ENDED}
    sys.stdout.write(f"{'noticed' if noticed else f'NOT NOTICED ({code})'}: {patch.title}\n")
    sys.stdout.flush()
    return noticed


def _run(copy, tests, longest=LONGEST):
    known = [test for test in tests if (copy / test).exists()]
    assert known == list(tests), set(tests) - set(known)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", "-p", "no:cacheprovider", *tests]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["GUANJIA_EVERY_STEP"] = "1"  # some faults are seen by compiling anew alone
    try:
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=longest, check=False)  # fmt: skip
    except subprocess.TimeoutExpired:
        return NEVER_ENDED
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main(" ".join(sys.argv[1:])))
