"""Foreign: tests of other products, read as stories; whatever cannot be carried over is named.

Two formats are known by what stands in them: the JSON test cases of Camunda (`testCases`), and the
test files of SpiffArena (`tasks` and `expected_output_json` under the name of each case).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, Final

import orjson
from ruamel.yaml import YAML

from engine import diagram, importing
from engine.diagram import Element, Process
from engine.errors import Invalid
from engine.scenarios.proposing import WHO

LEFT_OUT: Final = "left out"
APPROXIMATED: Final = "approximated"
_WIDTH: Final = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that was not carried over as it was."""

    verdict: str
    """LEFT_OUT or APPROXIMATED."""
    where: str
    """The test case, and the number and type of its instruction or its task."""
    why: str


@dataclass(slots=True, kw_only=True)
class Imported:
    """What became of a file of tests."""

    process: str
    stories: list[dict[str, Any]] = field(default_factory=list)
    jobs: dict[str, Any] = field(default_factory=dict)
    """Mocks of service jobs, by type."""
    clock: str = ""
    """When stories begin; empty where nothing says so."""
    remarks: list[Remark] = field(default_factory=list)

    def tell(self, name: str, en: str, steps: Sequence[Mapping[str, Any]]) -> None:
        """Add a story; one without steps is none."""
        if steps:
            told = [dict(step) for step in steps]
            self.stories.append({"name": name, "en": en or name, "steps": told})
        else:
            self.leave_out(name, "nothing of it could be carried over")

    def leave_out(self, where: str, why: str) -> None:
        self.remarks.append(Remark(verdict=LEFT_OUT, where=where, why=why))

    def approximate(self, where: str, why: str) -> None:
        self.remarks.append(Remark(verdict=APPROXIMATED, where=where, why=why))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The diagram that tests are about, in our dialect; without one nothing can be looked up."""

    xml: bytes = b""
    process: Process | None = None

    def elements(self) -> Mapping[str, Element]:
        return self.process.elements if self.process else {}

    def named(self, name: str) -> str | None:
        """Return the id of the one element of a name."""
        found = [one.id for one in self.elements().values() if one.name == name]
        return found[0] if len(found) == 1 else None

    def ends(self) -> Sequence[str]:
        """Return the end events of the process itself."""
        return [
            one.id
            for one in self.elements().values()
            if one.kind == "endEvent" and one.parent_id == one.process_id
        ]


def drawn(path: Path | None) -> Drawn:
    """Return the first executable process of a diagram, translated where it is another engine's.

    Raises Invalid where the file holds no process.
    """
    if path is None:
        return Drawn()
    xml = importing.translate(path.read_bytes()).xml
    processes = diagram.read(xml).processes.values()
    found = sorted(processes, key=lambda one: not one.executable)
    if not found:
        raise Invalid(f"{path.name} holds no process")
    return Drawn(xml=xml, process=found[0])


def document(path: Path) -> dict[str, Any]:
    """Read a file of tests as JSON; raises Invalid for what is no mapping."""
    try:
        found = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{path.name} is no JSON: {error}") from None
    if not isinstance(found, dict) or not found:
        raise Invalid(f"{path.name}: expected a mapping with test cases")
    return found


def start(values: Mapping[str, Any], by: str) -> dict[str, Any]:
    """Return the step with which a case begins."""
    return {"start": by, **given(values)}


def given(values: Any) -> dict[str, Any]:
    """Return `with` where anything is handed over."""
    return {"with": dict(values)} if values else {}


def written(imported: Imported, source: str) -> str:
    """Write what was imported as a file of scenarios, with what was not at its head."""
    document_: dict[str, Any] = {"process": imported.process}
    if imported.clock:
        document_["clock"] = imported.clock
    if imported.jobs:
        document_["jobs"] = imported.jobs
    document_["scenarios"] = imported.stories
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = _WIDTH
    out = StringIO()
    yaml.dump(document_, out)
    return "".join(f"# {line}\n" for line in _head(imported, source)) + out.getvalue()


def _head(imported: Imported, source: str) -> Iterator[str]:
    yield f"Imported from {source}. Who acts is written as {WHO} where nothing says so."
    yield from (" ".join(line(one).split()) for one in imported.remarks)


def line(remark: Remark) -> str:
    """Return a remark as one line of a report."""
    return f"{remark.verdict}: {remark.where}: {remark.why}"
