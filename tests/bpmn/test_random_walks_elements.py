"""Random walks with the rarer elements: complex gateways, ad-hoc, compensation, links, loops.

Each level undoes at its end what was done in it; the rest is as in `test_random_walks`.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bpmn.test_random_walks import Drawing, walk

UNDO = "<compensateEventDefinition/>"
TWO = "<activationCondition>= activationCount &gt;= 2</activationCondition>"
LISTED = '<extensionElements><zeebe:adHoc activeElementsCollection="=[&quot;{}&quot;,&quot;{}&quot;]"/></extensionElements>'
AGAIN = '<standardLoopCharacteristics testBefore="{}" loopMaximum="2"><loopCondition>= r = 0</loopCondition></standardLoopCharacteristics>'

leaf = st.sampled_from(
    [("user",), ("undo",), ("listed",), ("again", "true"), ("again", "false"), ("twice",)]
)
blocks = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.tuples(
            st.sampled_from(["seq", "and", "most", "xor"]), st.lists(inner, min_size=2, max_size=3)
        ),
        st.tuples(st.sampled_from(["sub", "late", "linked", "failing"]), inner),
    ),
    max_leaves=5,
)


class Elements(Drawing):
    """Draws the rarer elements as blocks too."""

    def level(self, draw_inside):
        def drawn():
            entry, exit_ = draw_inside()
            throw = self.node("intermediateThrowEvent", "X", UNDO)
            self.flow(exit_, throw)
            return entry, throw

        return super().level(drawn)

    def draw_undo(self):
        id_, handler = self.node("userTask", "U"), self.new("U")
        border = self.node("boundaryEvent", "B", UNDO, f'attachedToRef="{id_}"')
        self.nodes.append(("userTask", handler, "", 'isForCompensation="true"'))
        ends = f'sourceRef="{border}" targetRef="{handler}"'
        self.nodes.append(("association", self.new("as"), "", ends))
        return id_, id_

    def draw_most(self, inner):
        """Two of the branches are enough; what comes of the others is taken away."""
        split, join = self.node("parallelGateway", "G"), self.node("complexGateway", "G", TWO)
        for block in inner:
            entry, exit_ = self.draw(block)
            self.flow(split, entry)
            self.flow(exit_, join)
        return split, join

    def draw_listed(self):
        one, other = self.new("U"), self.new("U")
        tasks = f'<userTask id="{one}"/><userTask id="{other}"/>'
        inside = LISTED.format(one, other) + tasks
        id_ = self.node("adHocSubProcess", "A", inside, 'ordering="Sequential"')
        return id_, id_

    def draw_again(self, before):
        id_ = self.node("userTask", "U", AGAIN.format(before))
        return id_, id_

    def draw_twice(self):
        """One activity ends with two tokens, the next begins with two."""
        one = self.node("userTask", "U", "", 'completionQuantity="2"')
        other = self.node("userTask", "U", "", 'startQuantity="2"')
        self.flow(one, other)
        return one, other

    def draw_linked(self, inner):
        link = f'<linkEventDefinition name="{self.new("link")}"/>'
        entry, exit_ = self.draw(inner)
        throw = self.node("intermediateThrowEvent", "L", link)
        self.flow(exit_, throw)
        return entry, self.node("intermediateCatchEvent", "L", link)


@settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(block=blocks, data=st.data())
def test_every_walk_through_rarer_elements_ends_and_all_ways_of_running_agree(playing, block, data):
    walk(playing, Elements(), block, data)
