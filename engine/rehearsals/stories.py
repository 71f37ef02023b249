"""Stories 场景: a dry run kept as a scenario, in a file beside the draft."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

from engine.calendar import SHANGHAI
from engine.errors import Invalid
from engine.scenarios.reading import ENDING, parse

_MINUTE: Final = "%Y-%m-%dT%H:%M"


def text_of(
    process: str, steps: Sequence[Mapping[str, Any]], *, clock: datetime, name: str = "试运行"
) -> str:
    """Return a file of scenarios with one story; a story without steps waits for its first."""
    story = {"name": name, "steps": [dict(step) for step in steps] or [{"advance": "PT0M"}]}
    head = {"process": process, "clock": clock.astimezone(SHANGHAI).strftime(_MINUTE)}
    return _dumped({**head, "scenarios": [story]})


def added(
    text: str,
    process: str,
    steps: Sequence[Mapping[str, Any]],
    *,
    clock: datetime,
    name: str,
    ended: Mapping[str, Any],
) -> str:
    """Return a file of scenarios with one story more, which ends with what was found to be so.

    `text` is the file as it was, empty for none. Raises Invalid for a file that cannot be read, a
    story without steps, or a name that another story has.
    """
    if not steps or not name.strip():
        raise Invalid("a story needs a name and a step")
    whole = [*steps, {"expect": dict(ended)}] if ended else list(steps)
    fresh = text_of(process, whole, clock=clock, name=name.strip())
    if not text.strip():
        return fresh
    known = parse(text, Path(f"{process}{ENDING}"))
    if any(each.name == name.strip() for each in known.scenarios):
        raise Invalid(f"there is a story {name.strip()!r} already", name=name.strip())
    document = YAML().load(text)
    document["scenarios"].append(YAML().load(fresh)["scenarios"][0])
    return _dumped(document)


def _dumped(document: Any) -> str:
    out = StringIO()
    writer = YAML()
    writer.width = 120  # a step stays on one line where it can
    writer.dump(document, out)
    return out.getvalue()
