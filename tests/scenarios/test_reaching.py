"""A state in which a case waits for ever is found, with the steps that lead there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli import app
from engine.errors import Invalid
from engine.scenarios.reaching import reach, suite_of
from engine.scenarios.searching import Bounds
from tests.scenarios.test_mutants import LEAVE, USERS, flow

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path.name for path in (ROOT / "processes").iterdir() if path.is_dir())
SHIPPED = [name for name in SHIPPED if not name.startswith("_")]
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t"><bpmn:message id="M" name="Msg_Stop"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=case.number"/></bpmn:extensionElements></bpmn:message>'
    '<bpmn:signal id="S" name="Sig_Alarm"/><bpmn:error id="E" name="no" errorCode="NO"/>'
    '<bpmn:escalation id="U" name="up" escalationCode="UP"/><bpmn:process id="drawn" name="画" isExecutable="true">'
)
BEGIN = '<bpmn:startEvent id="Begin"/>'
END = '<bpmn:endEvent id="End"/>'


def task(id_, more=""):
    return f'<bpmn:userTask id="{id_}">{USERS}{more}</bpmn:userTask>'


def job(id_, more=""):
    return f'<bpmn:serviceTask id="{id_}"><bpmn:extensionElements><zeebe:taskDefinition type="sms"/>{more}</bpmn:extensionElements></bpmn:serviceTask>'


def catch(kind, definition, id_="Wait"):
    return f'<bpmn:{kind} id="{id_}">{definition}</bpmn:{kind}>'


def edge(host, definition, id_="Edge"):
    return (
        f'<bpmn:boundaryEvent id="{id_}" attachedToRef="{host}">{definition}</bpmn:boundaryEvent>'
    )


TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
MESSAGE = '<bpmn:messageEventDefinition messageRef="M"/>'
SIGNAL = '<bpmn:signalEventDefinition signalRef="S"/>'


@pytest.fixture
def found(tmp_path):
    """Return what is found in one drawing."""

    def search(inside, **bounds):
        path = tmp_path / "drawn.bpmn"
        path.write_text(f"{HEAD}{inside}</bpmn:process></bpmn:definitions>")
        (only,) = reach(suite_of(path), Bounds(**bounds))
        return only

    return search


def words(dead):
    return [next(iter(step.items())) for step in dead.steps]


def test_a_join_that_waits_for_a_branch_that_was_not_taken_is_found_with_the_steps_to_it(found):
    only = found(
        BEGIN
        + flow("Begin", "Ask")
        + task("Ask")
        + flow("Ask", "Which")
        + '<bpmn:exclusiveGateway id="Which" default="Which_B"/>'
        + flow("Which", "A", "= days &gt; 3")
        + flow("Which", "B")
        + task("A")
        + task("B")
        + flow("A", "Join")
        + flow("B", "Join")
        + '<bpmn:parallelGateway id="Join"/>'
        + flow("Join", "End")
        + END
    )

    told = {dead.waiting: dead for dead in only.dead}
    assert set(told) == {("Ask",), ("A",), ("B",), ("Join",)}
    assert told["Join",].final
    assert words(told["Join",])[0] == ("start", "someone")
    assert words(told["Join",])[-1][1] in {"A", "B"}
    assert only.ends == 0


def test_a_gateway_whose_conditions_no_data_fulfils_is_named_as_what_stops_the_case(found):
    only = found(
        BEGIN
        + flow("Begin", "Ask")
        + task("Ask")
        + flow("Ask", "Which")
        + '<bpmn:exclusiveGateway id="Which"/>'
        + flow("Which", "End", "= days &gt; 3 and days &lt; 2")
        + END
    )

    (dead,) = only.dead
    assert dead.waiting == ("Ask",)
    assert dead.why[0].startswith("Which: ")
    assert not dead.final


def test_a_dead_end_behind_one_choice_alone_leaves_the_rest_alone(found):
    only = found(
        BEGIN
        + flow("Begin", "Ask")
        + task("Ask")
        + flow("Ask", "Which")
        + '<bpmn:exclusiveGateway id="Which" default="Which_End"/>'
        + flow("Which", "Trap", "= days &gt; 3")
        + flow("Which", "End")
        + task("Trap")
        + flow("Trap", "Never")
        + catch(
            "intermediateCatchEvent",
            "<bpmn:conditionalEventDefinition><bpmn:condition>= 1 = 2</bpmn:condition></bpmn:conditionalEventDefinition>",
            "Never",
        )
        + flow("Never", "End")
        + END
    )

    assert [dead.waiting for dead in only.dead] == [("Trap",), ("Never",)]
    assert words(only.dead[0]) == [("start", "someone"), ("complete", "Ask")]
    assert only.dead[0].steps[1]["with"] == {"days": 4}


@pytest.mark.parametrize(
    "waits",
    [
        catch("intermediateCatchEvent", TIMER),
        catch("intermediateCatchEvent", MESSAGE),
        catch("intermediateCatchEvent", SIGNAL),
        catch(
            "intermediateCatchEvent",
            "<bpmn:conditionalEventDefinition><bpmn:condition>= ready</bpmn:condition></bpmn:conditionalEventDefinition>",
        ),
        job(
            "Wait", '<zeebe:ioMapping><zeebe:output source="=count" target="n"/></zeebe:ioMapping>'
        ),
        '<bpmn:callActivity id="Wait"><bpmn:extensionElements><zeebe:calledElement processId="other"/></bpmn:extensionElements></bpmn:callActivity>',
        f'<bpmn:adHocSubProcess id="Wait">{task("Look")}</bpmn:adHocSubProcess>',
        task("Wait").replace(
            "</bpmn:userTask>",
            '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="= rooms" inputElement="room"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>',
        ),
    ],
    ids=["timer", "message", "signal", "condition", "job", "call", "ad-hoc", "each"],
)
def test_whatever_a_case_may_wait_for_comes(found, waits):
    only = found(BEGIN + flow("Begin", "Wait") + waits + flow("Wait", "End") + END)

    assert only.dead == ()
    assert only.ends


@pytest.mark.parametrize(
    "edged",
    [
        task("Host") + edge("Host", '<bpmn:errorEventDefinition errorRef="E"/>'),
        task("Host") + edge("Host", '<bpmn:escalationEventDefinition escalationRef="U"/>'),
        '<bpmn:callActivity id="Host"><bpmn:extensionElements><zeebe:calledElement processId="other"/></bpmn:extensionElements></bpmn:callActivity>'
        + edge("Host", '<bpmn:errorEventDefinition errorRef="E"/>'),
    ],
    ids=["error", "escalation", "error of a call"],
)
def test_what_is_thrown_for_an_event_at_the_edge_is_tried(found, edged):
    """The only way to the end is over the edge: the other stops."""
    only = found(
        BEGIN
        + flow("Begin", "Host")
        + edged
        + flow("Edge", "End")
        + flow("Host", "Stop")
        + '<bpmn:exclusiveGateway id="Stop"/>'
        + flow("Stop", "End", "= 1 = 2")
        + END
    )

    assert only.dead == ()


def test_an_error_that_leaves_the_case_is_an_end_and_a_start_by_a_message_a_beginning(found):
    only = found(
        f'<bpmn:startEvent id="Begin">{MESSAGE}</bpmn:startEvent>'
        + flow("Begin", "Ask")
        + task("Ask")
        + flow("Ask", "Fail")
        + '<bpmn:endEvent id="Fail"><bpmn:errorEventDefinition errorRef="E"/></bpmn:endEvent>'
    )

    assert only.dead == ()
    assert only.ends


def test_a_process_that_stops_before_it_waits_says_why(found):
    only = found(
        BEGIN
        + flow("Begin", "G")
        + '<bpmn:exclusiveGateway id="G"/>'
        + flow("G", "End", "= no")
        + END
    )

    assert only.places == 0
    assert only.why[0].startswith("G: ")


def test_a_process_without_a_start_event_begins_where_nothing_leads_to(found):
    only = found(task("Ask"))

    assert only.dead == ()


def test_a_short_search_goes_on_with_walks(found):
    """Ten tasks in a row are further than three steps."""
    row = [f"T{number}" for number in range(10)]
    only = found(
        BEGIN
        + "".join(map(task, row))
        + "".join(
            flow(one, other) for one, other in zip(["Begin", *row], [*row, "End"], strict=True)
        )
        + END,
        steps=3,
    )

    assert only.dead == ()


def test_a_walk_that_goes_round_for_ever_finds_no_end(found):
    only = found(
        BEGIN + flow("Begin", "A") + task("A") + flow("A", "B") + task("B") + flow("B", "A"),
        steps=1,
        length=5,
    )

    assert [dead.waiting for dead in only.dead] == [("A",)]
    assert not only.dead[0].final


@pytest.mark.parametrize("name", SHIPPED)
def test_every_state_of_a_shipped_process_that_is_found_reaches_an_end(name):
    suite = suite_of(ROOT / "processes" / name / f"{name}.scenario.yaml")

    found = list(reach(suite, Bounds(steps=150)))

    assert [(one.process, one.dead, one.why) for one in found] == [(name, (), ())]
    assert found[0].ends > 0


def test_the_command_tells_where_a_case_stops_before_it_waits(tmp_path):
    path = tmp_path / "drawn.bpmn"
    inside = BEGIN + flow("Begin", "G") + '<bpmn:exclusiveGateway id="G"/>'
    inside += flow("G", "End", "= 1 = 2") + END
    sketch = '</bpmn:process><bpmn:process id="sketch"/></bpmn:definitions>'
    path.write_text(HEAD + inside + sketch)

    told = CliRunner().invoke(app, ["scenarios", "reach", str(path)])

    assert told.exit_code == 1
    assert "# does not begin: G: " in told.output
    assert "sketch" not in told.output


def test_the_command_says_what_leads_to_a_dead_end(tmp_path):
    path = tmp_path / "leave.bpmn"
    path.write_text(LEAVE.replace(flow("Boss", "Ask"), ""))
    good = tmp_path / "good.bpmn"
    good.write_text(LEAVE)

    trapped = (
        LEAVE.replace(flow("Gate", "Short"), flow("Gate", "Join"))
        .replace(
            '<bpmn:endEvent id="Short"/>',
            '<bpmn:parallelGateway id="Join"/>'
            + flow("Late", "Join")
            + flow("Join", "Short")
            + '<bpmn:endEvent id="Short"/>',
        )
        .replace("Gate_Short", "Gate_Join")
    )
    path.write_text(trapped)
    told = CliRunner().invoke(app, ["scenarios", "reach", str(path), "--steps", "60"])
    fine = CliRunner().invoke(app, ["scenarios", "reach", str(good)])

    assert told.exit_code == 1
    assert "\n# Join: nothing can happen any more\n- {start: someone}\n- " in told.output
    assert fine.exit_code == 0
    assert "no end was reached from 0 places" in fine.output


def test_a_file_that_is_neither_stories_nor_a_diagram_is_refused(tmp_path):
    with pytest.raises(Invalid, match="neither a diagram nor a file"):
        suite_of(tmp_path / "table.dmn")


def test_a_diagram_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "drawn.bpmn").write_text("<nothing")

    with pytest.raises(Invalid, match="cannot be read"):
        list(reach(suite_of(tmp_path / "drawn.bpmn"), Bounds()))


def test_of_a_diagram_by_itself_its_neighbours_are_left_alone(tmp_path):
    (tmp_path / "leave.bpmn").write_text(LEAVE)
    (tmp_path / "other.bpmn").write_text(LEAVE.replace('id="leave"', 'id="other"'))

    found = [one.process for one in reach(suite_of(tmp_path / "other.bpmn"), Bounds())]

    assert found == ["other"]
