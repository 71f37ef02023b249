"""Memory of a process that serves for long: what stays is not looked through over and over."""

import gc
from typing import Final

YOUNG: Final = 10_000
"""Objects made before rubbish is looked for: those of some five completed tasks.

Python's own 700 are a part of one, all in use then: looking through them took a seventh of it.
"""


def settle() -> None:
    """Set aside everything that exists now, and look for rubbish less often from now on.

    What a start has made stays: looking through it again made one request in a hundred wait 0.2 s.
    """
    gc.freeze()
    gc.set_threshold(YOUNG)
