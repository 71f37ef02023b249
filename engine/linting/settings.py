"""Rules: every `gj:*` setting is known at its place and has a value that means something."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from engine.diagram import GJ, Element, Lane
from engine.linting.candidates import is_path, readable
from engine.linting.facts import Facts, Text, error
from engine.model import Finding
from engine.model.breach import PASS, REJECT, is_process
from engine.model.organisation import SCOPE_ORDER
from engine.model.retention import MASKED, PERSONAL, RETAIN, span
from engine.participation import LANGUAGE, Mode
from engine.participation.cases import CANCEL, UNDO, VOID
from engine.telling.templates import parse_messages

_SCOPES: Final = (*(f"case.{type_}" for type_ in SCOPE_ORDER), *SCOPE_ORDER, "initiator.unit")
_MODES: Final = tuple(Mode)
_FALLBACKS: Final = ("superior", "duty_manager", "process_admin")
_RIGHTS: Final = ("hidden", "read", "write", "required")
_SPAN: Final = re.compile(
    r"((natural|work(/[^:]+)?):)?P(?=\d|T\d)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?"
)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_DONE: Final = re.compile(r"\bdone\(\s*([^\s(),]+)\s*\)")
_POST: Final = re.compile(r"\bpost\(\s*([^\s(),]+)\s*\)")


class Wanted(NamedTuple):
    """What a setting may be, and how to say it in Chinese and English."""

    accepts: Callable[[str], bool]
    zh: str
    en: str


_PLACES: Final = {
    "adHocSubProcess": "userTask",  # it is put before people too
    "userTask": "userTask",
    "callActivity": "callActivity",
}
_CATCHING: Final = frozenset(
    {"startEvent", "boundaryEvent", "intermediateCatchEvent", "receiveTask"}
)


def place_of(element: Element) -> str:
    """Return what an element is as a carrier of settings."""
    if element.kind not in _CATCHING or all(each.kind != "message" for each in element.events):
        return _PLACES.get(element.kind, "other")
    begins = element.kind == "startEvent" and element.parent_id == element.process_id
    return "messageStart" if begins else "message"


def known(facts: Facts) -> Iterator[Finding]:
    """A `gj:*` setting has a name that this release knows at that place."""
    for element_id, place, settings in _places(facts):
        for name in settings:
            if name.startswith(GJ) and name not in _WANTED[place]:
                listed = ", ".join(sorted(_WANTED[place]))
                yield error(
                    "setting-known",
                    element_id,
                    Text(f"此处没有设置项 {name}。", f"There is no setting {name} here."),
                    Text(f"可用：{listed}。", f"Known here: {listed}."),
                )


def value(facts: Facts) -> Iterator[Finding]:
    """A `gj:*` setting has a value that this release understands."""
    for element_id, place, settings in _places(facts):
        for name, text in settings.items():
            wanted = _WANTED[place].get(name)
            if wanted and not text.startswith("=") and not wanted.accepts(text.strip()):
                yield error(
                    "setting-value",
                    element_id,
                    Text(f"设置项 {name} 的值“{text}”不可用。", f"{name} cannot be {text!r}."),
                    Text(f"应为：{wanted.zh}。", f"Expected: {wanted.en}."),
                )


def posts(facts: Facts) -> Iterator[Finding]:
    """A post that tasks are given to exists in the organisation."""
    for element_id, _, settings in _places(facts):
        text = settings.get("gj:assign", "")
        codes = _POST.findall(text) if facts.posts is not None else []
        for code in codes:
            if facts.posts is not None and code not in facts.posts and not is_path(code):
                yield error(
                    "posts",
                    element_id,
                    Text(f"没有岗位“{code}”。", f"There is no post {code!r}."),
                    Text("请先在组织里建立该岗位。", "Add the post to the organisation first."),
                )


def done(facts: Facts) -> Iterator[Finding]:
    """`done(id)` names a user task of the same process: a slip would exclude nobody."""
    for process in facts.executable():
        tasks = {id_ for id_, element in process.elements.items() if element.kind == "userTask"}
        holders: list[Lane | Element] = [*process.lanes.values(), *process.elements.values()]
        for holder in holders:
            for name in ("gj:assign", "gj:exclude", "gj:cc", "gj:ccVacant"):
                for task in _DONE.findall(holder.properties.get(name, "")):
                    if task not in tasks:
                        yield error(
                            "done",
                            holder.id,
                            Text(
                                f"{name} 提到的“{task}”不是本流程的用户任务。",
                                f"{name} speaks of {task!r}, no user task of this process.",
                            ),
                            Text("请填写用户任务的 id。", "Name a user task by its id."),
                        )


def on_breach(facts: Facts) -> Iterator[Finding]:
    """The process that a missed deadline starts exists."""
    known_processes = {*facts.processes, *facts.diagram.processes}
    for element_id, _, settings in _places(facts):
        named = settings.get("gj:onBreach", "").strip()
        if settings.get("gj:lowRisk") != "true" and named in {PASS, REJECT}:
            yield error(
                "on-breach-low-risk",
                element_id,
                Text(
                    f"超时自动办理（{named}）只允许用于标明低风险的环节。",
                    f"Only a task of low risk may be decided by a rule ({named}).",
                ),
                Text("请设置 gj:lowRisk = true，或改为上报。", "Set gj:lowRisk, or escalate."),
            )
        if is_process(named) and not named.startswith("=") and named not in known_processes:
            yield error(
                "on-breach",
                element_id,
                Text(f"超时要启动的流程“{named}”不存在。", f"There is no process {named!r}."),
                Text("请选择已有的流程，或一起部署。", "Choose an existing one, or deploy it too."),
            )


def _places(facts: Facts) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Yield (id, place, settings) of whatever may carry settings."""
    for process in facts.executable():
        yield process.id, "process", process.properties
        for lane in process.lanes.values():
            yield lane.id, "lane", lane.properties
        for element in process.elements.values():
            yield element.id, place_of(element), element.properties


