"""What is missing in stories is proposed, and what they do not notice is told."""

import pytest
from typer.testing import CliRunner

from engine import diagram
from engine.cli import app
from engine.errors import Invalid
from engine.proving import _print
from engine.scenarios.mutants import mutants
from engine.scenarios.mutating import Verdict, mutate, walk
from engine.scenarios.paths import ways
from engine.scenarios.proposing import Proposal, story_of, survey
from engine.scenarios.solving import solve

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t"><bpmn:message id="M" name="Msg_Stop"/>'
    '<bpmn:signal id="S" name="Sig_Alarm"/><bpmn:process id="leave" name="请假" isExecutable="true">'
)
USERS = '<bpmn:extensionElements><zeebe:assignmentDefinition candidateUsers="limin"/></bpmn:extensionElements>'


def flow(source, target, condition=""):
    said = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{said}</bpmn:sequenceFlow>'


LEAVE = (
    HEAD
    + '<bpmn:startEvent id="Begin"/>'
    + flow("Begin", "Ask")
    + f'<bpmn:userTask id="Ask">{USERS}</bpmn:userTask><bpmn:boundaryEvent id="Late" attachedToRef="Ask"><bpmn:timerEventDefinition>'
    "<bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    + flow("Late", "Given")
    + flow("Ask", "Gate")
    + '<bpmn:exclusiveGateway id="Gate" default="Gate_Short"/>'
    + flow("Gate", "Boss", "= days &gt; 3")
    + flow("Gate", "Short")
    + f'<bpmn:userTask id="Boss">{USERS}</bpmn:userTask>'
    + flow("Boss", "Ask")
    + '<bpmn:endEvent id="Short"/><bpmn:endEvent id="Given"/></bpmn:process></bpmn:definitions>'
)

STORIES = """
scenarios:
  - name: short
    steps:
      - {start: limin}
      - {complete: Ask, by: limin, with: {days: 1}}
      - expect: {ended: Short}
  - name: late
    steps:
      - {start: limin}
      - {advance: P9D}
      - expect: {waiting: []}
"""


@pytest.fixture
def leave(tmp_path):
    """A process of leave, with stories that never ask the boss and do not look at the hour."""
    folder = tmp_path / "processes" / "leave"
    folder.mkdir(parents=True)
    (folder / "leave.bpmn").write_text(LEAVE)
    path = folder / "leave.scenario.yaml"
    path.write_text(STORIES)
    return path


def test_each_condition_default_flow_and_timer_has_a_mutant():
    found = [(one.part, one.at, one.what) for one in mutants(LEAVE.encode())]

    assert found == [
        ("Gate_Boss", ("Gate",), "the condition = days > 3 is turned round"),
        ("Gate_Short", ("Gate",), "the default flow is never taken"),
        ("Late", ("Late", "Ask"), "the timer P2D is P3D"),
    ]


@pytest.mark.parametrize(
    ("kind", "said", "later"),
    [
        ("timeDuration", "work:P3D", "work:P4D"),
        ("timeDuration", "=duration(&quot;P1D&quot;)", '=(duration("P1D")) + duration("P1D")'),
        ("timeDuration", "=rule.within", "P365D"),
        ("timeDate", "=due", '=(due) + duration("P1D")'),
        ("timeCycle", '="R/" + every', "R/P365D"),
        ("timeCycle", "R3/PT5M", "R3/PT6M"),
    ],
)
def test_a_timer_becomes_a_later_one(kind, said, later):
    document = LEAVE.replace("timeDuration>", f"{kind}>").replace("P2D", said)

    *_, mutant = mutants(document.encode())

    assert mutant.what.endswith(f" is {later}")


def test_a_condition_in_another_language_is_left_alone():
    document = LEAVE.replace("= days &gt; 3", "days")

    assert [one.part for one in mutants(document.encode())] == ["Gate_Short", "Late"]


def test_what_no_story_notices_survives_and_what_one_notices_is_told_by_its_name(leave):
    suite, trodden = walk(leave)

    fates = {fate.mutant.part: (fate.verdict, fate.by) for fate in mutate(suite, trodden)}

    assert fates == {
        "Gate_Boss": (Verdict.NOTICED, "short"),
        "Gate_Short": (Verdict.NOTICED, "short"),
        "Late": (Verdict.SURVIVED, ""),
    }


