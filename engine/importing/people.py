"""Who does a user task, until when, with which form."""

import re
from pathlib import PurePosixPath
from typing import Final

from engine.diagram.nodes import bpmn, text_of
from engine.importing import pieces, placing
from engine.importing.bag import Bag, Part, Setting, children
from engine.importing.context import Context
from engine.importing.pieces import Piece
from engine.importing.report import Text, Untranslatable

_SPAN: Final = re.compile(r"P(?=\d|T\d)[\dYMWD]*(T[\dHMS.]+)?")
_LISTS: Final = ("candidateUsers", "candidateGroups")
_MOST: Final = 100  # the greatest priority of our dialect
_PLAIN: Final = re.compile(r"[\w.-]+")
_RESOURCE: Final = re.compile(r"(?:(user|group)\(\s*([^()]+?)\s*\)|([^(),]+))\s*(?:,|$)")
_BINDINGS: Final = frozenset({"latest", "deployment"})


def people(context: Context, bag: Bag) -> None:
    """Translate the assignee, the candidates, the dates and the priority of a user task."""
    if bag.kind != "userTask":
        return
    _resources(context, bag)
    assignee = bag.setting("assignee")
    if assignee is not None:
        value = context.translated(bag.node, assignee)
        if value:
            context.put(bag.node, assignee, "assignmentDefinition assignee", value)
    for name in _LISTS:
        setting = bag.setting(name)
        if setting is not None:
            _candidates(context, bag, setting, name)
    for name in ("dueDate", "followUpDate"):
        setting = bag.setting(name)
        value = context.translated(bag.node, setting) if setting else None
        if setting and value:
            value = f'= now() + duration("{value}")' if _SPAN.fullmatch(value) else value
            context.put(bag.node, setting, f"taskSchedule {name}", value)
    _priority(context, bag)


def _candidates(context: Context, bag: Bag, setting: Setting, name: str) -> None:
    parts = [part.strip() for part in setting.text.split(",") if part.strip()]
    try:
        found = [_member(context, part) for part in parts]
    except Untranslatable as problem:
        context.untranslatable(bag.node, setting, problem)
        return
    if not any(dynamic for _, dynamic in found):
        value = ", ".join(parts)
    elif len(found) == 1:
        value = f"= {found[0][0].text}"
    else:
        listed = pieces.sequence([piece for piece, _ in found])
        value = f"= {pieces.call('flatten', listed).text}"
    if value:
        context.put(bag.node, setting, f"assignmentDefinition {name}", value)


def _member(context: Context, part: str) -> tuple[Piece, bool]:
    if "${" not in part and "#{" not in part:
        return pieces.text(part), False
    piece = context.piece(part)
    assert piece is not None  # it holds an expression
    return piece, True


def _priority(context: Context, bag: Bag) -> None:
    setting = bag.setting("priority")
    value = context.translated(bag.node, setting) if setting else None
    if setting is None or not value:
        return
    if value.isdecimal() and int(value) > _MOST:
        placing.put(bag.node, "priorityDefinition", "priority", str(_MOST))
        zh, en = f"优先级 {value} 超过上限，改为 100。", f"{value} is above the most, 100."
        context.notes.near(bag.node, setting.label, Text(zh, en))
        return
    context.put(bag.node, setting, "priorityDefinition priority", value)


def _resources(context: Context, bag: Bag) -> None:
    """Translate BPMN's own `humanPerformer` and `potentialOwner` as those engines read them."""
    for tag, plain in (("humanPerformer", "assignee"), ("potentialOwner", "candidateGroups")):
        for node in list(children(bag.node, tag)):
            text = next((text_of(n) for n in node.iter(bpmn("formalExpression"))), None)
            if not text:
                continue
            bag.node.remove(node)
            found: dict[str, list[str]] = {}
            whole = [("", "", text)]  # an expression may have parentheses of its own
            for what, name, bare in whole if "{" in text else _RESOURCE.findall(text):
                kind = {"user": "candidateUsers", "group": "candidateGroups"}.get(what, plain)
                found.setdefault(kind, []).append(name or bare.strip())
            for kind, names in found.items():
                setting = Setting(tag, ", ".join(names))
                value = context.translated(bag.node, setting) if kind == "assignee" else None
                if kind != "assignee":
                    _candidates(context, bag, setting, kind)
                elif value:
                    context.put(bag.node, setting, "assignmentDefinition assignee", value)