def _is_filled(text: str) -> bool:
    return bool(text)


def _is_expression(_: str) -> bool:
    return False  # an expression begins with `=` and was let through before


def _is_deadline(text: str) -> bool:
    return bool(_SPAN.fullmatch(text) or _INSTANT.fullmatch(text))


def _is_scope(text: str) -> bool:
    return text in _SCOPES or (text.startswith("form.") and text != "form.")


def _is_fallback(text: str) -> bool:
    words = (word.strip() for word in text.split(","))
    return all(word in _FALLBACKS or readable(word) for word in words)


def _are_percents(text: str) -> bool:
    parts = [part.strip() for part in text.split(",")]
    return all(part.isdecimal() and 0 < int(part) < 100 for part in parts)  # noqa: PLR2004  # percent


def _are_names(text: str) -> bool:
    return all(name.strip().isidentifier() for name in text.split(","))


def _are_paths(text: str) -> bool:
    return all(part.isidentifier() for path in text.split(",") for part in path.strip().split("."))


def _is_rights(text: str) -> bool:
    try:
        rights = json.loads(text)
    except ValueError:
        return False
    return isinstance(rights, dict) and all(entry in _RIGHTS for entry in rights.values())


def _is_messages(text: str) -> bool:
    try:
        parse_messages(text)
    except ValueError:
        return False
    return True


def _one_of(*words: str) -> Wanted:
    listed = " | ".join(words)
    return Wanted(lambda text: text in words, listed, listed)


def _whole(least: int, most: int) -> Wanted:
    listed = f"{least} – {most}"
    return Wanted(lambda text: text.isdecimal() and least <= int(text) <= most, listed, listed)


