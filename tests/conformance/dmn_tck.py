"""Run the DMN Technology Compatibility Kit: `python tests/conformance/dmn_tck.py FOLDER`.

The folder has `compliance-level-*/<name>/` with decision models (*.dmn) and test cases
(*.xml, testCases.xsd).  Every case is run; left out and counted as skipped are only those whose
decision calls Java.  Nothing here knows any single test.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine import decisions, feel
from engine.decisions import DecisionModel, Evaluation
from engine.decisions.tree import FunctionBox, boxes, literals
from engine.feel.values import equal

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
PRECISION = Decimal("1e-8")
TEMPORAL = {"date", "dateTime", "time", "duration", "dayTimeDuration", "yearMonthDuration"}
NUMBERS = {"decimal", "double", "float", "integer", "int", "long"}
JAVA = re.compile(r"\bexternal\s*\{\s*\"?java\"?\s*:", re.IGNORECASE)


@dataclass(frozen=True)
class Outcome:
    """How one test case went: `problem` is empty when it passed, None when it was left out."""

    name: str
    problem: str | None


def run(folder: Path) -> Iterator[Outcome]:
    """Run every test case below the folder."""
    for file in sorted(folder.rglob("*.xml")):
        root = etree.parse(file).getroot()
        if etree.QName(root).localname != "testCases":
            continue
        models = Models(file.parent)
        main = root.findtext("{*}modelName")
        for case in root.iterfind("{*}testCase"):
            name = f"{file.parent.relative_to(folder)}: {case.get('id')}"
            yield Outcome(name, _outcome(models, main or f"{file.parent.name}.dmn", case))


class Models:
    """The models of one folder; each is read when it is first wanted, after its imports."""

    def __init__(self, folder: Path) -> None:
        self.namespaces = {
            file: etree.parse(file).getroot().get("namespace")
            for file in sorted(folder.glob("*.dmn"))
        }
        self.folder = folder
        self.known: dict[Path, DecisionModel] = {}

    def named(self, file_name: str) -> DecisionModel:
        """Return the model in a file, which the test cases may name without its ending."""
        file = self.folder / file_name
        return self._read(file if file.is_file() else self.folder / f"{file_name}.dmn")

    def get(self, namespace: str) -> DecisionModel:
        """Return the model of a namespace; KeyError when there is none."""
        found = {name: file for file, name in self.namespaces.items()}
        return self._read(found[namespace])

    def _read(self, file: Path) -> DecisionModel:
        if file not in self.known:
            wanted = {e.get("namespace") for e in etree.parse(file).getroot().iterfind("{*}import")}
            there = wanted & set(self.namespaces.values()) - {self.namespaces[file]}
            imports = {namespace: self.get(namespace) for namespace in there}
            self.known[file] = decisions.read(file.read_bytes(), imports)
        return self.known[file]


def _outcome(models: Models, main: str, case: etree._Element) -> str | None:
    try:
        model = models.named(main)
        inputs = {_input_name(node): _value(node) for node in case.iterfind("{*}inputNode")}
    except (decisions.DecisionError, feel.FeelError, KeyError, OSError) as error:
        return f"cannot be set up: {error}"
    problems = []
    for node in case.iterfind("{*}resultNode"):
        target = models.get(node.get("namespace")) if node.get("namespace") else model
        if _calls_java(target, case.get("invocableName") or node.get("name")):
            return None
        problems.append(_check(target, case, node, inputs))
    return "; ".join(problem for problem in problems if problem)


def _input_name(node: etree._Element) -> str:
    namespace, name = node.get("namespace"), " ".join(node.get("name").split())
    return f"{{{namespace}}}{name}" if namespace else name


def _calls_java(model: DecisionModel, name: str) -> bool:
    """Return whether the logic of the element of this name has a Java function in it."""
    for node in model.graph.definitions.nodes.values():
        logic = getattr(node, "logic", None) or getattr(node, "function", None)
        if node.name == name and (
            any(isinstance(box, FunctionBox) and box.kind == "Java" for box in boxes(logic))
            or any(JAVA.search(box.text) for box in literals(logic))
        ):
            return True
    return False


def _check(model: DecisionModel, case: etree._Element, node: etree._Element, inputs: dict) -> str:
    """Evaluate one result node; return what is wrong, or nothing."""
    name = " ".join(node.get("name").split())
    try:
        evaluation = _evaluate(model, case, name, inputs)
    except decisions.DecisionError as error:
        return f"{name}: {error}"
    except Exception as error:  # noqa: BLE001 - a crash fails this case, not the whole run
        return f"{name}: crashed: {error!r}"
    value = _result(evaluation, case, model, name)
    expected = node.find("{*}expected")
    if node.get("errorResult") == "true":
        wrong = "" if value is None else f"expected an error, got {value!r}"
    else:
        wrong = difference(None if expected is None else _value(expected), value)
    notes = "; ".join(map(str, (*evaluation.errors, *evaluation.warnings)))
    return f"{name}: {wrong} [{notes[:300]}]" if wrong else ""


def _evaluate(model: DecisionModel, case: etree._Element, name: str, inputs: dict) -> Evaluation:
    kind, invocable = case.get("type", "decision"), case.get("invocableName")
    if kind == "decisionService" and invocable:
        return model.evaluate_service(invocable, inputs)
    if kind == "bkm" and invocable:
        return model.invoke(invocable, inputs)
    return model.evaluate(name, inputs)


def _result(
    evaluation: Evaluation, case: etree._Element, model: DecisionModel, name: str
) -> object:
    """Return the value to compare: one output of a service that has several."""
    service = model.graph.definitions.nodes.get(evaluation.decision_id)
    if case.get("type") == "decisionService" and len(service.outputs) > 1:
        return (evaluation.value or {}).get(name)
    return evaluation.value


def _value(holder: etree._Element) -> object:
    """Return the FEEL value of a <value>, <component>s or <list> (testCases.xsd, valueType)."""
    components = holder.findall("{*}component")
    if components:
        return {c.get("name"): _value(c) for c in components}
    items = holder.find("{*}list")
    if items is not None:
        return None if _is_nil(items) else [_value(item) for item in items.iterfind("{*}item")]
    value = holder.find("{*}value")
    return None if value is None or _is_nil(value) else _simple(value)


def _is_nil(element: etree._Element) -> bool:
    return element.get(f"{XSI}nil") in {"true", "1"}


def _simple(element: etree._Element) -> object:
    text = element.text or ""
    kind = element.get(f"{XSI}type", "string").rpartition(":")[2]
    if kind == "boolean":
        return text.strip() in {"true", "1"}
    if kind in NUMBERS:
        return Decimal(text.strip())
    return feel.parse_temporal(text.strip()) if kind in TEMPORAL else text


def difference(expected: object, actual: object) -> str:
    """Return how the values differ, or nothing: numbers by 1e-8, all else by type and value."""
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            return f"expected {len(expected)} items, got {len(actual)}: {actual!r}"
        pairs = enumerate(zip(expected, actual, strict=True), start=1)
        found = (f"item {i}: {d}" for i, (e, a) in pairs if (d := difference(e, a)))
        return next(found, "")
    if isinstance(expected, dict) and isinstance(actual, dict):
        if expected.keys() != actual.keys():
            return f"expected the entries {sorted(expected)}, got {sorted(actual)}"
        found = (f"{k}: {d}" for k, e in expected.items() if (d := difference(e, actual[k])))
        return next(found, "")
    return "" if _same(expected, actual) else f"expected {expected!r}, got {actual!r}"


def _same(expected: object, actual: object) -> bool:
    if _is_number(expected) and _is_number(actual):
        return abs(Decimal(expected) - Decimal(actual)) < PRECISION
    if expected is None or actual is None:
        return expected is actual
    return type(expected) is type(actual) and equal(expected, actual) is True


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def report(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield the failures, the share of each level, and the counts in the last line."""
    ran = [outcome for outcome in outcomes if outcome.problem is not None]
    failed = [outcome for outcome in ran if outcome.problem]
    yield from (f"FAILED {outcome.name}: {outcome.problem}" for outcome in failed)
    for level in sorted({outcome.name.split("/")[0] for outcome in ran}):
        of_level = [outcome for outcome in ran if outcome.name.startswith(level)]
        good = sum(not outcome.problem for outcome in of_level)
        yield f"{level}: {good} of {len(of_level)} ({good / len(of_level):.2%})"
    skipped = len(outcomes) - len(ran)
    left_out = f", {skipped} skipped" if skipped else ""
    yield f"{len(ran) - len(failed)} passed, {len(failed)} failed{left_out}"


def main() -> int:
    """Print the report; return 1 when anything failed, or when there was nothing to run."""
    outcomes = list(run(Path(sys.argv[1])))
    sys.stdout.writelines(f"{line}\n" for line in report(outcomes))
    return 1 if not outcomes or any(outcome.problem for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