def lanes(context: Context, bag: Bag) -> None:
    """Give the tasks of a SpiffWorkflow lane to the group of its name, as that engine did."""
    if bag.kind != "lane" or not context.python or not (bag.node.get("name") or "").strip():
        return
    name = (bag.node.get("name") or "").strip()
    value = f"= [{pieces.text(name).text}]" if "," in name or name.startswith("=") else name
    listed = {text_of(ref) for ref in bag.node.iterfind(bpmn("flowNodeRef"))}
    for task in bag.node.getroottree().getroot().iter(bpmn("userTask")):
        given = any(placing.has(task, "assignmentDefinition", a) for a in ("assignee", *_LISTS))
        if task.get("id") in listed and not given:
            placing.put(task, "assignmentDefinition", "candidateGroups", value)
            context.notes.near(
                task,
                "lane",
                Text(f"按泳道名分给候选组“{name}”。", f"Given to the group {name!r} of its lane."),
            )


def form(context: Context, bag: Bag) -> None:
    """Translate which form a user task or a start event shows."""
    if bag.kind not in ("userTask", "startEvent"):
        return
    binding = bag.setting("formRefBinding")
    version = bag.setting("formRefVersion")
    ref = bag.setting("formRef") or bag.setting("formKey")
    if ref is not None:
        _form_id(context, bag, ref)
    if binding is not None and binding.text in _BINDINGS:
        context.put(bag.node, binding, "formDefinition bindingType", binding.text)
    elif binding is not None:
        zh, en = "按版本绑定改为最新版。", "Bound to a version; the latest form is used."
        context.notes.near(bag.node, binding.label, Text(zh, en))
    if version is not None:
        zh, en = "表单随流程一起部署，不按版本号引用。", "Forms are deployed with their process."
        context.notes.left(bag.node, version.label, Text(zh, en))
    for name in ("formData", "formProperty"):
        for part in bag.parts(name):
            _fields(context, bag, part)


def _form_id(context: Context, bag: Bag, ref: Setting) -> None:
    text = ref.text.strip()
    if "{" in text:
        zh, en = (
            f"表单“{text}”由表达式选择，请指定一个表单。",
            f"{text!r} is computed; name a form.",
        )
        context.notes.left(bag.node, ref.label, Text(zh, en))
    elif _PLAIN.fullmatch(text):
        context.put(bag.node, ref, "formDefinition formId", text)
    else:
        stem = PurePosixPath(text.rpartition(":")[2].partition("?")[0]).stem or text
        placing.put(bag.node, "formDefinition", "formId", stem)
        context.notes.near(
            bag.node,
            ref.label,
            Text(
                f"“{text}”改为表单 {stem}，请建立该表单。",
                f"{text!r} became the form {stem!r}, which has to be built.",
            ),
        )


def _fields(context: Context, bag: Bag, part: Part) -> None:
    """Report the fields that a task declared itself: they belong into a form."""
    named = [part.node] if part.node.get("id") else list(children(part.node, "formField"))
    fields = [f"{n.get('id')} ({n.get('type') or 'string'})" for n in named]
    listed = ", ".join(fields)
    zh, en = f"请建立含这些字段的表单：{listed}。", f"Build a form with the fields {listed}."
    context.notes.left(bag.node, part.label, Text(zh, en))


def initiator(context: Context, bag: Bag) -> None:
    """Read the variable that names who started the case as `case.initiator`."""
    setting = bag.setting("initiator") if bag.kind == "startEvent" else None
    if setting is not None:
        zh = f"表达式中的“{setting.text}”已改为 case.initiator。"
        en = f"Expressions read {setting.text!r} as case.initiator."
        context.notes.near(bag.node, setting.label, Text(zh, en))
