from pathlib import Path

from engine.model import events

GRADE = (Path(__file__).parent / "grade.dmn").read_bytes()


def test_the_decision_answers_and_says_which_rule_matched(play):
    case = play(decisions={"grade": GRADE, "factor": GRADE}).start(severity=9, which="factor")

    first, second = case.told(events.DecisionEvaluated)

    assert case.ended
    assert (first.decision_id, first.result) == ("grade", "serious")
    assert first.trace[0]["matched"][0]["rule"] == 2
    assert (second.decision_id, second.result) == ("factor", 18)
    assert case.variables == {"severity": 9, "which": "factor", "grade": "serious", "kept": 18}


def test_a_decision_that_was_not_released_is_an_incident(play):
    case = play(decisions={"grade": GRADE}).start(severity=1, which="unknown")
    (incident,) = case.incidents()

    case.write(which="grade").retry()

    assert incident.kind == "decision"
    assert "unknown" in incident.message
    assert case.variables["kept"] == "plain"


def test_a_decision_that_has_no_answer_is_an_incident(play):
    case = play(decisions={"grade": GRADE, "double": GRADE}).start(severity=1, which="double")

    (incident,) = case.incidents()

    assert incident.kind == "decision"


def test_a_file_that_is_no_decision_model_is_an_incident(play):
    case = play(decisions={"grade": b"<x/>"}).start(severity=1)

    (incident,) = case.incidents()

    assert incident.kind == "decision"


def test_a_file_without_the_decision_is_an_incident(play):
    case = play(decisions={"grade": GRADE, "other": GRADE}).start(severity=1, which="other")

    (incident,) = case.incidents()

    assert "other" in incident.message
