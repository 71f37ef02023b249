"""Files as other tools and people leave them: without ids, without a process, just drawn."""

from itertools import count
from typing import Final

from lxml import etree

from engine.diagram import kinds
from engine.diagram.nodes import MODELER, ZEEBE, bpmn, local
from engine.diagram.running import running
from engine.diagram.xml import BPMNDI, Node
from engine.importing.bag import SPACES
from engine.importing.report import Notes, Text
from engine.layout import lay_out

_NEED_IDS: Final = (
    kinds.FLOW_NODES
    | kinds.DATA
    | {"error", "escalation", "lane", "message", "messageFlow", "participant", "process"}
    | {"sequenceFlow", "signal"}
)
_CLOUD: Final = "Camunda Cloud"
_VERSION: Final = "8.6.0"  # the first with every setting that this dialect uses
_TICK: Final = Text(
    "要部署时请勾选流程的“可执行”。", "Tick “Executable” on the process to deploy it."
)
_MADE: Final = Text(
    "文件中没有图形位置，已自动排布，并非原来画的样子。",
    "The file held no layout: this one was made, nobody drew it.",
)
_MOVE: Final = Text("请在设计器中看一遍，需要时移动图元。", "Look at it, and move what you like.")
_UNDRAWN: Final = Text("文件中没有图形位置。", "The file holds no layout.")
_DRAW: Final = Text("请重新摆放图元。", "Lay it out anew.")


def file_name(name: str) -> str:
    """Return the name that the translated file goes by: what is deployed ends with `.bpmn`."""
    stem = name.replace("\\", "/").rpartition("/")[2]
    for ending in (".xml", ".bpmn20", ".bpmn2", ".bpmn"):
        stem = stem.removesuffix(ending)
    return f"{stem or 'imported'}.bpmn"


def give_ids(root: Node, notes: Notes) -> None:
    """Name what a diagram must be able to point at."""
    taken = {node.get("id") for node in root.iter("*")}
    numbers = count(1)
    for node in root.iter(bpmn("*")):
        if local(node) in _NEED_IDS and not node.get("id"):
            made = next(f"{local(node)}_{n}" for n in numbers if f"{local(node)}_{n}" not in taken)
            node.set("id", made)
            notes.found(
                "import-id",
                made,
                Text(
                    f"一个图元没有 id，已命名为 {made}。", f"An element without id became {made}."
                ),
                Text("请核对它的位置。", "Check where it stands."),
            )


def look(root: Node, notes: Notes) -> bool:
    """Report what keeps a file from being deployed as it is; returns whether it is a draft."""
    processes = root.findall(bpmn("process"))
    draft = not running(root)
    if not processes:
        text = Text("文件中没有流程，只有图。", "The file holds no process, only a drawing.")
        notes.found("import-no-process", None, text, _TICK)
    elif draft:
        text = Text("流程没有标为可执行，作为草稿导入。", "No process is executable: a draft.")
        notes.found("import-draft", processes[0].get("id"), text, _TICK)
    if lay_out(root):
        notes.found("import-no-layout", None, _MADE, _MOVE)
    elif next(root.iter(f"{{{BPMNDI}}}BPMNShape"), None) is None:
        notes.found("import-no-layout", None, _UNDRAWN, _DRAW)
    return draft


def finish(root: Node) -> bytes:
    """Write the file, marked for the modellers that speak our dialect."""
    key = f"{{{MODELER}}}executionPlatform"
    if root.get(key) != _CLOUD:
        root.set(key, _CLOUD)
        root.set(f"{key}Version", _VERSION)
    kept = {
        prefix
        for node in root.iter("*")
        for prefix, space in node.nsmap.items()
        if prefix and space not in SPACES
    }
    etree.cleanup_namespaces(
        root,
        top_nsmap={"zeebe": ZEEBE, "modeler": MODELER},
        keep_ns_prefixes=sorted(kept | {"zeebe", "modeler"}),
    )
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return data
