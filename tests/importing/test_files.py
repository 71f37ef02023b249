"""Whole files: listeners, drafts, drawings of other tools, and what is no diagram."""

import os
from pathlib import Path

import pytest

from engine import diagram, drawing, importing, linting
from engine.diagram import DiagramError, UnsafeXML
from engine.importing.bag import foreign
from engine.model import Severity

SPACES = ("camunda", "flowable", "activiti")


@pytest.mark.parametrize("space", SPACES)
def test_listeners_are_left_out_and_named(imported, space):
    result = imported(f"""<sequenceFlow id="f" sourceRef="a" targetRef="b"><extensionElements>
      <{space}:executionListener event="take" class="com.example.L"/></extensionElements></sequenceFlow>
      <userTask id="n"><extensionElements><{space}:taskListener event="create" delegateExpression="${{l}}"/>
      <{space}:taskListener event="complete"><{space}:script scriptFormat="groovy">println(1)</{space}:script>
      </{space}:taskListener></extensionElements></userTask>""")

    assert {entry.verdict.value for entry in result.report} == {"left out"}
    assert [(entry.element_id, entry.message_en.partition(": ")[2]) for entry in result.report] == [
        ("f", "take, com.example.L"),
        ("n", "create, ${l}"),
        ("n", "complete"),
    ]


def test_the_settings_of_a_process_are_accounted_for(file):
    result = importing.translate(
        file("""<process id="p" isExecutable="true" camunda:versionTag="v2" camunda:historyTimeToLive="P30D"
      camunda:candidateStarterGroups="cs" camunda:isStartableInTasklist="true"/>""")
    )

    assert diagram.read(result.xml).processes["p"].version_tag == "v2"
    assert [(e.setting, e.verdict.value) for e in result.report] == [
        ("camunda:versionTag", "taken over"),
        ("camunda:historyTimeToLive", "left out"),
        ("camunda:candidateStarterGroups", "left out"),
        ("camunda:isStartableInTasklist", "left out"),
    ]


def test_an_imported_file_holds_nothing_foreign_and_importing_it_again_changes_nothing(imported):
    once = imported("""<startEvent id="s" flowable:initiator="x"/><userTask id="n" flowable:assignee="${x}"
      flowable:dataType="USERS"/><task id="m"><extensionElements><camunda:properties>
      <camunda:property name="a" value="b"/></camunda:properties></extensionElements></task>""")
    twice = importing.translate(once.xml)

    found = diagram.read(once.xml)
    assert (foreign(found.root), b"flowable" in once.xml, found.execution_platform) == (
        set(),
        False,
        "Camunda Cloud",
    )
    assert (twice.xml, twice.report) == (once.xml, ())


def test_the_expression_language_of_the_old_engine_goes(file):
    old = file('<process id="p" camunda:x="1"/>').replace(
        b"targetN", b'expressionLanguage="urn:x" targetN'
    )
    plain = file('<process id="p"/>').replace(b"targetN", b'expressionLanguage="urn:x" targetN')

    assert b"expressionLanguage" not in importing.translate(old).xml
    assert b"expressionLanguage" in importing.translate(plain).xml


def test_extensions_of_modellers_that_are_no_engines_stay(file):
    xml = file("""<process id="p" xmlns:m="urn:modeller"><task id="n" m:colour="red"><extensionElements><m:x/>
      </extensionElements></task></process>""")

    assert b'm:colour="red"' in importing.translate(xml).xml
    assert b"<m:x/>" in importing.translate(xml).xml


def test_a_vocabulary_that_is_declared_says_where_a_file_comes_from(file):
    xml = file("""<process id="p" isExecutable="true" xmlns:c="http://camunda.org/schema/1.0/bpmn">
      <callActivity id="n" calledElement="x"/></process>""")

    assert diagram.read(importing.translate(xml).xml).element("n").called.propagate_parent is False


