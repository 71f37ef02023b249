"""A token game for a subset of BPMN, written from the specification (BPMN 2.0.2, chapters 10 and 13).

A state holds tokens on sequence flows.  A firing consumes the tokens that a node needs, and puts
tokens on the flows that it chooses; which of the enabled firings comes first is left open.
"""

from datetime import timedelta

from tests.oracle import leaving
from tests.oracle.drawn import ACTIVITIES
from tests.oracle.state import Armed, Frame, State, Work


class Game:
    """The rules for one diagram; the state is a value of its own."""

    def __init__(self, process):
        self.process = process
        self.graphs = process.graphs

    # what a frame and a work belong to

    def graph(self, state, frame_id):
        return self.graphs[state.frames[frame_id].graph]

    def node(self, state, work):
        return self.graph(state, work.frame).by_id[work.node]

    # beginning, and the moves from outside

    def start(self, variables, now):
        """Return the state with its first tokens: each none start event gives one (13.2, 10.5.2)."""
        state = State(now=now)
        state.frames[1] = Frame(state.next_id(), self.process.id, 0, None)
        state.frames[1].scope = state.new_scope(None, variables)
        self._begin(state, state.frames[1])
        return state

    def complete(self, state, work, values):
        """Complete a user task, handing in variables."""
        scope = state.scopes[work.scope]
        if self.node(state, work).outputs:
            scope.variables.update(values)  # only what is mapped leaves
        else:
            state.write(work.scope, values)
        self.finish(state, work)

    def trigger(self, state, work, event_id, values):
        """Let a timer or message event of a work happen (13.5.2, 13.5.3, 13.4.4)."""
        graph = self.graph(state, work.frame)
        state.write(state.frames[work.frame].scope, values)
        event = graph.by_id[event_id]
        if work.kind == "gate":
            self.cancel(state, work)
            (flow,) = [f for f in graph.outgoing[work.node] if f.target == event_id]
            state.taken[flow.id] += 1
            self.leave(state, work.frame, event)
        elif work.kind == "catch":
            self.finish(state, work)
        elif event.interrupting:
            self.cancel(state, work)
            self.leave(state, work.frame, event)
        else:
            _rearm(work, event_id)
            self.leave(state, work.frame, event)

    def retry(self, state, work):
        """Let a stuck token try again to leave its node."""
        frame, node = state.frames[work.frame], self.node(state, work)
        self.cancel(state, work)
        if node.kind == "errorEnd":
            self._throw(state, frame, node)
        elif not self.leave(state, frame.id, node):
            self._work(state, frame, node, "stuck")

    # firings

    def firings(self, state):
        """Yield every enabled firing: (frame id, node id, flow ids consumed), or (work id,).

        A sub-process is completed when no token is left in it (13.3.4).
        """
        for frame in list(state.frames.values()):
            busy = bool(frame.tokens)
            for flow_id in dict.fromkeys(frame.tokens):
                graph = self.graphs[frame.graph]
                node = graph.by_id[graph.flow[flow_id].target]
                consumed = self._enabled(state, frame, graph, node, flow_id)
                if consumed:
                    yield (frame.id, node.id, consumed)
            if not busy and frame.owner and not self._works_in(state, frame.id):
                yield (frame.owner,)

    def fire(self, state, firing):
        """Carry out one firing."""
        if len(firing) == 1:
            self.finish(state, state.works[firing[0]])
            return
        frame_id, node_id, consumed = firing
        frame = state.frames[frame_id]
        for flow_id in consumed:
            frame.tokens.remove(flow_id)
        self._enter(state, frame, self.graphs[frame.graph].by_id[node_id])

    def _enabled(self, state, frame, graph, node, flow_id):
        if node.kind == "parallelGateway":  # 13.4.1: one token of each; what is more stays
            needed = tuple(flow.id for flow in graph.incoming[node.id])
            return needed if set(needed) <= set(frame.tokens) else ()
        if node.kind == "inclusiveGateway":
            return self._inclusive(state, frame, graph, node)
        return (flow_id,)  # 13.3.1, 13.4.2: every token is one activation of its own

    def _inclusive(self, state, frame, graph, node):
        """13.4.3: wait for a token that can reach an empty flow, but no filled one, around it."""
        filled = {f.id for f in graph.incoming[node.id]} & set(frame.tokens)
        empty = {flow.id for flow in graph.incoming[node.id]} - filled
        elsewhere = {graph.flow[t].target for t in frame.tokens} - {node.id}
        for work in self._works_in(state, frame.id):
            elsewhere.add(work.node)
        for place in elsewhere if empty else ():
            reached = graph.reached_from(place, node.id)
            if reached & empty and not reached & filled:
                return ()
        return tuple(flow.id for flow in graph.incoming[node.id] if flow.id in filled)

    @staticmethod
    def _works_in(state, frame_id):
        return [w for w in state.works.values() if w.frame == frame_id and w.multi is None]

    # entering a node

    def _enter(self, state, frame, node):
        if node.kind in ACTIVITIES:
            self._enter_activity(state, frame, node)
        elif node.kind in {"timerCatch", "messageCatch"}:
            work = self._work(state, frame, node, "catch")
            self._arm(state, work, [node])
        elif node.kind == "eventBasedGateway":  # 13.4.4: the choice is left to what happens first
            graph = self.graphs[frame.graph]
            events = [graph.by_id[flow.target] for flow in graph.outgoing[node.id]]
            self._arm(state, self._work(state, frame, node, "gate"), events)
        elif node.kind == "terminateEnd":  # 13.5.6: this run of the (sub-)process, and no other
            self._clear(state, frame)
        elif node.kind == "errorEnd":
            self._throw(state, frame, node)
        elif node.kind == "linkThrow":  # 10.5.5: goes on at its other half, as by a flow
            self._enter(state, frame, self.graphs[frame.graph].other_half(node.id))
        elif node.kind != "endEvent" and not self.leave(state, frame.id, node):
            self._work(state, frame, node, "stuck")

    def _work(self, state, frame, node, kind, scope=None):
        id_ = state.next_id()
        state.works[id_] = Work(id_, node.id, kind, frame.id, scope or frame.scope)
        return state.works[id_]

    def _enter_activity(self, state, frame, node):
        boundaries = self.graphs[frame.graph].boundaries[node.id]
        if node.again is not None:
            work = self._work(state, frame, node, "again")
            self._arm(state, work, boundaries)
            self._once_more(state, work)
            return
        if node.loop is None:
            work = self._instance(state, frame, node, frame.scope, boundaries)
        else:
            work = self._multi(state, frame, node)
            self._arm(state, work, boundaries)
            self._go_on(state, work)
            return
        if work.kind == "script":
            self.finish(state, work)

    def _instance(self, state, frame, node, outer, boundaries):
        """Begin one run of an activity, in a scope of its own where it has inputs."""
        read = state.reader(outer)
        local = {name: term.evaluate(read) for term, name in node.inputs}
        scope = (
            state.new_scope(outer, local) if node.inputs or node.outputs or node.inner else outer
        )
        kind = {"userTask": "user", "scriptTask": "script", "subProcess": "sub"}[node.kind]
        work = self._work(state, frame, node, kind, scope)
        self._arm(state, work, boundaries)
        if kind == "script":
            state.write(scope, {node.result: node.term.evaluate(state.reader(scope))})
        if kind == "sub":
            id_ = state.next_id()
            state.frames[id_] = Frame(id_, node.inner.id, scope, work.id)
            self._begin(state, state.frames[id_])
        return work

    def _begin(self, state, frame):
        for node in self.graphs[frame.graph].starts:
            self.leave(state, frame.id, node)

    @staticmethod
    def _arm(state, work, events):
        for event in events:
            if event.kind in {"timerCatch", "boundaryTimer"}:
                every = timedelta(hours=event.hours)
                work.timers.append(Armed(event.id, state.now + every, every, event.times))
            elif event.kind in {"messageCatch", "boundaryMessage"}:
                work.messages.append(event.id)

    # standard loop (13.3.6)

    def _once_more(self, state, work):
        """Begin another round where the loop says so, else complete the whole."""
        frame, node = state.frames[work.frame], self.node(state, work)
        again = node.again
        enough = again.most is not None and work.begun >= again.most
        asked = work.begun > 0 or again.before
        if enough or (asked and not again.condition.evaluate(state.reader(frame.scope))):
            self.finish(state, work)
            return
        work.begun += 1
        one = self._instance(state, frame, node, frame.scope, ())
        one.multi, one.counter = work.id, work.begun

    # multi-instance (13.3.7)

    def _multi(self, state, frame, node):
        over = node.loop.over.evaluate(state.reader(frame.scope))
        work = self._work(state, frame, node, "multi", state.new_scope(frame.scope, {}))
        work.items = list(range(1, over + 1)) if node.loop.numbered else list(over)
        return work

    def _go_on(self, state, work):
        """Begin what is to begin; complete the whole when it is decided or all is done."""
        loop = self.node(state, work).loop
        while work.id in state.works and not self._decided(state, work, loop):
            running = work.begun - len(work.done)
            if work.begun == len(work.items) or (loop.sequential and running):
                return
            self._begin_next(state, work, loop)
        if work.id in state.works:
            if loop.gathers:
                outer = state.scopes[work.scope].parent
                state.write(outer, {loop.gathers: _gathered(work)})
            self.finish(state, work)

    def _begin_next(self, state, work, loop):
        frame, node = state.frames[work.frame], self.node(state, work)
        local = {loop.item: work.items[work.begun]} if loop.item else {}
        work.begun += 1
        body = state.new_scope(
            work.scope, {**local, "loopCounter": work.begun}, closed=bool(loop.gathers)
        )
        counter = work.begun
        one = self._instance(state, frame, node, body, ())
        one.multi, one.counter = work.id, counter
        if one.kind == "script":
            self._finish_one(state, one, work)

    def _decided(self, state, work, loop):
        if len(work.done) == len(work.items):
            return True
        if loop.until is None or not work.done:
            return False
        read = state.reader(work.scope)
        counters = {
            "numberOfInstances": len(work.items),
            "numberOfCompletedInstances": len(work.done),
            "numberOfActiveInstances": work.begun - len(work.done),
            loop.gathers: _gathered(work),
        }
        return loop.until.evaluate(lambda name: counters.get(name, read(name)))

    def _finish_one(self, state, one, work):
        loop = self.node(state, work).loop
        self._map_out(state, one)
        result = loop.result.evaluate(state.reader(one.scope)) if loop.gathers else None
        work.done[one.counter] = result
        self.cancel(state, one)

    # ending

    def _map_out(self, state, work):
        """Merge what is mapped into the scope around; the result of an instance sees it too."""
        node = self.node(state, work)
        if node.kind in ACTIVITIES and node.outputs and work.kind not in {"multi", "again"}:
            read = state.reader(work.scope)
            outer = state.scopes[work.scope].parent
            for term, name in node.outputs:
                state.write(outer, {name: term.evaluate(read)})
                state.scopes[work.scope].variables[name] = state.reader(outer)(name)

    def finish(self, state, work):
        """Complete a work, and go on from its node or its multi-instance."""
        if work.multi is not None:
            whole = state.works[work.multi]
            if whole.kind == "again":
                self._map_out(state, work)
                self.cancel(state, work)
                self._once_more(state, whole)
                return
            self._finish_one(state, work, whole)
            self._go_on(state, whole)
            return
        self._map_out(state, work)
        node = self.node(state, work)
        self.cancel(state, work)
        if not self.leave(state, work.frame, node):
            raise AssertionError(f"{node.id} has no way out: the generator must not draw this")

    def cancel(self, state, work):
        """Withdraw a work with everything in it (13.3.2, 13.5.3)."""
        state.works.pop(work.id, None)
        for part in [w for w in state.works.values() if w.multi == work.id]:
            self.cancel(state, part)
        for frame in [f for f in state.frames.values() if f.owner == work.id]:
            self._clear(state, frame)
            del state.frames[frame.id]

    def _clear(self, state, frame):
        frame.tokens.clear()
        for work in self._works_in(state, frame.id):
            self.cancel(state, work)

    def _throw(self, state, frame, node):
        """10.5.6, 13.5.5: the innermost activity that catches it is cancelled and left there."""
        inner = frame
        while inner.owner is not None:
            work = state.works[inner.owner]
            work = state.works[work.multi] if work.multi is not None else work
            inner = state.frames[work.frame]
            caught = leaving.catcher(self.graphs[inner.graph].boundaries[work.node], node.code)
            if caught:
                self.cancel(state, work)
                self.leave(state, inner.id, caught)
                return
        self._work(state, frame, node, "stuck")

    def leave(self, state, frame_id, node):
        """Put tokens on the flows that a node chooses; false where it finds none."""
        frame = state.frames[frame_id]
        graph = self.graphs[frame.graph]
        chosen = leaving.chosen(graph, node, state.reader(frame.scope))
        for flow in chosen or ():
            frame.tokens.append(flow.id)
            state.taken[flow.id] += 1
        return chosen is not None


def _gathered(work):
    return [work.done[counter] for counter in sorted(work.done)]


def _rearm(work, event_id):
    """A timer that repeats goes on from its own due time; a message goes on being awaited."""
    for timer in [t for t in work.timers if t.node == event_id]:
        timer.left -= 1
        timer.due += timer.every
        if timer.left == 0:
            work.timers.remove(timer)
