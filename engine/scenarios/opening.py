"""Opening: how a run of pytest gets the play of a story, and that nothing in it calls out.

The way over REST is named, not imported: HTTP stands on the engine, not the engine on it.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any, Final
from unittest.mock import patch

from engine.errors import Unavailable
from engine.scenarios.playing import Play
from engine.scenarios.reading import Suite
from engine.scenarios.stage import Stage
from engine.scenarios.unmet import Unmet

Opening = Callable[[Stage, Suite], AbstractContextManager[Play]]

MODES: Final = ("engine", "api")
_OVER_REST: Final = "api.scenarios.playing"
_OUTSIDE: Final = frozenset({socket.AF_INET, socket.AF_INET6})


def opening(mode: str) -> Opening:
    """Return what opens plays in one of MODES.

    Raises Unavailable where what REST in memory needs is not installed.
    """
    if mode == "engine":
        return through_use_cases
    try:
        found: Opening = import_module(_OVER_REST).playing
    except ImportError as error:
        raise Unavailable(f"--bpmn-mode=api needs guanjia[test]: {error}") from error
    return found


@contextmanager
def through_use_cases(stage: Stage, suite: Suite) -> Iterator[Play]:
    """Open a play of a suite whose steps are use cases; raises LintFailed as Stage.open does."""
    store = stage.open(suite)
    try:
        yield Play(store, suite)
    finally:
        store.close()


@contextmanager
def alone() -> Iterator[None]:
    """Refuse every connection to another machine meanwhile: what calls out is mocked in a story.

    Raises Unmet in the end too, should whoever called have taken the refusal for a busy line.
    """
    called: list[str] = []

    def refuse(own: socket.socket, address: Any, /) -> None:
        if own.family not in _OUTSIDE:
            connect(own, address)
            return
        called.append(f"a real call to {address}; a story mocks it with `jobs` or `job_done`")
        raise Unmet(called[-1])

    connect = socket.socket.connect
    with patch.object(socket.socket, "connect", refuse):
        yield
    if called:
        raise Unmet(called[0])
