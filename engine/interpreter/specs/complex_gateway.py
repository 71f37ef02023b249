"""The complex gateway: it goes on once its activation condition holds, and later resets.

BPMN 2.0.2, 13.4.5 (names and readings: docs/why/0115).  Waiting for start, it takes a token from
every incoming flow that has one as soon as the condition is true.  Then it waits for reset: for a
token from each of the other flows from which one can still come; those are taken away.  While it
waits for reset a token of its own stands there and remembers what was taken.
"""

import re
from typing import Any, Final

from engine.interpreter.expressions import condition
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Flow
from engine.interpreter.graph import Way
from engine.interpreter.library import COMPLETED, READY, WAITING
from engine.interpreter.scopes import Scope
from engine.interpreter.specs.gateways import Joining, consume
from engine.interpreter.specs.node import holds
from engine.interpreter.tokens import Phase, Token

_STATE: Final = re.compile(r"\bwaitingForStart\b")
_GATE, _TAKEN = "gate", "taken"


class ComplexGateway(Joining):
    """Waits for the combination of tokens that its condition describes, then chooses its ways."""

    def choose(self, token: Token) -> list[Way]:
        """Return the ways whose conditions are true in the phase that the gateway leaves.

        A flow that does not ask for `waitingForStart` gets its token at the start alone, and so
        does the default flow.
        """
        gate = token.internal_data[_GATE]
        names = token.case.names(Scope(token.id, token.inner, gate))
        starts = gate["waitingForStart"]
        asked = [way for way in self.ways if starts or _asks_state(way)]
        taken = [way for way in asked if not way.is_default and holds(way, names)]
        if starts and not taken:
            taken = [way for way in self.ways if way.is_default]
            if self.ways and not taken:
                raise Failure(
                    "condition", f"{self.bpmn_id}: no condition is true and there is no default"
                )
        return taken

    def leads_on(self, token: Token) -> bool:
        """Only a reset that gives tokens is waited for further on."""
        return _TAKEN not in token.internal_data or self._gives_at_reset

    def release(self, flow: Flow) -> bool:
        """Reset, or start where data have made the condition true."""
        resetting = self._resetting(flow)
        if resetting is not None:
            return self._reset(flow, resetting)
        return self._start(flow)

    def _update_hook(self, token: Token) -> bool:
        token._set_state(WAITING)  # noqa: SLF001  (the library's life cycle)
        if self._resetting(token.workflow) is None:
            self._start(token.workflow)
        return False

    def _run_hook(self, token: Token) -> bool | None:
        if _GATE not in token.internal_data:  # its condition had failed, and failed again now
            counts = self._counts(token.workflow)
            if not self._active(token, counts):
                return None
            self._let_through(token, counts)
        return super()._run_hook(token)

    @property
    def _gives_at_reset(self) -> bool:
        return any(_asks_state(way) for way in self.ways)

    def _resetting(self, flow: Flow) -> Token | None:
        held = (token for token in flow.open.values() if token.task_spec is self)
        return next((token for token in held if _TAKEN in token.internal_data), None)

    def _arrivals(self, flow: Flow) -> list[Token]:
        return [
            token
            for token in flow.open.values()
            if token.task_spec is self
            and token.via is not None
            and token.phase == Phase.NEW
            and _GATE not in token.internal_data
        ]

    def _counts(self, flow: Flow) -> dict[str, int]:
        counts = dict.fromkeys(self.element.incoming, 0)
        for token in self._arrivals(flow):
            counts[token.via or ""] += 1
        return counts

    def _start(self, flow: Flow) -> bool:
        """Let the arrivals through if the condition is true; it fails where it is run, not here."""
        arrivals = self._arrivals(flow)
        if not arrivals or any(t.incident is not None or t.state == READY for t in arrivals):
            return False
        counts = self._counts(flow)
        try:
            active = self._active(arrivals[0], counts)
        except Failure:
            arrivals[0].ready()
            return True
        if active:
            self._let_through(arrivals[0], counts)
            arrivals[0].ready()
        return active

    def _active(self, token: Token, counts: dict[str, int]) -> bool:
        text = self.element.activation_condition
        if text is None:
            return True
        view = Scope(token.id, token.inner, _gate(counts, starts=True))
        return condition(text, token.case.names(view))

    def _let_through(self, through: Token, counts: dict[str, int]) -> None:
        """Take one arrival from each flow that has one; this one goes on for all of them."""
        flow = through.workflow
        taken = self._take(flow, set()) | {through.via or "": through}
        consume(taken, through)
        through.internal_data[_GATE] = _gate(counts, starts=True)
        if self._gives_at_reset or len(taken) < len(self.element.incoming):
            resetting = flow.task_tree.spawn(self)
            resetting._set_state(WAITING)  # noqa: SLF001  (the library's life cycle)
            resetting.internal_data |= {_TAKEN: list(taken), "cause": through.id}

    def _reset(self, flow: Flow, resetting: Token) -> bool:
        if resetting.state != WAITING:
            return False  # on its way, or stopped by an incident
        before = set(resetting.internal_data[_TAKEN])
        late = self._take(flow, before)
        if self.expects(flow, before | late.keys()):
            return False
        counts = self._counts(flow)
        if late or self._gives_at_reset:
            consume({**late, "": resetting}, resetting)
            resetting.internal_data[_GATE] = _gate(counts, starts=False)
            resetting.ready()
        else:
            resetting._set_state(COMPLETED)  # noqa: SLF001
            flow._task_completed_notify(resetting)  # noqa: SLF001
        return True

    def _take(self, flow: Flow, before: set[str]) -> dict[str, Token]:
        taken: dict[str, Token] = {}
        for token in self._arrivals(flow):
            if token.via is not None and token.via not in before:
                taken.setdefault(token.via, token)
        return taken


def _gate(counts: dict[str, int], *, starts: bool) -> dict[str, Any]:
    """Return what the expressions of the gateway see beside the variables."""
    return {
        "activationCount": sum(counts.values()),
        "activationCounts": counts,
        "waitingForStart": starts,
    }


def _asks_state(way: Way) -> bool:
    return way.condition is not None and bool(_STATE.search(way.condition))
