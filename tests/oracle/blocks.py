"""Draws diagrams of nested blocks: each block goes on from a node and returns the node it ends at."""

from hypothesis import strategies as st

from tests.oracle import pieces
from tests.oracle.pieces import booleans

LEAVES = ["user", "user", "user", "script", "catch"]
INNER = [
    "seq",
    "xor",
    "and",
    "or",
    "loop",
    "sub",
    "border",
    "split",
    "race",
    "stop",
    "fail",
    "link",
]


def draw_process(draw, pad, depth):
    """Draw a start, a block, and an end."""
    start = pad.node("startEvent")
    last = start
    for _ in range(draw(st.integers(1, max(1, depth)))):
        last = draw_block(draw, pad, last, depth)
    pad.flow(last, pad.node("endEvent"))


def draw_block(draw, pad, entry, depth):
    """Draw a block behind a node and return the node to go on from."""
    kind = draw(st.sampled_from(LEAVES if depth <= 0 else INNER + LEAVES[3:] * (depth < 3)))
    return KINDS[kind](draw, pad, entry, depth - 1)


def _then(pad, entry, node):
    pad.flow(entry, node)
    return node


def _user(draw, pad, entry, depth):
    return _then(pad, entry, pieces.draw_user(draw, pad))


def _script(draw, pad, entry, depth):
    return _then(pad, entry, pieces.draw_script(draw, pad))


def _catch(draw, pad, entry, depth):
    return _then(pad, entry, pieces.draw_catch(draw, pad))


def _seq(draw, pad, entry, depth):
    return draw_block(draw, pad, draw_block(draw, pad, entry, depth), depth)


def _xor(draw, pad, entry, depth):
    split = _then(pad, entry, pad.node("exclusiveGateway"))
    return _branches(draw, pad, split, pad.node("exclusiveGateway"), depth, conditional=True)


def _or(draw, pad, entry, depth):
    split = _then(pad, entry, pad.node("inclusiveGateway"))
    return _branches(draw, pad, split, pad.node("inclusiveGateway"), depth, conditional=True)


def _and(draw, pad, entry, depth):
    split = _then(pad, entry, pad.node("parallelGateway"))
    return _branches(draw, pad, split, pad.node("parallelGateway"), depth, conditional=False)


def _split(draw, pad, entry, depth):
    """Several flows out of an activity; what comes together again may join, merge or end."""
    task = _user(draw, pad, entry, depth)
    join = pad.node(draw(st.sampled_from(["parallelGateway", "exclusiveGateway", "userTask"])))
    if pad.nodes[join].kind == "parallelGateway":
        return _branches(draw, pad, task, join, depth, conditional=False)
    return _branches(draw, pad, task, join, depth, conditional=draw(booleans))


def _branches(draw, pad, split, join, depth, *, conditional):
    """Draw two or three branches between two nodes; the last one may be the default."""
    count = draw(st.integers(2, 3))
    has_default = pad.nodes[split].kind == "userTask" or draw(st.integers(0, 3))
    for number in range(count):
        first = pad.node("exclusiveGateway")
        if conditional and has_default and number == count - 1:
            pad.default(split, first)
        else:
            pad.flow(split, first, draw(pieces.conditions) if conditional else None)
        last = first if draw(st.integers(0, 3)) == 0 else draw_block(draw, pad, first, depth)
        pad.flow(last, join)
    return join


def _loop(draw, pad, entry, depth):
    """A rework loop: a block, again and again until a condition lets it out."""
    merge = _then(pad, entry, pad.node("exclusiveGateway"))
    wait = _user(draw, pad, merge, depth)
    pad.change(wait, loop=None, again=None)  # an empty multi-instance would not wait
    last = draw_block(draw, pad, wait, depth)
    split = _then(pad, last, pad.node("exclusiveGateway"))
    pad.flow(split, merge, draw(pieces.conditions))
    out = pad.node("exclusiveGateway")
    pad.default(split, out)
    return out


