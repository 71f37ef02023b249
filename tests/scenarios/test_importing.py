"""Tests of other products become stories; what cannot be carried over is named, all of it."""

import orjson
import pytest
from typer.testing import CliRunner

from engine.cli import app
from engine.errors import Conflict, Invalid
from engine.scenarios.importing import import_tests, write
from engine.scenarios.opening import through_use_cases
from engine.scenarios.reading import read
from engine.scenarios.stage import Stage
from engine.scenarios.telling import tell
from tests.scenarios.test_mutants import LEAVE, flow
from tests.scenarios.test_reaching import BEGIN, END, HEAD, job, task


@pytest.fixture
def tests_file(tmp_path):
    """Return what writes a file of tests, with a diagram beside it, and returns both paths."""
    folder = tmp_path / "leave"
    folder.mkdir()

    def put(tests, name="leave.json", diagram=LEAVE):
        (folder / "leave.bpmn").write_text(diagram)
        path = folder / name
        path.write_bytes(tests if isinstance(tests, bytes) else orjson.dumps(tests))
        return path, folder / "leave.bpmn"

    return put


@pytest.fixture
def camunda(tests_file):
    """Return what imports the instructions of one test case, with the diagram."""

    def imported(*instructions, diagram=LEAVE, bpmn=True, **case):
        tests = {"testCases": [{"name": "one", "instructions": instructions, **case}]}
        path, drawing = tests_file({"processId": "leave", **tests}, diagram=diagram)
        found = import_tests(path, drawing if bpmn else None, "limin")
        steps = [step for story in found.stories for step in story["steps"]]
        return steps, [(r.verdict, r.where, r.why) for r in found.remarks]

    return imported


LEAVE_ID = {"processDefinitionId": "leave"}
START = {"type": "CREATE_PROCESS_INSTANCE", "processDefinitionSelector": LEAVE_ID}


def test_a_test_case_of_camunda_becomes_a_story_that_goes_as_it_says(tests_file, tmp_path):
    path, bpmn = tests_file(
        {
            "testCases": [
                {
                    "name": "long leave",
                    "description": "asks the boss",
                    "instructions": [
                        {"type": "SET_TIME", "time": "2031-05-06T01:00:00Z"},
                        {"type": "CREATE_PROCESS_INSTANCE", "processDefinitionSelector": LEAVE_ID},
                        {
                            "type": "COMPLETE_USER_TASK",
                            "userTaskSelector": {"elementId": "Ask"},
                            "variables": {"days": 5},
                        },
                        {
                            "type": "ASSERT_ELEMENT_INSTANCES",
                            "processInstanceSelector": LEAVE_ID,
                            "elementSelectors": [{"elementId": "Boss"}],
                            "state": "IS_ACTIVE_EXACTLY",
                        },
                        {"type": "COMPLETE_USER_TASK", "userTaskSelector": {"elementId": "Boss"}},
                        {
                            "type": "ASSERT_VARIABLES",
                            "processInstanceSelector": LEAVE_ID,
                            "variables": {"days": 5},
                        },
                        {"type": "INCREASE_TIME", "duration": "P3D"},
                        {
                            "type": "ASSERT_PROCESS_INSTANCE",
                            "processInstanceSelector": LEAVE_ID,
                            "state": "IS_COMPLETED",
                            "hasActiveIncidents": False,
                        },
                    ],
                }
            ]
        }
    )
    imported = import_tests(path, bpmn, "limin")

    write(imported, path, path.with_name("leave.scenario.yaml"))

    suite = read(path.with_name("leave.scenario.yaml"))
    assert imported.remarks == []
    assert suite.scenarios[0].en == "asks the boss"
    assert suite.clock.isoformat() == "2031-05-06T09:00:00+08:00"
    with through_use_cases(Stage(tmp_path), suite) as play:
        tell(play, suite.scenarios[0])


