"""Who does a user task, until when, with which form: as the old engine said it."""

import pytest

from engine import diagram

OTHERS = ("camunda", "flowable", "activiti")


@pytest.mark.parametrize("space", OTHERS)
def test_assignee_candidates_dates_priority_and_form_are_taken_over(became, space):
    task = became(f"""<userTask id="n" {space}:assignee="zhang" {space}:candidateUsers="a,b"
      {space}:candidateGroups="g, ${{x}}" {space}:dueDate="${{due}}" {space}:followUpDate="P1D"
      {space}:priority="60" {space}:formKey="repair"/>""")

    assert task.assignment.assignee == "zhang"
    assert task.assignment.candidate_users == "a, b"
    assert task.assignment.candidate_groups == '= flatten(["g", x])'
    assert (task.schedule.due, task.schedule.follow_up) == ("= due", '= now() + duration("P1D")')
    assert (task.priority, task.form.id, task.extensions) == (
        "60",
        "repair",
        ("zeebe:assignmentDefinition", "zeebe:taskSchedule", "zeebe:priorityDefinition", "zeebe:formDefinition"),
    )  # fmt: skip


def test_every_setting_is_reported_with_what_became_of_it(verdicts):
    found = verdicts("""<userTask id="n" camunda:assignee="${a}" camunda:candidateUsers="${b.c()}"
      camunda:candidateGroups="" camunda:dueDate="${d()}" camunda:priority="500" camunda:formKey="app:x/y.html"
      camunda:asyncBefore="true" camunda:unheard="of"/>""")

    assert found == {
        "camunda:assignee": "taken over",
        "camunda:candidateUsers": "left out",
        "camunda:dueDate": "left out",
        "camunda:priority": "approximated",
        "camunda:formKey": "approximated",
        "camunda:asyncBefore": "left out",
        "camunda:unheard": "left out",
    }


def test_a_method_that_is_left_out_is_named(imported):
    (entry,) = imported('<userTask id="n" camunda:assignee="${ldap.find(x)}"/>').report

    assert entry.element_id == "n"
    assert "ldap.find(…)" in entry.message_zh
    assert "ldap.find(…)" in entry.message_en


def test_one_computed_list_of_candidates_stays_a_list(became):
    task = became('<userTask id="n" flowable:candidateUsers="${users}"/>')

    assert task.assignment.candidate_users == "= users"


def test_who_started_the_case_is_a_fact_of_the_case(became):
    task = became(
        '<startEvent id="s" camunda:initiator="boss"/><userTask id="n" camunda:assignee="${boss}"/>'
    )

    assert task.assignment.assignee == "= case.initiator"


def test_what_our_dialect_says_already_wins(imported):
    result = imported("""<userTask id="n" camunda:assignee="a"><extensionElements>
      <zeebe:assignmentDefinition assignee="b"/></extensionElements></userTask>""")

    assert diagram.read(result.xml).element("n").assignment.assignee == "b"
    assert [entry.verdict for entry in result.report] == ["left out"]


def test_the_performers_of_the_standard_are_read_as_those_engines_read_them(became):
    def role(tag, text):
        return f"""<{tag}><resourceAssignmentExpression><formalExpression>{text}</formalExpression>
          </resourceAssignmentExpression></{tag}>"""

    task = became(f"""<userTask id="n" camunda:x="1">{role("humanPerformer", "zhang")}
      {role("potentialOwner", "user(kermit), group(management), staff")}</userTask>""")
    silent = became('<userTask id="n"><potentialOwner id="o"/></userTask>')
    computed = became(f'<userTask id="n">{role("humanPerformer", "${a.b()}")}</userTask>')

    assert task.assignment.assignee == "zhang"
    assert task.assignment.candidate_users == "kermit"
    assert task.assignment.candidate_groups == "management, staff"
    assert silent.assignment is None
    assert computed.assignment is None


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("repair_form", "repair_form"),
        ("embedded:app:forms/approve.html", "approve"),
        ("camunda-forms:deployment:start.form", "start"),
        ("app:a/b.jsf?x=1", "b"),
        ("${which}", None),
    ],
)
def test_a_form_key_becomes_the_id_of_a_form(became, key, form):
    task = became(f'<startEvent id="n" camunda:formKey="{key}"/>')

    assert (task.form and task.form.id) == form


@pytest.mark.parametrize(
    ("binding", "ours", "verdict"),
    [
        ("deployment", "deployment", "taken over"),
        ("latest", "latest", "taken over"),
        ("version", None, "approximated"),
    ],
)
def test_a_form_reference_keeps_its_binding(imported, binding, ours, verdict):
    result = imported(f"""<userTask id="n" camunda:formRef="f" camunda:formRefBinding="{binding}"
      camunda:formRefVersion="3"/>""")
    verdicts = {entry.setting: entry.verdict for entry in result.report}

    assert diagram.read(result.xml).element("n").form.binding == ours
    assert verdicts["camunda:formRefBinding"] == verdict
    assert verdicts["camunda:formRefVersion"] == "left out"


def test_fields_that_a_task_declares_are_listed_for_the_form_to_build(imported):
    result = imported("""<userTask id="n"><extensionElements><camunda:formData>
      <camunda:formField id="phone" type="string"/><camunda:formField id="age" type="long"/></camunda:formData>
      </extensionElements></userTask><startEvent id="s"><extensionElements><flowable:formProperty id="room"/>
      </extensionElements></startEvent>""")

    assert [(e.element_id, e.verdict, e.message_en) for e in result.report] == [
        ("n", "left out", "Build a form with the fields phone (string), age (long)."),
        ("s", "left out", "Build a form with the fields room (string)."),
    ]


def test_a_lane_of_spiffworkflow_is_a_group(imported):
    result = imported("""<laneSet id="ls"><lane id="L" name="客服"><flowNodeRef>n</flowNodeRef><flowNodeRef>m</flowNodeRef>
      </lane><lane id="K" name="A, B"><flowNodeRef>o</flowNodeRef></lane><lane id="J"/></laneSet>
      <userTask id="n"><extensionElements><spiffworkflow:allowGuest>false</spiffworkflow:allowGuest></extensionElements>
      </userTask><userTask id="m" camunda:assignee="x"/><userTask id="o"/>""")
    found = diagram.read(result.xml)

    assert found.element("n").assignment.candidate_groups == "客服"
    assert found.element("m").assignment.candidate_groups is None
    assert found.element("o").assignment.candidate_groups == '= ["A, B"]'
    assert {e.setting: e.verdict for e in result.report}["lane"] == "approximated"
