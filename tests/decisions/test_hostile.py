"""Models from strangers: whatever they say, the answer is a refusal or an evaluation, and soon."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import decisions, errors

BASE = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="u">
<itemDefinition name="tN" isCollection="true"><typeRef>number</typeRef></itemDefinition>
<inputData id="i" name="A"><variable name="A" typeRef="tN"/></inputData>
<decision id="d" name="D"><variable name="D" typeRef="number"/><informationRequirement>
<requiredInput href="#i"/></informationRequirement><knowledgeRequirement>
<requiredKnowledge href="#k"/></knowledgeRequirement><decisionTable hitPolicy="FIRST"><input>
<inputExpression typeRef="number"><text>K(A)</text></inputExpression></input><output name="x"/>
<rule><inputEntry><text>[1..5]</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>A[1]</text></outputEntry></rule>
</decisionTable></decision><businessKnowledgeModel id="k" name="K"><encapsulatedLogic>
<formalParameter name="n"/><literalExpression><text>n[1]</text></literalExpression>
</encapsulatedLogic></businessKnowledgeModel></definitions>"""
PIECES = ["", "<text>", "((", "[1..", "-", '"', "#d", "tN", "not(", "<list/>", "K(K)", "@", "0"]


@given(st.integers(0, len(BASE)), st.integers(0, 40), st.sampled_from(PIECES))
def test_a_damaged_model_is_refused_or_evaluated(start, length, piece):
    text = BASE[:start] + piece + BASE[start + length :]

    try:
        model = decisions.read(text.encode())
    except errors.Invalid:
        return
    model.lint()
    for decision in model.decisions:
        model.evaluate(decision, {"A": [1, 2]}).to_json()


FOR = (
    '<for iteratorVariable="{}"><in><literalExpression><text>[1..3000]</text></literalExpression>'
    "</in><return>{}</return></for>"
)


@pytest.mark.parametrize(
    "logic",
    [
        FOR.format("i", FOR.format("j", "<literalExpression><text>i*j</text></literalExpression>")),
        FOR.format(
            "i",
            "<literalExpression><text>count(for x in 1..90000 return x)</text></literalExpression>",
        ),
        "<list>" * 80 + "</list>" * 80,
    ],
)
def test_a_model_made_to_run_long_ends_in_a_few_seconds_of_the_processor(decide, logic):
    start = time.process_time()

    decide(logic)

    assert time.process_time() - start < 5
