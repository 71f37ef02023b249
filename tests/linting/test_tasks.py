"""Every task says who or what does it."""

import pytest

LANE = """<laneSet id="ls"><lane id="L"><extensionElements><zeebe:properties>
  <zeebe:property name="gj:assign" value="{}"/></zeebe:properties></extensionElements>
  <flowNodeRef>n</flowNodeRef></lane></laneSet>"""


def ext(inside):
    return f"<extensionElements>{inside}</extensionElements>"


@pytest.mark.parametrize(
    ("assign", "expected"), [("post(cs)", []), (" ", [("candidates", "n"), ("setting-value", "L")])]
)
def test_somebody_may_do_a_user_task_by_its_lane(lint, assign, expected):
    inside = f"""{LANE.format(assign)}<startEvent id="s"/><userTask id="n" name="登记"/>
      <endEvent id="e"/>[s-n][n-e]"""

    assert lint(inside) == expected


def test_a_user_task_that_nobody_may_do_is_refused(around):
    assert around('<userTask id="n" name="登记"/>') == [("candidates", "n")]


def test_a_user_task_without_name_is_worth_a_warning(around):
    people = ext('<zeebe:assignmentDefinition candidateUsers="u1"/>')

    assert around(f'<userTask id="n">{people}</userTask>') == [("names", "n")]


@pytest.mark.parametrize("kind", ["serviceTask", "sendTask", "businessRuleTask", "callActivity"])
def test_what_says_not_how_it_is_carried_out_is_worth_a_warning(around, kind):
    assert around(f'<{kind} id="n"/>') == [("derived-name", "n")]


def test_a_script_task_without_script_is_worth_a_warning(around):
    assert around('<scriptTask id="n"/>') == [("bpmn-10.3.3-script-missing", "n")]


def test_a_script_in_another_language_is_refused(around):
    task = '<scriptTask id="n" scriptFormat="groovy"><script>x = 1</script></scriptTask>'

    assert around(task) == [("implementation", "n")]


def test_a_job_without_type_is_refused(around):
    job = ext("<zeebe:taskDefinition/>")

    assert around(f'<serviceTask id="n">{job}</serviceTask>') == [("implementation", "n")]


def test_a_send_task_may_throw_a_message(around):
    assert around('<sendTask id="n" messageRef="M"/>', '<message id="M" name="通知"/>') == []


@pytest.mark.parametrize(
    "settings",
    [
        "",
        "<zeebe:loopCharacteristics/>",
        "<zeebe:loopCharacteristics inputCollection='= a' outputCollection='b'/>",
        "<zeebe:loopCharacteristics inputCollection='= a' outputElement='= b'/>",
    ],
)
def test_a_multi_instance_says_over_what_and_what_becomes_of_it(around, settings):
    loop = f"<multiInstanceLoopCharacteristics>{ext(settings)}</multiInstanceLoopCharacteristics>"

    assert around(f'<task id="n">{loop}</task>') == [("multi-instance", "n")]
