"""What is shipped is put in force without a complaint, and its parts fit each other."""

import json
import re

import pytest

from engine import decisions, diagram, interpreter, telling
from engine.linting import lint
from engine.model import ProcessDefinition, Severity
from processes import resources, shipped


def files(process, ending):
    return {name: file for name, file in resources(process).items() if name.endswith(ending)}


def forms_of(process):
    return {
        (form := json.loads(file))["id"]: form for file in files(process, ".form.json").values()
    }


def decisions_of(process):
    return {
        id_: file
        for file in files(process, ".dmn").values()
        for id_ in decisions.read(file).decisions
    }


def drawn(process):
    return diagram.read(resources(process)[f"{process}.bpmn"])


def tasks_of(process):
    elements = drawn(process).processes[process].elements.values()
    return [element for element in elements if element.kind == "userTask"]


def test_a_called_process_is_shipped_before_its_callers():
    order = shipped()

    assert [
        (process, called)
        for process in order
        for element in drawn(process).processes[process].elements.values()
        if element.called and (called := element.called.process_id) in order
        if order.index(called) > order.index(process)
    ] == []


def test_a_process_that_is_not_shipped_has_no_resources():
    with pytest.raises(KeyError, match="billing"):
        resources("billing")


@pytest.mark.parametrize("process", shipped())
def test_the_linter_finds_nothing_wrong_with_a_shipped_diagram(process):
    findings = lint(
        drawn(process),
        decisions=decisions_of(process),
        forms=forms_of(process),
        processes=shipped(),
        posts=None,
    )

    assert [f for f in findings if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize("process", shipped())
def test_the_tables_of_a_shipped_process_have_no_gaps_and_no_dead_rules(process):
    models = [decisions.read(file) for file in files(process, ".dmn").values()]

    assert [finding for model in models for finding in model.lint()] == []


@pytest.mark.parametrize("process", shipped())
def test_the_interpreter_executes_a_shipped_process(process):
    definition = ProcessDefinition(
        id=f"{process}:1",
        key=process,
        version=1,
        name=process,
        digest=process,
        xml=resources(process)[f"{process}.bpmn"],
        decisions=decisions_of(process),
        forms=forms_of(process),
    )

    assert interpreter.check(definition) == ()


@pytest.mark.parametrize("process", shipped())
def test_every_user_task_says_in_chinese_what_is_to_be_done(process):
    silent = [task.id for task in tasks_of(process) if len(task.documentation) < 20]

    assert silent == []


@pytest.mark.parametrize("process", shipped())
def test_everything_that_is_drawn_has_an_english_name(process):
    elements = drawn(process).processes[process].elements.values()

    assert [element.id for element in elements if "gj:nameEn" not in element.properties] == []


@pytest.mark.parametrize("process", shipped())
def test_the_rights_of_a_task_are_about_fields_of_its_form(process):
    forms = forms_of(process)

    strange = {
        (task.id, field)
        for task in tasks_of(process)
        for field in json.loads(task.properties.get("gj:rights", "{}"))
        if field not in forms[task.form.id]["schema"]["properties"]
    }

    assert strange == set()


@pytest.mark.parametrize("process", shipped())
def test_what_people_fill_in_is_taken_over_by_the_process(process):
    forms = forms_of(process)

    lost = {
        (task.id, field)
        for task in tasks_of(process)
        for field in forms[task.form.id]["schema"]["properties"]
        if task.outputs
        and json.loads(task.properties.get("gj:rights", "{}")).get(field) != "read"
        and not any(field in mapped.source for mapped in task.outputs)
    }

    assert lost == set()


@pytest.mark.parametrize("process", shipped())
def test_a_modeller_finds_every_element_and_flow_drawn(process):
    shapes = {
        node.get("bpmnElement") for node in drawn(process).root.iter("{*}BPMNShape", "{*}BPMNEdge")
    }
    described = drawn(process).processes[process]

    assert {*described.elements, *described.flows, *described.lanes} - shapes == set()


@pytest.mark.parametrize("process", shipped())
def test_whatever_a_process_tells_is_said_in_words_that_its_facts_fill(process):
    silent = []
    for element in drawn(process).root.iter("{*}taskHeaders"):
        headers = {one.get("key"): one.get("value") for one in element}
        facts = {
            name
            for mapped in element.getparent().iter("{*}input")
            if mapped.get("target") == "notice"
            for name in re.findall(r"(\w+): ", mapped.get("source"))
        }
        template = headers.get("template")
        if template not in telling.BUILT_IN or not headers["to"]:
            silent.append(template)
        elif missing := telling.wanted(template, {}) - facts - {"title"}:
            silent.append((template, missing))

    assert silent == []
