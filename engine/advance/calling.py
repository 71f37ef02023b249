"""Called processes: by which definition they run, how deep they stand, and what called them."""

from contextlib import suppress

from engine.errors import NotFound
from engine.model import ProcessDefinition, ProcessInstance
from engine.model.events import ChildCalled, InstanceStarted
from engine.store import Transaction


def called(tx: Transaction, parent: ProcessInstance, event: ChildCalled) -> ProcessDefinition:
    """Return the definition by the call activity's binding (Zeebe's bindingType)."""
    definitions = tx.definitions
    if event.binding == "versionTag":
        return definitions.by_tag(event.process_key, event.version_tag or "")
    deployment = definitions.get(parent.definition_id).deployment_id
    if event.binding == "deployment" and deployment is not None:
        with suppress(NotFound):  # it had not changed, so an earlier deployment brought it
            return definitions.in_deployment(event.process_key, deployment)
    return definitions.latest(event.process_key)


def depth(tx: Transaction, instance: ProcessInstance) -> int:
    """Count the calls that lead to this case."""
    found = 0
    while instance.parent_id is not None:
        found += 1
        instance = tx.cases.get(instance.parent_id)
    return found


def called_by(tx: Transaction, child: ProcessInstance) -> str:
    """Return the call activity's element, from the first row of the child's record."""
    first = tx.history.of(child.id, limit=1)[0].event
    return first.case["called_by"] if isinstance(first, InstanceStarted) else ""