_FILLED: Final = Wanted(_is_filled, "不能为空", "something")
_EXPRESSION: Final = Wanted(_is_expression, "以 = 开头的表达式", "= FEEL")
_RULES: Final = (
    "post(…), head(…), superior(…), below(…), user(…), group(…), done(…), duty(…), initiator"
)
_PEOPLE: Final = Wanted(readable, _RULES, _RULES)
_SCOPED: Final = " | ".join(_SCOPES)
_FALLEN: Final = ", ".join((*_FALLBACKS, "post(…)", "user(…)"))
_SPANS: Final = "work:P3D | natural:PT30M"
_DUE: Final = Wanted(_is_deadline, _SPANS, _SPANS)
_FIELDS: Final = '{"field": "' + " | ".join(_RIGHTS) + '"}'

_MESSAGES: Final = '{"task.created": {"zh": ["…", "…"], "en": ["…", "…"]}}'

_ROUTING: Final = {
    "gj:assign": _PEOPLE,
    "gj:scope": Wanted(_is_scope, f"{_SCOPED} | form.…", f"{_SCOPED} | form.…"),
    "gj:fallback": Wanted(_is_fallback, _FALLEN, _FALLEN),
    "gj:exclude": _PEOPLE,
    "gj:cc": _PEOPLE,
    "gj:ccVacant": _PEOPLE,
}
_GROUP: Final = {name: Wanted(w.accepts, w.zh, w.en) for name, w in LANGUAGE.items()}
_AUTHORITY: Final = {
    "gj:amount": _EXPRESSION,
    "gj:matter": _FILLED,
}
_NAMING: Final = {"gj:nameEn": _FILLED}
_DEADLINE: Final = {
    "gj:due": _DUE,
    "gj:onBreach": _FILLED,
    "gj:repeat": _whole(1, 1000),  # percent of the span
    "gj:cap": _whole(0, 99),  # levels
    "gj:reminders": _whole(0, 99),  # after the last level
    "gj:warn": Wanted(_are_percents, "50, 80", "50, 80"),
    "gj:latest": Wanted(lambda text: bool(_INSTANT.fullmatch(text)), "= external_due", "= FEEL"),
    "gj:margin": Wanted(lambda text: bool(_SPAN.fullmatch(text)), "work:PT4H", "work:PT4H"),
    "gj:lowRisk": _one_of("true", "false"),
}
_WANTED: Final[dict[str, dict[str, Wanted]]] = {
    "process": {
        **_NAMING,
        "gj:number": _FILLED,
        "gj:title": _EXPRESSION,
        "gj:search": _FILLED,
        "gj:uniqueKey": _one_of("true", "false"),
        "gj:cancel": _one_of(*CANCEL),
        "gj:restartWhileOpen": _FILLED,
        "gj:undo": _one_of(*UNDO),
        "gj:void": _one_of(*VOID),
        RETAIN: Wanted(
            lambda text: span(text) is not None, "P6M | P3Y | P180D", "P6M | P3Y | P180D"
        ),
        PERSONAL: Wanted(_are_names, "name, phone", "name, phone"),
        MASKED: Wanted(_are_paths, "phone, accounts.number", "phone, accounts.number"),
        "gj:messages": Wanted(_is_messages, _MESSAGES, _MESSAGES),
    },
    "lane": {**_NAMING, **_ROUTING, **_GROUP, **_AUTHORITY, **_DEADLINE},
    "userTask": {
        **_NAMING,
        **_ROUTING,
        **_GROUP,
        **_AUTHORITY,
        **_DEADLINE,
        "gj:rights": Wanted(_is_rights, _FIELDS, _FIELDS),
    },
    "callActivity": {**_NAMING, "gj:initiator": _one_of("system", "case.initiator")},
    "message": {**_NAMING, "gj:byHand": _one_of("true", "false")},
    "messageStart": {
        **_NAMING,
        "gj:byHand": _one_of("true", "false"),
        "gj:initiator": _EXPRESSION,
    },
    "other": {**_NAMING},
}
NAMES: Final[Mapping[str, frozenset[str]]] = {
    place: frozenset(wanted) for place, wanted in _WANTED.items()
}
"""Settings by the place that may carry them: what the designer's panel offers too."""
