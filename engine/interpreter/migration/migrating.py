"""Moving a case to another version: checked as a whole first, then moved as a whole."""

from collections.abc import Iterator
from datetime import datetime

import orjson

from engine.errors import InstanceNotActive, MigrationRefused
from engine.interpreter.driving import drive
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Case
from engine.interpreter.graph import parted
from engine.interpreter.library import READY
from engine.interpreter.migration.counterparts import Counterparts
from engine.interpreter.migration.moving import Document, Mover
from engine.interpreter.migration.rearming import Rearming
from engine.interpreter.migration.wording import reason
from engine.interpreter.snapshot import load, read, save
from engine.interpreter.specs.tasks import UserTask
from engine.interpreter.tokens import Phase, Token
from engine.model import Finding, ProcessDefinition, Step
from engine.model.commands import Migrate
from engine.model.events import ActivityMigrated, Event


def migrate(
    old: ProcessDefinition,
    new: ProcessDefinition,
    snapshot: bytes,
    command: Migrate,
    now: datetime,
) -> Step:
    """Let a case of the old version go on as the new one.

    Nothing is done again and nothing is skipped: what waits goes on waiting at its counterpart,
    with its ids.  Only what the new version has more or less of begins or ends: boundary events and
    event sub-processes, and a join for which everything has arrived by now.

    Raises MigrationRefused with every reason why it cannot, Invalid where the two are not versions
    of one process, InstanceNotActive when the run has ended; nothing has changed then.
    """
    pairs = Counterparts(old, new, command.mapping)
    document = read(snapshot)
    if document["done"]:
        raise InstanceNotActive("the process instance has ended")
    mover = Mover(pairs)
    moved = mover.moved(document)
    _refuse(mover.findings)
    case = load(pairs.new, orjson.dumps(moved), now)
    before = _elements(document)
    _refuse((*_told(case, before, command), *Rearming(case, pairs, before, command.timers).run()))
    _let_through(case, pairs, before)
    drive(case)
    return Step(snapshot=save(case), events=tuple(case.events))


def _refuse(findings: tuple[Finding, ...]) -> None:
    if findings:
        raise MigrationRefused(findings)


def _elements(document: Document) -> dict[int, str]:
    """Return the element of every living token, by ordinal."""
    rows = (row for _, _, rows, *_ in document["flows"] for row in rows)
    return {row[0]: parted(row[1])[0] for row in rows}


def _told(case: Case, before: dict[int, str], command: Migrate) -> Iterator[Finding]:
    """Tell what every open activity is now; yields what fails."""
    for ordinal in sorted(before):
        token = case.token(ordinal)
        assert token is not None  # every row of the snapshot is a living token
        if token.phase == Phase.NEW:
            continue
        node = token.task_spec
        case.emit(
            ActivityMigrated(
                activity_id=case.id(ordinal),
                element_id=node.bpmn_id,
                previous=before[ordinal],
                kind=node.kind,
                name=node.bpmn_name,
            )
        )
        try:
            for event in _outside(token, command):
                case.emit(event)
        except Failure as failure:
            yield reason("expression", node.bpmn_id, failure.message)


def _outside(token: Token, command: Migrate) -> Iterator[Event]:
    """Yield what the world outside is to know of a task that it works on."""
    node = token.task_spec
    if token.phase != Phase.WAITING or token.incident is not None:
        return
    yield from node.migrated(token)
    if command.routing == "again" and isinstance(node, UserTask):
        yield node.rerouted(token)


def _let_through(case: Case, pairs: Counterparts, before: dict[int, str]) -> None:
    """Let joins look again whose incoming flows are others now: all may have arrived."""
    for flow in case.flows():
        for token in list(flow.open.values()):
            if token.alive and token.state < READY:
                element = token.task_spec.element
                was = pairs.old.process.elements[before[token.id]].incoming
                if {pairs.flow(flow_id) for flow_id in was} != set(element.incoming):
                    token.task_spec._update(token)  # noqa: SLF001  (the library's life cycle)
