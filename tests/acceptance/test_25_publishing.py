"""What is wrong in a diagram is refused when it is published, in Chinese, all of it at once."""

from tests.usecases.diagrams import START, bpmn, flow, path, user

MINE = {"gj:assign": "initiator"}
END = '<endEvent id="End_1"/>'
TABLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
  <decision id="grade" name="grade"><decisionTable id="t" hitPolicy="UNIQUE">
    <input id="i"><inputExpression id="e" typeRef="number"><text>amount</text></inputExpression></input>
    <output id="o" name="grade" typeRef="string"/>
    <rule id="r1"><inputEntry id="a1"><text>&lt;= 10</text></inputEntry>
      <outputEntry id="b1"><text>"low"</text></outputEntry></rule>
    <rule id="r2"><inputEntry id="a2"><text>&gt;= 10</text></inputEntry>
      <outputEntry id="b2"><text>"high"</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"""


def publish(company, **files):
    return company["caoying"].deploy(**files)


def findings(answer):
    """Return what was found, of a refusal or of a release with warnings."""
    body = answer.json()
    return body["findings"] if answer.status_code == 201 else body["facts"]["findings"]


def line(*tasks, more=""):
    ids = ("StartEvent_1", *(f"UT_{n}" for n in range(1, len(tasks) + 1)), "End_1")
    return START + "".join(tasks) + END + path(*ids) + more


def test_elements_may_be_called_start_and_end(company):
    diagram = bpmn(
        "named",
        '<startEvent id="Start"/><endEvent id="End"/>'
        + user("Root", groups="", settings=MINE)
        + path("Start", "Root", "End"),
    )
    assert publish(company, **{"1.bpmn": diagram}).status_code == 201

    started = company["limin"].post("/process-instances", {"process_key": "named"}).json()
    task = company["limin"].task_of(started["id"])["id"]
    done = company["limin"].post(f"/user-tasks/{task}/completion", {}).json()

    assert (done["state"], done["outcome"]) == ("completed", "End")


def test_an_id_that_two_elements_have_is_refused_in_chinese(company):
    twice = line(user("UT_1", groups="", settings=MINE)) + '<task id="UT_1"/>'

    answer = publish(company, **{"1.bpmn": bpmn("twice", twice)})

    assert answer.status_code == 422
    errors = [each for each in findings(answer) if each["severity"] == "error"]
    assert any("UT_1" in (each["element_id"] or "") + each["message_zh"] for each in errors)
    assert all(has_chinese(each["message_zh"]) for each in errors)
    assert company["limin"].get("/process-definitions").json()["items"] == []


def test_a_lane_without_a_rule_is_told_and_its_tasks_go_to_the_administrators(company):
    lane = '<lane id="L_1" name="客服"><flowNodeRef>UT_1</flowNodeRef></lane>'
    body = f'<laneSet id="L_0">{lane}</laneSet>' + line(user("UT_1", groups=""))

    answer = publish(company, **{"1.bpmn": bpmn("lanes", body)})

    (found,) = [each for each in findings(answer) if each["rule"] == "candidates"]
    assert (answer.status_code, found["severity"]) == (201, "warning")
    assert has_chinese(found["message_zh"])
    company["limin"].post("/process-instances", {"process_key": "lanes"})
    assert company["limin"].get("/user-tasks").json()["items"] == []
    assert len(company["fangyuan"].get("/user-tasks").json()["items"]) == 1


def test_rules_of_a_table_that_overlap_where_one_alone_may_fit_are_refused(company):
    answer = publish(company, **{"1.dmn": TABLE})

    assert answer.status_code == 422
    (found,) = [each for each in findings(answer) if each["severity"] == "error"]
    assert found["rule"] == "dmn-table-overlap"
    assert "规则" in found["message_zh"]


def test_a_choice_without_a_default_is_told_before_it_can_get_stuck(company):
    choice = (
        START
        + user("UT_1", groups="", settings=MINE)
        + '<exclusiveGateway id="G_1"/><endEvent id="End_1"/><endEvent id="End_2"/>'
        + path("StartEvent_1", "UT_1", "G_1")
        + flow("G_1", "End_1", "=amount &gt; 10")
        + flow("G_1", "End_2", "=amount &lt; 5")
    )

    answer = publish(company, **{"1.bpmn": bpmn("choice", choice)})

    (found,) = [each for each in findings(answer) if each["rule"] == "no-default"]
    assert (answer.status_code, found["severity"], found["element_id"]) == (201, "warning", "G_1")
    assert "默认分支" in found["message_zh"] + found["hint_zh"]


def has_chinese(text):
    return any("一" <= letter <= "鿿" for letter in text)
