"""Deployments: checked as a whole, refused as a whole, versioned by content."""

import pytest

from engine import deployments, evaluations
from engine.errors import DeploymentRefused, Invalid, NotFound, NotPermitted
from tests.usecases import diagrams

TABLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="D" name="D" namespace="urn:t">
  <inputData id="In" name="amount"><variable id="V1" name="amount" typeRef="number"/></inputData>
  <decision id="limit" name="limit"><variable id="V2" name="limit" typeRef="string"/>
    <informationRequirement id="R1"><requiredInput href="#In"/></informationRequirement>
    <decisionTable id="T" hitPolicy="UNIQUE">
      <input id="I1"><inputExpression id="E1" typeRef="number"><text>amount</text></inputExpression></input>
      <output id="O1" name="limit" typeRef="string"/>
      <rule id="r1"><inputEntry id="e1"><text>&lt;= 100</text></inputEntry><outputEntry id="o1"><text>"small"</text></outputEntry></rule>
      <rule id="r2"><inputEntry id="e2"><text>&gt; 100</text></inputEntry><outputEntry id="o2"><text>"big"</text></outputEntry></rule>
    </decisionTable></decision></definitions>"""

DECIDES = diagrams.bpmn(
    "decides",
    diagrams.START + '<businessRuleTask id="BR_Limit"><extensionElements>'
    '<zeebe:calledDecision decisionId="limit" resultVariable="size"/></extensionElements></businessRuleTask>'
    + diagrams.user("UT_A")
    + diagrams.END
    + diagrams.path("StartEvent_1", "BR_Limit", "UT_A", "End_1"),
)


def deploy(world, *, by="ada", **resources):
    files = {name.replace("__", "."): content for name, content in resources.items()}
    return world.do(deployments.deploy, files, by=by)


def rules(findings):
    return {(finding.rule, finding.resource) for finding in findings if finding.severity == "error"}


def test_the_same_content_is_the_same_version_and_a_change_is_the_next_one(world):
    first = deploy(world, a__bpmn=diagrams.PARALLEL)
    same = deploy(world, a__bpmn=diagrams.PARALLEL)
    changed = deploy(world, a__bpmn=diagrams.PARALLEL.replace(b'name="UT_A"', b'name="A"'))

    assert [d.id for d in first.definitions] == ["parallel:1"]
    assert [d.id for d in same.definitions] == ["parallel:1"]
    assert [d.id for d in changed.definitions] == ["parallel:2"]


def test_a_changed_form_is_a_new_version_and_open_cases_keep_theirs(world):
    world.deploy(diagrams.REQUEST, **diagrams.REQUEST_FORMS)
    world.start("request")
    looser = diagrams.REQUEST_FILL.replace(b'"required": ["room"]', b'"required": []')
    world.deploy(diagrams.REQUEST, request_fill=looser, request_approve=diagrams.REQUEST_APPROVE)

    with pytest.raises(Invalid):
        world.complete("UT_Fill")

    assert world.start("request").version == 2


def test_tables_and_forms_deployed_before_serve_a_release_that_brings_none(world):
    deploy(world, t__dmn=TABLE)
    deploy(world, p__bpmn=DECIDES)

    case = world.start("decides", variables={"amount": 7})

    assert world.variables(case)["size"] == "small"
    assert world.events(case, "DecisionEvaluated")[0].trace[0]["matched"][0]["rule"] == 1
    assert world.replays(case)


def test_a_table_is_bound_for_good_to_the_version_that_came_with_it(world):
    deploy(world, t__dmn=TABLE, p__bpmn=DECIDES)
    deploy(world, t__dmn=TABLE.replace(b'"small"', b'"tiny"'))

    assert world.variables(world.start("decides", variables={"amount": 7}))["size"] == "small"
    assert (
        world.store.run(lambda tx: evaluations.evaluate(tx, "limit", {"amount": 7})).value == "tiny"
    )


def test_a_decision_is_asked_directly_and_says_which_rule_it_was(world):
    deploy(world, t__dmn=TABLE)

    answer = world.store.run(lambda tx: evaluations.evaluate(tx, "limit", {"amount": 101}))

    assert answer.value == "big"
    assert answer.trace[0]["matched"][0]["id"] == "r2"
    with pytest.raises(NotFound):
        world.store.run(lambda tx: evaluations.evaluate(tx, "nothing", {}))


def test_a_decision_that_fails_says_why(world):
    deploy(world, t__dmn=TABLE.replace(b"&lt;= 100", b"modulo(?, 2) = 0"))

    with pytest.raises(Invalid, match="limit"):
        world.store.run(lambda tx: evaluations.evaluate(tx, "limit", {"amount": 102}))


def test_every_error_of_every_file_refuses_the_whole_release(world):
    with pytest.raises(DeploymentRefused) as caught:
        deploy(
            world,
            a__bpmn=diagrams.PARALLEL,
            b__bpmn=b"<no",
            c__dmn=b"<definitions/>",
            d__form=b"{",
            e__form__json=b'{"title": 1}',
            f__bpmn=DECIDES,
            g__form=diagrams.REQUEST_FILL.replace(b"= if amount", b"= if if"),
        )

    found = rules(caught.value.findings)
    assert {name for _, name in found} == {
        "b.bpmn", "c.dmn", "d.form", "e.form.json", "f.bpmn", "g.form",
    }  # fmt: skip
    assert ("form-rule-feel", "g.form") in found
    with pytest.raises(NotFound):
        world.store.run(lambda tx: tx.definitions.latest("parallel"))


def test_what_two_files_define_is_refused(world):
    with pytest.raises(DeploymentRefused) as caught:
        deploy(
            world,
            a__bpmn=diagrams.PARALLEL,
            b__bpmn=diagrams.PARALLEL,
            a__dmn=TABLE,
            b__dmn=TABLE,
            a__form=diagrams.REQUEST_FILL,
            b__form=diagrams.REQUEST_FILL,
        )

    twice = {f.element_id for f in caught.value.findings if f.rule == "defined-twice"}
    assert twice == {"parallel", "limit", "request_fill"}


def test_a_file_of_another_kind_is_left_out_with_a_warning(world):
    deployed = deploy(world, a__bpmn=diagrams.PARALLEL, README__md=b"text")

    assert [(f.rule, f.severity) for f in deployed.findings] == [("resource-ignored", "warning")]


def test_a_missing_called_process_decision_or_form_is_named(world):
    found = world.store.run(
        lambda tx: deployments.check(
            tx, {"a.bpmn": diagrams.CALLER, "b.bpmn": DECIDES, "c.bpmn": diagrams.REQUEST}
        )
    )

    assert {f.element_id for f in found if f.severity == "error"} >= {
        "CA_Sub", "BR_Limit", "UT_Fill", "UT_Approve",
    }  # fmt: skip


def test_a_process_that_is_not_executable_is_kept_but_not_deployed(world):
    drawn = diagrams.PARALLEL.replace(b'isExecutable="true"', b'isExecutable="false"')

    found = world.store.run(lambda tx: deployments.check(tx, {"a.bpmn": drawn}))

    assert [f.rule for f in found] != []
    with pytest.raises(NotFound):
        world.store.run(lambda tx: tx.definitions.latest("parallel"))


def test_only_designers_and_administrators_deploy(world):
    with pytest.raises(NotPermitted):
        deploy(world, by="max", a__bpmn=diagrams.PARALLEL)
