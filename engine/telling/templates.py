"""The words in which things are told: a catalogue, which a process may override (`gj:messages`).

A template speaks of facts in braces, `{task}`; what is unknown stays away. Nothing is evaluated.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.telling.shipped import SHIPPED

OUTSIDE: Final = ".outside"
"""Behind a template's name: how the same is said to people who are no staff, where it differs."""

_FACT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Title and text of a message, ready to be read."""

    title: str
    text: str


_OF: Final = "{number} {title}"
BUILT_IN: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "task.created": {
        "zh": ("新待办：{task}", f"{_OF}，请办理“{{task}}”。{{due}}"),
        "en": ("New task: {task}", f"{_OF}: please do “{{task}}”. {{due}}"),
    },
    "task.assigned": {
        "zh": ("{who}转交给您：{task}", f"{_OF}。{{text}}{{due}}"),
        "en": ("{who} handed you: {task}", f"{_OF}. {{text}}{{due}}"),
    },
    "task.returned": {
        "zh": ("退回重办：{task}", f"{_OF}再次到达“{{task}}”，请重新办理。{{due}}"),
        "en": ("Came back: {task}", f"{_OF} has come back to “{{task}}”. {{due}}"),
    },
    "task.urged": {
        "zh": ("催办：{task}", f"{{who}}催办：{_OF}。{{text}}"),
        "en": ("Please hurry: {task}", f"{{who}} urges: {_OF}. {{text}}"),
    },
    "task.due-soon": {
        "zh": ("即将超时：{task}", f"{_OF}将于{{due_at}}到期。"),
        "en": ("Due soon: {task}", f"{_OF} is due at {{due_at}}."),
    },
    "task.overdue": {
        "zh": ("已超时：{task}", f"{_OF}已于{{due_at}}到期（第{{level}}次提醒）。"),
        "en": ("Overdue: {task}", f"{_OF} was due at {{due_at}} (reminder {{level}})."),
    },
    "case.restarted": {
        "zh": ("重新发起：{title}", f"{_OF}由{{who}}重新发起（第{{round}}轮）：{{text}}"),
        "en": (
            "Started again: {title}",
            f"{{who}} started {_OF} again (round {{round}}): {{text}}",
        ),
    },
    "case.completed": {
        "zh": ("已办结：{title}", f"{_OF}已办结。{{text}}"),
        "en": ("Completed: {title}", f"{_OF} is completed. {{text}}"),
    },
    "case.terminated": {
        "zh": ("已终止：{title}", f"{_OF}已终止。{{text}}"),
        "en": ("Terminated: {title}", f"{_OF} was terminated. {{text}}"),
    },
    "case.copied": {
        "zh": ("{who}抄送：{title}", f"{_OF}，请阅。{{text}}"),
        "en": ("{who} sent you a copy: {title}", f"{_OF}, to read. {{text}}"),
    },
    "case.mentioned": {
        "zh": ("{who}提到您：{title}", "{text}"),
        "en": ("{who} mentioned you: {title}", "{text}"),
    },
    "case.commented": {
        "zh": ("{who}的意见：{title}", "{text}"),
        "en": ("{who} commented: {title}", "{text}"),
    },
    "case.asked": {
        "zh": ("{who}征询您的意见：{title}", "{text}"),
        "en": ("{who} asks for your opinion: {title}", "{text}"),
    },
    "case.answered": {
        "zh": ("{who}答复征询：{title}", "{text}"),
        "en": ("{who} answered: {title}", "{text}"),
    },
    "case.notice": {
        "zh": ("{process}通知", f"{_OF}：{{template}}"),
        "en": ("{process}: notice", f"{_OF}: {{template}}"),
    },
    "calendar.unmaintained": {
        "zh": (
            "节假日未维护：{years}年",
            f"{_OF}的时限按周一至周五计算：日历{{calendar}}没有{{years}}年的节假日和调休。",
        ),
        "en": (
            "Holidays not maintained: {years}",
            f"{_OF} counts Monday to Friday: {{calendar}} has no holidays for {{years}}.",
        ),
    },
    "incident.raised": {
        "zh": ("流程异常：{title}", "{number} {text}"),
        "en": ("Incident: {title}", "{number} {text}"),
    },
    **SHIPPED,
}


def words(
    kind: str,
    facts: Mapping[str, str],
    language: str,
    *,
    templates: Sequence[str] = (),
    own: Mapping[str, Any] | None = None,
) -> Text:
    """Return the words for a notice's templates, the first that is known, or for its kind.

    `own` are the process's words.
    """
    sources = [source for source in (own or {}, BUILT_IN) if source]
    for name in (*templates, kind):
        for source in sources:
            if name in source:
                return _filled(source[name], facts, language)
    return Text(title=facts.get("title", kind), text=facts.get("text", ""))


def wanted(template: str, own: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the facts that a template speaks of, in any language, to anybody."""
    entries = (own.get(name) or BUILT_IN.get(name, {}) for name in (template, template + OUTSIDE))
    pairs = (pair for entry in entries for pair in entry.values())
    return frozenset(name for pair in pairs for part in pair for name in _FACT.findall(part))


def parse_messages(text: str) -> Mapping[str, Any]:
    """Read `gj:messages`: {"task.created": {"zh": ["title", "text"], "en": […]}}.

    Raises ValueError for anything else.
    """
    found = json.loads(text)
    if not isinstance(found, dict) or not all(_is_entry(each) for each in found.values()):
        raise ValueError('expected {"name": {"zh": ["title", "text"]}}')
    return found


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and "zh" in entry
        and set(entry) <= {"zh", "en"}
        and all(_is_pair(pair) for pair in entry.values())
    )


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and [type(each) for each in pair] == [str, str]


def _filled(entry: Mapping[str, Any], facts: Mapping[str, str], language: str) -> Text:
    title, text = entry.get(language, entry["zh"])
    return Text(title=_fill(title, facts), text=_fill(text, facts))


def _fill(template: str, facts: Mapping[str, str]) -> str:
    return _FACT.sub(lambda found: facts.get(found[1], ""), template).strip()
