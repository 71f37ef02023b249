"""Draws the small things that every diagram is made of: terms, conditions, single nodes."""

from hypothesis import strategies as st

from tests.oracle.drawn import Again, Loop
from tests.oracle.terms import Compare, Const, Count, Sum, Var

numbers = st.integers(0, 3).map(Const)
names = st.sampled_from(["a", "b", "c"])
terms = st.one_of(numbers, names.map(Var), st.builds(Sum, names.map(Var), numbers))
conditions = st.builds(
    Compare,
    names.map(Var),
    st.sampled_from([">", "<=", "=", "!="]),
    st.one_of(numbers, names.map(Var)),
)
targets = st.sampled_from(["a", "b", "c", "d"])
hours = st.integers(1, 3)
booleans = st.booleans()


def loops(*, items):
    """Return a strategy for a multi-instance, or mostly none."""
    return st.one_of(st.none(), st.none(), st.none(), _loops(items))


@st.composite
def _loops(draw, items):
    numbered = draw(booleans)
    over = draw(st.sampled_from([Const(2), Const(0), Var("a")] if numbered else items))
    gathers = draw(st.sampled_from(["", "votes", "more"]))
    item = "" if numbered else draw(st.sampled_from(["", "item", "b"]))
    result = Var(item) if item and draw(booleans) else draw(terms)
    completed = Compare(Var("numberOfCompletedInstances"), ">", Const(1))
    until = [None, completed, Compare(Var("numberOfActiveInstances"), "<=", Const(1))]
    until += [Compare(Count(gathers), "=", Var("a"))] if gathers else []
    return Loop(
        sequential=draw(booleans),
        over=over,
        numbered=numbered,
        item=item,
        gathers=gathers,
        result=result if gathers else None,
        until=draw(st.sampled_from(until)),
    )


LISTS = [Const([1, 2, 3]), Const([2]), Const([]), Var("people")]


@st.composite
def mappings(draw):
    """Draw the inputs and outputs of an activity: mostly none."""
    if draw(st.integers(0, 4)):
        return {}
    inputs = draw(st.lists(st.tuples(terms, targets), max_size=1))
    outputs = draw(st.lists(st.tuples(terms, targets), max_size=1))
    return {"inputs": tuple(inputs), "outputs": tuple(outputs)}


@st.composite
def agains(draw):
    """Draw a standard loop, mostly none."""
    if draw(st.integers(0, 5)):
        return None
    most = draw(st.sampled_from([None, 1, 2]))
    return Again(before=draw(booleans), condition=draw(conditions), most=most)


def draw_user(draw, pad):
    """Draw a user task, perhaps with a multi-instance or a loop."""
    loop = draw(loops(items=LISTS))
    again = draw(agains()) if loop is None else None
    return pad.node("userTask", loop=loop, again=again, **draw(mappings()))


def draw_script(draw, pad):
    return pad.node("scriptTask", term=draw(terms), result=draw(targets))


def draw_catch(draw, pad):
    """Draw an event that waits: for a time or for a message."""
    if draw(booleans):
        return pad.node("timerCatch", hours=draw(hours))
    return pad.node("messageCatch", message="m")


def draw_boundary(draw, pad, host, *, errors):
    """Draw an event at the border of an activity."""
    kinds = ["boundaryTimer", "boundaryTimer", "boundaryMessage", *["boundaryError"] * errors]
    kind = draw(st.sampled_from(kinds))
    if kind == "boundaryError":
        return pad.node(kind, host=host, code=draw(st.sampled_from(["e1", "e2", None])))
    interrupting = draw(booleans)
    if kind == "boundaryMessage":
        return pad.node(kind, host=host, interrupting=interrupting, message="m")
    times = 1 if interrupting else draw(st.sampled_from([1, 1, 2]))
    return pad.node(kind, host=host, interrupting=interrupting, hours=draw(hours), times=times)
