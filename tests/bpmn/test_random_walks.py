"""Random walks on random block-structured diagrams.

The player holds four ways of running against each other at every command: saved and loaded, with
a cold program, never saved, never pruned.  And whatever the walk: the case ends, and leaves
nothing open behind.
"""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.model import commands, events

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">'
    '<message id="M" name="m"/><error id="Err" errorCode="e"/><process id="p">'
)
TAIL = "</process></definitions>"
MULTI = (
    '<multiInstanceLoopCharacteristics isSequential="{}"><extensionElements><zeebe:loopCharacteristics '
    'inputCollection="=[1,2,3]" inputElement="item" outputCollection="{}" outputElement="=r"/>'
    "</extensionElements><completionCondition>={}</completionCondition>"
    "</multiInstanceLoopCharacteristics>"
)
PATIENCE = 40  # commands after which every loop is left

leaf = st.sampled_from([("user",), ("script",), ("multi", "true"), ("multi", "false"), ("catch",)])
blocks = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(["seq", "xor", "and", "or"]), st.lists(inner, min_size=2, max_size=3)
        ),
        st.tuples(
            st.sampled_from(["loop", "sub", "late", "remind", "handler", "failing", "each"]), inner
        ),
    ),
    max_leaves=6,
)


class Drawing:
    """Draws blocks as BPMN; each block has one entry and one exit."""

    def __init__(self):
        self.nodes = []
        self.counts = {}
        self.flows = []

    def new(self, prefix):
        self.counts[prefix] = self.counts.get(prefix, 0) + 1
        return f"{prefix}{self.counts[prefix]}"

    def node(self, kind, prefix, inside="", attributes=""):
        id_ = self.new(prefix)
        self.nodes.append((kind, id_, inside, attributes))
        return id_

    def flow(self, source, target, condition=None):
        self.flows.append((self.new("f"), source, target, condition))
        return self.flows[-1][0]

    def level(self, draw_inside):
        """Draw a sub-process's inside on a level of its own."""
        nodes, flows, self.nodes, self.flows = self.nodes, self.flows, [], []
        start = self.node("startEvent", "S")
        entry, exit_ = draw_inside()
        self.flow(start, entry)
        self.flow(exit_, self.node("endEvent", "E"))
        text = self.text()
        self.nodes, self.flows = nodes, flows
        return text

    def text(self):
        parts = []
        for kind, id_, inside, attributes in self.nodes:
            wired = "".join(f"<incoming>{f}</incoming>" for f, _, t, _ in self.flows if t == id_)
            wired += "".join(f"<outgoing>{f}</outgoing>" for f, s, _, _ in self.flows if s == id_)
            parts.append(f'<{kind} id="{id_}" {attributes}>{inside}{wired}</{kind}>')
        for id_, source, target, condition in self.flows:
            test = f"<conditionExpression>={condition}</conditionExpression>" if condition else ""
            parts.append(
                f'<sequenceFlow id="{id_}" sourceRef="{source}" targetRef="{target}">{test}</sequenceFlow>'
            )
        return "".join(parts)

    def default(self, gateway, target):
        flow = self.flow(gateway, target)
        self.nodes = [
            (kind, id_, inside, f'default="{flow}"' if id_ == gateway else attributes)
            for kind, id_, inside, attributes in self.nodes
        ]

    def draw(self, block):
        return getattr(self, f"draw_{block[0]}")(*block[1:])

    def draw_user(self):
        id_ = self.node("userTask", "U")
        return id_, id_

    def draw_script(self):
        script = '<extensionElements><zeebe:script expression="=1" resultVariable="s"/></extensionElements>'
        id_ = self.node("scriptTask", "T", script)
        return id_, id_

    def draw_catch(self):
        id_ = self.node("intermediateCatchEvent", "C", timer("PT1H"))
        return id_, id_

    def draw_multi(self, sequential):
        name = self.new("list")
        id_ = self.node(
            "userTask", "V", MULTI.format(sequential, name, f"count({name}[item = 0]) > 1")
        )
        return id_, id_

    def draw_seq(self, inner):
        drawn = [self.draw(block) for block in inner]
        for (_, exit_), (entry, _) in pairwise(drawn):
            self.flow(exit_, entry)
        return drawn[0][0], drawn[-1][1]

    def _gateways(self, kind, inner, condition):
        split, join = self.node(kind, "G"), self.node(kind, "G")
        for number, block in enumerate(inner):
            entry, exit_ = self.draw(block)
            self.flow(split, entry, condition(number))
            self.flow(exit_, join)
        return split, join

    def draw_and(self, inner):
        return self._gateways("parallelGateway", inner, lambda _: None)

    def draw_or(self, inner):
        return self._gateways("inclusiveGateway", inner, lambda number: f"r &gt;= {number}")

    def draw_xor(self, inner):
        split, join = self._gateways("exclusiveGateway", inner[1:], lambda number: f"r = {number}")
        entry, exit_ = self.draw(inner[0])
        self.default(split, entry)
        self.flow(exit_, join)
        return split, join

    def draw_loop(self, inner):
        merge = self.node("exclusiveGateway", "G")
        entry, exit_ = self.draw(inner)
        task = self.node("userTask", "U")
        decide = self.node("exclusiveGateway", "G")
        after = self.node("exclusiveGateway", "G")
        for source, target in ((merge, entry), (exit_, task), (task, decide)):
            self.flow(source, target)
        self.flow(decide, merge, "r = 0")
        self.default(decide, after)
        return merge, after

    def draw_sub(self, inner, more=""):
        id_ = self.node("subProcess", "P", self.level(lambda: self.draw(inner)) + more)
        return id_, id_

    def draw_each(self, inner):
        name = self.new("list")
        inside = MULTI.format("false", name, "false") + self.level(lambda: self.draw(inner))
        id_ = self.node("subProcess", "P", inside)
        return id_, id_

    def draw_late(self, inner):
        id_, _ = self.draw_sub(inner)
        merge = self.node("exclusiveGateway", "G")
        late = self.node("boundaryEvent", "B", timer("PT2H"), f'attachedToRef="{id_}"')
        self.flow(id_, merge)
        self.flow(late, merge)
        return id_, merge

    def draw_failing(self, inner):
        id_, _ = self.draw_sub(inner)
        merge = self.node("exclusiveGateway", "G")
        caught = '<errorEventDefinition errorRef="Err"/>'
        failed = self.node("boundaryEvent", "B", caught, f'attachedToRef="{id_}"')
        self.flow(id_, merge)
        self.flow(failed, merge)
        return id_, merge

    def draw_remind(self, inner):
        id_, _ = self.draw_sub(inner)
        attributes = f'attachedToRef="{id_}" cancelActivity="false"'
        cycle = "<timerEventDefinition><timeCycle>R2/PT1H</timeCycle></timerEventDefinition>"
        tick = self.node("boundaryEvent", "B", cycle, attributes)
        self.flow(tick, self.node("endEvent", "E"))
        return id_, id_

    def draw_handler(self, inner):
        start, task, end = self.new("S"), self.new("U"), self.new("E")
        one, two = self.new("f"), self.new("f")
        handler = (
            f'<subProcess id="{self.new("H")}" triggeredByEvent="true"><startEvent id="{start}">'
            f'<outgoing>{one}</outgoing><messageEventDefinition messageRef="M"/></startEvent>'
            f'<sequenceFlow id="{one}" sourceRef="{start}" targetRef="{task}"/>'
            f'<userTask id="{task}"><incoming>{one}</incoming><outgoing>{two}</outgoing></userTask>'
            f'<sequenceFlow id="{two}" sourceRef="{task}" targetRef="{end}"/>'
            f'<endEvent id="{end}"><incoming>{two}</incoming></endEvent></subProcess>'
        )
        return self.draw_sub(inner, handler)


