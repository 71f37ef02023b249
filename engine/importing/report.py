"""What became of each setting of a foreign diagram: data, so that every front end can show it."""

from dataclasses import dataclass, field
from enum import StrEnum

from engine.diagram.nodes import is_bpmn
from engine.diagram.xml import Node
from engine.model import Finding, Severity


class Verdict(StrEnum):
    """What became of a setting."""

    TAKEN_OVER = "taken over"
    APPROXIMATED = "approximated"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One setting of one element; `element_id` is None where nothing around it has an id."""

    element_id: str | None
    setting: str  # as the foreign file calls it: `camunda:assignee`, `conditionExpression`
    verdict: Verdict
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A diagram in our dialect, and how it differs from the file it was made of."""

    xml: bytes  # UTF-8
    report: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    draft: bool  # nothing in it is marked executable: it can be shown and drawn on, not deployed


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence for staff and the same for developers."""

    zh: str
    en: str


class Untranslatable(Exception):  # noqa: N818  not a failure: the setting is left out and named
    """A text that has no simple counterpart in FEEL."""

    def __init__(self, zh: str, en: str) -> None:
        """Say why, in both languages."""
        super().__init__(en)
        self.why = Text(zh, en)


@dataclass(slots=True)
class Notes:
    """The report while it is being written."""

    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def taken(self, node: Node, setting: str, as_what: str) -> None:
        """Note that a setting means the same as what it became."""
        text = Text(f"已转换为 {as_what}。", f"Became {as_what}.")
        self._note(node, setting, Verdict.TAKEN_OVER, text)

    def near(self, node: Node, setting: str, text: Text) -> None:
        """Note that a setting became something that does not mean quite the same."""
        self._note(node, setting, Verdict.APPROXIMATED, text)

    def left(self, node: Node, setting: str, text: Text) -> None:
        """Note that a setting was left out, and why."""
        self._note(node, setting, Verdict.LEFT_OUT, text)

    def found(self, rule: str, element_id: str | None, message: Text, hint: Text) -> None:
        """Note what a person has to do about the file as a whole."""
        self.findings.append(
            Finding(
                rule=rule,
                element_id=element_id,
                severity=Severity.WARNING,
                message_zh=message.zh,
                message_en=message.en,
                hint_zh=hint.zh,
                hint_en=hint.en,
            )
        )

    def _note(self, node: Node, setting: str, verdict: Verdict, text: Text) -> None:
        self.entries.append(
            Entry(
                element_id=holder(node),
                setting=setting,
                verdict=verdict,
                message_zh=text.zh,
                message_en=text.en,
            )
        )


def holder(node: Node) -> str | None:
    """Return the id of the element that a reader of the diagram would point at."""
    for place in (node, *node.iterancestors()):
        if is_bpmn(place) and _pointed_at(place):
            return place.get("id")
    return None


def _pointed_at(node: Node) -> bool:
    """Whether a node is drawn or listed by itself: event definitions and loops are not."""
    inner = ("EventDefinition", "LoopCharacteristics", "Expression")
    return bool(node.get("id")) and not str(node.tag).endswith(inner)