def test_what_cannot_be_put_in_force_is_refused(leave):
    diagram_file = leave.with_name("leave.bpmn")
    diagram_file.write_text(LEAVE.replace("P2D", "=duration(&quot;P2D&quot;)"))
    suite, trodden = walk(leave)
    diagram_file.write_text(LEAVE.replace("P2D", "=duration(&quot;P2D&quot;"))

    (fate,) = mutate(suite, trodden, "Late")

    assert fate.verdict is Verdict.REFUSED


def test_stories_that_fail_prove_nothing(leave):
    leave.write_text(STORIES.replace("ended: Short", "ended: Given"))

    with pytest.raises(Invalid, match="short does not go as it says"):
        walk(leave)


def test_what_a_process_needs_and_its_forms_are_copied_with_it(leave):
    other = leave.parent.parent / "other"
    other.mkdir()
    (leave.parent.parent.parent / "forms" / "leave").mkdir(parents=True)
    leave.write_text(f"needs: [other]\n{STORIES}")
    suite, trodden = walk(leave)

    (fate,) = mutate(suite, trodden, "Gate_Boss")

    assert fate.verdict is Verdict.NOTICED


def test_paths_are_counted_up_to_a_bound():
    process = diagram.read(LEAVE.encode()).processes["leave"]

    assert ways(process).count(1, 100) == 3
    assert ways(process).count(2, 100) > 3
    assert ways(process).count(3, 2) == 2


def test_a_flow_that_no_story_takes_gets_a_story_with_the_data_it_needs():
    process = diagram.read(LEAVE.encode()).processes["leave"]

    found = survey(process, {"Begin_Ask": 1, "Late_Given": 1, "Ask_Gate": 1}, 1)

    told = {one.flow: one for one in found.proposals}
    assert sorted(told) == ["Boss_Ask", "Gate_Boss", "Gate_Short"]
    assert told["Gate_Boss"].way == ("Begin", "Ask", "Gate", "Boss")
    assert told["Gate_Boss"].steps == (
        {"start": "someone"},
        {"complete": "Ask", "by": "someone", "with": {"days": 4}},
    )
    assert told["Gate_Short"].steps[1]["with"] == {"days": 3}
    assert "- {start: someone}" in story_of(told["Boss_Ask"])


def proposals(inside):
    document = HEAD + inside + "</bpmn:process></bpmn:definitions>"
    process = diagram.read(document.encode()).processes["leave"]
    return {one.flow: one for one in survey(process, {}, 1).proposals}


def test_events_jobs_and_sub_processes_are_gone_through():
    found = proposals(
        '<bpmn:startEvent id="A"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>'
        + flow("A", "Sub")
        + '<bpmn:subProcess id="Sub"><bpmn:startEvent id="In"/>'
        + flow("In", "Job")
        + '<bpmn:serviceTask id="Job"><bpmn:extensionElements><zeebe:taskDefinition type="sms"/></bpmn:extensionElements></bpmn:serviceTask>'
        + flow("Job", "Wait")
        + '<bpmn:intermediateCatchEvent id="Wait"><bpmn:signalEventDefinition signalRef="S"/></bpmn:intermediateCatchEvent>'
        + flow("Wait", "Thrown")
        + '<bpmn:intermediateThrowEvent id="Thrown"><bpmn:signalEventDefinition signalRef="S"/></bpmn:intermediateThrowEvent>'
        + flow("Thrown", "Out")
        + '<bpmn:endEvent id="Out"/>'
        '<bpmn:subProcess id="Beside" triggeredByEvent="true"><bpmn:startEvent id="On"><bpmn:errorEventDefinition/></bpmn:startEvent>'
        + flow("On", "Off")
        + '<bpmn:endEvent id="Off"/></bpmn:subProcess></bpmn:subProcess>'
        + flow("Sub", "Do")
        + f'<bpmn:userTask id="Do">{USERS}</bpmn:userTask><bpmn:boundaryEvent id="B" attachedToRef="Do"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>'
        + flow("B", "End")
        + flow("Do", "End", "= count(days) &gt; 1")
        + '<bpmn:endEvent id="End"/><bpmn:task id="Undo" isForCompensation="true"/>'
        '<bpmn:subProcess id="Ev" triggeredByEvent="true"><bpmn:startEvent id="Top"><bpmn:messageEventDefinition messageRef="M"/></bpmn:startEvent>'
        + flow("Top", "Bottom")
        + '<bpmn:endEvent id="Bottom"/></bpmn:subProcess>'
        + '<bpmn:task id="L1"/><bpmn:task id="L2"/>'
        + flow("L1", "L2")
        + flow("L2", "L1")
    )

    assert [next(iter(step)) for step in found["B_End"].steps] == [
        "message",
        "job_done",
        "signal",
        "advance",
    ]
    assert found["Do_End"].open == ("= count(days) > 1",)
    assert found["On_Off"].steps == ()
    assert found["Top_Bottom"].steps == ({"message": "Msg_Stop"},)
    assert found["L1_L2"].way == ()


