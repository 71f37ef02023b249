"""What runs beside requests: worker, courier and sealer look for work again and again.

None of them ends by trouble, of whatever kind: it is told by class and place, since its words may
be anybody's data, counted, and waited out. What is due meanwhile stays in the database.
"""

import logging
import threading
from collections.abc import Callable

from engine.troubles import in_short

Failed = Callable[[], object]

log = logging.getLogger(__name__)


def not_counted() -> None:
    """Count no failures."""


def go_on(
    look: Callable[[], float],
    stop: threading.Event,
    *,
    trouble: str,
    pause: float,
    failed: Failed = not_counted,
) -> None:
    """Look until `stop` is set.

    A look returns the seconds until the next one; after one that failed it is `pause` seconds.
    `trouble` is what the log says before class and place; `failed` is called for each such look.
    """
    while not stop.is_set():
        try:
            wait = look()
        except Exception as error:  # noqa: BLE001  # whatever it was, the next look may go well
            log.error("%s: %s", trouble, in_short(error))  # noqa: TRY400  # no words
            failed()
            wait = pause
        if wait:
            stop.wait(wait)
