"""Copied: where a process puts a marked value into a variable that nobody marked.

There it would be read by everybody who takes part, and lead to the case when it is searched for. A
value that only says something about it (a comparison, a count) is no copy. An input belongs to its
activity alone, and a called case marks for itself what it is given.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from engine import diagram, feel, masking
from engine.diagram import Element
from engine.feel import tree
from engine.model import Finding, ProcessDefinition, Severity

_ASKING: Final = (tree.Logic, tree.Between, tree.In, tree.InstanceOf, tree.Quantified)
_COMPARED: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_ABOUT: Final = frozenset(
    {
        "contains",
        "count",
        "ends with",
        "index of",
        "is defined",
        "list contains",
        "matches",
        "not",
        "starts with",
        "string length",
    }
)
"""Functions whose result says something about what they are given, and not what it is."""


def copied(definition: ProcessDefinition) -> Iterator[Finding]:
    """Yield a warning for each output and script that copies what is marked."""
    marks = masking.marked(definition)
    if not marks:
        return
    process = diagram.read(definition.xml).processes[definition.key]
    for element in process.elements.values():
        for text, target in _written(element):
            if target and not _is_marked(target, marks):
                for name in sorted(_told(_tree(text), marks)):
                    yield _finding(element, name, target)


def _written(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the expressions whose values become variables of the case, with their names."""
    for output in element.outputs:
        yield output.source, output.target
    if element.script is not None:
        yield element.script.expression, element.script.result_variable or ""


def _tree(text: str) -> tree.Node | None:
    """Return what an expression says; None for a literal, and for what cannot be read."""
    if not text.startswith("="):
        return None
    try:
        return feel.expression(text[1:]).tree
    except feel.FeelError:
        return None  # another check says so


def _told(node: tree.Node | None, marks: Mapping[str, str]) -> set[str]:
    """Return the marked names whose values stand in what an expression gives."""
    if node is None or _says_something_about(node):
        return set()
    if isinstance(node, tree.Name):
        return {mark for mark in marks if node.name in {mark, mark.partition(".")[0]}}
    if isinstance(node, tree.Path) and isinstance(node.source, tree.Name):
        name = node.source.name
        return {f"{name}.{node.name}", name} & marks.keys()
    return {name for part in _given(node, marks) for name in _told(part, marks)}


def _says_something_about(node: tree.Node) -> bool:
    """Tell whether a value says yes or no, or how much, of what it is asked about."""
    if isinstance(node, tree.Binary):
        return node.operator in _COMPARED
    if isinstance(node, tree.Call):
        return isinstance(node.function, tree.Name) and node.function.name in _ABOUT
    return isinstance(node, _ASKING)


def _given(node: tree.Node, marks: Mapping[str, str]) -> Iterator[tree.Node]:
    """Yield the parts of which a value is made; what is starred by its name is left out."""
    match node:
        case tree.If(then=then, otherwise=otherwise):
            yield from (then, otherwise)
        case tree.Filter(source=source):
            yield source
        case tree.Context(entries=entries):
            yield from (part for name, part in entries if name not in marks)
        case _:
            yield from tree.children(node)


def _is_marked(target: str, marks: Mapping[str, str]) -> bool:
    """Tell whether what a variable or a part of one holds is starred by its name."""
    return not marks.keys().isdisjoint({target, *target.split(".")})


def _finding(element: Element, name: str, target: str) -> Finding:
    return Finding(
        rule="masked-copied",
        element_id=element.id,
        severity=Severity.WARNING,
        message_zh=f"敏感字段 {name} 的值写入了未标记的变量 {target}，参与人可直接看到并可按它检索",
        message_en=f"the marked value {name} is put into {target}, which is not marked: whoever"
        " takes part reads it there and finds the case by it",
        hint_zh=f"把 {target} 加入流程的 gj:masked",
        hint_en=f"add {target} to gj:masked of the process",
    )
