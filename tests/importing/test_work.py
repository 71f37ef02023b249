"""Automatic work, called processes, decisions and scripts of other engines."""

import pytest

from engine import diagram


@pytest.mark.parametrize("tag", ["serviceTask", "sendTask", "businessRuleTask"])
def test_an_external_task_is_a_job_of_its_topic(became, tag):
    task = became(
        f'<{tag} id="n" camunda:type="external" camunda:topic="notify" camunda:taskPriority="3"/>'
    )

    assert (task.job.type, task.extensions) == ("notify", ("zeebe:taskDefinition",))


def test_a_message_that_a_worker_sends_is_a_job(became):
    event = became("""<endEvent id="n"><messageEventDefinition camunda:type="external"
      camunda:topic="= sms"/></endEvent>""")

    assert event.job.type == "= sms"


@pytest.mark.parametrize(
    ("setting", "type_"),
    [
        ('camunda:class="com.example.Mail"', "com.example.Mail"),
        ('camunda:delegateExpression="${mailer}"', "mailer"),
        ("flowable:expression=\"${mailer.send(execution, 'x')}\"", "mailer.send"),
        ('flowable:type="mail"', "mail"),
        ('camunda:type="external" camunda:topic="${topic}"', "= topic"),
    ],
)
def test_code_of_the_old_server_becomes_a_job_of_its_name(became, setting, type_):
    assert became(f'<serviceTask id="n" {setting}/>').job.type == type_


@pytest.mark.parametrize(
    "setting",
    [
        'camunda:expression="${a + b}"',
        'camunda:class=""',
        'camunda:type="external" camunda:topic="${a()}"',
    ],
)
def test_code_without_a_name_is_left_out_and_a_job_type_demanded(imported, setting):
    result = imported(f'<serviceTask id="n" {setting}/>')

    assert diagram.read(result.xml).element("n").job.type == ""
    assert "left out" in {entry.verdict.value for entry in result.report}


def test_fields_are_headers_or_variables_and_retries_are_kept(became):
    task = became("""<serviceTask id="n" flowable:type="http" flowable:resultVariableName="answer"><extensionElements>
      <flowable:field name="url" stringValue="https://example.org"/>
      <flowable:field name="to"><flowable:expression>${customer.mail}</flowable:expression></flowable:field>
      <flowable:field name="as"><flowable:string>html</flowable:string></flowable:field>
      <flowable:field name="by" expression="${a.b()}"/><flowable:field name="none"/>
      <flowable:failedJobRetryTimeCycle>R5/PT5M</flowable:failedJobRetryTimeCycle></extensionElements></serviceTask>""")

    assert (task.job.type, task.job.retries) == ("http", "5")
    assert task.job.headers == {
        "url": "https://example.org",
        "as": "html",
        "none": "",
        "resultVariable": "answer",
    }
    assert [(line.source, line.target) for line in task.inputs] == [("= customer.mail", "to")]


@pytest.mark.parametrize("cycle", ["R5/PT5M", "PT5M"])
def test_retries_without_a_job_are_left_out(verdicts, cycle):
    found = verdicts(f"""<serviceTask id="n"><extensionElements><camunda:failedJobRetryTimeCycle>{cycle}
      </camunda:failedJobRetryTimeCycle></extensionElements></serviceTask>""")

    assert found == {"camunda:failedJobRetryTimeCycle": "left out"}


def test_a_connector_is_a_job_with_its_parameters(became):
    task = became("""<serviceTask id="n"><extensionElements><camunda:connector><camunda:inputOutput>
      <camunda:inputParameter name="url">https://example.org</camunda:inputParameter></camunda:inputOutput>
      <camunda:connectorId>http-connector</camunda:connectorId></camunda:connector></extensionElements></serviceTask>""")

    assert task.job.type == "http-connector"
    assert [(line.source, line.target) for line in task.inputs] == [
        ('= "https://example.org"', "url")
    ]


