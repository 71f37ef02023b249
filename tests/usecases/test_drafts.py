"""Drafts: releases in work, kept right or wrong, and put in force when they are ready."""

import pytest

from engine.deployments import drafts
from engine.errors import Conflict, DeploymentRefused, Invalid, NotFound, NotPermitted
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
