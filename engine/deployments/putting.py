"""Putting a release in force: processes with the tables and forms that they use, bound for good."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import orjson

from engine import diagram, linting
from engine.deadlines import DECISION as POLICY
from engine.deployments import checking, policies, starting
from engine.deployments.archives import unpacked
from engine.deployments.checking import Surroundings
from engine.deployments.reading import Release, read
from engine.diagram import Process
from engine.errors import DeploymentRefused, NotFound
from engine.model import Actor, Finding, ProcessDefinition, Severity
from engine.model.breach import is_process
from engine.store import Release as Bound
from engine.store import Transaction

Content = TypeVar("Content")

BREACH: Final = "gj:onBreach"
DUE: Final = "gj:due"
_IN_FORCE: Final = 1_000
"""Processes in force that are asked who awaits a message: more than a company has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """What a deployment put in force, and what its check found besides."""

    id: str
    definitions: tuple[ProcessDefinition, ...]
    """The version in force of every process, also where nothing had changed."""
    findings: tuple[Finding, ...]
    """Warnings only: errors refuse a deployment."""


def deploy(tx: Transaction, resources: Mapping[str, bytes], *, by: Actor) -> Deployed:
    """Put diagrams, decision tables and forms in force together. Designers and administrators.

    A ZIP archive stands for the files in it. Processes use the tables and forms of the release,
    else those deployed last; what a version uses never changes afterwards. The bytes of the version
    in force are that version again. Cases that run stay on theirs. Raises DeploymentRefused with
    every finding where there is an error among them.
    """
    policies.check_direct(tx, by=by)
    return put(tx, resources, by=by)


def put(tx: Transaction, resources: Mapping[str, bytes], *, by: Actor) -> Deployed:
    """Put files in force as `deploy` does, for whoever has been asked whether he may."""
    resources, packed = unpacked(resources)
    release, found, bound = _examined(tx, resources, packed)
    if any(finding.severity is Severity.ERROR for finding in found):
        raise DeploymentRefused(found)
    deployment = tx.definitions.add_deployment(
        by=by,
        resources=resources,
        releases=tuple(bound.values()),
        decisions={id_: table.xml for table in release.tables for id_ in table.model.decisions},
        forms={checking.form_id(form): form.document for form in release.forms},
    )
    for definition in deployment.definitions:
        if definition.deployment_id == deployment.id:  # else nothing changed: its timers go on
            starting.listen(tx, definition)
    return Deployed(id=deployment.id, definitions=deployment.definitions, findings=found)


def check(tx: Transaction, resources: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return everything that `deploy` would find, and change nothing."""
    return _examined(tx, *unpacked(resources))[1]


def _examined(
    tx: Transaction, resources: Mapping[str, bytes], packed: tuple[Finding, ...]
) -> tuple[Release, tuple[Finding, ...], Mapping[str, Bound]]:
    release = read(resources)
    found = [*packed, *checking.findings(release, _around(tx, release))]
    bound: dict[str, Bound] = {}
    for drawing in release.drawings:
        for key, process in drawing.diagram.processes.items():
            if process.executable:
                bound[key] = _bound(tx, release, process, drawing.xml)
                found += checking.of_process(bound[key], drawing.resource)
    return release, tuple(dict.fromkeys(found)), bound


def _around(tx: Transaction, release: Release) -> Surroundings:
    """Return what of the things in force the diagrams of the release lean on."""
    processes = [p for d in release.drawings for p in d.diagram.processes.values()]
    named = {key for process in processes for key in _named(process)}
    return Surroundings(
        processes={key for key in named if _is_deployed(tx, key)},
        decisions={
            id_
            for process in processes
            for id_ in _asked(process)
            if tx.definitions.latest_decision(id_) is not None
        },
        forms={
            id_
            for process in processes
            for id_ in _shown(process)
            if tx.definitions.latest_form(id_) is not None
        },
        posts=tx.people.organisation().posts or None,
        exchange=_exchange(tx, release),
    )


def _exchange(tx: Transaction, release: Release) -> linting.Exchange:
    """Return what the processes in force send and await; unread where the release needs none."""
    own = linting.exchange(drawing.diagram for drawing in release.drawings)
    if own.thrown <= own.caught:
        return linting.Exchange()
    present = tx.definitions.page(latest_only=True, limit=_IN_FORCE).items
    return linting.exchange(diagram.read(each.xml) for each in present)


def _named(process: Process) -> Iterator[str]:
    """Yield the processes that call activities call and that missed deadlines start."""
    for element in process.elements.values():
        if element.called is not None:
            yield element.called.process_id
        if is_process(element.properties.get(BREACH, "")):
            yield element.properties[BREACH]
    yield from (
        lane.properties[BREACH]
        for lane in process.lanes.values()
        if is_process(lane.properties.get(BREACH, ""))
    )


def _is_deployed(tx: Transaction, key: str) -> bool:
    try:
        tx.definitions.latest(key)
    except NotFound:
        return False
    return True


def _bound(tx: Transaction, release: Release, process: Process, xml: bytes) -> Bound:
    """Bind a process to what it uses, and name the whole by the digest of all of it."""
    tables = {id_: table.xml for table in release.tables for id_ in table.model.decisions}
    documents = {checking.form_id(form): form.document for form in release.forms}
    asked = _asked(process) | (_ruled(process) & tables.keys())
    decisions = _present(asked, tables, tx.definitions.latest_decision)
    forms = _present(_shown(process), documents, tx.definitions.latest_form)
    return Bound(
        key=process.id,
        name=process.name or process.id,
        digest=_digest(process.id, xml, decisions, forms),
        xml=xml,
        decisions=decisions,
        forms=forms,
        version_tag=process.version_tag,
        settings=dict(process.properties),
    )


def _asked(process: Process) -> frozenset[str]:
    """Return the ids of the decisions that business rule tasks ask."""
    elements = process.elements.values()
    return frozenset(element.decision.id for element in elements if element.decision)


def _ruled(process: Process) -> frozenset[str]:
    """Return the decision that a release may bring for user tasks which state no deadline."""
    tasks = (each for each in process.elements.values() if each.kind == "userTask")
    open_ = any(DUE not in process.effective(each) for each in tasks)
    return frozenset({POLICY}) if open_ else frozenset()


def _shown(process: Process) -> frozenset[str]:
    """Return the ids of the forms of user tasks and start events."""
    elements = process.elements.values()
    return frozenset(e.form.id for e in elements if e.form is not None and e.form.id)


def _present(
    ids: frozenset[str], brought: Mapping[str, Content], latest: Callable[[str], Content | None]
) -> dict[str, Content]:
    """Return what the release brings, else what was deployed last; what is nowhere is left out."""
    found = {id_: brought[id_] if id_ in brought else latest(id_) for id_ in sorted(ids)}
    return {id_: content for id_, content in found.items() if content is not None}


def _digest(
    key: str, xml: bytes, decisions: Mapping[str, bytes], forms: Mapping[str, Mapping[str, Any]]
) -> str:
    """Return the SHA-256 of everything a version consists of."""
    parts = [
        key,
        hashlib.sha256(xml).hexdigest(),
        {id_: hashlib.sha256(table).hexdigest() for id_, table in decisions.items()},
        forms,
    ]
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()
