"""Erasing personal data: nothing of it is left anywhere, and the record still verifies."""

from datetime import timedelta

import pytest

from engine import audit, comments, form_drafts, instances, restarts, retention
from engine.errors import Conflict, Invalid, NotFound, NotPermitted
from engine.store.keeping import DELETED, EMPTIED, LOOKED_THROUGH, UNTOUCHED
from engine.store.tables import metadata
from tests.usecases import diagrams

NAME, PHONE = "欧阳锋利", "13912345678"
SETTINGS = {
    "gj:number": "RC",
    "gj:title": "=&quot;应聘 &quot; + get or else(name, &quot;&quot;)",
    "gj:search": "name, post",
    "gj:retain": "P6M",
    "gj:personal": "name, phone",
}
BODY = (
    diagrams.START
    + diagrams.user("UT_Look")
    + diagrams.user("UT_Decide", groups="managers")
    + diagrams.END
    + diagrams.path("StartEvent_1", "UT_Look", "UT_Decide", "End_1")
)
RECRUIT = diagrams.bpmn("recruit", BODY, settings=SETTINGS)
KEEPS_NOTHING = diagrams.bpmn(
    "recruit",
    BODY,
    settings={k: v for k, v in SETTINGS.items() if k != "gj:personal"},
)
FOREVER = diagrams.bpmn(
    "recruit", BODY, settings={k: v for k, v in SETTINGS.items() if k != "gj:retain"}
)


def hire(world):
    """A case with data, a comment, a file and messages, up to its end."""
    case = world.start("recruit", project="HY01", variables={"post": "客服"})
    world.complete("UT_Look", case=case, name=NAME, phone=PHONE, age=26)
    world.do(comments.add, case.id, text="面试表现不错")
    world.do(
        comments.attach,
        case.id,
        name="简历.pdf",
        media_type="application/pdf",
        content=b"%PDF-1 cv",
    )
    world.run_due()
    world.complete("UT_Decide", by="max", case=case, verdict=f"不录用 {NAME}", score=7)
    world.run_due()
    return world.get(case)


@pytest.fixture
def ended(world):
    world.deploy(RECRUIT)
    return hire(world)


def months(world, days):
    world.advance(days=days)


def test_after_the_rules_time_nothing_personal_is_left_and_the_record_verifies(world, ended, left):
    assert "history.payload" in left(NAME)

    months(world, 184)

    assert left(NAME, PHONE, "面试表现不错", "简历", "%PDF-1 cv") == []
    assert world.do(audit.verify, ended.id, by="aud") is None
    assert list(world.do(audit.verify_all, by="aud")) == []


def test_answers_that_are_kept_for_repetitions_are_emptied_and_still_stop_them(world, ended, left):
    bodies = {
        "by case": f'{{"id":"{ended.id}","days":3}}',
        "by name": f'{{"told":"{NAME} \\"quoted\\""}}',
        "of others": '{"id":"x","name":"李敏"}',
    }

    ann = world.actor("ann")

    def keep(tx):
        for key, body in bodies.items():
            tx.answers.keep(key, ann, request_digest="d", status=201, body=body.encode())

    world.store.run(keep)

    world.do(retention.erase, ended.id, by="ada", reason="本人要求删除")

    with world.store.read() as tx:
        kept = {key: tx.answers.find(key, ann) for key in bodies}
    assert {key: each.body.decode() for key, each in kept.items()} == {
        "by case": "",
        "by name": "",
        "of others": bodies["of others"],
    }
    assert {each.status for each in kept.values()} == {201}
    (told,) = world.events(ended, "PersonalDataErased")
    assert told.removed["answer"] == 2
    assert "answer.body" not in left(NAME, str(ended.id))


def test_before_the_time_is_over_everything_is_there(world, ended, left):
    months(world, 180)

    assert "process_instance.title" in left(NAME)
    assert world.do(retention.due, by="aud") == []


