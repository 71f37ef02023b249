"""Coverage as LCOV, which build servers show beside that of code.

An element or a flow is the line on which it begins in the diagram's file; the flows that leave one
element are the branches of its line (the format: man 1 geninfo, "FILES").
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from engine import diagram
from engine.diagram import SequenceFlow, xml
from engine.scenarios.coverage import Covered


def lcov(covered: Iterable[Covered]) -> str:
    """Return a tracefile with a record for each process, in the order given."""
    return "".join(f"{line}\n" for one in covered for line in _record(one))


def _record(one: Covered) -> Iterator[str]:
    process = diagram.read(one.diagram).processes[one.process]
    lines = {node.get("id", ""): xml.line_of(node) for node in xml.read(one.diagram).iter()}
    counts = {**dict.fromkeys((*process.elements, *process.flows), 0), **one.visits, **one.taken}
    yield f"TN:{one.process}"
    yield f"SF:{one.file}"
    yield from _branches(process.flows.values(), lines, one)
    hits = sorted((lines[part], count) for part, count in counts.items() if part in lines)
    of_line = [(line, max(n for _, n in same)) for line, same in groupby(hits, lambda hit: hit[0])]
    yield from (f"DA:{line},{count}" for line, count in of_line)
    yield f"LF:{len(of_line)}"
    yield f"LH:{sum(count > 0 for _, count in of_line)}"
    yield "end_of_record"


def _branches(flows: Iterable[SequenceFlow], lines: dict[str, int], one: Covered) -> Iterator[str]:
    """Yield how often each flow was taken where there is a choice of several."""
    from_: dict[str, list[str]] = {}
    for flow in flows:
        from_.setdefault(flow.source, []).append(flow.id)
    choices = [(source, ids) for source, ids in from_.items() if len(ids) > 1]
    taken = [one.taken.get(id_, 0) for _, ids in choices for id_ in ids]
    for source, ids in sorted(choices, key=lambda choice: lines[choice[0]]):
        for number, id_ in enumerate(ids):
            yield f"BRDA:{lines[source]},0,{number},{one.taken.get(id_, 0)}"
    yield f"BRF:{len(taken)}"
    yield f"BRH:{sum(count > 0 for count in taken)}"
