"""Reporting coverage: as text, as JSON for machines, and on the diagram itself."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from engine import diagram
from engine.drawing import Marks, NoLayout, State, draw
from engine.scenarios.coverage import Covered

UNTRIED = "未走到"


def text(covered: Iterable[Covered]) -> str:
    """Return a table, a line per process and kind of part, with what is missing."""
    lines = [f"{'process':<28}{'parts':<18}{'covered':>9}{'':>7}  missing"]
    for one in covered:
        for share in one.shares:
            if share.total:
                count = f"{share.covered}/{share.total}"
                missing = ", ".join(share.missing)
                lines.append(
                    f"{one.process:<28}{share.what:<18}{count:>9}{share.percent:>6.0f}%  {missing}"
                )
    return "\n".join(line.rstrip() for line in lines)


def to_json(covered: Iterable[Covered]) -> dict[str, Any]:
    """Return percentages, counts and what is missing, by process."""
    return {
        one.process: {
            "elements": dict(one.visits),
            "flows": dict(one.taken),
            "parts": {
                share.what: {
                    "covered": share.covered,
                    "total": share.total,
                    "percent": round(share.percent, 2),
                    "missing": list(share.missing),
                }
                for share in one.shares
            },
        }
        for one in covered
    }


def svg(covered: Covered) -> str:
    """Draw the diagram with what the scenarios came by; the rest is badged as untried.

    Raises NoLayout where nothing is drawn.
    """
    missing = [part for share in covered.shares for part in share.missing]
    marks = Marks(
        states=dict.fromkeys(covered.visits, State.DONE),
        visits=covered.visits,
        taken=tuple(covered.taken),
        badges=dict.fromkeys(missing, UNTRIED),
    )
    return draw(diagram.read(covered.diagram), marks, title=f"{covered.process} 覆盖")


def write(covered: Iterable[Covered], folder: Path) -> None:
    """Write `coverage.json`, and an SVG for each process that is drawn, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    every = list(covered)
    (folder / "coverage.json").write_bytes(
        orjson.dumps(to_json(every), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    )
    for one in every:
        with suppress(NoLayout):
            (folder / f"{one.process}.svg").write_text(svg(one), encoding="utf-8")