def test_what_is_not_personal_stays(world, ended):
    months(world, 184)

    erased = world.get(ended)
    (told,) = world.events(ended, "PersonalDataErased")
    assert erased.title == "recruit 流程（个人信息已清除）"
    assert erased.search == {"post": "客服"}
    assert erased.outcome == "End_1"
    assert world.variables(ended) == {
        "post": "客服",
        "name": None,
        "phone": None,
        "age": 26,
        "verdict": None,
        "score": 7,
    }
    assert world.events(ended, "InstanceStarted")[0].variables == {"post": "客服"}
    assert (told.rule, told.reason) == ("P6M", "保存期限届满")
    assert told.due_at > ended.ended_at + timedelta(days=180)
    assert told.removed["comment"] == 1


def test_who_did_what_when_stays_on_record(world, ended):
    before = world.do(audit.history, ended.id, by="aud")

    months(world, 184)

    after = world.do(audit.history, ended.id, by="aud")
    assert [(r.type, r.actor, r.at, r.hash) for r in after[:-1]] == [
        (r.type, r.actor, r.at, r.hash) for r in before
    ]
    assert after[-1].actor == "system"


def test_where_nothing_is_named_all_data_is_personal(world, left):
    world.deploy(KEEPS_NOTHING)
    case = hire(world)

    months(world, 184)

    assert left(NAME, PHONE) == []
    assert "客服" not in str(world.get(case))
    assert world.variables(case) == {}
    kept = [r.type for r in world.do(audit.history, case.id, by="aud") if r.payload is not None]
    assert "ElementCompleted" in kept
    assert "UserTaskCompleted" not in kept


def test_it_cannot_be_replayed_and_says_why(world, ended):
    months(world, 184)

    with pytest.raises(Invalid, match=r"personal data of case .* was erased on"):
        world.do(audit.replay, ended.id, by="ada")
    with pytest.raises(Invalid, match="has been erased"):
        world.store.run(lambda tx: tx.cases.rebuild(ended.id))


def test_it_cannot_be_started_again(world, ended):
    months(world, 184)

    with pytest.raises(Conflict, match="has been erased"):
        world.do(restarts.restart, ended.id, by="ada", reason="再来")


def test_it_is_erased_once(world, ended):
    months(world, 184)
    months(world, 30)

    assert len(world.events(ended, "PersonalDataErased")) == 1
    with pytest.raises(Conflict, match="erased already"):
        world.do(retention.erase, ended.id, by="ada", reason="x")
    with pytest.raises(Conflict, match="erased already"):
        world.do(retention.preview, ended.id, by="ada")
    with pytest.raises(Conflict, match="erased already"):
        world.do(retention.hold, ended.id, by="ada", reason="x")


def test_the_newest_versions_rule_holds_for_all_cases(world, ended, left):
    world.deploy(FOREVER)

    months(world, 184)

    assert "process_instance.title" in left(NAME)
    assert world.do(retention.rules, by="aud") == {}


def test_a_dry_run_lists_what_is_due_and_changes_nothing(world, ended, left):
    world.store.run(lambda tx: tx.clock.set(tx.now + timedelta(days=184)))

    (due,) = world.do(retention.due, by="aud")
    (plan,) = world.do(retention.preview, ended.id, by="aud")

    assert (due.instance.id, due.rule, due.waits_for, due.holds) == (ended.id, "P6M", (), ())
    assert plan.personal == ("name", "phone")
    assert 0 < len(plan.rows) < plan.of_rows
    assert "process_instance.title" in left(NAME)


def test_what_the_dry_run_listed_is_what_is_erased(world, ended):
    (plan,) = world.do(retention.preview, ended.id, by="aud")

    world.do(retention.erase, ended.id, by="ada", reason="本人要求删除")

    (told,) = world.events(ended, "PersonalDataErased")
    rows = world.do(audit.history, ended.id, by="aud")
    assert told.rows == plan.rows
    assert tuple(r.seq for r in rows if r.payload is None) == plan.rows
    assert (told.rule, told.due_at, told.reason) == ("", None, "本人要求删除")


def test_only_administrators_erase_and_nobody_else_sees_what_is_due(world, ended):
    with pytest.raises(NotPermitted):
        world.do(retention.erase, ended.id, by="aud", reason="x")
    for verb in (retention.due, retention.holds):
        with pytest.raises(NotPermitted):
            world.do(verb, by="ann")
    with pytest.raises(NotPermitted):
        world.do(retention.preview, ended.id, by="ann")


