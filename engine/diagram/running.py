"""Which processes of a file are meant to run, where some or all of them do not say so.

BPMN 2.0.2, table 10.1, gives `isExecutable` no default: a process without it is neither.  Whoever
deploys a file without any mark wants it to run; whoever marked one process has answered for all.
"""

from collections.abc import Collection
from typing import Final

from engine.diagram import kinds
from engine.diagram.nodes import bpmn, flag, local
from engine.diagram.xml import Node

_MARK: Final = "isExecutable"


def running(root: Node) -> Collection[str | None]:
    """Return the ids of the processes that run.

    Those marked executable; where none is, those that say nothing, are not public, and hold
    something to do.
    """
    processes = root.findall(bpmn("process"))
    marked = [node for node in processes if flag(node, _MARK, default=False)]
    unmarked = [node for node in processes if is_unmarked(node) and not _is_picture(node)]
    return {node.get("id") for node in marked or unmarked}


def is_unmarked(process: Node) -> bool:
    """Whether a process says neither that it is executable nor that it is not."""
    return process.get(_MARK) is None


def _is_picture(process: Node) -> bool:
    """Whether nothing in it could run: a public view of a process, or an empty pool."""
    empty = not any(local(node) in kinds.FLOW_NODES for node in process.iterchildren(bpmn("*")))
    return empty or process.get("processType") == "Public"
