"""Several people at the same moment: each in a thread of their own, let go together."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from engine.errors import EngineError


class Rivals:
    """Threads that stay for many rounds: starting them anew would let the first one win always."""

    def __init__(self, *works: Callable[[int], Any]) -> None:
        self._works = works
        self._barrier = threading.Barrier(len(works))

    def compete(self, rounds: int) -> Sequence[Sequence[Any]]:
        """Let each do its work of a round at the same moment; results, or errors, by round."""
        found: list[list[Any]] = [[None] * len(self._works) for _ in range(rounds)]

        def run(place: int) -> None:
            for number in range(rounds):
                self._barrier.wait(60)
                try:
                    found[number][place] = self._works[place](number)
                except EngineError as error:
                    found[number][place] = error

        threads = [threading.Thread(target=run, args=(n,)) for n in range(len(self._works))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found
