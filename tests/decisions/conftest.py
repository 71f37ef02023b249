"""Small decision models, written as they read: the tests show FEEL and rules, not XML."""

from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine import decisions
from engine.decisions import DecisionModel

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"


@pytest.fixture
def read() -> Callable[..., DecisionModel]:
    """Read a model from the elements inside its <definitions>."""

    def build(
        body: str,
        imports: Mapping[str, DecisionModel] | None = None,
        *,
        namespace: str = "urn:test",
        version: str = DMN,
    ) -> DecisionModel:
        text = f'<definitions xmlns="{version}" id="defs" name="test" namespace="{namespace}">'
        return decisions.read(f"{text}{body}</definitions>".encode(), imports or {})

    return build


@pytest.fixture
def table() -> Callable[..., str]:
    """Write a decision table: rules such as `< 18 | "a" => "no"`; columns such as `Age: number`."""

    def build(
        inputs: Sequence[str],
        outputs: Sequence[str],
        rules: Sequence[str],
        *,
        policy: str = "UNIQUE",
        aggregation: str = "",
        input_values: Mapping[str, str] | None = None,
        output_values: Mapping[str, str] | None = None,
        defaults: Mapping[str, str] | None = None,
    ) -> str:
        more = f" aggregation={quoteattr(aggregation)}" if aggregation else ""
        columns = "".join(_input(spec, input_values or {}) for spec in inputs)
        results = "".join(_output(spec, output_values or {}, defaults or {}) for spec in outputs)
        rows = "".join(_rule(number, rule) for number, rule in enumerate(rules, start=1))
        head = f'<decisionTable id="table" hitPolicy="{policy}"{more}>'
        return f"{head}{columns}{results}{rows}</decisionTable>"

    return build


@pytest.fixture
def decide(read: Callable[..., DecisionModel]) -> Callable[..., decisions.Evaluation]:
    """Evaluate one decision that has this logic and takes any inputs."""

    def build(logic: str, **inputs: object) -> decisions.Evaluation:
        model = read(f'<decision id="d" name="D">{logic}</decision>')
        return model.evaluate("d", inputs)

    return build


@pytest.fixture
def literal() -> Callable[[str], str]:
    """Write a literal expression."""

    def build(text: str) -> str:
        return f"<literalExpression><text>{escape(text)}</text></literalExpression>"

    return build


def _typed(spec: str) -> tuple[str, str]:
    name, _, type_ref = spec.partition(":")
    return name.strip(), f" typeRef={quoteattr(type_ref.strip())}" if type_ref else ""


def _input(spec: str, values: Mapping[str, str]) -> str:
    name, type_ref = _typed(spec)
    allowed = (
        f"<inputValues><text>{escape(values[name])}</text></inputValues>" if name in values else ""
    )
    expression = f"<inputExpression{type_ref}><text>{escape(name)}</text></inputExpression>"
    return f"<input>{expression}{allowed}</input>"


def _output(spec: str, values: Mapping[str, str], defaults: Mapping[str, str]) -> str:
    name, type_ref = _typed(spec)
    inner = ""
    if name in values:
        inner += f"<outputValues><text>{escape(values[name])}</text></outputValues>"
    if name in defaults:
        inner += f"<defaultOutputEntry><text>{escape(defaults[name])}</text></defaultOutputEntry>"
    return f"<output name={quoteattr(name)}{type_ref}>{inner}</output>"


def _rule(number: int, rule: str) -> str:
    conditions, _, results = rule.partition("=>")
    cells = "".join(
        f"<inputEntry><text>{escape(cell.strip())}</text></inputEntry>"
        for cell in conditions.split("|")
        if conditions.strip()
    )
    outputs = "".join(
        f"<outputEntry><text>{escape(cell.strip())}</text></outputEntry>"
        for cell in results.split("|")
    )
    return f'<rule id="rule{number}">{cells}{outputs}</rule>'
