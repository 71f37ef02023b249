"""Coverage of what has changed: the parts that are new or different since an older version.

Where an element stands in the drawing or in the file changes nothing; what it says does.
"""

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from lxml import etree

from engine import diagram
from engine.diagram import Diagram, xml
from engine.errors import Invalid
from engine.scenarios.coverage import Covered, tables_of

_COUNTED: Final = frozenset({"nodes", "flows", "boundary events", "rules"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What has changed in a process, and what of it no story passes."""

    process: str
    parts: tuple[str, ...]
    """Elements and flows by id, rules as `table#number`, in alphabetical order."""
    untried: tuple[str, ...]


def older(since: str, folder: Path) -> Mapping[str, bytes]:
    """Return the diagrams and tables of an older version of a folder of a process, by file name.

    `since` is a folder, a revision that git knows, or a file of an older diagram, whose tables are
    those of now. Raises Invalid where it is none of them.
    """
    path = Path(since)
    if path.is_file():
        tables = {file.name: file.read_bytes() for file in folder.glob("*.dmn")}
        return {**tables, path.name: path.read_bytes()}
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir() if _is_model(file.name)}
    listed = _git(folder, "ls-tree", "--name-only", since, "./").decode().split()
    names = [Path(name).name for name in listed if _is_model(name)]
    return {name: _git(folder, "show", f"{since}:./{name}") for name in names}


def changed(one: Covered, release: Mapping[str, bytes], old: Mapping[str, bytes]) -> Changed:
    """Compare a process and its tables with an older version of them."""
    now = _parts(diagram.read(one.diagram), one.process)
    before = [_parts(diagram.read(file), one.process) for file in _of(old, ".bpmn")]
    known = {part: said for each in before for part, said in each.items()}
    tables = tables_of(diagram.read(one.diagram).processes[one.process], release)
    rules = [rule for rule in _different(release, old) if rule.partition("#")[0] in tables]
    parts = {*rules, *(part for part, said in now.items() if known.get(part) != said)}
    missing = {part for share in one.shares if share.what in _COUNTED for part in share.missing}
    return Changed(
        process=one.process,
        parts=tuple(sorted(parts)),
        untried=tuple(sorted(parts & missing)),
    )


def _git(folder: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603  arguments of our own, no shell
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", b"") or str(error).encode()
        raise Invalid(
            f"{arguments[-2]!r} is no file, no folder, and no revision of {folder}:"
            f" {said.decode(errors='replace').strip()}"
        ) from error


def _is_model(name: str) -> bool:
    return name.endswith((".bpmn", ".dmn"))


def _of(files: Mapping[str, bytes], ending: str) -> list[bytes]:
    return [file for name, file in sorted(files.items()) if name.endswith(ending)]


def _parts(found: Diagram, process_id: str) -> dict[str, Any]:
    """Return elements and flows of a process; nothing where the diagram has no such process."""
    process = found.processes.get(process_id)
    if process is None:
        return {}
    elements = {id_: replace(element, line=0) for id_, element in process.elements.items()}
    return {**elements, **process.flows}


def _different(release: Mapping[str, bytes], old: Mapping[str, bytes]) -> list[str]:
    """Return the rules of tables that are new or different, as `table#number`."""
    before = dict(_rules(_of(old, ".dmn")))
    now = _rules(_of(release, ".dmn"))
    return [rule for rule, said in now if before.get(rule) != said]


def _rules(files: Iterable[bytes]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for file in files:
        for table in xml.read(file).iter("{*}decisionTable"):
            for number, rule in enumerate(table.findall("{*}rule"), start=1):
                yield f"{table.get('id', '')}#{number}", tuple(_texts(rule))


def _texts(rule: etree._Element) -> Iterator[str]:
    return (said for text in rule.itertext() if (said := str(text).strip()))
