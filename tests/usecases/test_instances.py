"""Cases: starting, naming, suspending, ending, mending them."""

import re

import pytest

from engine import audit, instances
from engine.errors import Conflict, FormInvalid, InstanceNotActive, Invalid, NotFound, NotPermitted
from engine.store import HistoryQuery
from tests.usecases import diagrams


@pytest.fixture
def requests(world):
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)


def test_a_case_bears_the_number_of_its_process_and_project_counted_by_the_day(world, requests):
    first, second = world.start("request", project="HY01"), world.start("request", project="HY01")
    other = world.start("request", variables={"project": "HY02"})
    none = world.start("request")

    assert re.fullmatch(r"RQ-HY01-\d{8}-001", first.business_key)
    assert second.business_key == first.business_key[:-1] + "2"
    assert re.fullmatch(r"RQ-HY02-\d{8}-001", other.business_key)
    assert other.project == "HY02"
    assert re.fullmatch(r"RQ-\d{8}-001", none.business_key)


def test_a_process_without_a_number_rule_has_the_number_that_it_is_given_or_none(world):
    world.deploy(diagrams.PARALLEL)

    assert world.start("parallel").business_key is None
    assert world.start("parallel", business_key="A-1").business_key == "A-1"


def test_a_second_open_case_with_the_same_number_is_refused_and_names_the_first(world, requests):
    first = world.start("request", business_key="RQ-1")

    with pytest.raises(Conflict) as caught:
        world.start("request", business_key="RQ-1")

    assert caught.value.facts == {"instance": str(first.id)}
    world.do(instances.terminate, first.id, by="ada", reason="重开")
    assert world.start("request", business_key="RQ-1").state == "active"


def test_a_number_is_free_for_cases_of_other_processes(world, requests):
    world.deploy(diagrams.PARALLEL)
    world.start("parallel", business_key="RQ-1")

    assert world.start("request", business_key="RQ-1").state == "active"


def test_a_case_starts_in_the_newest_version_or_in_the_one_that_is_named(world, requests):
    world.deploy(diagrams.REQUEST.replace(b'name="UT_Fill"', b'name="Fill"'))

    assert world.start("request").version == 2
    assert world.start("request", version=1).version == 1
    assert world.do(instances.start, definition_id="request:1").version == 1


@pytest.mark.parametrize("wrong", [{"key": "nothing"}, {"key": "request", "version": 9}])
def test_an_unknown_process_or_version_is_not_found(world, requests, wrong):
    with pytest.raises(NotFound):
        world.do(instances.start, **wrong)


def test_a_start_names_its_process(world):
    with pytest.raises(Invalid):
        world.do(instances.start)


def test_a_project_is_the_code_of_a_unit(world, requests):
    with pytest.raises(Invalid):
        world.start("request", variables={"project": 7})


def test_what_is_handed_in_with_the_start_form_is_checked(world):
    with_form = diagrams.bpmn(
        "with-form",
        '<startEvent id="StartEvent_1"><extensionElements>'
        '<zeebe:formDefinition formId="request_fill"/></extensionElements></startEvent>'
        + diagrams.user("UT_A")
        + diagrams.END
        + diagrams.path("StartEvent_1", "UT_A", "End_1"),
    )
    world.deploy(with_form, request_fill=diagrams.REQUEST_FILL)

    with pytest.raises(FormInvalid):
        world.start("with-form")
    case = world.start("with-form", variables={"room": "8"})

    assert world.variables(case) == {"room": "8"}


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        ("", "titled 流程"),
        ("=1 + 1", "titled 流程"),
        ("=case.process", "titled"),
        ("=for i in 1..1000000 return i", "titled 流程"),
    ],
)
def test_a_title_rule_that_gives_no_text_leaves_the_name_of_the_process(world, rule, title):
    world.deploy(
        diagrams.bpmn(
            "titled",
            diagrams.START
            + diagrams.user("UT_A")
            + diagrams.END
            + diagrams.path("StartEvent_1", "UT_A", "End_1"),
            settings={"gj:title": rule} if rule else {},
        )
    )

    assert world.start("titled").title == title


def test_a_case_without_a_title_rule_is_found_by_its_search_fields_all_the_same(world):
    world.deploy(diagrams.PARALLEL.replace(
        b"<zeebe:properties></zeebe:properties>",
        b'<zeebe:properties><zeebe:property name="gj:search" value="room"/></zeebe:properties>',
        1,
    ))  # fmt: skip

    case = world.start("parallel", variables={"room": "8"})

    assert (case.title, case.search) == ("parallel 流程", {"room": "8"})


def test_a_suspended_case_stands_still_until_it_is_resumed(world):
    world.deploy(diagrams.WITH_TIMERS)
    case = world.start("with-timers")

    world.do(instances.suspend, case.id, by="ada", reason="停电")
    world.advance(hours=2)
    assert world.get(case).state == "suspended"
    assert world.open() == []
    world.do(instances.resume, case.id, by="ada", reason="来电")
    world.run_due()

    assert world.open() == ["UT_Work"]
    assert world.replays(case)


