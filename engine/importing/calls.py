"""Called processes and called decisions."""

from typing import Final

from engine.importing import placing
from engine.importing.bag import Bag, Part, Setting
from engine.importing.context import Context
from engine.importing.report import Text

_BINDINGS: Final = frozenset({"latest", "deployment", "versionTag"})


def call(context: Context, bag: Bag) -> None:
    """Translate the process that a call activity starts, and the variables that go and come."""
    if bag.kind != "callActivity" or not context.old:
        return
    process = str(bag.node.attrib.pop("calledElement", ""))
    if process:
        setting = Setting("calledElement", process)
        value = context.translated(bag.node, setting) if "{" in process else process
        if value:
            context.put(bag.node, setting, "calledElement processId", value)
    _binding(context, bag, "calledElement", "calledElement")
    inherit = bag.setting("inheritVariables")
    if inherit is not None:
        context.notes.taken(bag.node, inherit.label, "propagateAllParentVariables")
    down = _lines(context, bag, "in", "input")
    up = _lines(context, bag, "out", "output")
    everything = context.python  # SpiffWorkflow's called processes share all data
    down = down or everything or (inherit is not None and inherit.text == "true")
    for name, shared in (("Parent", down), ("Child", up or everything)):
        attribute = f"propagateAll{name}Variables"
        placing.put(bag.node, "calledElement", attribute, "true" if shared else "false")


def _lines(context: Context, bag: Bag, name: str, direction: str) -> bool:
    """Translate the lines of one direction; returns whether all variables pass."""
    everything = False
    for part in bag.parts(name):
        if part.node.get("variables") == "all":
            everything = True
            context.notes.taken(bag.node, part.label, "propagateAll…Variables")
        elif part.node.get("businessKey") is not None:
            zh, en = "被调用的流程有自己的编号。", "A called process has a number of its own."
            context.notes.left(bag.node, f"{part.label} businessKey", Text(zh, en))
        else:
            _line(context, bag, part, direction)
    return everything


def _line(context: Context, bag: Bag, part: Part, direction: str) -> None:
    target = part.node.get("target") or ""
    label = f"{part.label} {target}"
    source = part.node.get("source")
    computed = part.node.get("sourceExpression")
    value = (
        f"= {source}" if source else context.translated(bag.node, Setting(label, computed or ""))
    )
    if value is not None:
        placing.mapping(bag.node, direction, value, target)
        context.notes.taken(bag.node, label, f"zeebe:{direction}")


def _binding(context: Context, bag: Bag, prefix: str, element: str) -> None:
    """Translate to which version a reference is bound."""
    binding = bag.setting(f"{prefix}Binding")
    tag = bag.setting(f"{prefix}VersionTag")
    version = bag.setting(f"{prefix}Version")
    if binding is not None and binding.text in _BINDINGS:
        context.put(bag.node, binding, f"{element} bindingType", binding.text)
    elif binding is not None:
        zh, en = f"“{binding.text}”改为最新版。", f"Bound by {binding.text!r}; the latest is used."
        context.notes.near(bag.node, binding.label, Text(zh, en))
    if tag is not None:
        context.put(bag.node, tag, f"{element} versionTag", tag.text)
    if version is not None:
        zh, en = "版本号在这里另行计算。", "Versions are counted anew here."
        context.notes.left(bag.node, version.label, Text(zh, en))


def decision(context: Context, bag: Bag) -> None:
    """Translate the decision that a business rule task asks, and what takes its result."""
    ref = bag.setting("decisionRef", "calledDecisionId") if bag.kind == "businessRuleTask" else None
    if ref is None:
        return
    value = context.translated(bag.node, ref) if "{" in ref.text else ref.text.strip()
    if value:
        context.put(bag.node, ref, "calledDecision decisionId", value)
    _binding(context, bag, "decisionRef", "calledDecision")
    result = bag.setting("resultVariable")
    shape = bag.setting("mapDecisionResult")
    if result is not None:
        context.put(bag.node, result, "calledDecision resultVariable", result.text)
    elif not placing.has(bag.node, "calledDecision", "resultVariable"):
        name = "decision_result"
        placing.put(bag.node, "calledDecision", "resultVariable", name)
        zh, en = f"结果放在变量 {name} 中。", f"The result stands in the variable {name}."
        context.notes.near(bag.node, f"{ref.label} result", Text(zh, en))
    if shape is not None:
        zh = "结果的形状由命中策略和输出列数决定。"
        en = "The shape of the result follows the hit policy and the number of outputs."
        context.notes.near(bag.node, shape.label, Text(zh, en))
