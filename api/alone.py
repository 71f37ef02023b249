"""The application as processes of their own, as `guanjia serve` starts it: how each of them ends.

A server prints what an application dies of, words and all. Here the log says it as it says every
error (`logs.tell`), and the server hears no more than that it failed.
"""

import logging
import multiprocessing
import os
import signal
import threading
from multiprocessing.process import BaseProcess
from typing import Final, NoReturn

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.config import STARTUP_FAILURE

from api.app import create_app
from engine import logs
from engine.errors import EngineError

_FAILED: Final = ("lifespan.startup.failed", "lifespan.shutdown.failed")


def create() -> ASGIApp:
    """Build the application that the environment asks for.

    Raises an EngineError for a setting that is wrong; one of several processes ends instead, with
    the code by which the first of them knows that starting it again is of no use.
    """
    logs.hold_uncaught()
    first = multiprocessing.parent_process()
    if first is not None:
        threading.Thread(target=_end_with, args=(first,), name="first", daemon=True).start()
    try:
        app = create_app()
    except Exception as error:
        if first is None and isinstance(error, EngineError):
            raise
        logs.tell(error)  # uvicorn would print its words
        _give_up()
    return Alone(app, among=first is not None)


class Alone:
    """An application that ends without a word to its server: it has said in the log what failed."""

    def __init__(self, app: ASGIApp, *, among: bool) -> None:
        """Take an application; `among`: it is one of several processes."""
        self._app = app
        self._among = among

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on whatever the server says, and what it is to hear."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def wordless(message: Message) -> None:
            if message["type"] in _FAILED and self._among:
                _give_up()
            await send({"type": message["type"]})

        await self._app(scope, receive, wordless)


def _give_up() -> NoReturn:
    """End at once: while Python tears down, the first process would ask in vain, for a minute."""
    logging.shutdown()
    os._exit(STARTUP_FAILURE)


def _end_with(first: BaseProcess) -> None:
    """End in good order once the first process is gone: nobody would end this one any more."""
    first.join()
    os.kill(os.getpid(), signal.SIGTERM)
