"""Reaching: whether every state in which a case may wait can reach an end.

The interpreter itself carries out what may happen next, with the data of the stories and with data
that is read off the conditions: a bounded search, breadth first, then walks at random from wherever
it found no end. A step that stops in an incident leads nowhere. No store is needed, and nothing is
asked of the linter: a draft that cannot be put in force yet is looked at, too.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from engine import interpreter
from engine.calendar import Calendar, stated
from engine.deployments.reading import read as read_release
from engine.errors import Invalid
from engine.model import ProcessDefinition
from engine.scenarios.moves import NUMBER
from engine.scenarios.proposing import WHO
from engine.scenarios.reading import ENDING, MONDAY, Suite, read
from engine.scenarios.searching import Bounds, Reached, Search
from engine.scenarios.stage import releases

_YEARS = 2  # of announced days after the year in which cases begin


def suite_of(path: Path) -> Suite:
    """Return the stories of a file, or none for a diagram by itself; raises Invalid as `read`."""
    if path.name.endswith(ENDING):
        return read(path)
    if path.suffix != ".bpmn":
        raise Invalid(f"{path.name} is neither a diagram nor a file *{ENDING}")
    return Suite(
        path=path, process=path.stem, needs=(), clock=MONDAY, project="HY01", fills={}, jobs={}
    )


def reach(suite: Suite, bounds: Bounds) -> Iterator[Reached]:
    """Look from where the waiting cases of each process beside the stories reach an end.

    Of a diagram by itself only its own processes are looked at. Raises Invalid for a file that
    cannot be read.
    """
    for definition in _definitions(suite):
        search = Search(definition, suite, bounds)
        search.explore(_facts(definition, suite))
        search.walk()
        yield search.reached()


def _definitions(suite: Suite) -> Iterator[ProcessDefinition]:
    """Yield the executable processes, with every table that lies beside them or that they need."""
    *needed, own = [read_release(each) for each in releases(suite)]
    broken = next(iter(own.findings), None)
    if broken is not None:
        raise Invalid(broken.message_en)
    tables = [table for release in (*needed, own) for table in release.tables]
    decisions = {id_: table.xml for table in tables for id_ in table.model.decisions}
    for drawing in own.drawings:
        if suite.path.suffix == ".bpmn" and drawing.resource != suite.path.name:
            continue
        for key, process in drawing.diagram.processes.items():
            if process.executable:
                yield ProcessDefinition(
                    id=f"{key}:0",
                    key=key,
                    version=0,
                    name=process.name,
                    digest=sha256(drawing.xml + repr(decisions).encode()).hexdigest(),
                    xml=drawing.xml,
                    decisions=decisions,
                    forms={},
                    settings=dict(process.properties),
                )


def _facts(definition: ProcessDefinition, suite: Suite) -> dict[str, Any]:
    """Return what expressions read as `case`; working time is counted by the announced days."""
    year = suite.clock.year
    facts: dict[str, Any] = {
        "process": definition.key,
        "number": NUMBER,
        "project": suite.project,
        "initiator": WHO,
        "started": suite.clock.isoformat(),
    }
    if interpreter.counts_working_time(definition):
        written = stated(Calendar().sealed(year - 1, year + _YEARS))
        facts["calendar"] = {"id": "announced/0", "stated": written}
    return facts
