"""F14: texts that nobody would write, for a minute: a value, or an error of FEEL, and soon.

Pieces of the language are put together at random, and expressions known to be hostile are damaged.
"""

import json
import os
import time
from random import Random

import pytest

from engine.feel import FeelError, Limits, expression, to_json
from tests.feel.test_any_text import PIECES, SCOPE
from tests.feel.test_limits import HOSTILE

SECONDS = 60.0 if os.environ.get("GUANJIA_FAULTS") == "long" else 2.0
SEED = os.environ.get("GUANJIA_FAULTS_SEED", "2031")
LIMITS = Limits(steps=20_000, size=20_000, regex_seconds=0.05)
SLOWEST = 2.0  # seconds of CPU for one text
LEAKS = ("<class", "<function", "<built-in", "<module", "<engine", " object at 0x")


def drawn(random):
    """Return a text: pieces in a row, or a hostile one with something else in it."""
    if random.random() < 0.7:
        return " ".join(random.choice([*PIECES, " "]) for _ in range(random.randrange(1, 30)))
    text = random.choice(HOSTILE)[0][:2_000]
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(PIECES) + text[at + random.randrange(4) :]


def flaw_of(text):
    """Say what is wrong with how a text is answered; empty where nothing is."""
    began = time.thread_time()
    try:
        said = json.dumps(to_json(expression(text).evaluate(SCOPE, limits=LIMITS).value))
    except FeelError as error:
        said = str(error)
    except Exception as error:  # noqa: BLE001  # that is what is looked for
        return f"{type(error).__name__}: {error}"
    if any(leak in said for leak in LEAKS):
        return f"leaks {said[:200]}"
    took = time.thread_time() - began
    return f"took {took:.1f} s" if took > SLOWEST else ""


@pytest.mark.slow
def test_for_a_minute_no_text_crashes_hangs_or_leaks(tally):
    random, found, count = Random(SEED), [], 0
    until = time.monotonic() + SECONDS

    while time.monotonic() < until:
        text = drawn(random)
        count += 1
        if flaw := flaw_of(text):
            found.append(f"{text!r}: {flaw}")

    tally(expressions=count, violations=len(found))
    assert found == []
