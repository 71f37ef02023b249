"""Routing: a task reaches the right people, and always somebody."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from engine import routing
from engine.errors import Invalid
from engine.model.events import UserTaskCreated
from engine.model.organisation import Assignment, Organisation, Person, Unit
from engine.routing import chains

DAY = date(2026, 7, 1)


def org() -> Organisation:
    units = [
        Unit(code="C", name="公司", type="company"),
        Unit(code="R1", name="东区", type="region", parent="C"),
        Unit(code="HY01", name="花园一期", type="project", parent="R1"),
        Unit(code="HY01-KF", name="客服部", type="department", parent="HY01"),
    ]
    people = ["li", "chen", "wang", "zhao", "qa"]
    return Organisation(
        units={u.code: u for u in units},
        people={
            p: Person(id=p, name=p, groups=frozenset({"quality"} if p == "qa" else ()))
            for p in people
        },
        assignments=(
            Assignment(person="li", unit="HY01-KF", post="cs_front"),
            Assignment(person="chen", unit="HY01-KF", post="cs_supervisor", is_head=True),
            Assignment(person="wang", unit="HY01", post="project_manager", is_head=True),
            Assignment(person="zhao", unit="R1", post="region_director", is_head=True),
        ),
    )


def settle(variables=None, done=None, project="HY01", organisation=None, initiator="li", **task):
    settings = {f"gj:{k}": v for k, v in task.pop("settings", {}).items()}
    event = UserTaskCreated(
        task_id=UUID(int=1), element_id="UT", name="任务", settings=settings, **task
    )
    facts = routing.CaseFacts(
        project=project, initiator=initiator, today=DAY, variables=variables or {}, done=done or {}
    )
    return routing.settle(event, organisation or org(), facts)


def test_a_post_is_offered_to_its_holders_in_the_project_of_the_case():
    event = settle(settings={"assign": "post(cs_front)"})

    assert event.principals == ("post:HY01/cs_front",)
    assert event.routing == {"rule": "post(cs_front)", "unit": "HY01", "people": ["li"]}


def test_a_post_vacant_in_the_project_is_sought_in_the_region():
    event = settle(settings={"assign": "post(region_director)"})

    assert event.principals == ("person:zhao",)
    assert event.routing["unit"] == "R1"


def test_a_sibling_project_has_no_business_with_the_case():
    here = org()
    sibling = Unit(code="HY02", name="花园二期", type="project", parent="R1")
    other = Assignment(person="li", unit="HY02", post="project_manager")
    organisation = replace(
        here, units={**here.units, "HY02": sibling}, assignments=(*here.assignments, other)
    )

    event = settle(
        organisation=organisation,
        settings={
            "assign": "post(project_manager)",
            "exclude": "user(wang)",
            "fallback": "superior",
        },
    )

    assert event.principals == ("person:zhao",)
    assert event.routing["fallback"] == "superior: head of R1"


def test_each_side_of_a_union_is_sought_up_to_its_own_scope():
    event = settle(settings={"assign": "post(cs_front) union post(region_director)"})

    assert event.principals == ("post:HY01/cs_front", "person:zhao")


def test_what_the_system_started_has_no_initiator():
    event = settle(initiator="system", settings={"assign": "initiator"})

    assert event.principals == ("group:administrator",)


def test_a_post_that_nobody_holds_goes_to_the_administrators_never_to_nobody():
    event = settle(settings={"assign": "post(lawyer)"})

    assert event.principals == ("group:administrator",)
    assert event.routing["fallback"] == "process_admin"


def test_the_fallback_superior_takes_what_would_reach_nobody():
    event = settle(settings={"assign": "post(lawyer)", "fallback": "superior, process_admin"})

    assert event.principals == ("person:wang",)


def test_the_fallback_superior_passes_over_the_excluded():
    event = settle(
        settings={
            "assign": "post(lawyer)",
            "fallback": "superior",
            "exclude": "user(wang), user(zhao)",
        }
    )

    assert event.principals == ("group:administrator",)


def test_the_accused_is_not_offered_the_complaint_about_himself():
    event = settle(
        {"accused": "chen"},
        settings={
            "assign": "post(cs_supervisor)",
            "exclude": "case.accused",
            "fallback": "superior",
        },
    )

    assert event.excluded == ("chen",)
    assert event.principals == ("person:wang",)


def test_the_superior_of_the_accused_takes_it():
    event = settle({"accused": "chen"}, settings={"assign": "superior(case.accused)"})

    assert event.principals == ("person:wang",)


def test_who_did_the_work_does_not_check_it():
    event = settle(
        done={"UT_Handle": ("chen",)},
        settings={"assign": "post(cs_supervisor) union head(HY01)", "exclude": "done(UT_Handle)"},
    )

    assert event.principals == ("person:wang",)
    assert event.routing["people"] == ["wang"]


@pytest.mark.parametrize(
    ("rule", "principals"),
    [
        ("initiator", ("person:li",)),
        ("superior(initiator)", ("person:chen",)),
        ("superior(li, 2)", ("person:wang",)),
        ("superior(post(cs_front), 2)", ("person:wang",)),
        ("user(qa)", ("person:qa",)),
        ("group(quality)", ("group:quality",)),
        ("head(R1)", ("person:zhao",)),
        ("below(user(chen))", ("person:li",)),
        ("form.handler", ("person:chen",)),
        ("form.handlers", ("person:chen", "person:li")),
        ("post(form.role)", ("post:HY01/project_manager",)),
        ("(user(li), user(qa)) minus user(li)", ("person:qa",)),
        ('= "post(" + role + ")"', ("post:HY01/project_manager",)),
    ],
)
def test_each_term_of_the_language_finds_its_people(rule, principals):
    variables = {"handler": "chen", "handlers": ["chen", "li"], "role": "project_manager"}

    event = settle(variables, settings={"assign": rule})

    assert event.principals == principals


def test_an_empty_variable_finds_nobody_and_falls_back():
    event = settle(settings={"assign": "form.handler.id"})

    assert event.principals == ("group:administrator",)


def test_an_empty_variable_as_a_code_finds_nobody():
    event = settle(settings={"assign": "post(form.role)"})

    assert event.principals == ("group:administrator",)


def test_an_expression_that_gives_null_falls_back():
    assert settle(settings={"assign": "= null"}).principals == ("group:administrator",)


def test_an_expression_that_gives_no_text_is_refused():
    with pytest.raises(Invalid, match="not the text"):
        settle(settings={"assign": "= 5"})


def test_the_assignment_of_a_foreign_diagram_is_honoured():
    event = settle(assignee="li", candidate_users=("chen",), candidate_groups=("quality",))

    assert event.principals == ("person:li", "person:chen", "group:quality")


def test_without_a_project_the_whole_company_is_the_scope():
    event = settle(project=None, settings={"assign": "post(cs_front)"})

    assert event.principals == ("post:C/cs_front",)


def test_the_scope_may_be_wider_than_the_project():
    event = settle(settings={"assign": "post(cs_front)", "scope": "case.region"})

    assert event.principals == ("post:R1/cs_front",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a term at character 1"),
        ("post", "'(' at character 5"),
        ("post()", "an argument at character 6"),
        ("post(a", "')' at character 7"),
        ("post(a,b)", "takes 1 to 1 arguments, not 2"),
        ("nobody(a)", "expected one of below, chain, chosen, done, duty, group"),
        ("user(a) user(b)", "the end, union or minus at character 9"),
        ("(user(a)", "')' at character 9"),
        ("user(a) union", "a term at character 14"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_place(text, expected):
    with pytest.raises(Invalid) as refused:
        routing.parse(text)

    assert expected in str(refused.value)


def test_routing_settings_are_checked_at_deployment():
    wrong = routing.check(
        {
            "gj:assign": "nobody(a)",
            "gj:exclude": "= 1 +",
            "gj:mode": "lottery",
            "gj:scope": "moon",
            "gj:fallback": "superior, dog",
        }
    )

    assert len(wrong) == 5


def test_good_settings_have_no_findings():
    settings = {"gj:assign": "post(cs_front)", "gj:exclude": '= "user(x)"', "gj:mode": "claim"}

    assert routing.check(settings) == ()


def test_a_company_without_units_has_only_its_administrators():
    event = settle(organisation=Organisation(), settings={"assign": "post(cs_front)"})

    assert event.principals == ("group:administrator",)


def test_a_node_without_settings_has_no_findings():
    assert routing.check({}) == ()


def test_an_assignment_to_somebody_unknown_or_to_an_empty_group_reaches_the_administrators():
    event = settle(assignee="nobody", candidate_groups=("ghosts",))

    assert event.principals == ("group:administrator",)
    assert event.assignee is None
    assert event.routing["people"] == []
    assert event.routing["unknown_assignee"] == "nobody"


def test_who_is_assigned_from_the_start_holds_the_task_by_name():
    event = settle(assignee="li")

    assert event.assignee == "li"
    assert event.routing["assignee_name"] == "li"


def test_a_guard_behind_a_rule_keeps_out_who_did_another_step():
    event = settle(
        done={"UT_Handle": ("chen",)},
        settings={"assign": "(post(cs_supervisor) union head(HY01)) not_same_as(UT_Handle)"},
    )

    assert event.principals == ("person:wang",)


def test_a_guard_behind_a_rule_keeps_out_whom_the_case_is_about():
    rule = "(post(cs_supervisor) union head(HY01)) not_in(case.accused)"

    event = settle({"accused": "chen"}, settings={"assign": rule})

    assert event.principals == ("person:wang",)


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ("case.project", "post:HY01/cs_front"),
        ("case.region", "post:R1/cs_front"),
        ("company", "post:C/cs_front"),
        ("initiator.unit", "post:HY01-KF/cs_front"),
        ("form.unit", "post:R1/cs_front"),
    ],
)
def test_a_post_is_sought_in_the_units_that_its_scope_names(scope, found):
    event = settle({"unit": "R1"}, settings={"assign": "post(cs_front)", "scope": scope})

    assert event.principals == (found,)


def test_a_guard_names_where_people_stand_and_nobody_himself():
    with pytest.raises(Invalid, match="not_in takes"):
        settle(settings={"assign": "post(cs_supervisor) not_in(chen)"})


def test_where_no_chain_was_asked_nothing_of_one_is_on_record():
    assert chains.asked((), {"li"}) == {}