def test_parameters_become_mappings(imported):
    result = imported("""<userTask id="n"><extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="sum">${a + 1}</camunda:inputParameter>
      <camunda:inputParameter name="none"/>
      <camunda:inputParameter name="all"><camunda:list><camunda:value>x</camunda:value><camunda:value>${y}</camunda:value>
        </camunda:list></camunda:inputParameter>
      <camunda:inputParameter name="map"><camunda:map><camunda:entry key="k">${v}</camunda:entry></camunda:map>
        </camunda:inputParameter>
      <camunda:inputParameter name="feel"><camunda:script scriptFormat="feel">a + b</camunda:script></camunda:inputParameter>
      <camunda:inputParameter name="juel"><camunda:script scriptFormat="juel">${c}</camunda:script></camunda:inputParameter>
      <camunda:inputParameter name="plain"><camunda:script scriptFormat="juel">d</camunda:script></camunda:inputParameter>
      <camunda:inputParameter name="groovy"><camunda:script scriptFormat="groovy">x</camunda:script></camunda:inputParameter>
      <camunda:inputParameter name="no name">x</camunda:inputParameter>
      <camunda:inputParameter name="file"><camunda:script resource="x.js"/></camunda:inputParameter>
      <camunda:outputParameter name="result">${r}</camunda:outputParameter>
      </camunda:inputOutput></extensionElements></userTask>""")
    task = diagram.read(result.xml).element("n")

    assert {line.target: line.source for line in task.inputs} == {
        "sum": "= a + 1",
        "none": '= ""',
        "all": '= ["x", y]',
        "map": "= {k: v}",
        "feel": "= a + b",
        "juel": "= c",
        "plain": '= "d"',
    }
    assert [(line.source, line.target) for line in task.outputs] == [("= r", "result")]
    left = [entry.setting for entry in result.report if entry.verdict == "left out"]
    assert left == [
        "camunda:inputOutput groovy",
        "camunda:inputOutput no name",
        "camunda:inputOutput file",
    ]


def test_a_called_process_gets_what_is_passed_and_no_more(became):
    call = became("""<callActivity id="n" calledElement="escalation" camunda:calledElementBinding="version"
      camunda:calledElementVersion="2"><extensionElements><camunda:in source="a" target="b"/>
      <camunda:in sourceExpression="${c + 1}" target="d"/><camunda:in sourceExpression="${c()}" target="e"/>
      <camunda:in businessKey="#{execution.processBusinessKey}"/><camunda:out source="x" target="y"/>
      </extensionElements></callActivity>""")

    assert (call.called.process_id, call.called.propagate_parent, call.called.propagate_child) == (
        "escalation",
        False,
        False,
    )
    assert [(line.source, line.target) for line in call.inputs] == [("= a", "b"), ("= c + 1", "d")]
    assert [(line.source, line.target) for line in call.outputs] == [("= x", "y")]
    assert call.called.binding is None


def test_a_called_process_may_share_everything(became):
    both = became("""<callActivity id="n" calledElement="${which}" camunda:calledElementBinding="versionTag"
      camunda:calledElementVersionTag="v1"><extensionElements><camunda:in variables="all"/>
      <camunda:out variables="all"/></extensionElements></callActivity>""")
    inherited = became('<callActivity id="n" calledElement="x" flowable:inheritVariables="true"/>')
    not_inherited = became(
        '<callActivity id="n" calledElement="${a()}" flowable:inheritVariables="false"/>'
    )
    spiff = became('<callActivity id="n" calledElement="x" spiffworkflow:a="1"/>')

    assert (both.called.process_id, both.called.binding, both.called.version_tag) == (
        "= which",
        "versionTag",
        "v1",
    )
    assert [
        (c.called.propagate_parent, c.called.propagate_child)
        for c in (both, inherited, not_inherited, spiff)
    ] == [
        (True, True),
        (True, False),
        (False, False),
        (True, True),
    ]
    assert not_inherited.called.process_id == ""


def test_a_call_of_plain_bpmn_stays_as_it_is(imported):
    result = imported('<callActivity id="n" calledElement="x"/><callActivity id="m"/>')

    assert diagram.read(result.xml).element("n").called.propagate_child is True
    assert result.report == ()


