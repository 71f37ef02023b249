"""User tasks, as the people who do them see them."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from engine import audit, comments, instances, user_tasks
from engine.errors import (
    Conflict,
    FormInvalid,
    InstanceNotActive,
    Invalid,
    NotFound,
    NotPermitted,
    TaskClaimed,
    TaskNotOpen,
)
from engine.model.organisation import Assignment
from tests.usecases import diagrams


@pytest.fixture
def request_(world):
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)
    return world.start("request", project="HY01")


def test_a_task_stands_in_the_worklist_of_its_candidates_alone(world, request_):
    assert world.worklist("ann") == ["UT_Fill"]
    assert world.worklist("bob") == ["UT_Fill"]
    assert world.worklist("max") == []


def test_completing_a_task_runs_the_case_to_its_next_task_and_its_end(world, request_):
    world.complete("UT_Fill", room="8-2", reason="漏水")
    done = world.complete("UT_Approve", by="max", approved=True)

    assert done.state == "completed"
    assert done.outcome == "End_1"
    assert world.variables(done) == {"room": "8-2", "reason": "漏水", "approved": True}
    assert world.replays(done)


def test_the_case_is_titled_and_found_by_what_the_form_says(world, request_):
    case = world.complete("UT_Fill", room="8-2", reason="漏水")

    assert case.title == "8-2 漏水"
    assert case.search == {"room": "8-2", "reason": "漏水"}
    assert world.task("UT_Approve").title == "8-2 漏水"


def test_a_form_names_every_mistake_by_its_field(world, request_):
    with pytest.raises(FormInvalid) as caught:
        world.complete("UT_Fill", room="x", amount="many", unknown=1)

    assert set(caught.value.facts["errors"]) == {"room", "amount", "unknown"}
    assert set(caught.value.facts["errors_en"]) == {"room", "amount", "unknown"}
    assert world.open() == ["UT_Fill"]


def test_a_rule_over_the_variables_of_the_case_is_checked_on_the_server(world, request_):
    with pytest.raises(FormInvalid) as caught:
        world.complete("UT_Fill", room="8", amount=101)

    assert caught.value.facts["errors"] == {"amount": ["金额不得超过100"]}
    assert caught.value.facts["errors_en"] == {"amount": ["at most 100"]}
    assert world.complete("UT_Fill", room="8", amount=100).state == "active"


def test_fields_that_a_node_only_shows_or_hides_are_dropped_and_recorded(world, request_):
    world.complete("UT_Fill", room="8", secret="x")
    done = world.complete("UT_Approve", by="max", approved=True, room="9", secret="y")

    assert world.variables(done)["room"] == "8"
    assert world.variables(done)["secret"] == "x"
    assert set(world.events(done, "UserTaskCompleted")[-1].dropped) == {"room", "secret"}


def test_a_required_field_of_a_node_must_be_filled_in(world, request_):
    world.complete("UT_Fill", room="8")

    with pytest.raises(FormInvalid) as caught:
        world.complete("UT_Approve", by="max")

    assert set(caught.value.facts["errors"]) == {"approved"}


def test_the_form_of_a_task_shows_what_its_reader_may_see(world, request_):
    world.complete("UT_Fill", room="8", secret="x")
    task = world.task("UT_Approve")

    form = world.do(user_tasks.form, task.id, by="max")

    assert form.values == {"room": "8"}
    assert list(form.document["schema"]["properties"]) == ["room", "approved"]
    assert form.rights["approved"] == "required"


def test_the_form_of_a_closed_task_is_shown_without_values(world, request_):
    task = world.task("UT_Fill")
    world.complete("UT_Fill", room="8")

    assert world.do(user_tasks.form, task.id, by="ann").values == {}


def test_a_task_without_a_form_takes_what_is_handed_in(world):
    world.deploy(diagrams.PARALLEL)
    case = world.start("parallel")

    world.complete("UT_A", anything=[1, 2])

    assert world.variables(case) == {"anything": [1, 2]}
    assert world.do(user_tasks.form, world.task("UT_B").id).document is None


def test_somebody_who_is_no_candidate_does_not_find_the_task(world, request_):
    task = world.task("UT_Fill")

    for verb in (user_tasks.get, user_tasks.claim, user_tasks.release, user_tasks.complete):
        with pytest.raises(NotFound):
            world.do(verb, task.id, by="out")


def test_overseers_look_but_do_not_act(world, request_):
    task = world.task("UT_Fill")

    assert world.do(user_tasks.get, task.id, by="aud") == task
    with pytest.raises(NotPermitted):
        world.do(user_tasks.complete, task.id, by="aud")


def test_who_filled_in_may_not_approve(world):
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)
    world.start("request")
    world.complete("UT_Fill", room="8")

    task = world.task("UT_Approve")

    assert task.excluded == ("ann",)


def test_done_counts_everybody_who_did_the_task_before(world, request_):
    world.complete("UT_Fill", room="8")
    world.complete("UT_Approve", by="max", approved=False)
    world.complete("UT_Fill", by="bob", room="8")

    assert world.task("UT_Approve").excluded == ("ann", "bob")
    assert world.replays(request_)


def test_nobody_is_excluded_by_a_task_that_nobody_has_done_yet(world):
    first = diagrams.user("UT_A", settings={"gj:exclude": "done(UT_B)"}) + diagrams.user("UT_B")
    ways = diagrams.path("StartEvent_1", "UT_A", "UT_B", "End_1")
    world.deploy(diagrams.bpmn("first", diagrams.START + first + diagrams.END + ways))

    world.start("first")

    assert world.task("UT_A").excluded == ()


def test_a_rule_of_a_form_that_cannot_be_evaluated_is_no_leave_to_pass(world):
    endless = diagrams.REQUEST_FILL.replace(
        b"= if amount = null then true else amount <= 100",
        b"= every i in 1..10000000 satisfies i > 0",
    )
    world.deploy(diagrams.REQUEST, **{**diagrams.REQUEST_FORMS, "request_fill": endless})
    world.start("request")

    with pytest.raises(Invalid, match="limit"):
        world.complete("UT_Fill", room="8")


def test_a_claimed_task_is_left_alone_by_others_and_comes_back_when_released(world, request_):
    task = world.task("UT_Fill")

    claimed = world.do(user_tasks.claim, task.id)

    assert (claimed.state, claimed.assignee_name) == ("claimed", "安")
    assert world.worklist("bob") == []
    for verb in (user_tasks.claim, user_tasks.complete):
        with pytest.raises(TaskClaimed) as caught:
            world.do(verb, task.id, by="bob")
        assert caught.value.facts == {"by": "安"}
    assert world.do(user_tasks.release, task.id).state == "ready"
    assert world.worklist("bob") == ["UT_Fill"]


def test_claiming_twice_and_releasing_what_nobody_holds_change_nothing(world, request_):
    task = world.task("UT_Fill")

    world.do(user_tasks.release, task.id)
    world.do(user_tasks.claim, task.id)
    world.do(user_tasks.claim, task.id)

    assert world.history(request_).count("UserTaskClaimed") == 1
    assert "UserTaskReleased" not in world.history(request_)


def test_only_the_holder_or_an_administrator_gives_a_task_back(world, request_):
    task = world.task("UT_Fill")
    world.do(user_tasks.claim, task.id)

    with pytest.raises(NotPermitted):
        world.do(user_tasks.release, task.id, by="aud")
    assert world.do(user_tasks.release, task.id, by="ada").assignee is None


def test_a_version_that_is_not_the_present_one_is_refused(world, request_):
    task = world.task("UT_Fill")
    world.do(user_tasks.claim, task.id)

    with pytest.raises(Conflict):
        world.do(user_tasks.complete, task.id, expected=task.version)


def test_the_second_completion_names_who_was_first(world, request_):
    task = world.task("UT_Fill")
    world.complete("UT_Fill", room="8")

    with pytest.raises(TaskNotOpen) as caught:
        world.do(user_tasks.complete, task.id, by="ann", variables={"room": "9"})

    assert caught.value.facts["by"] == "安"


def test_the_head_of_the_project_gives_a_task_to_a_person_and_back(world, request_):
    task = world.task("UT_Fill")

    given = world.do(user_tasks.assign, task.id, by="max", to="bob", reason="熟悉此户")
    back = world.do(user_tasks.assign, task.id, by="ada", to=None)

    assert (given.assignee, given.assignee_name) == ("bob", "博")
    assert world.events(request_, "UserTaskAssigned")[-1].previous == "bob"
    assert back.assignee is None
    assert world.worklist("ann") == ["UT_Fill"]


@pytest.mark.parametrize("to", ["nobody", "gone"])
def test_a_task_is_given_to_nobody_unknown_or_gone(world, request_, to):
    with pytest.raises(Invalid):
        world.do(user_tasks.assign, world.task("UT_Fill").id, by="max", to=to)


def test_a_task_is_not_given_to_somebody_excluded_from_it(world, request_):
    world.complete("UT_Fill", room="8")

    with pytest.raises(Invalid):
        world.do(user_tasks.assign, world.task("UT_Approve").id, by="max", to="ann")


def test_staff_do_not_give_tasks_to_each_other(world, request_):
    task = world.task("UT_Fill")

    with pytest.raises(NotPermitted):
        world.do(user_tasks.assign, task.id, by="ann", to="bob")
    with pytest.raises(NotFound):
        world.do(user_tasks.assign, task.id, by="out", to="bob")


def test_another_due_time_is_set_by_the_head_and_recorded(world, request_):
    task = world.task("UT_Fill")
    later = task.created_at + timedelta(days=3)

    changed = world.do(user_tasks.change_due, task.id, by="max", due_at=later, reason="等配件")

    assert changed.due_at == later
    assert world.events(request_, "UserTaskDueChanged")[-1].previous is None


def test_nothing_is_done_in_a_suspended_case(world, request_):
    world.do(instances.suspend, request_.id, by="ada", reason="核查")
    task = world.task("UT_Fill")

    for verb in (user_tasks.claim, user_tasks.complete, user_tasks.release):
        with pytest.raises(InstanceNotActive):
            world.do(verb, task.id)
    with pytest.raises(InstanceNotActive):
        world.do(user_tasks.assign, task.id, by="max", to="bob")


def test_a_comment_stands_with_the_task_and_its_case(world, request_):
    task = world.task("UT_Fill")

    world.do(user_tasks.comment, task.id, text=" 已电话联系 ")
    world.advance(seconds=1)
    world.do(comments.add, request_.id, text="补充")

    said = world.do(comments.of, request_.id)
    assert [(c.text, c.author_name, c.task_id) for c in said] == [
        ("已电话联系", "安", task.id),
        ("补充", "安", None),
    ]


@pytest.mark.parametrize("text", ["", "  ", "x" * 10_001])
def test_a_comment_says_something_and_not_too_much(world, request_, text):
    with pytest.raises(Invalid):
        world.do(comments.add, request_.id, text=text)


def test_a_file_is_attached_and_comes_back_as_it_was(world, request_):
    task = world.task("UT_Fill")

    first = world.do(
        user_tasks.attach, task.id, name="门.jpg", media_type="image/jpeg", content=b"\xff\xd8"
    )
    world.advance(seconds=1)
    world.do(comments.attach, request_.id, name="b.txt", media_type="text/plain", content=b"b")

    found, content = world.do(comments.download, first)
    assert (found.name, found.size, content) == ("门.jpg", 2, b"\xff\xd8")
    assert [a.name for a in world.do(comments.attachments, request_.id)] == ["门.jpg", "b.txt"]
    with pytest.raises(NotFound):
        world.do(comments.download, first, by="out")


@pytest.mark.parametrize(("name", "content"), [("", b"x"), ("a", b"")])
def test_an_attachment_has_a_name_and_content(world, request_, name, content):
    with pytest.raises(Invalid):
        world.do(comments.attach, request_.id, name=name, media_type="x/y", content=content)


def test_an_escalation_calls_the_boss_while_the_task_goes_on(world):
    world.deploy(diagrams.WITH_ESCALATION)
    case = world.start("with-escalation")
    task = world.task("UT_Work")

    world.do(user_tasks.escalate, task.id, code="UP", variables={"why": "难"})

    assert world.open(case) == ["UT_Boss", "UT_Work"]
    assert world.replays(case)


def test_an_error_at_a_task_takes_the_way_of_the_boundary_event(world):
    world.deploy(diagrams.WITH_ESCALATION)
    case = world.start("with-escalation")

    world.do(user_tasks.throw_error, world.task("UT_Work").id, code="BAD")

    assert world.open(case) == ["UT_Mend"]
    assert world.replays(case)


def test_an_unknown_task_is_not_found(world):
    with pytest.raises(NotFound):
        world.do(user_tasks.complete, uuid4())


def test_history_tells_who_did_what(world, request_):
    world.complete("UT_Fill", room="8")

    rows = world.do(audit.history, request_.id)

    done = next(row for row in rows if row.type == "UserTaskCompleted")
    assert (done.actor, done.actor_name, done.actor_post) == ("ann", "安", "花园一期·客服")


def test_who_manages_several_projects_acts_in_each_with_the_post_he_has_there(world):
    organisation = world.store.run(lambda tx: tx.people.organisation())
    other = replace(organisation.units["HY01"], code="HY09", name="云栖里")
    posts = (
        Assignment(person="ann", unit="HY01", post="staff", is_primary=True),
        Assignment(person="ann", unit="HY09", post="staff", is_head=True),
    )
    others = tuple(each for each in organisation.assignments if each.person != "ann")
    changed = replace(
        organisation,
        units={**organisation.units, "HY09": other},
        assignments=(*others, *posts),
    )
    world.store.run(lambda tx: tx.people.replace(changed))
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)

    here = world.start("request", by="ann", project="HY01")
    there = world.start("request", by="ann", project="HY09")

    first = [world.do(audit.history, case.id, by="ada")[0] for case in (here, there)]
    assert [row.actor_post.partition("·")[0] for row in first] == ["花园一期", "云栖里"]
