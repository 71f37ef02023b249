"""What people can begin by hand in a waiting case: the activities of its ad-hoc sub-processes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.diagram import Element
from engine.interpreter.compiling import program
from engine.interpreter.snapshot import load
from engine.interpreter.specs.ad_hoc import AdHocSubprocess
from engine.interpreter.tokens import Token
from engine.model import ProcessDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One open ad-hoc sub-process that people decide about; its id is that of its user task."""

    activity_id: UUID
    element: Element
    startable: tuple[Element, ...]
    """What can be begun now; nothing while one activity after the other is the rule and one is
    still going on, or when it only waits for its end."""


def offers(definition: ProcessDefinition, snapshot: bytes, now: datetime) -> tuple[Offer, ...]:
    """Return the open ad-hoc sub-processes of a case, in the order in which they were opened."""
    case = load(program(definition), snapshot, now)
    hosts = sorted((flow.host for flow in case.subprocesses.values()), key=lambda host: host.id)
    return tuple(
        Offer(
            activity_id=case.id(host.id),
            element=host.task_spec.element,
            startable=_startable(host),
        )
        for host in hosts
        if isinstance(host.task_spec, AdHocSubprocess) and host.internal_data.get("asked")
    )


def _startable(host: Token) -> tuple[Element, ...]:
    node = host.task_spec
    return tuple(
        node.inside.node(element_id).element
        for element_id in node.startable
        if node.refusal(host, element_id) is None
    )