def test_a_default_flow_whose_siblings_cannot_be_read_off_says_what_must_not_be():
    found = proposals(
        '<bpmn:startEvent id="A"/>'
        + flow("A", "G")
        + '<bpmn:exclusiveGateway id="G" default="G_Z"/>'
        + flow("G", "Y", "= count(x) &gt; 1")
        + flow("G", "Z")
        + '<bpmn:endEvent id="Y"/><bpmn:endEvent id="Z"/>'
    )

    assert found["G_Z"].open == ("not: = count(x) > 1",)


def test_data_that_comes_before_anybody_acts_is_left_out():
    found = proposals(
        '<bpmn:startEvent id="A"><bpmn:timerEventDefinition><bpmn:timeCycle>R/P1D</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>'
        + flow("A", "G")
        + '<bpmn:exclusiveGateway id="G"/>'
        + flow("G", "Y", "= x")
        + '<bpmn:endEvent id="Y"/>'
    )

    assert found["G_Y"].steps == ({"advance": "P1D"},)


@pytest.mark.parametrize(
    ("condition", "holds", "fails"),
    [
        ('= x = "a"', {"x": "a"}, {"x": "a*"}),
        ("= x != 2", {"x": 3}, {"x": 2}),
        ("= x < 2", {"x": 1}, {"x": 2}),
        ("= x = true", {"x": True}, {"x": False}),
        ("= x != null", {"x": "*"}, {"x": None}),
        ("= ok", {"ok": True}, {"ok": False}),
        ("= not(a.b.c)", {"a": {"b": {"c": False}}}, {"a": {"b": {"c": True}}}),
        ('= x in ("a", "b")', {"x": "a"}, {"x": "a*"}),
        ("= a.b > 5 and a.c = 1", {"a": {"b": 6, "c": 1}}, {"a": {"b": 5}}),
        ("= a = 1 or b", {"a": 1}, {"a": 2, "b": False}),
        ("= count(x) > 1", None, None),
        ("= count(x) > 1 and ok", None, {"ok": False}),
        ("= count(x) > 1 or count(y) > 1", None, {}),
        ('= x < "a"', None, {"x": "a"}),
        ("= 1 +", None, None),
    ],
)
def test_simple_conditions_are_solved_and_others_are_not(condition, holds, fails):
    assert solve(condition, wanted=True) == holds
    assert solve(condition, wanted=False) == fails


def test_the_command_proposes_what_is_missing(leave):
    result = CliRunner().invoke(app, ["scenarios", "paths", str(leave)])

    assert result.exit_code == 0
    assert "leave: 6 flows, 3 paths" in result.output
    assert "# Gate_Boss: Begin → Ask → Gate → Boss" in result.output


def test_the_command_fails_where_something_survives(leave):
    result = CliRunner().invoke(app, ["scenarios", "mutate", str(leave)])

    assert result.exit_code == 1
    assert "survived  Late  the timer P2D is P3D" in result.output
    assert "2 noticed, 0 refused, 1 survived" in result.output


def test_the_command_is_content_where_all_is_noticed(leave):
    result = CliRunner().invoke(app, ["scenarios", "mutate", str(leave), "--only", "Gate_Boss"])

    assert result.exit_code == 0


def test_what_cannot_be_read_off_is_written_beside_the_proposal(capsys):
    _print(Proposal(flow="f1", way=("A", "B"), open=("= count(x) > 1",)))
    _print(Proposal(flow="f2", way=()))

    told = capsys.readouterr().out
    assert "# to be so: = count(x) > 1" in told
    assert "# f2: nothing leads there" in told