def test_a_test_of_spiffarena_becomes_a_story_with_its_tasks_in_the_order_they_come(
    tests_file, tmp_path
):
    path, bpmn = tests_file(
        {
            "test_twice": {
                "tasks": {
                    "Boss": {},
                    "leave:Ask": {"data": [{"days": 5}, {"days": 2}]},
                },
                "expected_output_json": {"days": 2},
            }
        },
        name="test_leave.json",
        diagram=LEAVE.replace('<bpmn:endEvent id="Given"/>', "").replace(
            flow("Late", "Given"), flow("Late", "Short")
        ),
    )
    imported = import_tests(path, bpmn, "limin")

    write(imported, path, path.with_name("leave.scenario.yaml"))

    suite = read(path.with_name("leave.scenario.yaml"))
    assert imported.remarks == []
    assert imported.stories[0]["steps"] == [
        {"start": "limin"},
        {"complete": "Ask", "by": "limin", "with": {"days": 5}},
        {"complete": "Boss", "by": "limin"},
        {"complete": "Ask", "by": "limin", "with": {"days": 2}},
        {"expect": {"ended": "Short", "variables": {"days": 2}}},
    ]
    with through_use_cases(Stage(tmp_path), suite) as play:
        tell(play, suite.scenarios[0])


def test_what_tests_of_spiffarena_say_besides_is_named(tests_file):
    drawn = (
        HEAD.replace('id="drawn"', 'id="leave"')
        + BEGIN
        + flow("Begin", "Sms")
        + job("Sms")
        + flow("Sms", "Script")
        + '<bpmn:scriptTask id="Script"><bpmn:extensionElements><zeebe:script expression="=1" resultVariable="x"/></bpmn:extensionElements></bpmn:scriptTask>'
        + flow("Script", "Ask")
        + task("Ask")
        + flow("Ask", "End")
        + END
        + "</bpmn:process></bpmn:definitions>"
    )
    path, bpmn = tests_file(
        {
            "one": {
                "tasks": {
                    "Sms": {"data": [{"sent": True}], "wait": 1},
                    "Script": {"data": [{"x": 2}]},
                    "Other": {"data": [{}]},
                    "Ask": {"data": [{"a": 1}, {"a": 2}]},
                },
                "mocks": {"get_now": "noon"},
                "tags": [],
            }
        },
        diagram=drawn,
    )

    imported = import_tests(path, bpmn, "limin")

    assert [(one.where, one.why) for one in imported.remarks] == [
        ("one", "tags is not known"),
        ("one", "the mock of get_now(): scripts here are FEEL"),
        ("one: Sms", "wait is not known"),
        ("one: Script", "a scriptTask is carried out, it gets no data"),
        ("one: Other", "leave has no such task"),
        ("one", "Ask did not come when the diagram was played through"),
    ]
    assert imported.stories[0]["steps"] == [
        {"start": "limin"},
        {"job_done": "sms", "with": {"sent": True}},
        {"complete": "Ask", "by": "limin", "with": {"a": 1}},
        {"complete": "Ask", "by": "limin", "with": {"a": 2}},
        {"expect": {"ended": "End"}},
    ]


def test_without_a_diagram_tasks_of_spiffarena_come_as_in_the_file(tests_file):
    path, _ = tests_file({"one": {"tasks": {"leave:Ask": {}}}, "none": {"tasks": {}}})

    imported = import_tests(path, None, "someone")

    assert imported.process == "leave"
    assert [one.why for one in imported.remarks] == [
        "the order of its tasks is that of the file: no diagram"
    ]
    assert imported.stories[1]["steps"] == [
        {"start": "someone"},
        {"expect": {"log": [{"event": "InstanceCompleted"}]}},
    ]


def test_a_diagram_that_cannot_be_played_leaves_the_order_of_the_file(tests_file):
    path, bpmn = tests_file(
        {"one": {"tasks": {"Ask": {}}}},
        diagram=HEAD.replace('id="drawn"', 'id="leave"')
        + f'<bpmn:startEvent id="A"/><bpmn:startEvent id="B"/>{flow("A", "Ask")}{flow("B", "Ask")}'
        + task("Ask")
        + "</bpmn:process></bpmn:definitions>",
    )

    imported = import_tests(path, bpmn, "limin")

    assert imported.remarks[0].why.startswith("the order of its tasks is that of the file: ")
    assert {"complete": "Ask", "by": "limin"} in imported.stories[0]["steps"]