def draw_sub_process(draw, pad, depth):
    """Draw a sub-process and return its id."""
    inner = pad.inner()
    draw_process(draw, inner, depth)
    loop = draw(pieces.loops(items=pieces.LISTS))
    return pad.node("subProcess", inner=inner.graph(), loop=loop, **draw(pieces.mappings()))


def _sub(draw, pad, entry, depth):
    return _border_of(draw, pad, _then(pad, entry, draw_sub_process(draw, pad, depth)), depth)


def _border(draw, pad, entry, depth):
    return _border_of(draw, pad, _user(draw, pad, entry, depth), depth)


def _border_of(draw, pad, host, depth):
    """Attach events; where they lead ends there, or comes back to the way of the activity."""
    errors = pad.nodes[host].kind == "subProcess"
    out = _then(pad, host, pad.node("exclusiveGateway"))
    for _ in range(draw(st.integers(1, 2))):
        event = pieces.draw_boundary(draw, pad, host, errors=errors)
        last = draw_block(draw, pad, event, depth) if draw(booleans) and depth > 0 else event
        pad.flow(last, out if draw(booleans) else pad.node("endEvent"))
    return out


def _race(draw, pad, entry, depth):
    gate = _then(pad, entry, pad.node("eventBasedGateway"))
    out = pad.node("exclusiveGateway")
    for kind in draw(st.sampled_from([["timerCatch", "messageCatch"], ["timerCatch"] * 2])):
        facts = {"hours": draw(pieces.hours)} if kind == "timerCatch" else {"message": "m"}
        event = _then(pad, gate, pad.node(kind, **facts))
        last = draw_block(draw, pad, event, depth) if draw(booleans) else event
        pad.flow(last, out)
    return out


def _stop(draw, pad, entry, depth):
    """A decision where one way ends: plainly, with all the rest, or with an error."""
    split = _then(pad, entry, pad.node("exclusiveGateway"))
    kind = draw(st.sampled_from(["endEvent", "terminateEnd", "errorEnd"]))
    facts = {"code": draw(st.sampled_from(["e1", "e2"]))} if kind == "errorEnd" else {}
    pad.flow(split, pad.node(kind, **facts), draw(pieces.conditions))
    out = pad.node("exclusiveGateway")
    pad.default(split, out)
    return out


def _fail(draw, pad, entry, depth):
    """A sub-process that ends in an error, and two events that may catch it."""
    inner = pad.inner()
    last = draw_block(draw, inner, inner.node("startEvent"), depth)
    inner.flow(last, inner.node("errorEnd", code=draw(st.sampled_from(["e1", "e2"]))))
    sub = _then(pad, entry, pad.node("subProcess", inner=inner.graph()))
    out = _then(pad, sub, pad.node("exclusiveGateway"))
    for code in draw(st.permutations(["e1", "e2", None]))[:2]:
        handler = pad.node("scriptTask", term=draw(pieces.terms), result=draw(pieces.targets))
        pad.flow(pad.node("boundaryError", host=sub, code=code), handler)
        pad.flow(handler, out)
    return out


def _link(draw, pad, entry, depth):
    """A block, and a jump to where it goes on; now and then one from a branch beside it."""
    name = f"link{len(pad.nodes)}"
    split = _then(pad, entry, pad.node("exclusiveGateway"))
    if draw(booleans):
        pad.flow(split, pad.node("linkThrow", link=name), draw(pieces.conditions))
    first = pad.node("exclusiveGateway")
    pad.default(split, first)
    pad.flow(draw_block(draw, pad, first, depth), pad.node("linkThrow", link=name))
    return pad.node("linkCatch", link=name)


KINDS = {
    "user": _user,
    "script": _script,
    "catch": _catch,
    "seq": _seq,
    "xor": _xor,
    "and": _and,
    "or": _or,
    "loop": _loop,
    "sub": _sub,
    "border": _border,
    "split": _split,
    "race": _race,
    "stop": _stop,
    "fail": _fail,
    "link": _link,
}
