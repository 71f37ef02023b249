"""Rules: the settings of a node that several people decide fit each other."""

from collections.abc import Iterator, Mapping
from typing import Final

from engine.diagram import Element
from engine.linting.candidates import readable
from engine.linting.facts import Facts, Text, called, error
from engine.model import Finding
from engine.participation import LANGUAGE, REGISTRY, TOGETHER, Mode

_OF_DECISIONS: Final = (
    "gj:reject",
    "gj:dedupe",
    "gj:self",
    "gj:opinion",
    "gj:signature",
    "gj:proof",
)
_OF_VOTES: Final = ("gj:pass", "gj:weights")


def no_expression(facts: Facts) -> Iterator[Finding]:
    """How a group decides is fixed when the process is published, never computed."""
    for element, settings in _tasks(facts):
        for name in LANGUAGE:
            if settings.get(name, "").strip().startswith("="):
                yield _wrong(
                    element,
                    "setting-value",
                    (f"{name} 不能使用表达式。", f"{name} cannot be an expression."),
                    ("请直接填写取值。", "Write the value itself."),
                )


def of_decisions(facts: Facts) -> Iterator[Finding]:
    """Settings about yes and no stand where the node asks for a decision."""
    for element, settings in _tasks(facts):
        mode = settings.get("gj:mode", "").strip()
        asks = mode in TOGETHER or "gj:decision" in settings
        for name in _OF_DECISIONS:
            if name in settings and not asks:
                yield _wrong(
                    element,
                    "asks-decision",
                    (
                        f"{called(element)} 不需要审批决定，{name} 无效。",
                        f"{called(element)} asks for no decision: {name} does nothing.",
                    ),
                    ("请设置 gj:decision = approval。", "Set gj:decision = approval."),
                )
        for name in _OF_VOTES:
            if name in settings and mode != Mode.VOTE:
                yield _wrong(
                    element,
                    "counts-votes",
                    (f"{name} 只用于票签。", f"{name} is for votes alone."),
                    ("请设置 gj:mode = vote。", "Set gj:mode = vote."),
                )


def of_chains(facts: Facts) -> Iterator[Finding]:
    """Settings about superiors level by level stand where a chain of them is asked."""
    for element, settings in _tasks(facts):
        rule = settings.get("gj:assign", "").strip()
        chained = "chain(" in rule or rule.startswith("=")
        in_turn = settings.get("gj:mode", "").strip() == Mode.SEQUENTIAL
        for name in ("gj:chainMissing", "gj:chainHeads"):
            if name in settings and not chained:
                yield _wrong(
                    element,
                    "asks-chain",
                    (f"{name} 只用于逐级主管。", f"{name} is for a chain of superiors alone."),
                    ("请设置 gj:assign = chain(…)。", "Set gj:assign = chain(…)."),
                )
        stated = settings.keys() >= {"gj:matter", "gj:amount"}
        if "until=amount" in rule and not stated:
            yield _wrong(
                element,
                "chain-amount",
                (
                    "until=amount 需要 gj:matter 和 gj:amount。",
                    "until=amount needs gj:matter and gj:amount.",
                ),
                ("请设置审批事项和金额。", "State the matter and the amount."),
            )
        if settings.get("gj:chainHeads", "").strip() == "any" and not in_turn:
            yield _wrong(
                element,
                "asks-chain",
                ("gj:chainHeads = any 只用于依次审批。", "gj:chainHeads = any is for one by one."),
                ("请设置 gj:mode = sequential。", "Set gj:mode = sequential."),
            )


def of_proofs(facts: Facts) -> Iterator[Finding]:
    """A decision that asks who one is is none of low risk; how long a proof is fresh needs one."""
    for element, settings in _tasks(facts):
        if "gj:proof" in settings and settings.get("gj:lowRisk", "").strip() == "true":
            yield _wrong(
                element,
                "proof-low-risk",
                ("gj:proof 与 gj:lowRisk = true 矛盾。", "gj:proof contradicts gj:lowRisk = true."),
                ("请去掉其中一项。", "Take one of them out."),
            )
        if "gj:proofWithin" in settings and "gj:proof" not in settings:
            yield _wrong(
                element,
                "asks-proof",
                ("未设置 gj:proof，gj:proofWithin 无效。", "gj:proofWithin needs gj:proof."),
                ("请设置 gj:proof = approve。", "Set gj:proof = approve."),
            )


def buttons(facts: Facts) -> Iterator[Finding]:
    """The operations that a node offers exist."""
    for element, settings in _tasks(facts):
        for word in settings.get("gj:buttons", "").split(","):
            if word.strip() and word.strip() not in REGISTRY:
                listed = ", ".join(REGISTRY)
                yield _wrong(
                    element,
                    "buttons",
                    (f"没有操作“{word.strip()}”。", f"There is no operation {word.strip()!r}."),
                    (f"可用：{listed}。", f"Known: {listed}."),
                )


def choice(facts: Facts) -> Iterator[Finding]:
    """Whom somebody may choose for a later step can be read, and least is not above most."""
    for element, settings in _tasks(facts):
        rule = settings.get("gj:chooseFrom", "").strip()
        if rule and not readable(rule):
            yield _wrong(
                element,
                "choice",
                (f"gj:chooseFrom“{rule}”无法识别。", f"gj:chooseFrom {rule!r} cannot be read."),
                ("例如 post(cs_front)。", "Write e.g. post(cs_front)."),
            )
        least, most = (settings.get(f"gj:choose{end}", "").strip() for end in ("Min", "Max"))
        if least.isdecimal() and most.isdecimal() and int(least) > int(most):
            yield _wrong(
                element,
                "choice",
                ("gj:chooseMin 大于 gj:chooseMax。", "gj:chooseMin is above gj:chooseMax."),
                ("请交换两个数字。", "Exchange the two."),
            )


def _tasks(facts: Facts) -> Iterator[tuple[Element, Mapping[str, str]]]:
    for element in facts.elements("userTask"):
        yield element, facts.diagram.effective(element)


def _wrong(element: Element, code: str, what: tuple[str, str], mend: tuple[str, str]) -> Finding:
    return error(code, element.id, Text(*what), Text(*mend))
