"""Play one case on both sides, move by move, and say where they part.

BPMN leaves open in which order tokens move that do not wait for each other.  So the oracle first
plays in one order; where the engine answers differently, every order of the whole case is tried,
and only an answer that no order gives is a disagreement.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.oracle.engine_side import EngineSide, is_named
from tests.oracle.game import Game
from tests.oracle.seen import seen_by_oracle
from tests.oracle.writing import bpmn

NOON = datetime(2026, 1, 1, 4, 0, tzinfo=UTC)
MOST_FIRINGS = 300  # by one move; beyond it the diagram multiplies its tokens, and the case stops
MOST_TOKENS = 40
MOST_STATES = 4_000  # found for one case before its orders are given up as too many
MOST_LOOKS = 40_000  # at states for one case, those that were found before among them
MOST_WORLDS = 1_000  # that give one answer: which of several like activities a move meant
NAMES = ("a", "b", "c", "d")


class TooManyError(Exception):
    """The case grows beyond what is worth playing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing done from outside, in the words of both sides."""

    kind: str
    element_id: str = ""
    counter: int = 0
    due: datetime | None = None
    values: tuple[tuple[str, int], ...] = ()
    visible: tuple[tuple[str, object], ...] | None = None
    """What the engine's task sees before it is completed."""
    now: datetime = NOON

    def __str__(self):
        facts = [self.kind, self.element_id, *([f"[{self.counter}]"] if self.counter else [])]
        facts += [f"{name}:={value}" for name, value in self.values]
        facts += [f"seeing {dict(self.visible)}"] if self.visible else []
        return " ".join(facts)


