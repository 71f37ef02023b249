"""Reporting coverage: as text, as JSON and LCOV for machines, on the diagram and as a page."""

from collections.abc import Iterable
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any, Final

import orjson

from engine import diagram
from engine.drawing import Marks, NoLayout, State, draw
from engine.scenarios.coverage import Covered
from engine.scenarios.lcov import lcov
from engine.scenarios.since import Changed

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
            "stories": {part: list(names) for part, names in sorted(one.stories.items())},
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


def changes(found: Iterable[Changed], since: str) -> str:
    """Return a line for each process that has changed, with what of it no story passes."""
    lines = [
        f"{one.process:<28}{len(one.parts) - len(one.untried)}/{len(one.parts)} changed parts"
        f" passed  {', '.join(one.untried)}"
        for one in found
        if one.parts
    ]
    told = lines or [f"nothing has changed since {since}"]
    return "\n".join(line.rstrip() for line in told)


def page(covered: Iterable[Covered]) -> str:
    """Return a page by itself: each diagram, and for each part how often and in which stories."""
    body = "".join(_section(one) for one in covered)
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><title>场景覆盖</title>'
        f"<style>{_STYLE}</style><h1>场景覆盖 Scenario coverage</h1>{body}</html>\n"
    )


_STYLE: Final = (
    "body{font:14px/1.5 sans-serif;margin:2em}svg{max-width:100%;height:auto}"
    "td,th{padding:2px 12px 2px 0;text-align:left;vertical-align:top}.untried{color:#b00020}"
)


def _section(one: Covered) -> str:
    drawn = ""
    with suppress(NoLayout):
        drawn = svg(one)
    shares = "".join(
        f"<li>{escape(share.what)} {share.covered}/{share.total}"
        f"{''.join(f' <span class=untried>{escape(part)}</span>' for part in share.missing)}</li>"
        for share in one.shares
        if share.total
    )
    counts = {**one.visits, **one.taken}
    rows = "".join(
        f"<tr><td>{escape(part)}</td><td>{count}</td>"
        f"<td>{escape('；'.join(one.stories.get(part, ())))}</td></tr>"
        for part, count in sorted(counts.items())
    )
    return (
        f"<h2>{escape(one.process)}</h2>{drawn}<ul>{shares}</ul>"
        f"<table><tr><th>图元 element</th><th>次数 times</th><th>场景 scenarios</th></tr>{rows}"
        "</table>"
    )


def write(covered: Iterable[Covered], folder: Path) -> None:
    """Write coverage.json, lcov.info, index.html, and an SVG for each process that is drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    every = list(covered)
    (folder / "coverage.json").write_bytes(
        orjson.dumps(to_json(every), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    )
    (folder / "lcov.info").write_text(lcov(every), encoding="utf-8")
    (folder / "index.html").write_text(page(every), encoding="utf-8")
    for one in every:
        with suppress(NoLayout):
            (folder / f"{one.process}.svg").write_text(svg(one), encoding="utf-8")
