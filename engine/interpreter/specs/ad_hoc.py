"""The ad-hoc sub-process: people choose what is done in it, and in what order.

BPMN 2.0.2, 10.3.5 and 13.3.5; docs/why/0118.  Whoever has its work in the worklist begins the
activities that no flow leads to; what flows lead to runs on.  Where Zeebe's `activeElements-
Collection` says what begins, it begins on entry and nobody is asked.
"""

from collections.abc import Mapping
from typing import Any

from engine.diagram import AdHoc
from engine.diagram.kinds import ACTIVITIES
from engine.errors import Invalid
from engine.interpreter import arming, mappings, withdrawing
from engine.interpreter.expressions import condition, value
from engine.interpreter.failures import Failure
from engine.interpreter.flows import Flow, SubFlow
from engine.interpreter.scopes import Scope
from engine.interpreter.specs.containers import Subprocess
from engine.interpreter.specs.handlers import begin_at
from engine.interpreter.specs.tasks import UserTask
from engine.interpreter.tokens import Token


class AdHocSubprocess(UserTask, Subprocess):
    """A sub-process without an order; in a worklist until it ends."""

    startable: tuple[str, ...]
    """Ids of what can be chosen to begin."""
    listening: tuple[str, ...]
    """Ids of the catch events that nothing leads to."""

    @property
    def settings(self) -> AdHoc:
        """What the diagram says of it."""
        assert self.element.ad_hoc is not None
        return self.element.ad_hoc

    def begin(self, token: Token) -> bool:
        """Open the flow inside, and ask people or begin what the diagram names."""
        named, condition_text = self._named(token), self.settings.completion_condition
        if named == [] and condition_text is None:
            return True
        asked = None if named is not None and condition_text is None else self._created(token)
        flow = SubFlow(self.inside, token, token.case.next_ordinal())
        try:
            handlers = [handler.start for handler in self.inside.handlers]
            arming.arm(token.case, flow.task_tree, handlers)
        except Failure:
            del token.case.subprocesses[token.id]
            raise
        if asked is not None:
            token.case.emit(asked)
            token.internal_data["asked"] = True
        for element_id in self.listening:
            begin_at(flow, self.inside.node(element_id), {})
        if named is not None:
            token.internal_data["next"] = named
            self._begin_next(flow)
        return False

    def choose_activity(self, token: Token, element_id: str) -> None:
        """Begin one of the activities; raises Invalid where it cannot be begun now."""
        why = self.refusal(token, element_id)
        if why is not None:
            raise Invalid(f"{self.bpmn_id}: {why}", element_id=self.bpmn_id)
        begin_at(token.case.subprocesses[token.id], self.inside.node(element_id), {})

    def refusal(self, token: Token, element_id: str) -> str | None:
        """Return why this cannot be begun now; None where it can."""
        if not token.internal_data.get("asked"):
            return "its diagram says what begins in it"
        if element_id not in self.startable:
            return f"{element_id!r} is none of {', '.join(self.startable)}"
        if token.internal_data.get("enough"):
            return "it only waits for what is still going on"
        if self.settings.sequential and self._busy(token.case.subprocesses[token.id]):
            return "one activity after the other: another one is still going on"
        return None

    def resume(self, token: Token, variables: Mapping[str, Any]) -> None:
        """End it by hand; raises Invalid while something goes on, or before its condition holds."""
        flow = token.case.subprocesses[token.id]
        if not token.internal_data.get("asked") or self._busy(flow):
            raise Invalid(f"{self.bpmn_id}: what was begun has to end first", id=self.bpmn_id)
        text = self.settings.completion_condition
        if text is not None and not self._holds(token, text, variables):
            raise Invalid(f"{self.bpmn_id}: its completion condition is not true", id=self.bpmn_id)
        mappings.hand_in(token, variables)
        del token.internal_data["asked"]
        withdrawing.empty(flow)
        flow.completed = True
        flow.ended()

    def interrupted(self, token: Token) -> None:
        """Let nothing be begun any more: it ends with the event sub-process (13.5.4)."""
        self.abandoned(token)
        token.internal_data.pop("next", None)

    def abandoned(self, token: Token) -> None:
        """Take the work back from the worklists, where it was put there."""
        if token.internal_data.pop("asked", False):
            super().abandoned(token)

    def ends_with(self, host: Token, token: Token) -> bool:
        """Whether nothing is to follow an activity inside: the completion condition is true."""
        text = self.settings.completion_condition
        asked = text is not None and token.task_spec.element.kind in ACTIVITIES
        if asked and condition(text or "", token.case.names(token.outer)):
            token.internal_data["enough"] = True
        return bool(token.internal_data.get("enough") or host.internal_data.get("enough"))

    def is_over(self, flow: SubFlow, token: Token) -> bool:
        """Whether it ends with this token; what may begin now begins."""
        host, settings = flow.host, self.settings
        if token.internal_data.get("enough"):
            host.internal_data["enough"] = True
        if host.internal_data.get("enough"):
            working = any(
                other.task_spec.element.kind in ACTIVITIES for other in flow.open.values()
            )
            over = settings.cancel_remaining or not working
        else:
            if token.task_spec.bpmn_id in self.listening:
                begin_at(flow, token.task_spec, {})
            over = not self._busy(flow) and not self._begin_next(flow) and not self._asks(host)
        if over:
            withdrawing.empty(flow)
            self.abandoned(host)
        return over

    def _asks(self, host: Token) -> bool:
        return bool(host.internal_data.get("asked"))

    def _busy(self, flow: Flow) -> bool:
        return any(other.task_spec.bpmn_id not in self.listening for other in flow.open.values())

    def _begin_next(self, flow: SubFlow) -> bool:
        """Begin what the diagram names: all at once, or the next one; whether any was left."""
        left = flow.host.internal_data.get("next", [])
        now = left[:1] if self.settings.sequential else left
        if left:
            flow.host.internal_data["next"] = left[len(now) :]
        for element_id in now:
            begin_at(flow, self.inside.node(element_id), {})
        return bool(now)

    def _named(self, token: Token) -> list[str] | None:
        text = self.settings.active_elements
        if text is None:
            return None
        found = value(text, token.case.names(token.inner))
        if not isinstance(found, list) or not all(one in self.startable for one in found):
            known = ", ".join(self.startable)
            raise Failure("expression", f"{text}: expected a list of {known}, got {found!r}")
        return found

    def _holds(self, token: Token, text: str, variables: Mapping[str, Any]) -> bool:
        try:
            return condition(text, token.case.names(Scope(token.id, token.inner, dict(variables))))
        except Failure as failure:
            raise Invalid(failure.message, id=self.bpmn_id) from failure
