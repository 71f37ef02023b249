"""What has no counterpart here, with the reason that a designer wants to read."""

from typing import Final

from engine.diagram.nodes import text_of
from engine.importing.bag import Bag, Part, Setting
from engine.importing.context import Context
from engine.importing.report import Text

_ASYNC: Final = Text(
    "每一步都自成一个事务，不需要此设置。", "Every step is a transaction of its own: not needed."
)
_LISTENER: Final = Text(
    "监听器中的代码不执行；请用作业或变量映射代替",
    "Code of listeners is not run; use a job or a mapping instead",
)
_STARTERS: Final = Text("谁可以发起由权限设置决定。", "Who may start it is a matter of rights.")
_ERRORS: Final = Text(
    "捕获错误时没有这个变量。", "No such variable is made when an error is caught."
)
_SPIFF_ONLY: Final = Text("只对原引擎的界面有意义。", "It steered the old engine's pages alone.")
_REASONS: Final[dict[str, Text]] = {
    **dict.fromkeys(("async", "asyncBefore", "asyncAfter", "exclusive", "triggerable"), _ASYNC),
    **dict.fromkeys(("executionListener", "taskListener", "eventListener"), _LISTENER),
    **dict.fromkeys(("candidateStarterUsers", "candidateStarterGroups"), _STARTERS),
    **dict.fromkeys(
        ("errorCodeVariable", "errorMessageVariable", "escalationCodeVariable"), _ERRORS
    ),
    **dict.fromkeys(
        ("unitTests", "allowGuest", "guestConfirmation", "signalButtonLabel", "taskMetadataValues"),
        _SPIFF_ONLY,
    ),
    "historyTimeToLive": Text("保存期限在系统里设置。", "Retention is set for the whole system."),
    "isStartableInTasklist": _STARTERS,
    "jobPriority": Text("作业按到期时间处理。", "Jobs are taken by their due time."),
    "taskPriority": Text("作业按到期时间处理。", "Jobs are taken by their due time."),
    "skipExpression": Text("请用网关画出跳过的路径。", "Draw the way round with a gateway."),
    "elementIndexVariable": Text(
        "请用 loopCounter（从 1 起）。", "Use loopCounter, which counts from 1."
    ),
    "formHandlerClass": Text("表单由本系统处理。", "Forms are handled here."),
    "variableName": Text("提交的字段各成一个变量。", "Each field handed in is a variable."),
}
_UNKNOWN: Final = Text("本引擎没有对应的设置。", "There is no such setting here.")
_CODE: Final = ("event", "class", "delegateExpression", "expression")


def leftovers(context: Context, bag: Bag) -> None:
    """Report everything that nobody took out of the bag."""
    for rest in list(bag.rest()):
        name = rest.label.partition(":")[2]
        reason = _REASONS.get(name, _UNKNOWN)
        said = _said(rest)
        text = Text(
            reason.zh if not said else f"{reason.zh.rstrip('。')}：{said}",
            reason.en if not said else f"{reason.en.rstrip('.')}: {said}",
        )
        context.notes.left(bag.node, rest.label, text)
    bag.tidy()


def _said(rest: Part | Setting) -> str:
    """Return what the setting said, so that nobody has to open the old file."""
    if isinstance(rest, Setting):
        return rest.text[:200]
    named = [rest.node.get(name) for name in _CODE]
    listed = ", ".join(value for value in named if value)
    return listed or " ".join((text_of(rest.node) or "").split())[:200]
