"""Reading what a file says of data: objects, stores, inputs, outputs and what joins them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from engine.diagram.data import DataAssociation, DataEnd, DataUse
from engine.diagram.nodes import bpmn, formula, local, reference, text_of
from engine.diagram.settings import Loop, Mapped
from engine.diagram.xml import Node

_PLACEHOLDER: Final = "__targetRef_placeholder"
"""The name of the property that modellers invent as a target of an arrow that was only drawn."""
_NAME: Final = re.compile(r"[^\W\d]\w*")
_RESERVED: Final = "case"
_HOLDERS: Final = ("process", "subProcess", "transaction", "adHocSubProcess")
_OWN: Final = ("dataInput", "dataOutput", "property", "inputDataItem", "outputDataItem")
_SETS: Final = {
    "inputSet": ("dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs"),
    "outputSet": ("dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs"),
}


class DataBook:
    """Everything in one process that holds data, by id."""

    def __init__(self, process: Node) -> None:
        """Gather it, outer scopes first."""
        self.ends: dict[str, DataEnd] = {}
        self._names: dict[str, str] = {}
        root = process.getroottree().getroot()
        references = list(process.iter(bpmn("dataObjectReference")))
        objects = sorted(process.iter(bpmn("dataObject")), key=lambda one: len([*_around(one)]))
        for node in objects:
            named = [one for one in references if reference(one, "dataObjectRef") == node.get("id")]
            self._add(node, [node, *named], _around(node))
        for node in references:
            self._alias(node, reference(node, "dataObjectRef"))
        for node in process.iter(bpmn("dataStoreReference")):
            ref = reference(node, "dataStoreRef")
            stores = [one for one in root.iterfind(bpmn("dataStore")) if one.get("id") == ref]
            self._add(node, [*stores, node], [process])
        for node in process.iterfind(bpmn("property")):
            self._add(node, [node], [process])
        self._held = self._used(process)

    def variable(self, item_id: str) -> str:
        """Return the name of the variable that a data object or reference stands for."""
        end = self.ends.get(item_id)
        return "" if end is None else end.variable

    def use(self, node: Node) -> DataUse | None:
        """Return what a flow node does with data; None where it does nothing with it."""
        own = self._own(node)
        inputs = list(self._associations(node, "dataInputAssociation", own))
        outputs = list(self._associations(node, "dataOutputAssociation", own))
        inputs, outputs = _of_each_instance(node, inputs, outputs)
        ends = [one.target for one in inputs] + [end for one in outputs for end in one.sources]
        names = [end.variable for end in ends if end.scope is None]
        names += [_variable([one]) for one in node.iterfind(bpmn("property")) if _is_named(one)]
        use = DataUse(
            own=tuple(dict.fromkeys([*names, *self._held.get(node.get("id") or "", ())])),
            inputs=tuple(inputs),
            outputs=tuple(outputs),
            needs=_needs(node, inputs),
            gives=_gives(node, outputs),
            taken=_members(node, "inputSet"),
            given=_members(node, "outputSet"),
        )
        return None if use == DataUse() else use

    def loop(self, node: Node, loop: Loop | None) -> Loop | None:
        """Return the loop with the collections that plain BPMN names by data references."""
        multi = node.find(bpmn("multiInstanceLoopCharacteristics"))
        if multi is None or loop is None:
            return loop
        own = self._own(node)
        item = _item(multi, "outputDataItem")
        return replace(
            loop,
            input_collection=loop.input_collection or self._collection(node, multi, own),
            input_element=loop.input_element or _item(multi, "inputDataItem"),
            output_collection=loop.output_collection or self._collected(node, multi, own),
            output_element=loop.output_element or (item and f"= {item}"),
        )

    def _add(self, node: Node, named: list[Node], around: Iterable[Node]) -> None:
        id_ = node.get("id") or ""
        scopes = [one.get("id") for one in around]
        taken = {end.variable for end in self.ends.values() if end.scope in scopes[1:]}
        name = _name(named)
        variable = _variable(named)
        if variable in taken or self._names.setdefault(variable, name) != name:
            variable = _readable(id_)
        self.ends[id_] = DataEnd(id=id_, variable=variable, scope=scopes[0])

    def _alias(self, node: Node, object_id: str | None) -> None:
        if object_id in self.ends:
            self.ends[node.get("id") or ""] = self.ends[object_id]

    def _own(self, node: Node) -> Mapping[str, DataEnd]:
        places = [node, node.find(bpmn("ioSpecification"))]
        places.append(node.find(bpmn("multiInstanceLoopCharacteristics")))
        found = [one for place in places if place is not None for one in place]
        return {
            one.get("id") or "": DataEnd(id=one.get("id") or "", variable=_variable([one]))
            for one in found
            if one.tag in {bpmn(name) for name in _OWN} and one.get("name") != _PLACEHOLDER
        }

    def _associations(
        self, node: Node, tag: str, own: Mapping[str, DataEnd]
    ) -> Iterator[DataAssociation]:
        for child in node.iterfind(bpmn(tag)):
            ends = {**self.ends, **own}
            target = ends.get(_ref(child, "targetRef"))
            refs = [_plain(text_of(one)) for one in child.iterfind(bpmn("sourceRef"))]
            sources = tuple(ends[ref] for ref in refs if ref in ends)
            transformation = formula(child, "transformation")
            if target is None:
                continue
            alike = {_ref(child, "targetRef"), target.id, target.variable}
            steps = child.iterfind(bpmn("assignment"))
            assignments = tuple(_assignment(one, alike, target.variable) for one in steps)
            if sources or transformation or assignments:
                yield DataAssociation(
                    id=child.get("id") or "",
                    sources=sources,
                    target=target,
                    transformation=transformation,
                    assignments=assignments,
                )

    def _used(self, process: Node) -> dict[str, list[str]]:
        """Return, by sub-process, the data objects in it that values come from or go to."""
        tags = ("dataInputAssociation", "dataOutputAssociation")
        around = (one.getparent() for one in process.iter(*map(bpmn, tags)))
        nodes = {one: None for one in around if one is not None}
        ends = [
            end
            for node in nodes
            for tag in tags
            for one in self._associations(node, tag, self._own(node))
            for end in (*one.sources, one.target)
        ]
        refs = ("loopDataInputRef", "loopDataOutputRef")
        loops = (_plain(text_of(one)) for one in process.iter(*map(bpmn, refs)))
        ends += [self.ends[ref] for ref in loops if ref in self.ends]
        found: dict[str, list[str]] = {}
        for end in ends:
            if end.scope is not None and end.scope != process.get("id"):
                found.setdefault(end.scope, []).append(end.variable)
        return found

    def _collection(self, node: Node, multi: Node, own: Mapping[str, DataEnd]) -> str | None:
        ref = _ref(multi, "loopDataInputRef")
        for one in self._associations(node, "dataInputAssociation", own):
            if one.target.id == ref:
                return one.transformation or f"= {one.sources[0].variable}"
        end = {**self.ends, **own}.get(ref)
        return None if end is None else f"= {end.variable}"

    def _collected(self, node: Node, multi: Node, own: Mapping[str, DataEnd]) -> str | None:
        ref = _ref(multi, "loopDataOutputRef")
        for one in self._associations(node, "dataOutputAssociation", own):
            if ref in {source.id for source in one.sources}:
                return one.target.variable
        end = {**self.ends, **own}.get(ref)
        return None if end is None else end.variable


def required(process: Node) -> tuple[tuple[str, ...], ...]:
    """Return the sets of inputs that a process wants to begin with: any of them will do."""
    found = process.find(bpmn("ioSpecification"))
    if found is None:
        return ()
    names = {one.get("id"): _variable([one]) for one in found.iterfind(bpmn("dataInput"))}
    sets = [[names[ref] for ref in one if ref in names] for one in _sets(process, "inputSet")]
    return tuple(map(tuple, sets)) if all(sets) else ()


def _of_each_instance(
    node: Node, inputs: list[DataAssociation], outputs: list[DataAssociation]
) -> tuple[list[DataAssociation], list[DataAssociation]]:
    """Leave out the associations of the collections, which belong to all instances together."""
    multi = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if multi is None:
        return inputs, outputs
    taken, given = _ref(multi, "loopDataInputRef"), _ref(multi, "loopDataOutputRef")
    return (
        [one for one in inputs if one.target.id != taken],
        [one for one in outputs if given not in {source.id for source in one.sources}],
    )


def _needs(node: Node, inputs: list[DataAssociation]) -> tuple[tuple[str, ...], ...]:
    """Return, by input set, the variables around that its required inputs are filled from."""
    by_target: dict[str, list[str]] = {}
    for one in inputs:
        around = [source.variable for source in one.sources if source.scope is not None]
        by_target.setdefault(one.target.id, []).extend(around)
    sets = [
        tuple(dict.fromkeys(name for ref in refs for name in by_target.get(ref, ())))
        for refs in _sets(node, "inputSet")
    ]
    return tuple(sets) if any(sets) else ()


def _gives(node: Node, outputs: list[DataAssociation]) -> tuple[tuple[str, ...], ...]:
    """Return, by output set, the required outputs that go anywhere."""
    names = {end.id: end.variable for one in outputs for end in one.sources if end.scope is None}
    sets = [tuple(names[ref] for ref in refs if ref in names) for refs in _sets(node, "outputSet")]
    return tuple(sets) if any(sets) else ()


def _members(node: Node, tag: str) -> tuple[frozenset[str], ...]:
    """Return the ids of all that each of several input or output sets holds; one holds all."""
    found = list(_drawn_sets(node, tag))
    members = (
        frozenset(_plain(text_of(ref)) for name in _SETS[tag] for ref in one.iterfind(bpmn(name)))
        for one in found
    )
    return tuple(members) if len(found) > 1 else ()


def _sets(node: Node, tag: str) -> Iterator[list[str]]:
    """Yield the ids that each input or output set requires."""
    wanted, optional, later = _SETS[tag]
    for one in _drawn_sets(node, tag):
        free = {_plain(text_of(n)) for name in (optional, later) for n in one.iterfind(bpmn(name))}
        refs = [_plain(text_of(n)) for n in one.iterfind(bpmn(wanted))]
        yield [ref for ref in refs if ref not in free]


def _drawn_sets(node: Node, tag: str) -> Iterator[Node]:
    holder = node.find(bpmn("ioSpecification"))
    return (node if holder is None else holder).iterfind(bpmn(tag))


def _assignment(node: Node, alike: set[str], variable: str) -> Mapped:
    """Return an assignment whose target is a path from the association's target."""
    text = (text_of(node.find(bpmn("to"))) or "").removeprefix("=").strip()
    first, dot, rest = text.partition(".")
    path = f"{variable}{dot}{rest}" if first in alike else text
    return Mapped(source=formula(node, "from") or "", target=path)


def _around(node: Node) -> Iterator[Node]:
    return (one for one in node.iterancestors(bpmn("*")) if local(one) in _HOLDERS)


def _item(multi: Node, name: str) -> str | None:
    child = multi.find(bpmn(name))
    return None if child is None else _variable([child])


def _is_named(node: Node) -> bool:
    return bool(node.get("name")) and node.get("name") != _PLACEHOLDER


def _name(named: list[Node]) -> str:
    """Return the first name that there is."""
    return next(filter(None, ((node.get("name") or "").strip() for node in named)), "")


def _variable(named: list[Node]) -> str:
    """Return the first name, with `_` for what FEEL cannot read in it; else the first node's id."""
    plain = re.sub(r"\W+", "_", _name(named)).strip("_")
    readable = _NAME.fullmatch(plain) and plain != _RESERVED
    return plain if readable else _readable(named[0].get("id") or "")


def _readable(id_: str) -> str:
    plain = re.sub(r"\W", "_", id_)
    return plain if _NAME.fullmatch(plain) and plain != _RESERVED else f"_{plain}"


def _ref(node: Node, name: str) -> str:
    return _plain(text_of(node.find(bpmn(name))))


def _plain(name: str | None) -> str:
    return (name or "").rpartition(":")[2]
