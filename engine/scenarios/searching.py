"""Searching: a bounded search through the states in which the cases of a process may wait.

What is looked at depends on the bounds and their seed alone.
"""

import random
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from engine import diagram, interpreter
from engine.errors import EngineError
from engine.model import ProcessDefinition
from engine.scenarios.moves import Case, Move, Moves
from engine.scenarios.reading import Suite
from engine.scenarios.tries import Tries
from engine.scenarios.waits import Waits

Place = tuple[tuple[str, int], ...]
"""Where a case waits: each open element with how often, counted up to two."""

_USUAL: Final = 0.75  # of the steps of a walk somebody does his work: the rest is what disturbs it
_REASONS: Final = 3  # why steps stopped: the most frequent are told


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How far is looked."""

    steps: int = 300
    """Of the search."""
    kept: int = 2
    """Cases with other data that are gone on with from one place."""
    walks: int = 8
    """From each state behind which the search found no end."""
    length: int = 60
    """Steps of a walk."""
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadEnd:
    """A state in which a case may wait, and from which no end was reached."""

    waiting: tuple[str, ...]
    """Element ids."""
    steps: tuple[Mapping[str, Any], ...]
    """What leads there, in the words of scenarios where they have one."""
    why: tuple[str, ...]
    """Where steps stopped; empty where they went on without an end, or nothing can happen."""
    final: bool
    """Nothing at all can happen any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What was found in one process."""

    process: str
    places: int
    """Different sets of elements at which a case waited."""
    ends: int
    """Steps that came to an end."""
    steps: int
    dead: tuple[DeadEnd, ...]
    """One for each place, the shortest way first."""
    why: tuple[str, ...] = ()
    """Where cases stopped before they waited for the first time."""


@dataclass(slots=True, kw_only=True, eq=False)
class _State:
    """A case that waits, how one came there, and what was found behind it."""

    case: Case
    place: Place
    before: "_State | None"
    step: Mapping[str, Any]
    onward: "set[_State | Place]" = field(default_factory=set)
    why: Counter[str] = field(default_factory=Counter)
    lives: bool = False
    """Whether an end was reached from here."""

    def steps(self) -> tuple[Mapping[str, Any], ...]:
        return (*(self.before.steps() if self.before else ()), self.step)


class Search:
    """One search; its states are in the order in which they were found."""

    def __init__(self, definition: ProcessDefinition, suite: Suite, bounds: Bounds) -> None:
        process = diagram.read(definition.xml).processes[definition.key]
        self._definition, self._bounds, self._began = definition, bounds, suite.clock
        self._moves = Moves(definition, process, Tries(process, suite))
        self._random = random.Random(bounds.seed)  # noqa: S311  nothing secret is drawn
        self._states: list[_State] = []
        self._known: dict[Place, dict[bytes, _State]] = defaultdict(dict)
        self._why: Counter[str] = Counter()
        """Where beginnings stopped."""
        self._steps = self._ends = 0

    def explore(self, facts: Mapping[str, Any]) -> None:
        """Search breadth first from each way to begin a case, up to the bound of steps."""
        for move in self._moves.beginnings(self._began, facts):
            case = self._carried_out(None, move, self._why)
            if case is not None and not case.waits.ended:
                self._met(case, None, move)
        waiting = deque(self._states)
        while waiting and self._steps < self._bounds.steps:
            state = waiting.popleft()
            known = len(self._states)
            for move in self._moves.of(state.case):
                self._go(state, move)
            waiting.extend(self._states[known:])

    def _go(self, state: _State, move: Move) -> None:
        """Carry out what may happen in a state, and note where that leads."""
        case = self._carried_out(state.case, move, state.why)
        if case is None:
            return
        if case.waits.ended:
            state.lives = True
        else:
            state.onward.add(self._met(case, state, move))

    def walk(self) -> None:
        """Walk at random from wherever the search found no end, until one is found."""
        self._spread()
        for state in self._states:
            for _ in range(self._bounds.walks):
                if not state.lives and self._walked(state):
                    state.lives = True
                    self._spread()

    def reached(self) -> Reached:
        """Return what was found; the first dead end of each place stands for the others."""
        dead: dict[Place, _State] = {}
        for state in self._states:
            if not state.lives:
                dead.setdefault(state.place, state)
        return Reached(
            process=self._definition.key,
            places=len(self._known),
            ends=self._ends,
            steps=self._steps,
            dead=tuple(map(self._dead, dead.values())),
            why=_frequent(self._why),
        )

    def _carried_out(self, case: Case | None, move: Move, why: Counter[str]) -> Case | None:
        """Return the case after a move; None where it was rejected, or stopped in an incident."""
        self._steps += 1
        snapshot, waits = (case.snapshot, case.waits) if case else (None, Waits())
        try:
            step = interpreter.run(self._definition, snapshot, move.command, move.now)
        except EngineError as rejection:
            why[str(rejection)] += 1
            return None
        after = waits.after(step.events, move.fired)
        self._ends += after.ended
        why.update(after.stuck)
        return None if after.stuck else Case(snapshot=step.snapshot, waits=after, now=move.now)

    def _met(self, case: Case, before: _State | None, move: Move) -> "_State | Place":
        """Return the state of a case, or its place alone where enough were met there already."""
        place = self._place(case)
        data = interpreter.variables(case.snapshot)
        known = self._known[place]
        key = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
        if key not in known and len(known) >= self._bounds.kept:
            return place
        if key not in known:
            known[key] = _State(case=case, place=place, before=before, step=move.step)
            self._states.append(known[key])
        return known[key]

    def _place(self, case: Case) -> Place:
        opened = interpreter.open_activities(self._definition, case.snapshot, case.now)
        counts = Counter(each.element_id for each in opened)
        return tuple(sorted((element, min(count, 2)) for element, count in counts.items()))

    def _spread(self) -> None:
        """Let what leads to where an end was reached live, too."""
        alive: set[_State | Place] = set()
        before = -1
        while len(alive) != before:
            before = len(alive)
            for state in self._states:
                state.lives = state.lives or not alive.isdisjoint(state.onward)
                if state.lives:
                    alive |= {state, state.place}

    def _walked(self, state: _State) -> bool:
        """Tell whether a walk from a state comes to an end, or to a place from which one does."""
        alive = {each.place for each in self._states if each.lives}
        case = state.case
        for _ in range(self._bounds.length):
            after = self._wandered(case, state.why)
            if after is None or after.waits.ended:
                return after is not None
            case = after
            if self._place(case) in alive:
                return True
        return False

    def _wandered(self, case: Case, why: Counter[str]) -> Case | None:
        """Return the case after one random move; None where none goes on."""
        moves = [*self._moves.of(case)]
        self._random.shuffle(moves)
        moves.sort(key=lambda move: move.usual is (self._random.random() < _USUAL), reverse=True)
        for move in moves:
            after = self._carried_out(case, move, why)
            if after is not None:
                return after
        return None

    def _dead(self, state: _State) -> DeadEnd:
        return DeadEnd(
            waiting=tuple(element for element, _ in state.place),
            steps=state.steps(),
            why=_frequent(state.why),
            final=next(self._moves.of(state.case), None) is None,
        )


def _frequent(why: Counter[str]) -> tuple[str, ...]:
    return tuple(reason for reason, _ in why.most_common(_REASONS))
