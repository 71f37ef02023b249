"""What of BPMN is executed, by which diagram and tests it is shown: docs/elements.md.

`python -m tests.elements.matrix` writes the page and the drawing of each element;
`python -m tests.elements.matrix FOLDER` draws every diagram of tests/bpmn into a folder.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from engine import diagram, drawing
from engine.diagram import kinds
from engine.linting import CONSTRAINTS, RULES
from engine.linting import support as linted
from engine.linting.words import KINDS, TRIGGERS
from engine.model import Severity
from tests.elements.layout import with_layout

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BPMN = ROOT / "tests" / "bpmn"
PAGE = ROOT / "docs" / "elements.md"
DRAWINGS = ROOT / "docs" / "elements"
BPMN_NAME = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
PARTS = (
    # what else of BPMN the diagrams say, by its name in the file
    *("conditionExpression", "ioSpecification", "inputSet", "outputSet", "dataInput", "dataOutput"),
    *("dataInputAssociation", "dataOutputAssociation", "transformation", "assignment"),
    *("dataObject", "dataObjectReference", "dataState", "dataStoreReference", "property"),
    *("loopCardinality", "completionCondition", "loopCondition", "loopDataInputRef"),
    *("loopDataOutputRef", "inputDataItem", "outputDataItem", "script", "operation", "resource"),
    *("performer", "humanPerformer", "potentialOwner", "timeDate", "timeDuration", "timeCycle"),
    *("laneSet", "participant", "messageFlow", "correlationSubscription", "association"),
)
ATTRIBUTES = (
    *("default", "cancelActivity", "isInterrupting", "isForCompensation", "triggeredByEvent"),
    *("testBefore", "loopMaximum", "isSequential", "operationRef", "implementation", "instantiate"),
    *("parallelMultiple", "startQuantity", "completionQuantity", "waitForCompletion", "language"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A diagram of tests/bpmn: what is in it, and the tests that play it."""

    name: str
    features: frozenset[tuple[str, ...]]
    tests: tuple[str, ...]


def wanted():
    """Everything that is executed: (kind, trigger), (start of an event sub-process), loops."""
    found = {(kind, trigger) for kind, all_ in linted.EXECUTED.items() for trigger in all_}
    found |= {("event sub-process", trigger) for trigger in linted.EVENT_SUBPROCESS_STARTS}
    return found | {("loop", kind) for kind in linted.LOOPS}


def refused():
    """Yield (kind, trigger, rule) of what is refused."""
    for kind in sorted(kinds.FLOW_NODES):
        if kind not in linted.EXECUTED:
            yield kind, "", linted.unsupported_element.__name__
    for kind, allowed in linted.EXECUTED.items():
        for trigger in TRIGGERS if kind in kinds.EVENTS else ():
            if trigger not in allowed and trigger != "multiple":
                yield kind, trigger, linted.unsupported_event.__name__


def shown():
    """Return every diagram that a test plays, by name."""
    players = _players()
    return [
        Shown(name=file.stem, features=_features(file), tests=tuple(sorted(players[file.stem])))
        for file in sorted(BPMN.glob("*.bpmn"))
        if players.get(file.stem)
    ]


def _players():
    """By diagram: the test files that play it."""
    found = {}
    for test in BPMN.glob("test_*.py"):
        text = test.read_text(encoding="utf-8")
        own = test.stem.removeprefix("test_")
        names = set(re.findall(r"""\bplay\(\s*["'](\w+)["']""", text))
        names |= {own} if re.search(r"\bplay\((?![\"'])|\w\(play\)", text) else set()
        listed = re.findall(r"""["'](\w+)["']""", text) if "play(name" in text else []
        names |= {name for name in listed if (BPMN / f"{name}.bpmn").exists()}
        for name in names:
            found.setdefault(name, set()).add(test.stem)
    return found


def _features(file):
    found = diagram.read(file.read_bytes())
    features = set()
    for process in found.processes.values():
        for element in process.elements.values():
            around = process.elements.get(element.parent_id)
            handles = around is not None and around.is_event_subprocess
            starts = element.kind == "startEvent" and handles
            kind = "event sub-process" if starts else element.kind
            features |= {(kind, event.kind) for event in element.events} or {(kind, "none")}
            if len(element.events) > 1:
                features.add((kind, "multiple"))
            if element.loop is not None:
                features.add(("loop", element.loop.kind))
    for node in found.root.iter(f"{BPMN_NAME}*"):
        features.add(("part", str(node.tag).removeprefix(BPMN_NAME)))
        features |= {("attribute", name) for name in ATTRIBUTES if node.get(name) is not None}
    return frozenset(features)


def page():
    """Return the page as Markdown."""
    found = shown()
    return "\n".join(
        [*_head(), *_executed(found), *_parts(found), *_refused(), *_rules(), *_diagrams(found), ""]
    )