def test_a_call_without_a_process_and_a_decision_with_a_result_are_left_as_they_are(became):
    call = became('<callActivity id="n" camunda:x="1"/>')
    decided = became("""<businessRuleTask id="n" camunda:decisionRef="sla"><extensionElements>
      <zeebe:calledDecision resultVariable="r"/></extensionElements></businessRuleTask>""")

    assert call.called.process_id == ""
    assert (decided.decision.id, decided.decision.result_variable) == ("sla", "r")


def test_a_decision_is_asked_and_its_result_kept(became, verdicts):
    with_result = """<businessRuleTask id="n" camunda:decisionRef="sla" camunda:resultVariable="r"
      camunda:mapDecisionResult="singleEntry" camunda:decisionRefBinding="deployment"/>"""
    computed = '<businessRuleTask id="n" camunda:decisionRef="${which}"/>'
    lost = '<businessRuleTask id="n" camunda:decisionRef="${which()}"/>'

    decision = became(with_result).decision
    assert (decision.id, decision.result_variable, decision.binding) == ("sla", "r", "deployment")
    assert verdicts(with_result)["camunda:mapDecisionResult"] == "approximated"
    assert became(computed).decision.id == "= which"
    assert became(computed).decision.result_variable == "decision_result"
    assert became(lost).decision.id == ""


def test_the_decision_task_of_flowable_is_a_business_rule_task(became):
    field = """<flowable:field name="decisionTableReferenceKey"><flowable:string>sla</flowable:string></flowable:field>"""
    task = became(
        f'<serviceTask id="n" flowable:type="dmn"><extensionElements>{field}</extensionElements></serviceTask>'
    )
    silent = became('<serviceTask id="n" flowable:type="dmn"/>')

    assert (task.kind, task.decision.id, task.decision.result_variable) == (
        "businessRuleTask",
        "sla",
        "sla",
    )
    assert (silent.kind, silent.decision) == ("serviceTask", None)


@pytest.mark.parametrize(
    ("attributes", "text", "expression", "result"),
    [
        ('scriptFormat="feel" camunda:resultVariable="r"', "a + 1", "= a + 1", "r"),
        ('scriptFormat="feel"', "= a", "= a", "script_result"),
        ('scriptFormat="juel"', "${a ? 1 : 2}", "= if a then 1 else 2", "script_result"),
        ('scriptFormat="python" spiffworkflow:x="1"', "b = a * 2", "= a * 2", "b"),
        ('spiffworkflow:x="1"', "b = a * 2", "= a * 2", "b"),
        (
            'scriptFormat="text/x-python3.9" spiffworkflow:x="1"',
            "b = 1\nc = b",
            "= {b: 1, c: b}",
            "script_result",
        ),
    ],
)
def test_a_simple_script_becomes_feel(became, attributes, text, expression, result):
    task = became(f'<scriptTask id="n" {attributes}><script>{text}</script></scriptTask>')

    assert (task.script.expression, task.script.result_variable) == (expression, result)


def test_several_assignments_are_mapped_one_by_one(became):
    task = became(
        '<scriptTask id="n" spiffworkflow:x="1"><script>b = 1\nc = b</script></scriptTask>'
    )

    assert [(o.source, o.target) for o in task.outputs] == [
        ("= script_result.b", "b"),
        ("= script_result.c", "c"),
    ]


@pytest.mark.parametrize("language", ["groovy", "javascript", "python", ""])
def test_a_script_in_another_language_is_left_out_with_its_text(imported, language):
    result = imported(
        f"""<scriptTask id="n" scriptFormat="{language}" camunda:x="1"><script>println(1)</script></scriptTask>"""
    )

    entry = result.report[0]
    assert (entry.setting, entry.verdict) == (f"script ({language or '?'})", "left out")
    assert "println(1)" in entry.message_en
    left = diagram.read(result.xml).element("n")
    assert (left.script, left.job.type) == (None, "")


def test_a_script_kept_in_a_file_is_left_out(verdicts):
    assert verdicts('<scriptTask id="n" camunda:resource="a.groovy"/>') == {
        "camunda:resource": "left out"
    }