@pytest.mark.parametrize(
    ("inside", "rules", "draft"),
    [
        ("", ["import-no-process", "import-no-layout"], True),
        ('<process id="p"/>', ["import-draft", "import-no-layout"], True),
        ('<process id="p" isExecutable="true"/>', ["import-no-layout"], False),
        ('<process isExecutable="true"><task/><task id="task_2"/></process>', ["import-id"] * 2 + ["import-no-layout"], False),
        ('<process id="p" isExecutable="true"/><DI:BPMNDiagram xmlns:DI="http://www.omg.org/spec/BPMN/20100524/DI"/>', ["import-no-layout"], False),
    ],
)  # fmt: skip
def test_a_drawing_that_is_not_executable_is_a_draft_with_findings(file, inside, rules, draft):
    result = importing.translate(file(inside))

    assert [finding.rule for finding in result.findings] == rules
    assert {finding.severity for finding in result.findings} <= {Severity.WARNING}
    assert result.draft is draft
    assert diagram.read(result.xml)


def test_a_file_without_a_drawing_gets_one_and_the_report_says_that_nobody_drew_it(file):
    result = importing.translate(
        file("""<process id="p" isExecutable="true"><startEvent id="s"/><userTask id="n" name="登记"
        camunda:assignee="limin"/><sequenceFlow id="f" sourceRef="s" targetRef="n"/></process>""")
    )
    again = importing.translate(result.xml)

    said = [(one.rule, one.message_zh) for one in result.findings]
    assert said == [("import-no-layout", "文件中没有图形位置，已自动排布，并非原来画的样子。")]
    assert "登记" in drawing.draw(diagram.read(result.xml))
    assert (again.xml, again.findings) == (result.xml, ())


def test_a_drawing_that_shows_nothing_counts_as_none(file):
    shapes = """<DI:BPMNDiagram xmlns:DI="http://www.omg.org/spec/BPMN/20100524/DI"><DI:BPMNPlane>
      <DI:BPMNShape bpmnElement="n"/></DI:BPMNPlane></DI:BPMNDiagram>"""
    inside = '<process id="p" isExecutable="true"><task id="n"/></process>'

    drawn = importing.translate(file(inside + shapes))
    empty = importing.translate(
        file(inside + shapes.replace('<DI:BPMNShape bpmnElement="n"/>', ""))
    )

    assert drawn.findings == ()
    assert [one.rule for one in empty.findings] == ["import-no-layout"]


def test_what_is_no_diagram_is_rejected():
    with pytest.raises(UnsafeXML):
        importing.translate(b"<x/>")
    with pytest.raises(DiagramError, match="DMN"):
        importing.translate(b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>')


def test_a_setting_of_the_whole_file_is_reported_without_an_element():
    result = importing.translate(
        b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"
        xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:diagramRelationId="1"/>"""
    )

    assert [(entry.element_id, entry.setting) for entry in result.report] == [
        (None, "camunda:diagramRelationId")
    ]


@pytest.fixture
def miwg():
    folder = os.environ.get("GUANJIA_CONFORMANCE")
    if folder is None:
        folder = str(Path(__file__).parents[3] / "shared" / "conformance")
    paths = sorted((Path(folder) / "miwg").glob("*.bpmn"))
    if not paths:
        pytest.skip("the reference diagrams are not here: set GUANJIA_CONFORMANCE")
    return paths


def test_the_reference_diagrams_of_the_standard_are_imported_with_findings_and_drawn(miwg):
    for path in miwg:
        result = importing.translate(path.read_bytes())
        found = diagram.read(result.xml)
        faults = linting.lint(found, decisions=(), forms=(), processes=(), posts=None)

        assert "unknown" not in drawing.draw(found), path.name
        assert result.draft is not any(process.executable for process in found.processes.values())
        assert result.findings or faults, path.name
        assert foreign(found.root) == set()
        assert all(fault.message_zh for fault in (*result.findings, *faults))
