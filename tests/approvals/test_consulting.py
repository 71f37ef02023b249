"""Asking for an opinion: nothing waits for it, and it stands beside the decision."""

import pytest

from engine import user_tasks
from engine.errors import EngineError, Invalid, NotFound, NotPermitted
from tests.approvals.office import approval, checked


def test_who_is_asked_answers_while_the_task_stays(office):
    case = office.send(approval("and", people="ab"))

    asked = office.act("consult", "a", people=("out", "c"), text="预算够吗？")
    assert office.mine("a", "b", "c") == "ab"
    waiting = office.store.run(lambda tx: tx.participants.asked_of("out"))
    assert [each.question for each in waiting] == ["预算够吗？"]
    office.act("answer", "out", consultation_id=asked, text="够")

    thread = office.do(user_tasks.consultations, office.id, by="b")
    assert [(each.person, each.answer) for each in thread] == [("c", ""), ("out", "够")]
    assert office.store.run(lambda tx: tx.participants.asked_of("out")) == []
    checked(office, case)


def test_a_question_is_answered_once_by_whom_it_was_put_to(office):
    office.send(approval("and", people="ab"))
    asked = office.act("consult", "a", people=("c",), text="？")
    office.act("answer", "c", consultation_id=asked, text="是")

    for who in ("c", "b"):
        with pytest.raises(NotFound):
            office.act("answer", who, consultation_id=asked, text="否")


@pytest.mark.parametrize(
    ("people", "text"), [((), "x"), (("a",), "x"), (("gone",), "x"), (("c",), " ")]
)
def test_a_question_needs_somebody_and_words(office, people, text):
    office.send(approval("and", people="ab"))

    with pytest.raises(Invalid):
        office.act("consult", "a", people=people, text=text)


def test_only_who_has_an_item_asks(office):
    office.send(approval("sequential", people="ab"))

    with pytest.raises(NotPermitted):
        office.act("consult", "boss", people=("c",), text="？")


def test_who_is_not_yet_in_turn_does_not_ask(office):
    office.send(approval("sequential", people="ab"))
    task = office.id

    with pytest.raises(EngineError):
        office.do(user_tasks.consult, task, by="b", people=("c",), text="？")

    assert office.store.run(lambda tx: tx.participants.asked_of("c")) == []


def test_an_answer_comes_late_but_not_in_vain(office):
    office.send(approval("and", people="a"))
    task = office.id
    asked = office.act("consult", "a", people=("c",), text="？")
    office.approve("a")

    office.do(user_tasks.answer, task, by="c", consultation_id=asked, text="迟了")

    assert office.do(user_tasks.consultations, task, by="a")[0].answer == "迟了"