def test_a_case_that_goes_on_is_not_erased(world):
    world.deploy(RECRUIT)
    case = world.start("recruit", variables={"name": NAME})

    months(world, 400)

    assert world.get(case).erased_at is None
    with pytest.raises(Conflict, match="has not ended"):
        world.do(retention.erase, case.id, by="ada", reason="x")


def test_why_a_case_was_cancelled_is_somebodys_words_and_goes_too(world, left):
    world.deploy(RECRUIT)
    case = world.start("recruit", variables={"name": NAME})
    world.do(instances.terminate, case.id, by="ada", reason="候选人家中有事")

    months(world, 184)

    assert world.get(case).outcome == ""
    assert left(NAME) == []


def test_a_form_that_was_never_handed_in_goes_too(world, left):
    world.deploy(RECRUIT)
    case = world.start("recruit", variables={"name": NAME})
    task = world.task("UT_Look", case)
    world.do(form_drafts.save_of_task, task.id, values={"phone": PHONE})
    world.do(instances.terminate, case.id, by="ada", reason="x")

    world.do(retention.erase, case.id, by="ada", reason="本人要求")

    assert left(NAME, PHONE) == []


def test_a_file_that_another_case_has_too_stays_there(world, ended):
    other = world.start("recruit")
    world.do(
        comments.attach, other.id, name="x.pdf", media_type="application/pdf", content=b"%PDF-1 cv"
    )
    (file,) = world.do(comments.attachments, other.id)

    world.do(retention.erase, ended.id, by="ada", reason="本人要求")

    assert world.do(comments.download, file.id)[1] == b"%PDF-1 cv"


# holds


def test_a_held_case_is_kept_until_the_hold_is_lifted(world, ended, left):
    world.do(retention.hold, ended.id, by="aud", reason="劳动仲裁")

    months(world, 400)

    assert "process_instance.title" in left(NAME)
    (hold,) = world.do(retention.holds, by="aud").items
    assert (hold.instance_id, hold.reason, hold.set_by) == (ended.id, "劳动仲裁", "aud")
    assert world.do(retention.hold_of, ended.id, by="aud") == hold
    with pytest.raises(Conflict, match="is held: 劳动仲裁"):
        world.do(retention.erase, ended.id, by="ada", reason="本人要求")

    world.do(retention.lift, ended.id, by="ada", reason="仲裁结束")
    months(world, 1)

    assert left(NAME) == []
    assert world.history(ended)[-3:] == ["LegalHoldSet", "LegalHoldLifted", "PersonalDataErased"]


def test_a_hold_is_set_once_and_lifted_once_by_those_who_may(world, ended):
    with pytest.raises(NotFound, match="not held"):
        world.do(retention.hold_of, ended.id, by="aud")
    with pytest.raises(NotPermitted):
        world.do(retention.hold, ended.id, by="ann", reason="x")
    with pytest.raises(Conflict, match="is not held"):
        world.do(retention.lift, ended.id, by="ada", reason="x")

    world.do(retention.hold, ended.id, by="ada", reason="x")

    with pytest.raises(Conflict, match="held already"):
        world.do(retention.hold, ended.id, by="aud", reason="y")
    with pytest.raises(NotPermitted):
        world.do(retention.lift, ended.id, by="aud", reason="x")


def test_a_hold_can_be_built_again_from_the_history(world, ended):
    world.do(retention.hold, ended.id, by="aud", reason="劳动仲裁")
    before = world.do(retention.holds, by="aud")

    world.store.run(lambda tx: tx.cases.rebuild(ended.id))

    assert world.do(retention.holds, by="aud") == before


# the tables


def test_every_table_of_a_case_is_thought_of():
    thought_of = {t.name for t in (*DELETED, *EMPTIED, *LOOKED_THROUGH)} | UNTOUCHED

    assert {t.name for t in metadata.sorted_tables if "instance_id" in t.c} <= thought_of
