"""The log: lines for people, or one JSON object a line for machines; never what people wrote.

`GUANJIA_LOG`  text (default) or json

The message of an exception may quote a form, a parameter or a secret: of an exception the log has
the classes and the places alone. What it said stands where those who may see the case find it:
in its incident, in its job, in the answer to who asked.
"""

import logging
import logging.config
import os
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final

import orjson

from engine import marks
from engine.errors import EngineError, Invalid, sentence
from engine.troubles import Wordless, chain

_log = logging.getLogger("guanjia")

STYLES: Final = ("text", "json")
_TALKATIVE: Final = ("alembic", "httpx", "httpx2")  # the latter name whole addresses
_OWN: Final = "figures"
"""Name of the attribute in which a line carries its figures: `log.info(…, extra={"figures": …})`"""


def of_environment(environment: Mapping[str, str] = os.environ) -> Mapping[str, Any]:
    """Return what `logging.config.dictConfig` takes; raises Invalid for an unknown style."""
    style = environment.get("GUANJIA_LOG", STYLES[0])
    if style not in STYLES:
        raise Invalid(f"GUANJIA_LOG is {style!r}: expected one of {', '.join(STYLES)}")
    formatter = {"text": TextFormatter, "json": JsonFormatter}[style]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"{__name__}.{formatter.__name__}"}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "INFO", "handlers": ["out"]},
        "loggers": {name: {"level": "WARNING"} for name in _TALKATIVE},
    }


def begin(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Write the log of this process, and in it what nobody catches; return what was configured.

    Raises as `of_environment` does. Python itself would print the words of an exception.
    """
    wanted = dict(of_environment(environment))
    logging.config.dictConfig(wanted)
    hold_uncaught()
    return wanted


def hold_uncaught() -> None:
    """Let what nobody catches in this process be told here, and not by Python with its words."""
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def tell(error: Exception) -> None:
    """Say what ends this process: an error of ours in its sentence, others by class and place."""
    if isinstance(error, EngineError):
        _log.critical("%s", sentence(error))
    else:
        _log.critical("it failed", exc_info=error)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("it ended", exc_info=(kind, error, trace))


def _uncaught_in_thread(about: threading.ExceptHookArgs) -> None:
    name = about.thread.name if about.thread else "a thread"
    _log.critical("%s ended", name, exc_info=about.exc_value)


class TextFormatter(logging.Formatter):
    """A line as people read it, with the places of an exception below."""

    def format(self, record: logging.LogRecord) -> str:
        about = {**_ids(), **getattr(record, _OWN, {})}
        words = " ".join(f"{name}={value}" for name, value in about.items())
        at = _at(record).strftime("%Y-%m-%d %H:%M:%S")
        line = " ".join(filter(None, [at, record.levelname, record.getMessage(), words]))
        return "\n  ".join([line, *_trouble(record)])


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, message, ids, figures, trouble."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": _at(record).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **_ids(),
            **getattr(record, _OWN, {}),
        }
        if trouble := list(_trouble(record)):
            said["trouble"] = trouble
        return orjson.dumps(said, default=str).decode()


def _at(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _ids() -> dict[str, str]:
    about = marks.present()
    if about is None:
        return {}
    found = {"request_id": about.request, "case_id": about.case, "job_id": about.job}
    return {name: value for name, value in found.items() if value}


def _trouble(record: logging.LogRecord) -> Iterator[str]:
    """Yield class and places of an exception and of what it came from, the first cause last."""
    for error in chain(record.exc_info[1] if record.exc_info else None):
        kind = type(error)
        in_full = f"{kind.__module__}.{kind.__qualname__}"
        yield str(error) if isinstance(error, Wordless) else in_full
        yield from _places(error.__traceback__)


def _places(trace: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(trace):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
