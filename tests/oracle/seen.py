"""What can be seen of a case from outside, in one shape for the oracle and for the engine."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    tasks: tuple[tuple[str, int], ...]
    """Element id and loop counter (0 where there is none) of each open user task."""
    timers: tuple[tuple[str, datetime], ...]
    messages: tuple[str, ...]
    stuck: tuple[str, ...]
    """Elements with an open incident."""
    variables: dict[str, Any]
    """Of the process scope."""
    ended: bool
    flows: dict[str, int]
    """How often each flow was taken by the last move."""

    def __str__(self):
        open_ = [f"{name}[{counter}]" if counter else name for name, counter in self.tasks]
        timers = [f"{name} {due:%d. %H:%M}" for name, due in self.timers]
        facts = [*open_, *timers, *self.messages, *(f"!{name}" for name in self.stuck)]
        flows = ", ".join(f"{n}x{name}" for name, n in sorted(self.flows.items()))
        end = " ENDED" if self.ended else ""
        return f"{' '.join(facts)}{end} | {self.variables} | {flows}"


def seen_by_oracle(state):
    works = state.works.values()
    return Seen(
        tasks=tuple(sorted((w.node, w.counter or 0) for w in works if w.kind == "user")),
        timers=tuple(sorted((timer.node, timer.due) for work in works for timer in work.timers)),
        messages=tuple(sorted(name for work in works for name in work.messages)),
        stuck=tuple(sorted(work.node for work in works if work.kind == "stuck")),
        variables=state.scopes[state.root.scope].variables,
        ended=state.ended,
        flows=dict(Counter(state.taken)),
    )
