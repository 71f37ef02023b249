"""Rules: every `gj:*` setting is known at its place and has a value that means something."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from engine.diagram import GJ, Element, Lane
from engine.linting.facts import Facts, Text, error
from engine.model import Finding

_MODES: Final = ("or", "claim", "single")
_SCOPES: Final = ("case.project", "case.region", "company")
_FALLBACKS: Final = ("superior", "process_admin")
_RIGHTS: Final = ("hidden", "read", "write", "required")
_SPAN: Final = re.compile(
    r"((natural|work):)?P(?=\d|T\d)(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?"
)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_CALL: Final = re.compile(r"\b(?:post|head|superior|user|group|done)\([^()]+\)|\([^()]+\)")
_JOINT: Final = re.compile(r"\s*,\s*|\s+(?:union|minus)\s+")
_DONE: Final = re.compile(r"\bdone\(\s*([^\s(),]+)\s*\)")
_POST: Final = re.compile(r"\bpost\(\s*([^\s(),]+)\s*\)")

# A test returns what is wanted when the value is not that, else None.
Test = Callable[[str], str | None]


def known(facts: Facts) -> Iterator[Finding]:
    """A `gj:*` setting has a name that this release knows at that place."""
    for element_id, place, settings in _places(facts):
        for name in settings:
            if name.startswith(GJ) and name not in _TESTS[place]:
                listed = ", ".join(sorted(_TESTS[place]))
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
            test = _TESTS[place].get(name)
            wanted = test(text.strip()) if test and not text.startswith("=") else None
            if wanted is not None:
                yield error(
                    "setting-value",
                    element_id,
                    Text(f"设置项 {name} 的值“{text}”不可用。", f"{name} cannot be {text!r}."),
                    Text(f"应为：{wanted}。", f"Expected: {wanted}."),
                )


def posts(facts: Facts) -> Iterator[Finding]:
    """A post that tasks are given to exists in the organisation."""
    for element_id, _, settings in _places(facts):
        text = settings.get("gj:assign", "")
        codes = _POST.findall(text) if facts.posts is not None else []
        for code in codes:
            if facts.posts is not None and code not in facts.posts and not _is_path(code):
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
            for name in ("gj:assign", "gj:exclude"):
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
        if named and not named.startswith("=") and named not in known_processes:
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
            place = "userTask" if element.kind == "userTask" else "other"
            yield element.id, place, element.properties


def _is_path(code: str) -> bool:
    return code.startswith(("form.", "case."))


def _one_of(*words: str) -> Test:
    return lambda text: None if text in words else " | ".join(words)


def _each_of(*words: str) -> Test:
    wanted = ", ".join(words)
    return lambda text: None if {w.strip() for w in text.split(",")} <= set(words) else wanted


def _whole(least: int, most: int) -> Test:
    wanted = f"{least} – {most}"
    return lambda text: None if text.isdecimal() and least <= int(text) <= most else wanted


def _something(text: str) -> str | None:
    return None if text else "a text"


def _people(text: str) -> str | None:
    """Check the outline of a candidate rule; `engine.routing` reads it in full."""
    before = ""
    while text != before:
        before, text = text, _CALL.sub("initiator", text)
    terms = _JOINT.split(text)
    right = all(term == "initiator" or _is_path(term) for term in terms)
    return None if right else "post(…), head(…), superior(…), user(…), group(…), done(…), initiator"


def _expression(_: str) -> str | None:
    return "= FEEL"


def _deadline(text: str) -> str | None:
    return None if _SPAN.fullmatch(text) or _INSTANT.fullmatch(text) else "work:P3D | natural:PT30M"


def _rights(text: str) -> str | None:
    wanted = '{"field": "' + " | ".join(_RIGHTS) + '"}'
    try:
        rights = json.loads(text)
    except ValueError:
        return wanted
    right = isinstance(rights, dict) and all(entry in _RIGHTS for entry in rights.values())
    return None if right else wanted


_ROUTING: Final[dict[str, Test]] = {
    "gj:assign": _people,
    "gj:scope": _one_of(*_SCOPES),
    "gj:mode": _one_of(*_MODES),
    "gj:fallback": _each_of(*_FALLBACKS),
    "gj:exclude": _people,
}
_NAMING: Final[dict[str, Test]] = {"gj:nameEn": _something}
_DEADLINE: Final[dict[str, Test]] = {
    "gj:due": _deadline,
    "gj:onBreach": _something,
    "gj:repeat": _whole(1, 1000),  # percent of the span
    "gj:cap": _whole(0, 99),  # levels
}
_TESTS: Final[dict[str, dict[str, Test]]] = {
    "process": {
        **_NAMING,
        "gj:number": _something,
        "gj:title": _expression,
        "gj:search": _something,
        "gj:uniqueKey": _one_of("true", "false"),
    },
    "lane": {**_NAMING, **_ROUTING, **_DEADLINE},
    "userTask": {**_NAMING, **_ROUTING, **_DEADLINE, "gj:rights": _rights},
    "other": {**_NAMING},
}
