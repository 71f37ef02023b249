"""Global tasks: work described once, carried out wherever a call activity names it.

BPMN 2.0.2, 10.3.6 and 13.3.4: calling a global task is carrying out that task in the place of the
call activity.  So it is read as the task itself, with the id, flows and loop of the call activity.
"""

from typing import Final

from engine.diagram.nodes import extension, local, reference
from engine.diagram.xml import Node

KINDS: Final = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
"""By the name of a global task: the task that it is."""


def called(node: Node) -> Node | None:
    """Return the global task of the same file that a call activity names."""
    if local(node) != "callActivity":
        return None
    entry = extension(node, "calledElement")
    wanted = reference(node, "calledElement") if entry is None else entry.get("processId")
    roots = node.getroottree().getroot().iterchildren("*")
    found = (one for one in roots if local(one) in KINDS)
    return next((one for one in found if one.get("id") == wanted), None)
