"""Why a case cannot go on as another version, in plain words."""

from typing import Final

from engine.model import Finding, Severity

_SAID: Final = {
    "no-counterpart": (
        "新版本没有对应的图元{about}",
        "the new version has no element for it{about}",
    ),
    "unknown-element": (
        "映射里的“{about}”在原版本中不存在",
        "the mapping names {about!r}, which the present version does not have",
    ),
    "other-level": (
        "对应的图元“{about}”在另一层（另一个子流程）里",
        "its counterpart {about!r} stands in another sub-process",
    ),
    "other-kind": (
        "对应的图元是另一种类型：{about}",
        "its counterpart is of another kind: {about}",
    ),
    "one-or-many": (
        "单次、循环、并行多实例和串行多实例不能互换：{about}",
        "once, in a loop, in parallel and in sequence do not stand for each other: {about}",
    ),
    "flow-gone": (
        "已到达或将离开此图元的顺序流“{about}”在新版本中没有对应",
        "the new version has nothing for the flow {about!r}, by which something came or leaves",
    ),
    "compensation-gone": (
        "它已完成、仍可补偿，新版本却没有它的补偿{about}",
        "it has completed and may be compensated, but the new version cannot do that{about}",
    ),
    "expression": (
        "新版本的表达式求值失败：{about}",
        "an expression of the new version fails: {about}",
    ),
}


def reason(rule: str, element_id: str, about: str = "") -> Finding:
    """Return one reason why a case cannot go on; `about` is what the sentence is about."""
    zh, en = _SAID[rule]
    return Finding(
        rule=f"migration-{rule}",
        element_id=element_id,
        severity=Severity.ERROR,
        message_zh=zh.format(about=about),
        message_en=en.format(about=about),
    )
