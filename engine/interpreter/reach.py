"""Which incoming flows of a join a token can still reach from where it is."""

from collections.abc import Iterable, Mapping

from engine.diagram import Element, Process


def reach(process: Process, join: Element) -> dict[str, frozenset[str]]:
    """Return, by element id of the same scope, the join's incoming flows reachable from there.

    A path does not pass through the join itself; an activity's boundary events are on its paths,
    and so are links.
    """
    elements = {element.id: element for element in process.children(join.parent_id)}
    back = _predecessors(process, elements.values())
    found: dict[str, set[str]] = {}
    for incoming in join.incoming:
        todo, seen = [process.flows[incoming].source], {join.id}
        while todo:
            element_id = todo.pop()
            if element_id not in seen:
                seen.add(element_id)
                found.setdefault(element_id, set()).add(incoming)
                todo += back.get(element_id, ())
    return {element_id: frozenset(flows) for element_id, flows in found.items()}


def _predecessors(process: Process, elements: Iterable[Element]) -> Mapping[str, list[str]]:
    back: dict[str, list[str]] = {}
    throws: dict[str, list[str]] = {}
    catches: dict[str, str] = {}
    for element in elements:
        for flow_id in element.incoming:
            back.setdefault(element.id, []).append(process.flows[flow_id].source)
        if element.attached_to is not None:
            back.setdefault(element.id, []).append(element.attached_to)
        for name in [event.name or "" for event in element.events if event.kind == "link"]:
            if element.kind == "intermediateCatchEvent":
                catches[name] = element.id
            else:
                throws.setdefault(name, []).append(element.id)
    for name, element_id in catches.items():
        back.setdefault(element_id, []).extend(throws.get(name, ()))
    return back
