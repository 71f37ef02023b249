"""What a dry run borrows from the company: its organisation, and what the draft leans on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from engine import access
from engine.deployments import beginnings
from engine.deployments.checking import form_id
from engine.deployments.reading import read
from engine.model import Actor, Role
from engine.model.organisation import Organisation
from engine.store import Transaction

_MOST: Final = 1_000
"""Processes in force that are looked at: more than a company has."""
_NAMED: Final = re.compile(
    rb'(?:decisionId|formId|processId|calledElement|value)="([^"&<>]{1,200})"'
)
_DRAWN: Final = re.compile(rb'<[^<>]*process [^<>]*\bid="([^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """As it is now; nothing of it is changed by a dry run."""

    organisation: Organisation
    now: datetime
    release: Mapping[str, bytes]
    """Files in force that the draft names: called processes, tables, forms."""


def of(tx: Transaction, files: Mapping[str, bytes], *, by: Actor) -> Company:
    """Return what a dry run of these files needs. Designers and administrators."""
    access.check_has_role(by, Role.DESIGNER, Role.ADMINISTRATOR)
    diagrams = [content for name, content in files.items() if name.endswith(".bpmn")]
    own = {key.decode() for content in diagrams for key in _DRAWN.findall(content)}
    return Company(
        organisation=tx.people.organisation(),
        now=tx.now,
        release=_besides(files, _leaned_on(tx, diagrams, own)),
    )


def _besides(own: Mapping[str, bytes], others: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out what defines a process, table or form that is there already, by whatever name."""
    taken = _defined(own)
    kept = {}
    for name, content in others.items():
        ids = _defined({name: content})
        if name not in own and not ids & taken:
            kept[name] = content
            taken |= ids
    return kept


def _defined(files: Mapping[str, bytes]) -> set[tuple[str, str]]:
    release = read(files)
    return {
        *(("process", key) for drawing in release.drawings for key in drawing.diagram.processes),
        *(("decision", id_) for table in release.tables for id_ in table.model.decisions),
        *(("form", form_id(form)) for form in release.forms),
    }


def _leaned_on(tx: Transaction, diagrams: list[bytes], own: set[str]) -> dict[str, bytes]:
    """Follow what diagrams name, from process to process."""
    in_force = {one.key: one for one in tx.definitions.page(latest_only=True, limit=_MOST).items}
    found: dict[str, bytes] = {}
    waiting = list(diagrams)
    while waiting:
        for name in sorted(_names(waiting.pop())):
            if name in in_force and name not in own:
                own.add(name)
                waiting.append(in_force[name].xml)
                found.update(beginnings.of_definition(in_force[name]))
    for content in diagrams:
        found.update(_parts(tx, _names(content)))
    return found


def _names(content: bytes) -> set[str]:
    return {name.decode().strip() for name in _NAMED.findall(content)}


def _parts(tx: Transaction, names: set[str]) -> Iterator[tuple[str, bytes]]:
    """Yield tables and forms in force that a diagram names and the draft does not bring along."""
    for name in sorted(names):
        table = tx.definitions.latest_decision(name)
        if table is not None:
            yield f"{name}.dmn", table
        form = tx.definitions.latest_form(name)
        if form is not None:
            yield f"{name}.form.json", orjson.dumps(form)