def timer(duration):
    return f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"


def possible(case):
    """Every command the world outside could give now."""
    armed = sorted(case.timers().values(), key=lambda timer: timer.timer_id)
    tasks = sorted(case.tasks(), key=lambda task: task.task_id)
    heard = sorted(case.subscriptions(), key=lambda sub: sub.subscription_id)
    broken = sorted(case.incidents(), key=lambda incident: incident.incident_id)
    return (
        [lambda r, task=task: complete(task.task_id, r) for task in tasks]
        + [lambda _, timer=timer: commands.FireTimer(timer_id=timer.timer_id) for timer in armed]
        + [
            lambda r, sub=sub: commands.DeliverMessage(
                subscription_id=sub.subscription_id, variables={"r": r}
            )
            for sub in heard
        ]
        + [
            lambda _, i=incident: commands.RetryIncident(incident_id=i.incident_id)
            for incident in broken
        ]
        + [lambda r, task=task: fail(task.task_id, r) for task in tasks]
    )


def complete(task_id, r):
    return commands.CompleteActivity(activity_id=task_id, variables={"r": r, f"x{r}": r})


def fail(task_id, r):
    return commands.ThrowError(activity_id=task_id, code="e", variables={"r": r})


def walk(playing, drawing, block, data):
    """Do anything that is possible until the case has ended, and look at what is left."""
    case = playing(HEAD + drawing.level(lambda: drawing.draw(block)) + TAIL).start(r=1)

    for step in range(200):
        if case.ended:
            break
        choices = possible(case)
        choice = data.draw(st.integers(0, len(choices) - 1)) if step < PATIENCE else 0
        r = data.draw(st.integers(0, 3)) if step < PATIENCE else 3
        case.do(choices[choice](r))

    assert case.ended
    assert not case.incidents()
    assert not case.open
    assert not case.timers()
    assert not case.subscriptions()
    begun, done, gone = (
        [e.activity_id for e in case.history if isinstance(e, kind)]
        for kind in (events.ElementActivated, events.ElementCompleted, events.ElementTerminated)
    )
    assert sorted(begun) == sorted([*done, *gone])


@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(block=blocks, data=st.data())
def test_every_walk_ends_and_all_ways_of_running_agree(playing, block, data):
    walk(playing, Drawing(), block, data)