@pytest.mark.parametrize(
    ("instruction", "steps"),
    [
        (
            {
                "type": "CREATE_PROCESS_INSTANCE",
                "processDefinitionSelector": {"processDefinitionId": "other"},
                "startInstructions": [{"elementId": "Ask"}],
                "variables": {"a": 1},
            },
            [{"start": "limin", "with": {"a": 1}, "process": "other", "at": "Ask"}],
        ),
        (
            {"type": "COMPLETE_USER_TASK", "userTaskSelector": {"taskName": "问"}},
            [{"complete": "Ask", "by": "limin"}],
        ),
        (
            {
                "type": "COMPLETE_USER_TASK",
                "userTaskSelector": {"elementId": "X", "processDefinitionId": "other"},
            },
            [{"complete": "X", "by": "limin", "in": "other"}],
        ),
        (
            {"type": "COMPLETE_JOB", "jobSelector": {"jobType": "sms"}, "variables": {"a": 1}},
            [{"job_done": "sms", "with": {"a": 1}}],
        ),
        (
            {
                "type": "THROW_BPMN_ERROR_FROM_JOB",
                "jobSelector": {"jobType": "sms"},
                "errorCode": "NO",
            },
            [{"job_error": "sms", "code": "NO"}],
        ),
        (
            {"type": "PUBLISH_MESSAGE", "name": "Msg", "correlationKey": "7"},
            [{"message": "Msg", "key": "7"}],
        ),
        ({"type": "CORRELATE_MESSAGE", "name": "Msg"}, [{"message": "Msg"}]),
        ({"type": "BROADCAST_SIGNAL", "signalName": "Sig"}, [{"signal": "Sig"}]),
        (
            {
                "type": "ASSERT_PROCESS_INSTANCE",
                "processInstanceSelector": LEAVE_ID,
                "state": "IS_COMPLETED",
            },
            [{"expect": {"log": [{"event": "InstanceCompleted"}]}}],
        ),
        (
            {
                "type": "ASSERT_PROCESS_INSTANCE",
                "processInstanceSelector": {"processDefinitionId": "other"},
                "state": "IS_TERMINATED",
            },
            [{"expect": {"log": [{"event": "InstanceTerminated"}]}, "in": "other"}],
        ),
        (
            {
                "type": "ASSERT_ELEMENT_INSTANCES",
                "elementSelectors": [{"elementId": "Ask"}, {"elementId": "Gate"}],
                "state": "IS_COMPLETED_IN_ORDER",
            },
            [{"expect": {"passed": ["Ask", "Gate"]}}],
        ),
        (
            {
                "type": "ASSERT_ELEMENT_INSTANCES",
                "elementSelectors": [{"elementName": "问"}],
                "state": "IS_COMPLETED",
            },
            [{"expect": {"log": [{"event": "ElementCompleted", "element_id": "Ask"}]}}],
        ),
        (
            {
                "type": "ASSERT_USER_TASK",
                "userTaskSelector": {"elementId": "Ask"},
                "state": "IS_CREATED",
                "assignee": "limin",
                "dueDate": "2031-03-04T01:00:00Z",
            },
            [
                {
                    "expect": {
                        "log": [{"event": "UserTaskCreated", "element_id": "Ask"}],
                        "assignee": {"Ask": "limin"},
                        "due": {"Ask": "2031-03-04T09:00"},
                    }
                }
            ],
        ),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_an_instruction_becomes_a_step(camunda, instruction, steps):
    found, remarks = camunda(instruction, diagram=LEAVE.replace('id="Ask">', 'id="Ask" name="问">'))

    assert (found, remarks) == (steps, [])


def test_the_only_user_task_the_only_end_and_the_job_of_an_element_are_found_in_the_diagram(
    camunda,
):
    drawn = HEAD.replace('id="drawn"', 'id="leave"') + BEGIN + flow("Begin", "Sms") + job("Sms")
    drawn += flow("Sms", "Ask") + task("Ask") + flow("Ask", "End") + END
    drawn += "</bpmn:process></bpmn:definitions>"

    steps, remarks = camunda(
        {"type": "COMPLETE_JOB", "jobSelector": {"elementId": "Sms"}},
        {"type": "COMPLETE_USER_TASK", "userTaskSelector": LEAVE_ID},
        {"type": "ASSERT_PROCESS_INSTANCE", "state": "IS_COMPLETED"},
        diagram=drawn,
    )

    assert steps == [
        {"job_done": "sms"},
        {"complete": "Ask", "by": "limin"},
        {"expect": {"ended": "End"}},
    ]
    assert remarks == []


def test_a_decision_that_is_asked_and_then_asserted_is_one_step(camunda):
    steps, remarks = camunda(
        {
            "type": "EVALUATE_DECISION",
            "decisionDefinitionSelector": {"decisionDefinitionId": "level"},
            "variables": {"n": 3},
        },
        {
            "type": "ASSERT_DECISION",
            "decisionSelector": {"decisionDefinitionId": "level"},
            "output": "high",
            "matchedRules": [2],
        },
        {"type": "ASSERT_DECISION", "decisionSelector": {"decisionDefinitionName": "Other"}},
    )

    assert steps == [{"decide": "level", "gives": "high", "with": {"n": 3}}]
    assert [(where, why) for _, where, why in remarks] == [
        ("one: 2 ASSERT_DECISION", "matchedRules: [2]"),
        ("one: 3 ASSERT_DECISION", "what a table said within a case is expected by its variables"),
    ]


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        ({"type": "MOCK_CHILD_PROCESS"}, "put it into `needs`"),
        ({"type": "FLY"}, "not known"),
        ({}, "not known"),
        (
            {
                "type": "CREATE_PROCESS_INSTANCE",
                "startInstructions": [{"elementId": "a"}, {"elementId": "b"}],
            },
            "beginning at b too",
        ),
        ({"type": "CREATE_PROCESS_INSTANCE", "runtimeInstructions": []}, "runtimeInstructions"),
        ({"type": "COMPLETE_USER_TASK", "userTaskSelector": {"taskName": "?"}}, "which task"),
        ({"type": "COMPLETE_USER_TASK", "userTaskSelector": LEAVE_ID}, "which task"),
        ({"type": "COMPLETE_JOB", "jobSelector": {"elementId": "Ask"}}, "which type of job"),
        ({"type": "THROW_BPMN_ERROR_FROM_JOB", "jobSelector": {}}, "which type of job"),
        (
            {
                "type": "COMPLETE_USER_TASK",
                "userTaskSelector": {"elementId": "Ask"},
                "useExampleData": True,
            },
            "example data",
        ),
        ({"type": "PUBLISH_MESSAGE", "name": "M", "timeToLive": 5}, "timeToLive: 5"),
        ({"type": "INCREASE_TIME", "duration": "P1M"}, "no length of days"),
        ({"type": "SET_TIME", "time": "soon"}, "is no time"),
        ({"type": "ASSERT_PROCESS_INSTANCE", "state": "IS_ACTIVE"}, "what is waiting"),
        ({"type": "ASSERT_PROCESS_INSTANCE", "hasActiveIncidents": True}, "names the elements"),
        (
            {
                "type": "ASSERT_ELEMENT_INSTANCE",
                "elementSelector": {"elementId": "Ask"},
                "state": "IS_TERMINATED",
                "amount": 2,
            },
            "2 times",
        ),
        (
            {
                "type": "ASSERT_ELEMENT_INSTANCE",
                "elementSelector": {"elementName": "?"},
                "state": "IS_ACTIVE",
            },
            "that it was reached",
        ),
        (
            {
                "type": "ASSERT_ELEMENT_INSTANCES",
                "elementSelectors": [{"elementId": "Gate"}],
                "state": "IS_ACTIVE_EXACTLY",
            },
            "IS_ACTIVE_EXACTLY",
        ),
        ({"type": "ASSERT_USER_TASK", "userTaskSelector": {"taskName": "?"}}, "which task"),
        (
            {
                "type": "ASSERT_USER_TASK",
                "userTaskSelector": {"elementId": "Ask"},
                "state": "IS_FAILED",
            },
            "no task is so",
        ),
        (
            {"type": "ASSERT_USER_TASK", "userTaskSelector": {"elementId": "Ask"}, "priority": 3},
            "priority: 3",
        ),
        (
            {"type": "ASSERT_USER_TASK", "userTaskSelector": {"elementId": "Ask"}, "dueDate": "x"},
            "is no time",
        ),
        ({"type": "ASSERT_VARIABLES", "variableNames": ["a", "b"]}, "that a, b are there"),
        ({"type": "ASSERT_VARIABLES", "elementSelector": {}}, "about the case"),
    ],
)
def test_what_is_not_carried_over_is_named(camunda, instruction, said):
    _, remarks = camunda(instruction)

    assert any(said in why for *_, why in remarks)
    assert remarks[0][1] == f"one: 1 {instruction.get('type', '')}"


