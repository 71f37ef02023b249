"""What the prose of BPMN 2.0.2 demands beyond its schema: one value for each constraint.

A constraint is asked of every node of its tags in the file's order.  Inside processes that are not
executable nothing is asked: those are pictures.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.diagram.nodes import bpmn, flag, is_bpmn, local, reference, text_of
from engine.diagram.xml import BPMNDI, Node
from engine.linting.facts import Facts, Text, error, warning
from engine.linting.words import KINDS, chinese
from engine.model import Finding, Severity

_DI: Final = f"{{{BPMNDI}}}"
_DEFINITION: Final = "EventDefinition"
_UNNAMED: Final = (_DEFINITION, "LoopCharacteristics")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The element tree with what constraints ask of it."""

    root: Node
    by_id: Mapping[str, Node]
    leaving: Mapping[str, tuple[Node, ...]]  # sequence flows by the id of their source
    arriving: Mapping[str, tuple[Node, ...]]  # and by that of their target
    drawn: Mapping[str, tuple[Node, ...]]  # shapes and edges by the id of what they show

    def named(self, node: Node, attribute: str) -> Node | None:
        """Return the node that an attribute refers to."""
        return self.by_id.get(reference(node, attribute) or "")

    def out(self, node: Node) -> tuple[Node, ...]:
        """Return the sequence flows that leave a node."""
        return self.leaving.get(node.get("id") or "", ())

    def into(self, node: Node) -> tuple[Node, ...]:
        """Return the sequence flows that come to a node."""
        return self.arriving.get(node.get("id") or "", ())

    def tagged(self, name: str) -> Iterator[Node]:
        """Yield the BPMN elements of a name."""
        return self.root.iter(bpmn(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """One demand: `broken` says whether a node of one of the tags fails it.

    `zh` and `en` go on from the name of the element: “X” 不能…, 'X' must not ….
    """

    rule: str
    tags: tuple[str, ...]
    broken: Callable[[Source, Node], bool]
    zh: str
    en: str
    hint: Text
    severity: Severity = Severity.ERROR


def check(constraints: Mapping[str, tuple[Constraint, ...]], facts: Facts) -> Iterator[Finding]:
    """Ask every node its constraints, which are given by tag."""
    if next(facts.executable(), None) is None:
        return  # a picture; the rule `executable-process` says so
    source = _source(facts.diagram.root)
    pictures = {id_ for id_, process in facts.diagram.processes.items() if not process.executable}
    for node in source.root.iter("*"):
        if not (is_bpmn(node) or str(node.tag).startswith(_DI)):
            continue
        asked = constraints.get(local(node), ())
        if asked and not _in_picture(node, pictures):
            yield from (_finding(one, node) for one in asked if one.broken(source, node))


def _finding(constraint: Constraint, node: Node) -> Finding:
    place = _pointed_at(node)
    name = " ".join((place.get("name") or "").split())
    kind = chinese(KINDS, local(place))
    zh = f"{kind}“{name or place.get('id') or ''}”{constraint.zh}。"
    en = f"{local(place)} {name or place.get('id') or ''!r} {constraint.en}."
    say = error if constraint.severity is Severity.ERROR else warning
    return say(constraint.rule, place.get("id"), Text(zh, en), constraint.hint)


def _pointed_at(node: Node) -> Node:
    """Return the node or the one around it that a designer can click on."""
    around = (node, *node.iterancestors("*"))
    named = (one for one in around if one.get("id") and not local(one).endswith(_UNNAMED))
    return next(named, node)


def _in_picture(node: Node, pictures: set[str]) -> bool:
    around = (node, *node.iterancestors(bpmn("process")))
    return any(local(one) == "process" and one.get("id") in pictures for one in around)


def _source(root: Node) -> Source:
    leaving: dict[str, list[Node]] = defaultdict(list)
    arriving: dict[str, list[Node]] = defaultdict(list)
    drawn: dict[str, list[Node]] = defaultdict(list)
    by_id: dict[str, Node] = {}
    for node in root.iter("*"):
        id_ = node.get("id")
        if id_ and (is_bpmn(node) or str(node.tag).startswith(_DI)):
            by_id[id_] = node
        if node.tag == bpmn("sequenceFlow"):
            leaving[node.get("sourceRef") or ""].append(node)
            arriving[node.get("targetRef") or ""].append(node)
        if str(node.tag).startswith(_DI):
            drawn[reference(node, "bpmnElement") or ""].append(node)
    return Source(
        root=root,
        by_id=by_id,
        leaving={id_: tuple(flows) for id_, flows in leaving.items()},
        arriving={id_: tuple(flows) for id_, flows in arriving.items()},
        drawn={id_: tuple(nodes) for id_, nodes in drawn.items()},
    )


def child(node: Node, name: str) -> Node | None:
    """Return the first BPMN child of a name."""
    return node.find(bpmn(name))


def triggers(node: Node) -> tuple[str, ...]:
    """Return the kinds of an event's definitions: `message`, `timer` and so on."""
    return tuple(local(one).removesuffix(_DEFINITION) for one in defined(node))


def defined(node: Node) -> Iterator[Node]:
    """Yield an event's definitions, its own and those that it shares with others."""
    for one in node.iterchildren(bpmn("*")):
        if local(one).endswith(_DEFINITION):
            yield one
        elif local(one) == "eventDefinitionRef":
            yield from shared(one)


def shared(ref: Node) -> Iterator[Node]:
    """Yield the shared event definition that an `eventDefinitionRef` names, if there is one."""
    wanted = (text_of(ref) or "").rpartition(":")[2]
    for one in ref.getroottree().getroot().iterchildren(bpmn("*")):
        if one.get("id") == wanted and local(one).endswith(_DEFINITION):
            yield one


def truth(node: Node, attribute: str) -> bool:
    """Return an attribute of type boolean that is false where it is missing."""
    return flag(node, attribute, default=False)
