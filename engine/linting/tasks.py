"""Rules: every task says who or what does it, and what becomes of the result."""

from collections.abc import Iterator
from typing import Final

from engine.diagram import Element
from engine.linting.facts import Facts, Text, called, error, warning
from engine.model import Finding

_WORK: Final = ("serviceTask", "sendTask", "scriptTask", "businessRuleTask", "callActivity")


def candidates(facts: Facts) -> Iterator[Finding]:
    """Somebody may do a user task: it or its lane says who.

    Only a warning: what reaches nobody goes to the administrators (engine.routing).
    """
    for element in facts.elements("userTask"):
        settings = facts.diagram.effective(element)
        if element.assignment is None and not settings.get("gj:assign", "").strip():
            yield warning(
                "candidates",
                element.id,
                Text(
                    f"{called(element)} 没有办理人：任务和泳道都没有设置，将交给管理员。",
                    f"{called(element)} falls to the administrators: no lane or task says who.",
                ),
                Text(
                    "请为任务或泳道设置 gj:assign，例如 post(cs_front)。",
                    "Set gj:assign on the task or its lane, e.g. post(cs_front).",
                ),
            )


def names(facts: Facts) -> Iterator[Finding]:
    """A user task has a name, because people see nothing else of it in their worklist."""
    for element in facts.elements("userTask"):
        if not element.name.strip():
            yield warning(
                "names",
                element.id,
                Text(
                    f"用户任务 {element.id} 没有名称。", f"The user task {element.id} has no name."
                ),
                Text("请写一个动宾短语，例如“核实投诉”。", "Name it by what is to be done."),
            )


def implementation(facts: Facts) -> Iterator[Finding]:
    """An automatic task or a call activity says what carries it out."""
    for element in facts.elements(*_WORK):
        if element.job is not None and element.job.derived:
            yield _derived(element, element.job.type)
        elif element.job is not None and not element.job.type:
            yield _missing(element, "作业类型", "a job type")
        elif element.kind == "scriptTask" and element.job is None and element.script is None:
            yield _missing(element, "FEEL 脚本", "a FEEL script")


def _derived(element: Element, type_: str) -> Finding:
    return warning(
        "derived-name",
        element.id,
        Text(
            f"{called(element)} 没有设置实现方式，按作业类型“{type_}”等待办理。",
            f"{called(element)} says not how it is carried out: it waits as a job of the type "
            f"{type_!r}.",
        ),
        Text("请在属性面板补上“实现方式”。", "Fill in the implementation in the properties panel."),
    )


def _missing(element: Element, zh: str, en: str) -> Finding:
    return error(
        "implementation",
        element.id,
        Text(f"{called(element)} 没有设置{zh}。", f"{called(element)} has not {en}."),
        Text("请在属性面板补上“实现方式”。", "Fill in the implementation in the properties panel."),
    )


def multi_instance(facts: Facts) -> Iterator[Finding]:
    """A multi-instance activity says over what, and output collection and element go together."""
    for element in facts.elements():
        loop = element.loop
        if loop is None or loop.kind == "standard":
            continue
        if not (loop.input_collection or loop.cardinality):
            yield error(
                "multi-instance",
                element.id,
                Text(
                    f"多实例 {called(element)} 没有输入集合。",
                    f"The multi-instance {called(element)} has no input collection.",
                ),
                Text("请填写输入集合，例如 = approvers。", "Give one, e.g. = approvers."),
            )
        if bool(loop.output_collection) != bool(loop.output_element):
            yield error(
                "multi-instance",
                element.id,
                Text(
                    f"{called(element)} 的输出集合和输出元素须同时填写。",
                    f"{called(element)}: output collection and output element belong together.",
                ),
                Text("请补上另一个，或都删除。", "Fill in the other one, or remove both."),
            )
