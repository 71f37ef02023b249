"""Events on a way: those that wait for something, and those that make something happen."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.diagram import EventDefinition
from engine.interpreter import arming, expressions, gathering, mappings, withdrawing
from engine.interpreter.failures import Failure, Uncaught
from engine.interpreter.flows import Watch
from engine.interpreter.happening import hear
from engine.interpreter.specs import faults
from engine.interpreter.specs.node import Node, follow
from engine.interpreter.specs.tasks import Waiting
from engine.interpreter.tokens import Token
from engine.model.events import MessageThrown, SignalThrown


class CatchEvent(Waiting):
    """Waits for a timer, message, signal or condition: an intermediate catch event."""

    def begin(self, token: Token) -> bool:
        """Arm, unless an event-based gateway saw the event already."""
        if "payload" in token.internal_data:
            mappings.hand_in(token, token.internal_data.pop("payload"))
            return True
        arming.arm(token.case, token, [self])
        return False

    def begun_by(self, token: Token, _: str, payload: dict[str, Any]) -> None:
        """Begin the case with the event that has come: the token does not wait for it."""
        token.internal_data |= {"payload": payload, "opens": True}

    def fired(self, watch: Watch, variables: Mapping[str, Any], missed: int) -> None:
        """Go on with what the event brought: this token, or the gateway that watched for it."""
        owner = watch.owner
        gathered = gathering.gather(watch, variables, missed)
        if gathered is None:
            return
        owner.case.disarm_all(owner)
        if isinstance(owner.task_spec, EventGateway):
            owner.task_spec.decide(owner, self, gathered.variables)
        else:
            owner.task_spec.resume(owner, gathered.variables)


class ReceiveTask(CatchEvent):
    """Waits for a message; a person may note by hand that it came."""

    by_hand = True


class EventGateway(Waiting):
    """Waits for the first of several events."""

    def begun_by(self, token: Token, element_id: str, payload: dict[str, Any]) -> None:
        """Begin the case with one of the events, which has come."""
        way = next(way.id for way in self.ways if way.target.bpmn_id == element_id)
        token.internal_data |= {"happened": [way, payload], "opens": True}

    def begin(self, token: Token) -> bool:
        """Arm them all, unless one of them began the case."""
        if "happened" in token.internal_data:
            return True
        arming.arm(token.case, token, [way.target for way in self.ways])
        return False

    def decide(self, token: Token, target: Node, variables: Mapping[str, Any]) -> None:
        """Leave towards the event that happened."""
        way = next(way.id for way in self.ways if way.target is target)
        token.internal_data["happened"] = [way, dict(variables)]
        self.resume(token, {})

    def choose(self, token: Token) -> list[Any]:
        """Return the way to the event that happened."""
        return [way for way in self.ways if way.id == token.internal_data["happened"][0]]

    def _take_ways(self, token: Token) -> None:
        flow_id, variables = token.internal_data["happened"]
        target = next(way.target for way in self.ways if way.id == flow_id)
        follow(token, target, flow_id).internal_data["payload"] = variables


class Throwing(Node):
    """An event with an effect."""

    which = 0
    """The place among the event definitions of the element."""
    by_instance: EventDefinition | None = None
    """What an instance of a multi-instance activity throws, none of the element's own events."""

    @property
    def event(self) -> EventDefinition:
        """What it throws."""
        return self.by_instance or self.element.events[self.which]

    def payload(self, token: Token) -> dict[str, Any]:
        """Return what goes with it: the mapped inputs; of an instance its runtime attributes."""
        if self.by_instance is None:
            return mappings.local_inputs(token)
        return dict(token.internal_data["attributes"])


class ThrowMultiple(Node):
    """An event with several effects, one after the other (BPMN 2.0.2, 10.5.5)."""

    parts: tuple[Throwing, ...]

    def begin(self, token: Token) -> bool:
        """Tell all, or nothing when one of them fails."""
        told = len(token.case.events)
        try:
            return all(part.begin(token) for part in self.parts)
        except Failure:
            del token.case.events[told:]
            raise

    def completed(self, token: Token) -> None:
        """Let every effect that follows the completion happen, until one ends the scope."""
        follow_from(self.parts, token)


def follow_from(parts: Iterable[Throwing], token: Token) -> None:
    """Let what follows from the completion of several effects happen, until the scope is left."""
    flow = token.workflow
    cut = flow.cut
    for part in parts:
        if flow.cut == cut:
            part.completed(token)


class ThrowMessage(Throwing):
    """Sends a message; the store delivers it."""

    def begin(self, token: Token) -> bool:
        """Send name, correlation key and the mapped inputs."""
        case = token.case
        names = case.names(token.inner)
        case.emit(
            MessageThrown(
                element_id=self.bpmn_id,
                name=expressions.string(self.event.name or "", names),
                correlation_key=arming.correlation_key(case, self.event, names),
                variables=self.payload(token),
            )
        )
        return True


class ThrowSignal(Throwing):
    """Broadcasts a signal: this case hears it at once, the store delivers it to all others."""

    def begin(self, token: Token) -> bool:
        """Send name and the mapped inputs."""
        case = token.case
        name, variables = self._name(token), self.payload(token)
        case.emit(SignalThrown(element_id=self.bpmn_id, name=name, variables=variables, heard=True))
        return True

    def completed(self, token: Token) -> None:
        """Let those in the case hear it who listen now, and nobody later (10.5.1)."""
        hear(token.case, self._name(token), self.payload(token))

    def _name(self, token: Token) -> str:
        return expressions.string(self.event.name or "", token.case.names(token.inner))


class ThrowEscalation(Throwing):
    """Tells the activities around; when nobody listens the case simply goes on."""

    def completed(self, token: Token) -> None:
        """Let the nearest catcher react."""
        code = expressions.string(self.event.code or "", token.case.names(token.inner))
        faults.escalate(token, code, self.payload(token))


class ErrorEnd(Throwing):
    """Ends its scope with an error that something around must catch."""

    def begin(self, token: Token) -> bool:
        """Make sure that somebody catches: an uncaught error never passes for a good end."""
        if self._catcher(token) is None:
            raise Uncaught(self._code(token), self.payload(token))
        return True

    def completed(self, token: Token) -> None:
        """Let the catcher react."""
        found = self._catcher(token)
        assert found is not None
        found.catch(self.payload(token))

    def _catcher(self, token: Token) -> faults.Catcher | None:
        return faults.catcher(token, "error", self._code(token))

    def _code(self, token: Token) -> str:
        return expressions.string(self.event.code or "", token.case.names(token.inner))


class TerminateEnd(Throwing):
    """Ends everything in its scope."""

    def completed(self, token: Token) -> None:
        """Take back what is still going on in this scope."""
        withdrawing.empty(token.workflow)


class LinkThrow(Throwing):
    """Goes on at the link catch event of the same name."""

    def completed(self, token: Token) -> None:
        """Begin at the other half."""
        catch = token.spawn(token.workflow.spec.links[self.event.name or ""])
        catch.internal_data["cause"] = token.id