def test_a_case_is_suspended_and_resumed_with_those_it_calls(world):
    world.deploy(diagrams.CALLER, diagrams.CALLED)
    case = world.start("caller")
    (child,) = world.cases("called")

    world.do(instances.suspend, case.id, by="ada", reason="x")
    assert world.get(child).state == "suspended"
    world.do(instances.resume, case.id, by="ada", reason="x")
    assert world.get(child).state == "active"


def test_what_a_suspended_case_called_and_is_over_stays_so(world):
    world.deploy(diagrams.CALLER, diagrams.CALLED)
    case = world.start("caller")
    child = world.complete("UT_Sub")

    world.do(instances.suspend, case.id, by="ada", reason="x")

    assert world.get(child).state == "completed"


def test_a_task_that_comes_up_and_is_withdrawn_at_once_disturbs_nothing(world):
    world.deploy(
        diagrams.bpmn(
            "short",
            diagrams.START
            + '<parallelGateway id="G_Split"/>'
            + diagrams.user("UT_A", settings={"gj:due": "natural:PT1H"})
            + '<endEvent id="End_All"><terminateEventDefinition id="TD"/></endEvent>'
            + diagrams.END
            + diagrams.path("StartEvent_1", "G_Split", "UT_A", "End_1")
            + diagrams.path("G_Split", "End_All"),
        )
    )

    case = world.start("short")

    assert case.state == "completed"
    assert world.open(case) == []
    assert world.history(case).count("UserTaskWithdrawn") == 1
    assert world.replays(case)


def test_what_is_not_suspended_is_not_resumed_and_what_is_ended_not_ended_again(world):
    world.deploy(diagrams.PARALLEL)
    case = world.start("parallel")

    with pytest.raises(Conflict):
        world.do(instances.resume, case.id, by="ada", reason="x")
    world.do(instances.terminate, case.id, by="ada", reason="作废")
    with pytest.raises(InstanceNotActive):
        world.do(instances.terminate, case.id, by="ada", reason="x")
    with pytest.raises(InstanceNotActive):
        world.do(instances.suspend, case.id, by="ada", reason="x")


def test_an_intervention_needs_a_reason_and_an_administrator(world):
    world.deploy(diagrams.PARALLEL)
    case = world.start("parallel")

    for verb in (instances.suspend, instances.terminate):
        with pytest.raises(Invalid):
            world.do(verb, case.id, by="ada", reason=" ")
        with pytest.raises(NotPermitted):
            world.do(verb, case.id, by="ann", reason="x")


def test_ending_a_case_withdraws_its_tasks_and_ends_what_it_calls(world):
    world.deploy(diagrams.CALLER, diagrams.CALLED)
    case = world.start("caller")
    (child,) = world.cases("called")

    ended = world.do(instances.terminate, case.id, by="ada", reason="误报")

    assert (ended.state, ended.outcome) == ("terminated", "误报")
    assert world.get(child).state == "terminated"
    assert world.open() == []
    assert world.replays(case)
    assert world.replays(child)


def test_a_called_process_is_ended_by_ending_the_case_that_calls_it(world):
    world.deploy(diagrams.CALLER, diagrams.CALLED)
    case = world.start("caller")
    (child,) = world.cases("called")

    with pytest.raises(Conflict) as caught:
        world.do(instances.terminate, child.id, by="ada", reason="x")

    assert caught.value.facts == {"parent": str(case.id)}


def test_variables_are_mended_with_old_and_new_value_on_record(world, requests):
    case = world.start("request")
    world.complete("UT_Fill", room="8")

    mended = world.do(
        instances.write_variables, case.id, by="ada", variables={"room": "9"}, reason="笔误"
    )

    assert mended.title == "9"
    assert world.events(case, "VariablesChanged")[-1].changes == {"room": ("8", "9")}
    assert world.replays(case)


def test_a_case_does_not_exist_for_whoever_has_no_part_in_it(world, requests):
    case = world.start("request")

    for verb in (instances.variables, audit.history, audit.activities, audit.verify, audit.replay):
        with pytest.raises(NotFound):
            world.do(verb, case.id, by="out")


def test_the_visits_of_a_case_say_who_entered_and_left_which_element_when(world, requests):
    case = world.start("request")
    world.complete("UT_Fill", room="8")
    world.do(instances.terminate, case.id, by="ada", reason="x")

    visits = world.do(audit.activities, case.id, by="ada")

    fill, approve = (v for v in visits if v.kind == "userTask")
    assert (fill.element_id, fill.entered_by, fill.left_by, fill.terminated) == (
        "UT_Fill", "安", "安", False,
    )  # fmt: skip
    assert (approve.left_by, approve.terminated) == ("管理员", True)
    assert fill.left_at >= fill.entered_at


def test_the_record_of_all_cases_is_searched_and_verified_by_overseers(world, requests):
    case = world.start("request")
    world.complete("UT_Fill", room="8")

    found = world.do(audit.search, HistoryQuery(type="UserTaskCompleted"), by="aud")

    assert [row.instance_id for row in found.items] == [case.id]
    assert world.do(audit.verify, case.id) is None
    assert world.do(audit.verify_all, by="aud") == ()
    for verb in (audit.verify_all, lambda tx, by: audit.search(tx, HistoryQuery(), by=by)):
        with pytest.raises(NotPermitted):
            world.do(verb, by="ann")
