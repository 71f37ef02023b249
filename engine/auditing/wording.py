"""Looking for words that people wrote or entered: opinions, comments, reasons, data of forms.

They stand in the record alone.  PostgreSQL's index over the Chinese in it tells in which cases a
rare word may stand (docs/why/0491); where it does not help, cases are read through, the newest
first, some thousands in one answer.
A word counts where its asker would read it: nobody learns what stands behind a star by asking.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson

from engine.model import ProcessInstance
from engine.retention.personal import SILENT
from engine.sights import Sight

BATCH: Final = 200
"""Cases that are read through at once: some tenths of a second."""


def saying(
    sight: Sight, cases: Sequence[ProcessInstance], words: Sequence[str]
) -> Sequence[ProcessInstance]:
    """Return those cases, in order, in whose record all words stand as their asker reads it."""
    if not cases:
        return ()
    history, ids = sight.tx.history, [case.id for case in cases]
    there = [history.speaking(ids, word, silent=SILENT) for word in words]
    likely = frozenset.intersection(*there)
    wanted = [word.casefold() for word in words]
    return [case for case in cases if case.id in likely and _says(sight, case, wanted)]


def _says(sight: Sight, case: ProcessInstance, words: Sequence[str]) -> bool:
    _, rows = sight.record(case)
    heard = [row.payload for row in rows if row.payload and row.type not in SILENT]
    said = "\n".join(text for payload in heard for text in _texts(orjson.loads(payload)))
    known = said.casefold()
    return all(word in known for word in words)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif value is not None:
        yield str(value)