def _head():
    return [
        "# Elements 图元支持表",
        "",
        "What of BPMN 2.0.2 this release executes, and the small diagrams and tests that show it.",
        "What is not here is refused at deployment, by element id and rule.",
        "",
        "Written by `python -m tests.elements.matrix`; a test fails when it is out of date, and when",
        "something that is executed has no diagram that a test plays.",
        "`python -m tests.elements.matrix FOLDER` draws the diagrams.",
        "",
    ]


def _executed(found):
    yield "## Executed 执行"
    yield ""
    yield "| | element | trigger | diagrams in tests/bpmn |"
    yield "|---|---|---|---|"
    ranks = {kind: rank for rank, kind in enumerate((*linted.EXECUTED, "event sub-process"))}
    for kind, trigger in sorted(wanted(), key=lambda row: (ranks.get(row[0], 99), row)):
        picture = f"![](elements/{drawing_name(kind, trigger)})" if kind != "loop" else ""
        zh = KINDS.get(
            kind, {"event sub-process": "事件子流程的开始", "loop": "循环"}.get(kind, "")
        )
        names = _names(found, (kind, trigger))
        yield f"| {picture} | {kind} {zh} | {trigger} {TRIGGERS.get(trigger, '')} | {names} |"
    yield ""


def _parts(found):
    yield "## Parts and attributes 组成与属性"
    yield ""
    yield "| in the file | diagrams in tests/bpmn |"
    yield "|---|---|"
    for what, names in (("part", PARTS), ("attribute", ATTRIBUTES)):
        for name in names:
            listed = _names(found, (what, name))
            if listed:
                yield f"| `{name}` {'' if what == 'part' else '(attribute)'} | {listed} |"
    yield ""


def _refused():
    yield "## Refused 拒绝"
    yield ""
    yield "| element | trigger | rule |"
    yield "|---|---|---|"
    by_rule = {}
    for kind, trigger, rule in refused():
        by_rule.setdefault((kind, rule.replace("_", "-")), []).append(trigger)
    for (kind, rule), triggers in by_rule.items():
        yield f"| {kind} {KINDS.get(kind, '')} | {', '.join(triggers)} | `{rule}` |"
    yield ""


def _rules():
    yield "## Rules 检查规则"
    yield ""
    yield "Every rule on what the standard states; errors refuse the deployment, warnings do not."
    yield ""
    yield "| rule | of | says |"
    yield "|---|---|---|"
    for one in CONSTRAINTS:
        strength = "" if one.severity is Severity.ERROR else " (warning)"
        tags = ", ".join(one.tags[:3]) + ("…" if len(one.tags) > 3 else "")
        yield f"| `{one.rule}`{strength} | {tags} | it {one.en} |"
    yield ""
    yield "| rule | wants |"
    yield "|---|---|"
    for rule in RULES:
        sentence = (rule.__doc__ or "").splitlines()[0]
        yield f"| {rule.__module__.rpartition('.')[2]}.{rule.__name__} | {sentence} |"
    yield ""


def _diagrams(found):
    yield "## Diagrams 示例图"
    yield ""
    yield "| diagram | played by |"
    yield "|---|---|"
    for one in found:
        tests = ", ".join(f"[{test}](../tests/bpmn/{test}.py)" for test in one.tests)
        yield f"| [{one.name}](../tests/bpmn/{one.name}.bpmn) | {tests} |"


def _names(found, feature, most=4):
    names = [one.name for one in found if feature in one.features]
    listed = ", ".join(f"[{name}](../tests/bpmn/{name}.bpmn)" for name in names[:most])
    return listed + (f" and {len(names) - most} more" if len(names) > most else "")


def drawing_name(kind, trigger):
    """The file name of the drawing of one element."""
    return f"{kind.replace(' ', '-')}-{trigger}.svg"


def picture(kind, trigger):
    """Draw one element alone."""
    inside = "" if trigger == "none" else f"<{trigger}EventDefinition/>"
    tag = "startEvent" if kind == "event sub-process" else kind
    level = f'<{tag} id="x" isInterrupting="false">{inside}</{tag}>'
    if tag == "boundaryEvent":
        level = f'<task id="t"/><boundaryEvent id="x" attachedToRef="t">{inside}</boundaryEvent>'
    space = BPMN_NAME.strip("{}")
    xml = f'<definitions xmlns="{space}"><process id="p">{level}</process></definitions>'
    return drawing.draw(diagram.read(with_layout(xml.encode())), title=f"{kind} {trigger}")


def main(folder=None):
    """Write the page, or draw the diagrams into a folder."""
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for file in sorted(BPMN.glob("*.bpmn")):
            drawn = drawing.draw(diagram.read(with_layout(file.read_bytes())), title=file.stem)
            (Path(folder) / f"{file.stem}.svg").write_text(drawn, encoding="utf-8")
        return
    PAGE.write_text(page(), encoding="utf-8")
    DRAWINGS.mkdir(exist_ok=True)
    for old in DRAWINGS.glob("*.svg"):
        old.unlink()
    for kind, trigger in wanted():
        if kind != "loop":
            file = DRAWINGS / drawing_name(kind, trigger)
            file.write_text(picture(kind, trigger) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
