"""What the shipped stories fill in at each step, for tests that click or call instead."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from ruamel.yaml import YAML

PROCESSES = Path(__file__).parents[2] / "processes"
_TIME = re.compile(r"\$now(?:([+-])PT(\d+)([HM]))?")


def fills(process, now):
    """Return the values of every step of a shipped process, times counted from `now`."""
    story = PROCESSES / process / f"{process}.scenario.yaml"
    found = YAML(typ="safe").load(story.read_text(encoding="utf-8"))["fills"]
    return {
        step: {name: _at(value, now) for name, value in values.items()}
        for step, values in found.items()
    }


def _at(value, now):
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    sign, count, unit = found.groups()
    span = timedelta(**{"hours" if unit == "H" else "minutes": int(count or 0)})
    return (now - span if sign == "-" else now + span).isoformat(timespec="seconds")


def now_of(client):
    return datetime.fromisoformat(client.get("/clock").json()["now"])
