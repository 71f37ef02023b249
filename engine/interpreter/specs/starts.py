"""Beginnings of a case that wait for more than the event that began it."""

from collections.abc import Mapping
from typing import Any

from engine.interpreter import arming, gathering
from engine.interpreter.flows import Watch
from engine.interpreter.graph import Way
from engine.interpreter.specs.events import EventGateway
from engine.interpreter.specs.handlers import StartEvent
from engine.interpreter.specs.node import follow
from engine.interpreter.specs.tasks import Waiting
from engine.interpreter.tokens import Token


class GatheringStart(StartEvent, Waiting):
    """A parallel multiple start event: the case begins with the first event and waits for the rest.

    BPMN 2.0.2, table 10.84: all of them are needed.  Until then the event sub-processes of the case
    do not listen.  In an event sub-process it is like any other start.
    """

    shares_key = True

    def begin(self, token: Token) -> bool:
        """Wait for what has not come; who starts it by hand stands for all of them."""
        if "first" not in token.internal_data:
            return super().begin(token)
        which, brought = token.internal_data["first"]
        arming.arm_others(token.case, token, self.element, which)
        del token.internal_data["first"]
        come = Watch(id=0, kind="", element_id=self.bpmn_id, owner=token, which=which)
        gathering.remember(come, brought, None)
        return False

    def fired(self, watch: Watch, variables: Mapping[str, Any], missed: int) -> None:
        """Begin in earnest once nothing is missing."""
        if watch.owner.task_spec is not self:
            super().fired(watch, variables, missed)
            return
        gathered = gathering.gather(watch, variables, missed)
        if gathered is not None:
            watch.owner.internal_data["opens"] = True
            self.resume(watch.owner, gathered.variables)

    def leaving(self, token: Token) -> None:
        """Let the event sub-processes listen from now on."""
        arming.open_scope(token)
        super().leaving(token)


class ParallelEventGateway(EventGateway):
    """Begins a case with the first of several messages; the case waits for the others as well.

    BPMN 2.0.2, 10.6.6: `instantiate` with the type Parallel.
    """

    shares_key = True

    def begin(self, _: Token) -> bool:
        """Do not wait: the events behind it do."""
        return True

    def choose(self, _: Token) -> list[Way]:
        """Return the ways to all events."""
        return list(self.ways)

    def _take_ways(self, token: Token) -> None:
        come, payload = token.internal_data.get("happened", (None, {}))
        for way in self.ways:
            child = follow(token, way.target, way.id)
            if way.id == come:
                child.internal_data["payload"] = payload
            elif "key" in token.internal_data:
                child.internal_data["key"] = token.internal_data["key"]
