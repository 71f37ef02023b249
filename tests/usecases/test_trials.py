"""Tables in work are tried out without being kept; what belongs to a draft alone is left out."""

import pytest

from engine import deployments, evaluations
from engine.errors import Invalid, NotFound
from tests.usecases import diagrams

GRADE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m"
 namespace="urn:x"><decision id="grade" name="grade"><variable id="v" name="grade"/>
 <literalExpression id="l"><text>%s</text></literalExpression></decision></definitions>"""


def _try(world, xml, decision, inputs):
    return world.store.run(lambda tx: evaluations.try_out(tx, xml, decision, inputs))


def test_a_table_in_work_answers_and_is_not_kept(world):
    answer = _try(world, (GRADE % "amount * 2").encode(), "grade", {"amount": 4})

    assert answer.value == 8
    with pytest.raises(NotFound):
        world.store.run(lambda tx: evaluations.evaluate(tx, "grade", {"amount": 4}))


@pytest.mark.parametrize(
    ("xml", "decision", "error"),
    [("<x", "grade", Invalid), (GRADE % "1", "other", NotFound), (GRADE % "1 +", "grade", Invalid)],
)
def test_a_table_that_cannot_answer_says_why(world, xml, decision, error):
    with pytest.raises(error):
        _try(world, xml.encode(), decision, {})


def test_stories_and_rows_of_tables_lie_beside_a_draft_without_a_warning(world):
    files = {"p.bpmn": diagrams.PARALLEL, "p.scenario.yaml": b"", "t.rows.json": b"{}"}

    deployed = world.do(deployments.deploy, files, by="ada")

    assert "resource-ignored" not in {one.rule for one in deployed.findings}
    assert world.do(deployments.deploy, {**files, "x.txt": b""}, by="ada").findings != ()
