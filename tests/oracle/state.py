"""The state of a token game: frames with tokens on flows, work that goes on, scopes of variables.

Plain mutable values that pickle, so that the game can be played in every order.
"""

import pickle
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(slots=True)
class Scope:
    parent: int | None
    variables: dict[str, Any]
    closed: bool = False
    """A write that found no owner on its way out stays here."""


@dataclass(slots=True)
class Armed:
    """One armed timer: the event it belongs to, and when it fires."""

    node: str
    due: datetime
    every: timedelta
    left: int
    """Firings left, this one included."""


@dataclass(slots=True)
class Work:
    """Something that goes on: an activity, an event or event gateway that waits, a stuck token."""

    id: int
    node: str
    kind: str
    """user, sub, multi, again, catch, gate or stuck."""
    frame: int
    scope: int
    """Where its own variables live; the frame's scope where it has none."""
    timers: list[Armed] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    """Ids of the message events that wait."""
    multi: int | None = None
    """The multi-instance or loop work that it is one instance of."""
    counter: int | None = None
    items: list[Any] = field(default_factory=list)
    """Of a multi-instance: what it goes over."""
    begun: int = 0
    done: dict[int, Any] = field(default_factory=dict)
    """Of a multi-instance: the result by loop counter."""


@dataclass(slots=True)
class Frame:
    """The process itself, or one run of a sub-process."""

    id: int
    graph: str
    scope: int
    owner: int | None
    """The sub-process's work; None for the process."""
    tokens: list[str] = field(default_factory=list)
    """Flows that hold a token, in the order of arrival."""


@dataclass(slots=True)
class State:
    now: datetime
    last: int = 0
    frames: dict[int, Frame] = field(default_factory=dict)
    works: dict[int, Work] = field(default_factory=dict)
    scopes: dict[int, Scope] = field(default_factory=dict)
    taken: Counter[str] = field(default_factory=Counter)
    """Flows taken since the last move."""

    def copy(self):
        return pickle.loads(pickle.dumps(self, protocol=5))

    def next_id(self):
        self.last += 1
        return self.last

    def new_scope(self, parent, variables, *, closed=False):
        id_ = self.next_id()
        self.scopes[id_] = Scope(parent, dict(variables), closed)
        return id_

    def reader(self, scope_id):
        """Return a function that reads a variable, falling outward."""
        visible = self.visible(scope_id)
        return visible.get

    def visible(self, scope_id):
        chain = []
        while scope_id is not None:
            chain.append(self.scopes[scope_id])
            scope_id = chain[-1].parent
        return {name: v for scope in reversed(chain) for name, v in scope.variables.items()}

    def write(self, scope_id, values):
        """Write each value where the name lives; a new name goes as far out as it can."""
        for name, value in values.items():
            at = scope_id
            while name not in self.scopes[at].variables and not self.scopes[at].closed:
                if self.scopes[at].parent is None:
                    break
                at = self.scopes[at].parent
            self.scopes[at].variables[name] = value

    @property
    def root(self):
        return self.frames[1]

    @property
    def ended(self):
        return not self.root.tokens and not self.works

    def key(self):
        """Return what two states have in common when nothing can ever tell them apart."""
        return (self._frame_key(self.root), tuple(sorted(self.taken.items())))

    def _frame_key(self, frame):
        own = [w for w in self.works.values() if w.frame == frame.id and w.multi is None]
        works = tuple(sorted(repr(self._work_key(work)) for work in own))
        return (frame.graph, tuple(sorted(frame.tokens)), self._own(frame.scope), works)

    def _own(self, scope_id):
        """Everything that is read from here: what gathers results has a scope of its own between."""
        chain = []
        while scope_id is not None:
            chain.append(sorted(self.scopes[scope_id].variables.items()))
            scope_id = self.scopes[scope_id].parent
        return repr(chain)

    def _work_key(self, work):
        timers = sorted((timer.node, timer.due, timer.left) for timer in work.timers)
        inner = [f for f in self.frames.values() if f.owner == work.id]
        parts = sorted(repr(self._work_key(w)) for w in self.works.values() if w.multi == work.id)
        return (
            (work.node, work.kind, work.counter, work.begun, repr(work.items), repr(work.done)),
            (timers, work.messages, self._own(work.scope)),
            ([self._frame_key(frame) for frame in inner], parts),
        )