class Comparison:
    """One case; `tally` counts what happened over all cases."""

    def __init__(self, process, variables, tally=None):
        self.process = process
        self.variables = variables
        self.tally = Counter() if tally is None else tally
        self.game = Game(process)
        self.engine = EngineSide(process)
        assert not self.engine.findings, (bpmn(process), self.engine.findings)
        self.log = []
        self.worlds = []
        self.now = NOON

    def play(self, numbers):
        """Start, then make a move for each number (which one, and what is handed in)."""
        try:
            self._step(Move(kind="start"), lambda: self.engine.start(self.variables, self.now))
            for which, what in numbers:
                if not self._move(which, what):
                    break
        except TooManyError:
            self.tally["stopped"] += 1
        self.tally["ended" if self.engine.ended else "unfinished"] += 1

    def _move(self, which, what):
        engine = self.engine
        choices = [
            *((self._complete, id_, event) for id_, event in sorted(engine.tasks.items())),
            *((self._fire, id_, event) for id_, event in sorted(engine.timers.items())),
            *((self._deliver, id_, event) for id_, event in sorted(engine.messages.items())),
            *((self._retry, id_, event) for id_, event in sorted(engine.stuck.items())),
        ]
        if choices:
            act, id_, event = choices[which % len(choices)]
            self.tally[act.__name__.strip("_")] += 1
            act(id_, event, _values(what))
        return bool(choices)

    def _complete(self, id_, event, values):
        visible = tuple(sorted(self.engine.visible(id_).items()))
        move = Move(
            kind="complete",
            element_id=event.element_id,
            counter=event.loop_counter or 0,
            values=values,
            visible=visible,
            now=self.now,
        )
        self._step(move, lambda: self.engine.complete(id_, dict(values), self.now))

    def _fire(self, id_, event, values):
        self.now = max(self.now, event.due_at)
        move = Move(kind="fire", element_id=event.element_id, due=event.due_at, now=self.now)
        self._step(move, lambda: self.engine.fire(id_, self.now))

    def _deliver(self, id_, event, values):
        move = Move(kind="deliver", element_id=event.element_id, values=values, now=self.now)
        self._step(move, lambda: self.engine.deliver(id_, dict(values), self.now))

    def _retry(self, id_, event, values):
        """Mend the variables of the process, and let the stuck token try again."""
        mend = Move(kind="write", values=values, now=self.now)
        self._step(mend, lambda: self.engine.write(dict(values), self.now))
        move = Move(kind="retry", element_id=event.element_id, now=self.now)
        self._step(move, lambda: self.engine.retry(id_, self.now))

    def _step(self, move, act):
        expected = self._quick(self.worlds, move)
        act()
        answer = self.engine.seen()
        self.tally["moves"] += 1
        self.log.append((move, answer))
        agreeing = {w.key(): w for w in expected if seen_by_oracle(w) == answer}
        self.worlds = list(agreeing.values()) or self._every_order(expected)

    def _quick(self, worlds, move):
        """Let every world answer in the order in which its tokens came."""
        after = []
        for world in self._applied(worlds, move):
            for _ in range(MOST_FIRINGS):
                firing = next(self.game.firings(world), None)
                if firing is None:
                    after.append(world)
                    self._stop_beyond(MOST_WORLDS, len(after))
                    break
                self.game.fire(world, firing)
                if sum(len(f.tokens) for f in world.frames.values()) > MOST_TOKENS:
                    raise TooManyError
            else:
                raise TooManyError
        return after

    def _every_order(self, expected):
        """Look for an order of the whole case that gives the engine's answers; raise without one.

        Depth first: the world that came furthest goes on, the others are made on the way back.
        """
        self.tally["every order"] += 1
        ways = [((0, world) for world in self._applied([], self.log[0][0]))]
        known = set()
        looked = 0
        while ways:
            number, world = next(ways[-1], (0, None))
            if world is None:
                ways.pop()
                continue
            answer = self.log[number][1]
            mark = (number, world.key())
            looked += 1
            self._stop_beyond(MOST_LOOKS, looked)
            if mark in known or any(answer.flows.get(f, 0) < n for f, n in world.taken.items()):
                continue
            known.add(mark)
            self._stop_beyond(MOST_STATES, len(known))
            if number + 1 == len(self.log) and self._agrees(world, answer):
                return [world]
            ways.append(self._ways(number, world))
        raise AssertionError(self._report(expected))

    def _stop_beyond(self, most, count):
        if count > most:
            self.tally["too many orders"] += 1
            raise TooManyError

    def _agrees(self, world, answer):
        """Tell whether nothing moves by itself any more, and the engine says the same of it."""
        return next(self.game.firings(world), None) is None and seen_by_oracle(world) == answer

    def _ways(self, number, world):
        """Yield what may come next, with the number of its move; each is made when it is asked for.

        A case has many more ways than there is room for at once.
        """
        for firing in dict.fromkeys(self.game.firings(world)):
            after = world.copy()
            self.game.fire(after, firing)
            yield number, after
        if number + 1 < len(self.log) and self._agrees(world, self.log[number][1]):
            for after in self._applied([world], self.log[number + 1][0]):
                yield number + 1, after

    def _applied(self, worlds, move):
        """Yield the worlds after a move, before any token moved; one for each way to take it."""
        if move.kind == "start":
            yield self.game.start(self.variables, move.now)
        for world in worlds if move.kind == "write" else ():
            after = world.copy()
            after.taken.clear()
            after.write(after.root.scope, dict(move.values))
            yield after
        for world in worlds if move.kind != "write" else ():
            for work_id in _takers(world, move):
                after = world.copy()
                after.now = move.now
                after.taken.clear()
                self._apply(after, after.works[work_id], move)
                yield after

    def _apply(self, world, work, move):
        if move.kind == "complete":
            self.game.complete(world, work, dict(move.values))
        elif move.kind == "retry":
            self.game.retry(world, work)
        else:
            self.game.trigger(world, work, move.element_id, dict(move.values))

    def _report(self, expected):
        lines = ["the engine gives an answer that no order of tokens gives", bpmn(self.process)]
        lines += [f"variables at the start: {self.variables}"]
        for number, (move, answer) in enumerate(self.log):
            lines += [f"{number}. {move}", f"   engine: {answer}"]
        lines += [f"   oracle: {seen_by_oracle(world)}" for world in expected]
        lines += (
            [] if expected else ["oracle: nothing waits for this move, or sees these variables"]
        )
        return "\n".join(lines)


def _takers(world, move):
    """Return the ids of the works that a move may mean."""
    for work in list(world.works.values()):
        if move.kind == "complete":
            meant = work.kind == "user" and (work.node, work.counter or 0) == (
                move.element_id,
                move.counter,
            )
            if meant and move.visible == _visible(world, work):
                yield work.id
        elif move.kind == "fire":
            if (move.element_id, move.due) in [(t.node, t.due) for t in work.timers]:
                yield work.id
        elif move.kind == "deliver":
            if move.element_id in work.messages:
                yield work.id
        elif (work.node, work.kind) == (move.element_id, "stuck"):
            yield work.id


def _visible(world, work):
    return tuple(sorted((n, v) for n, v in world.visible(work.scope).items() if is_named(n)))


def _values(what):
    """Return what is handed in: each variable whose digit (base 5) is not 4."""
    digits = [(name, what // 5**place % 5) for place, name in enumerate(NAMES)]
    return tuple((name, digit) for name, digit in digits if digit < 4)