def test_stories_share_the_mocks_of_the_first_that_has_them(camunda):
    mock = {"type": "MOCK_JOB_WORKER_COMPLETE_JOB", "jobType": "sms"}

    _, remarks = camunda({**mock, "variables": {"sent": True}}, mock, bpmn=False)

    assert [why for *_, why in remarks][:1] == [
        "stories of a file share their mocks: sms gives {'sent': True}"
    ]


def test_tests_that_name_no_process_are_about_that_of_the_diagram(tests_file):
    path, bpmn = tests_file(
        {"testCases": [{"instructions": [{"type": "SET_TIME", "time": "2031-03-04T09:00"}]}]}
    )

    imported = import_tests(path, bpmn, "limin")

    assert imported.process == "leave"
    assert imported.stories[0]["name"] == "test case 1"
    assert imported.clock == "2031-03-04T09:00"


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        (b"{", "is no JSON"),
        ([], "expected a mapping"),
        ({"a": 1}, "no test cases of Camunda"),
    ],
)
def test_a_file_of_nobody_is_refused(tests_file, tests, said):
    path, _ = tests_file(tests)

    with pytest.raises(Invalid, match=said):
        import_tests(path, None, "limin")


def test_a_diagram_without_a_process_is_refused(tests_file):
    path, bpmn = tests_file(
        {"testCases": []},
        diagram='<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"/>',
    )

    with pytest.raises(Invalid, match="holds no process"):
        import_tests(path, bpmn, "limin")


