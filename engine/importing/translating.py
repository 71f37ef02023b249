"""The order in which the settings of each element are translated."""

from collections.abc import Callable
from typing import Final

from engine.diagram.nodes import DiagramError, bpmn
from engine.diagram.xml import Node, read
from engine.importing import calls, drafts, events, loops, mappings, people, scripts, work
from engine.importing.bag import Bag
from engine.importing.context import Context, context
from engine.importing.leftovers import leftovers
from engine.importing.report import Imported, Notes

_STEPS: Final[tuple[Callable[[Context, Bag], None], ...]] = (
    people.people,
    people.form,
    people.initiator,
    scripts.script,
    calls.decision,
    calls.call,
    work.work,
    mappings.mappings,
    mappings.properties,
    scripts.before_and_after,
    scripts.instructions,
    loops.loop,
    events.flow,
    events.times,
    events.conditions,
    events.names,
    events.keys,
    events.version,
    leftovers,  # after all others: it reports what they did not take
)


def translate(data: bytes) -> Imported:
    """Translate a BPMN file of another engine, or of none, into our dialect.

    Every foreign setting becomes one or more entries of the report.  Raises UnsafeXML for what is
    no safe XML, and DiagramError for a DMN file.
    """
    root = read(data)
    if root.tag != bpmn("definitions"):
        raise DiagramError("this is a DMN file, not a BPMN diagram", node=root)
    notes = Notes()
    drafts.give_ids(root, notes)
    known = context(root, notes)
    nodes: list[Node] = list(root.iter(bpmn("*")))
    for node in nodes:
        bag = Bag(node)
        for step in _STEPS:
            step(known, bag)
    for node in nodes:
        people.lanes(known, Bag(node))
    if known.old:
        for name in ("expressionLanguage", "typeLanguage"):
            root.attrib.pop(name, "")
    draft = drafts.look(root, notes)
    return Imported(
        xml=drafts.finish(root),
        report=tuple(notes.entries),
        findings=tuple(notes.findings),
        draft=draft,
    )