def test_a_script_in_feel_stays(imported):
    inside = """<scriptTask id="n"><extensionElements><zeebe:script expression="= 1" resultVariable="a"/>
      </extensionElements></scriptTask>"""

    assert imported(inside).report == ()


def test_a_service_operator_of_spiffworkflow_is_a_job(became):
    task = became("""<serviceTask id="n"><extensionElements><spiffworkflow:serviceTaskOperator id="http/GetRequest"
      resultVariable="answer"><spiffworkflow:retry retries="4" retryBackoffBase="2"/><spiffworkflow:parameters>
      <spiffworkflow:parameter id="url" type="str" value="'https://example.org/' + path"/>
      <spiffworkflow:parameter id="none" type="str"/><spiffworkflow:parameter id="bad" type="str" value="f(x)"/>
      </spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>
      <spiffworkflow:preScript>path = a.b</spiffworkflow:preScript>
      <spiffworkflow:postScript>done = True</spiffworkflow:postScript></extensionElements></serviceTask>
      <serviceTask id="m"><extensionElements><spiffworkflow:serviceTaskOperator id="x"/></extensionElements></serviceTask>""")

    assert (task.job.type, task.job.retries, task.job.headers) == (
        "http/GetRequest",
        "4",
        {"resultVariable": "answer"},
    )
    assert [(line.source, line.target) for line in task.inputs] == [
        ('= "https://example.org/" + path', "url"),
        ("= null", "none"),
        ("= a.b", "path"),
    ]
    assert [(line.source, line.target) for line in task.outputs] == [("= true", "done")]


def test_a_script_after_a_user_task_is_left_out_because_it_would_hold_back_the_form(verdicts):
    found = verdicts("""<userTask id="n"><extensionElements><spiffworkflow:postScript>a = 1</spiffworkflow:postScript>
      <spiffworkflow:preScript>import os</spiffworkflow:preScript></extensionElements></userTask>""")

    assert found == {"spiffworkflow:preScript": "left out", "spiffworkflow:postScript": "left out"}


def test_instructions_and_properties_of_spiffworkflow_are_taken_over(imported):
    result = imported("""<userTask id="n"><documentation>first</documentation><extensionElements>
      <spiffworkflow:instructionsForEndUser>请核对。</spiffworkflow:instructionsForEndUser><spiffworkflow:properties>
      <spiffworkflow:property name="formJsonSchemaFilename" value="repair-schema.json"/>
      <spiffworkflow:property name="formUiSchemaFilename" value="repair-uischema.json"/>
      <spiffworkflow:property name="colour" value="red"/></spiffworkflow:properties></extensionElements></userTask>
      <manualTask id="m"><extensionElements><spiffworkflow:instructionsForEndUser>Hello {{ name }}
      </spiffworkflow:instructionsForEndUser></extensionElements></manualTask>
      <manualTask id="o"><extensionElements><spiffworkflow:instructionsForEndUser/></extensionElements></manualTask>""")
    task = diagram.read(result.xml).element("n")
    verdicts = {(entry.element_id, entry.setting): entry.verdict.value for entry in result.report}

    assert task.documentation == "first\n\n请核对。"
    assert (task.form.id, dict(task.properties)) == ("repair", {"colour": "red"})
    assert verdicts == {
        ("n", "spiffworkflow:properties formJsonSchemaFilename"): "approximated",
        ("n", "spiffworkflow:properties formUiSchemaFilename"): "left out",
        ("n", "spiffworkflow:properties colour"): "taken over",
        ("n", "spiffworkflow:instructionsForEndUser"): "taken over",
        ("m", "spiffworkflow:instructionsForEndUser"): "approximated",
    }


def test_a_decision_of_spiffworkflow_is_asked(became):
    task = became("""<businessRuleTask id="n"><extensionElements><spiffworkflow:calledDecisionId>sla
      </spiffworkflow:calledDecisionId></extensionElements></businessRuleTask>""")

    assert (task.decision.id, task.decision.result_variable) == ("sla", "decision_result")