def test_the_command_writes_the_stories_with_its_remarks_and_overwrites_nothing(tests_file):
    mock = {"type": "MOCK_JOB_WORKER_COMPLETE_JOB", "jobType": "sms", "variables": {"a": 1}}
    path, bpmn = tests_file(
        {
            "testCases": [
                {"name": "one", "instructions": [mock, START, {"type": "RESOLVE_INCIDENT"}]}
            ]
        }
    )
    command = ["scenarios", "import", str(path), "--bpmn", str(bpmn)]

    told = CliRunner().invoke(app, command)
    again = CliRunner().invoke(app, command)
    other = CliRunner().invoke(app, [*command, "--out", str(path.with_name("x.yaml"))])

    assert told.exit_code == 0, told.exception
    text = path.with_name("leave.scenario.yaml").read_text("utf-8")
    assert "left out: one: 3 RESOLVE_INCIDENT: no step mends an incident\n" in told.output
    assert "# left out: one: 3 RESOLVE_INCIDENT: no step mends an incident\n" in text
    assert "jobs:" in text
    assert isinstance(again.exception, Conflict)
    assert isinstance(other.exception, Invalid)


def test_tests_of_which_nothing_is_left_are_not_written(tests_file):
    path, _ = tests_file({"testCases": [{"instructions": [{"type": "RESOLVE_INCIDENT"}]}]})

    imported = import_tests(path, None, "limin")

    assert imported.remarks[-1].why == "nothing of it could be carried over"
    with pytest.raises(Invalid, match="could be carried over"):
        write(imported, path, path.with_name("leave.scenario.yaml"))
