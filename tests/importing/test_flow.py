"""Conditions, timers, messages and repetition of other engines."""

import pytest

from engine import diagram


@pytest.mark.parametrize(
    ("condition", "space", "wanted"),
    [
        ("${amount > 10 && !vip}", "camunda", "amount > 10 and not(vip)"),
        ("#{amount lt 10}", "flowable", "amount < 10"),
        ("amount > 10 and not vip", "spiffworkflow", "amount > 10 and not(vip)"),
        ("= a = 1", "camunda", "a = 1"),
        ("true", "camunda", "true"),
        ("", "camunda", None),
        ("a > 1", "camunda", None),
        ("${a.b()}", "camunda", None),
        ("a.b()", "spiffworkflow", None),
    ],
)
def test_a_condition_becomes_feel_or_is_left_out(feel_of, condition, space, wanted):
    assert feel_of(condition, space) == wanted


@pytest.mark.parametrize(
    "attributes",
    ['language="groovy"', 'language="text/javascript"', 'camunda:resource="deployment://x.groovy"'],
)
def test_a_condition_in_a_script_language_is_left_out(imported, attributes):
    result = imported(f"""<sequenceFlow id="f" sourceRef="a" targetRef="b"><conditionExpression {attributes}>x &gt; 1
      </conditionExpression></sequenceFlow>""")

    assert [(e.element_id, e.setting, e.verdict) for e in result.report] == [
        ("f", "conditionExpression", "left out")
    ]
    assert diagram.read(result.xml).processes["p"].flows["f"].condition is None


def test_a_condition_of_a_plain_drawing_stays(imported):
    result = imported("""<sequenceFlow id="f" sourceRef="a" targetRef="b"><conditionExpression>是</conditionExpression>
      </sequenceFlow>""")

    assert diagram.read(result.xml).processes["p"].flows["f"].condition == "= 是"


def timer(kind, text, mark='spiffworkflow:x="1"'):
    return f"""<intermediateCatchEvent id="n" {mark}><timerEventDefinition><{kind} language="python">{text}</{kind}>
      </timerEventDefinition></intermediateCatchEvent>"""


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("timeDuration", '"PT4H"', "PT4H"),
        ("timeDuration", "PT4H", "PT4H"),
        ("timeDuration", "timedelta(hours=4)", "PT4H"),
        ("timeDuration", "${span}", "= span"),
        ("timeDate", "due", "= due"),
        ("timeCycle", "R3/PT1H", "R3/PT1H"),
        ("timeDuration", "= span", "= span"),
        ("timeDuration", "f(x)", "f(x)"),
    ],
)
def test_the_time_of_a_timer_becomes_a_literal_or_feel(became, kind, text, wanted):
    assert became(timer(kind, text)).event.timer.text == wanted


def test_the_times_of_the_java_engines_stay(imported):
    result = imported(timer("timeCycle", "0 0 9 * * ?", 'flowable:x="1"'))

    assert diagram.read(result.xml).element("n").event.timer.text == "0 0 9 * * ?"
    assert [entry.setting for entry in result.report] == ["flowable:x"]


def test_a_condition_to_wait_for_becomes_feel(became):
    event = became("""<intermediateCatchEvent id="n"><conditionalEventDefinition><condition>${a &gt; 1}</condition>
      </conditionalEventDefinition></intermediateCatchEvent>""")

    assert event.event.condition == "= a > 1"


def test_a_message_that_waits_in_a_case_is_found_by_the_number_of_the_case(imported):
    def catch(tag, ref, inside=""):
        return (
            f'<{tag} id="{tag}{ref}"{inside}><messageEventDefinition messageRef="{ref}"/></{tag}>'
        )

    beside = (
        "".join(f'<message id="{m}" name="{m}"/>' for m in "ABCDE")
        + '<message id="F" name="F${n}"/>'
    )
    result = imported(
        catch("startEvent", "A")
        + catch("intermediateCatchEvent", "B")
        + '<receiveTask id="r" messageRef="C" camunda:x="1"/>'
        + f'<subProcess id="esp" triggeredByEvent="true">{catch("startEvent", "D")}</subProcess>'
        + catch("endEvent", "E")
        + catch("boundaryEvent", "F", ' attachedToRef="r"'),
        beside,
    )
    found = diagram.read(result.xml).messages

    assert {m: found[m].correlation_key for m in found} == {
        "A": None,
        "B": "= case.number",
        "C": "= case.number",
        "D": "= case.number",
        "E": None,
        "F": "= case.number",
    }
    assert found["F"].name == '= "F" + string(n)'


def test_a_name_that_cannot_be_computed_stays(imported):
    result = imported("", '<message id="M" name="${a()}"/>')

    assert diagram.read(result.xml).messages["M"].name == "${a()}"
    assert [entry.verdict for entry in result.report] == ["left out"]


@pytest.mark.parametrize(
    ("collection", "ours"),
    [
        ('camunda:collection="approvers"', "= approvers"),
        ('flowable:collection="${a.b}"', "= a.b"),
        ('activiti:collection="${a.b()}"', None),
    ],
)
def test_a_collection_keeps_its_meaning(became, collection, ours):
    space = collection.partition(":")[0]
    task = became(f"""<userTask id="n"><multiInstanceLoopCharacteristics {collection} {space}:elementVariable="one">
      <loopCardinality>3</loopCardinality>
      <completionCondition>${{nrOfCompletedInstances &gt; 1}}</completionCondition>
      </multiInstanceLoopCharacteristics></userTask>""")

    assert (task.loop.input_collection, task.loop.input_element) == (ours, "one")
    assert task.loop.completion_condition == "= numberOfCompletedInstances > 1"
    assert task.loop.cardinality == "= 3"


def test_a_completion_condition_that_calls_a_method_is_left_out(became):
    task = became("""<userTask id="n" camunda:x="1"><multiInstanceLoopCharacteristics><loopCardinality>${n}</loopCardinality>
      <completionCondition>${bean.done()}</completionCondition></multiInstanceLoopCharacteristics></userTask>""")

    assert (task.loop.cardinality, task.loop.completion_condition) == ("= n", None)


@pytest.mark.parametrize(("space", "item"), [("spiffworkflow", "i"), ("camunda", "name_of_i")])
def test_the_collections_of_the_standard_are_taken_over(became, space, item):
    task = became(f"""<userTask id="n" {space}:x="1"><multiInstanceLoopCharacteristics>
      <loopDataInputRef>people</loopDataInputRef><loopDataOutputRef>votes</loopDataOutputRef>
      <inputDataItem id="i" name="name_of_i"/><outputDataItem id="o" name="o"/></multiInstanceLoopCharacteristics></userTask>""")

    assert (task.loop.input_collection, task.loop.input_element) == ("= people", item)
    assert (task.loop.output_collection, task.loop.output_element) == ("votes", "= o")


@pytest.mark.parametrize(
    "alone",
    ["<loopDataOutputRef>votes</loopDataOutputRef>", '<outputDataItem id="o"/><inputDataItem/>'],
)
def test_an_output_without_its_other_half_is_left_out(imported, alone):
    result = imported(
        f'<task id="n"><multiInstanceLoopCharacteristics>{alone}</multiInstanceLoopCharacteristics></task>'
    )

    assert [(entry.element_id, entry.verdict) for entry in result.report] == [("n", "left out")]


def test_a_standard_loop_keeps_its_condition(became):
    task = became("""<task id="n" camunda:x="1"><standardLoopCharacteristics><loopCondition>${again}</loopCondition>
      </standardLoopCharacteristics></task>""")

    assert task.loop.loop_condition == "= again"
