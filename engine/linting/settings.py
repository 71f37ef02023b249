"""Rules: every `gj:*` setting is known at its place and has a value that means something."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from engine.diagram import GJ
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
    "gj:assign": _something,
    "gj:scope": _one_of(*_SCOPES),
    "gj:mode": _one_of(*_MODES),
    "gj:fallback": _each_of(*_FALLBACKS),
    "gj:exclude": _something,
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
