"""What plain BPMN says of a task where the `zeebe:` vocabulary is silent.

Resource roles (BPMN 2.0.2, 8.4.12 and 10.3.4), the script of a script task, the operation or the
implementation of a service.  An expression that names people is FEEL, or a list such as
`user(li), group(cs)`, in which a bare word is a group (of a performer: a person).
"""

import re
from collections.abc import Iterator
from typing import Final

from engine.diagram.nodes import bpmn, local, reference, text_of
from engine.diagram.settings import Assignment, Job, Script
from engine.diagram.xml import Node

PERFORMING: Final = ("performer", "humanPerformer")
"""Roles whose resource is the one person who does the work."""
ROLES: Final = (*PERFORMING, "potentialOwner", "resourceRole")
_NAME: Final = r"[^\s(){},][^(){},]*"
_MEMBER: Final = re.compile(rf"(user|group)\(\s*({_NAME}?)\s*\)|({_NAME})")
_FEEL_SCRIPTS: Final = frozenset({"feel", "text/feel", "text/x-feel", "application/x-feel"})
_SCRIPTED: Final = frozenset({"scriptTask", "globalScriptTask"})
_AUTOMATIC: Final = frozenset({"serviceTask", "sendTask", "businessRuleTask"})


def assignment(node: Node) -> Assignment | None:
    """Return who may do a task, by its resource roles; None where none can be read."""
    found: dict[str, list[str]] = {"assignee": [], "users": [], "groups": []}
    for role in node.iterchildren(*map(bpmn, ROLES)):
        for kind, member in _members(role):
            found[kind].append(member)
    if len(found["assignee"]) > 1:  # no one person: whoever of them claims it
        found["users"] = found.pop("assignee") + found["users"]
    texts = {kind: _listed(members) for kind, members in found.items()}
    if not any(texts.values()):
        return None
    return Assignment(
        assignee=texts.get("assignee"),
        candidate_users=texts["users"],
        candidate_groups=texts["groups"],
    )


def readable(role: Node) -> bool:
    """Whether the engine can tell whom a resource role means."""
    return any(True for _ in _members(role))


def script(node: Node) -> Script | None:
    """Return the FEEL script of a script task; None where there is none or another language's.

    Without a format it is FEEL where it looks like it: marked, or a context of variables.
    """
    text = text_of(node.find(bpmn("script")))
    stated = (node.get("scriptFormat") or "").strip().lower()
    marked = not stated and text is not None and text.startswith(("=", "{"))
    if text is None or not (stated in _FEEL_SCRIPTS or marked):
        return None
    text = text if text.startswith("=") else f"= {text}"
    return Script(expression=text, result_variable=None, standard=True)


def idle(node: Node) -> Script | None:
    """Return what a script task without a script does: nothing (10.3.3, as an abstract task)."""
    scripted = local(node) in _SCRIPTED and text_of(node.find(bpmn("script"))) is None
    return Script(expression="= {}", result_variable=None, standard=True) if scripted else None


def job(node: Node) -> Job | None:
    """Return the work that an operation or an implementation names (`##…` names none)."""
    if local(node) not in _AUTOMATIC or node.get("messageRef") is not None:
        return None
    operation = _operation(node)
    if operation is not None and local(node) == "serviceTask":
        return Job(type=operation.get("name") or operation.get("id") or "")
    implementation = (node.get("implementation") or "").strip()
    named = implementation and not implementation.startswith("##")
    return Job(type=implementation) if named else None


def message_ref(node: Node) -> str | None:
    """Return the id of the message that an event, a send or a receive task names.

    Where it names an operation alone, that is the operation's input message (10.3.3).
    """
    operation = None if node.get("messageRef") is not None else _operation(node)
    if operation is None:
        return reference(node, "messageRef")
    return _plain(text_of(operation.find(bpmn("inMessageRef"))))


def _operation(node: Node) -> Node | None:
    wanted = _plain(node.get("operationRef") or text_of(node.find(bpmn("operationRef"))))
    if wanted is None:
        return None
    root = node.getroottree().getroot()
    return next((one for one in root.iter(bpmn("operation")) if one.get("id") == wanted), None)


def _members(role: Node) -> Iterator[tuple[str, str]]:
    """Yield (assignee, users or groups; name or `= FEEL`) of everybody whom a role means."""
    alone = "assignee" if local(role) in PERFORMING else "groups"
    path = f"{bpmn('resourceAssignmentExpression')}/*"
    for expression in role.iterfind(path):
        yield from _named(expression, alone)
    wanted = _plain(text_of(role.find(bpmn("resourceRef"))))
    for resource in role.getroottree().getroot().iterfind(bpmn("resource")):
        if resource.get("id") == wanted:
            yield "groups", resource.get("name") or wanted or ""


def _named(expression: Node, alone: str) -> Iterator[tuple[str, str]]:
    text = text_of(expression) or ""
    stated = expression.get("language") or ""
    if text.startswith("=") or "feel" in stated.lower():
        yield alone, text if text.startswith("=") else f"= {text}"
        return
    parts = [_MEMBER.fullmatch(part.strip()) for part in text.split(",")]
    for part in parts if None not in parts else ():
        assert part is not None  # for the type checker: asked in the line above
        yield (f"{part[1]}s", part[2]) if part[1] else (alone, part[3].strip())


def _listed(members: list[str]) -> str | None:
    """Return the members as one text: a literal list, or FEEL where one of them is FEEL."""
    if len(members) > 1 and any(member.startswith("=") for member in members):
        parts = (m[1:].strip() if m.startswith("=") else f'"{m}"' for m in members)
        return f"= flatten([{', '.join(parts)}])"
    return ", ".join(members) or None


def _plain(name: str | None) -> str | None:
    return name.rpartition(":")[2] if name else None
