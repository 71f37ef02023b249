"""Drafts: releases in work, kept right or wrong, and put in force when they are ready."""

import pytest

from engine import layout
from engine.deployments import beginnings, drafts
from engine.errors import Conflict, DeploymentRefused, Invalid, NotFound, NotPermitted
from engine.model import ProcessDefinition
from tests.usecases import diagrams

FILES = {"keep.bpmn": diagrams.PARALLEL}


def test_a_draft_keeps_files_with_who_changed_them_when_and_why(world):
    draft = world.do(drafts.keep, FILES, by="ada", comment=" 第一稿 ")
    world.advance(seconds=5)

    changed = world.do(drafts.replace, draft, {"b.bpmn": b"<x/>"}, by="ada", comment="第二稿")

    assert (draft.name, draft.comment, draft.version) == ("keep.bpmn", "第一稿", 1)
    assert (changed.name, changed.comment, changed.version) == ("keep.bpmn", "第二稿", 2)
    assert changed.changed_at > changed.created_at == draft.created_at
    assert changed.changed_by_name == "管理员"
    assert world.do(drafts.get, draft.id, by="ada") == changed
    assert world.do(drafts.contents, draft.id, by="ada") == {"b.bpmn": b"<x/>"}


def test_drafts_are_listed_with_the_one_changed_last_first(world):
    older = world.do(drafts.keep, FILES, by="ada", name="甲")
    world.advance(seconds=1)
    newer = world.do(drafts.keep, FILES, by="ada", name="乙")

    first = world.do(drafts.page, by="ada", limit=1)
    rest = world.do(drafts.page, by="ada", limit=1, cursor=first.next)

    assert [draft.id for draft in (*first.items, *rest.items)] == [newer.id, older.id]
    assert rest.next is None


def test_whoever_saw_an_older_version_of_a_draft_changes_nothing(world):
    seen = world.do(drafts.keep, FILES, by="ada")
    world.do(drafts.replace, seen, {"b.bpmn": b"<x/>"}, by="ada")

    with pytest.raises(Conflict):
        world.do(drafts.replace, seen, FILES, by="ada")
    with pytest.raises(Conflict):
        world.do(drafts.delete, seen, by="ada")

    assert world.do(drafts.contents, seen.id, by="ada") == {"b.bpmn": b"<x/>"}


def test_a_draft_is_put_in_force_and_stays(world):
    draft = world.do(drafts.keep, FILES, by="ada")

    deployed = world.do(drafts.release, draft.id, by="ada")

    assert [definition.key for definition in deployed.definitions] == ["parallel"]
    assert world.do(drafts.get, draft.id, by="ada").deployment_id == deployed.id
    assert world.open(world.start("parallel")) == ["UT_A", "UT_B"]


def test_a_draft_with_errors_is_refused_and_kept(world):
    draft = world.do(drafts.keep, {"broken.bpmn": b"<a>"}, by="ada")

    with pytest.raises(DeploymentRefused):
        world.do(drafts.release, draft.id, by="ada")

    assert [found.rule for found in world.do(drafts.examine, draft.id, by="ada")] == [
        "resource-unreadable"
    ]
    assert world.do(drafts.get, draft.id, by="ada") == draft


def test_a_draft_that_was_thrown_away_is_gone(world):
    draft = world.do(drafts.keep, FILES, by="ada")

    world.do(drafts.delete, draft, by="ada")

    with pytest.raises(NotFound):
        world.do(drafts.get, draft.id, by="ada")


def test_drafts_are_for_designers_and_administrators(world):
    draft = world.do(drafts.keep, FILES, by="ada")

    with pytest.raises(NotPermitted):
        world.do(drafts.get, draft.id, by="ann")
    with pytest.raises(NotPermitted):
        world.do(drafts.keep, FILES, by="ann")


def test_a_draft_holds_at_least_one_file(world):
    with pytest.raises(Invalid):
        world.do(drafts.keep, {}, by="ada")


def test_a_process_of_ones_own_begins_with_a_template_that_can_be_released(world):
    draft = world.do(drafts.begin, "approval", by="ada", key="key-handover", name=" 钥匙 & 交接 ")

    found = world.do(drafts.examine, draft.id, by="ada")

    assert sorted(draft.files) == ["key-handover.bpmn", "key-handover.form.json"]
    assert [one for one in found if one.severity == "error"] == []
    assert world.do(drafts.release, draft.id, by="ada").definitions[0].name == "钥匙 & 交接"


@pytest.mark.parametrize(("key", "prefix"), [("key-handover", "KEYH"), ("a-b", "AB"), ("__", "GJ")])
def test_numbers_of_a_process_of_ones_own_begin_with_letters_of_its_key(key, prefix):
    drawn = beginnings.of_template("blank", key=key, name="钥匙")[f"{key}.bpmn"].decode()

    assert f'name="gj:number" value="{prefix}"' in drawn


@pytest.mark.parametrize(
    ("template", "key", "name", "error"),
    [
        ("novel", "keys", "钥匙", NotFound),
        ("blank", "钥匙", "钥匙", Invalid),
        ("blank", "keys", " ", Invalid),
    ],
)
def test_a_beginning_needs_a_template_an_xml_name_and_a_name(world, template, key, name, error):
    with pytest.raises(error):
        world.do(drafts.begin, template, by="ada", key=key, name=name)


def test_a_version_in_force_is_taken_up_as_it_was_released(world):
    begun = world.do(drafts.begin, "approval", by="ada", key="keys", name="钥匙")
    released = world.do(drafts.release, begun.id, by="ada").definitions[0]

    draft = world.do(drafts.take_up, released.id, by="ada")
    again = world.do(drafts.release, draft.id, by="ada").definitions[0]

    assert sorted(draft.files) == ["keys.bpmn", "keys_form.form.json"]
    assert again.id == released.id


def test_a_table_of_several_decisions_is_taken_up_as_one_file():
    definition = ProcessDefinition(
        id="grading:1",
        key="grading",
        version=1,
        name="分级",
        digest="",
        xml=diagrams.PARALLEL,
        decisions={"late": b"<two/>", "grade": b"<two/>", "other": b"<one/>"},
        forms={},
    )

    files = beginnings.of_definition(definition)

    assert files == {
        "grading.bpmn": layout.drawn(diagrams.PARALLEL),
        "grade.dmn": b"<two/>",
        "other.dmn": b"<one/>",
    }


def test_files_are_tried_out_without_keeping_them(world):
    found = world.do(drafts.try_out, {"a.bpmn": b"<x/>"}, by="ada")

    assert [one.rule for one in found] == ["resource-unreadable"]
    assert world.do(drafts.page, by="ada").items == ()
    with pytest.raises(NotPermitted):
        world.do(drafts.try_out, FILES, by="ann")
