"""BPMN 2.0.2, 10.3.5 and 13.3.5: people choose what is done in an ad-hoc sub-process."""

import pytest

from engine.errors import Invalid
from engine.model import commands, events


def test_it_waits_in_a_worklist_until_somebody_chooses(play):
    case = play().start()

    (task,) = case.tasks()

    assert (task.element_id, task.candidate_groups) == ("Help", ("stewards",))


def test_activities_are_begun_by_hand_as_often_as_wanted_and_beside_each_other(play):
    case = play().start()

    case.choose("Call").choose("Call").choose("Visit")

    assert case.open == ["Call", "Call", "Help", "Visit"]


def test_what_flows_lead_to_runs_on(play):
    case = play().start().choose("Visit").complete("Visit")

    assert case.open == ["File", "Help"]
    assert case.variables["noted"] == 1


def test_it_ends_by_hand_when_nothing_goes_on_in_it(play):
    case = play().start().choose("Call")
    with pytest.raises(Invalid, match="has to end first"):
        case.complete("Help")

    case.complete("Call").complete("Help", result="good")

    assert case.open == ["After"]
    assert case.variables["result"] == "good"
    assert not case.told(events.UserTaskWithdrawn)
    assert case.complete("After").ended


@pytest.mark.parametrize("element_id", ["File", "Note", "After", "Nothing"])
def test_what_a_flow_leads_to_or_is_not_inside_cannot_be_chosen(play, element_id):
    case = play().start()

    with pytest.raises(Invalid, match="none of Call, Visit"):
        case.choose(element_id)


def test_one_after_the_other_where_it_is_sequential(play):
    case = play("ad_hoc_sequential").start().choose("Visit").complete("Visit")
    with pytest.raises(Invalid, match="still going on"):
        case.choose("Call")

    case.complete("File").choose("Call")

    assert case.open == ["Call", "Help"]


def test_its_condition_ends_it_and_cancels_what_goes_on(play):
    case = play("ad_hoc_condition").start(done=False).choose("Call").choose("Visit")

    case.complete("Visit", done=True)

    assert case.open == ["After"]
    withdrawn = [event.element_id for event in case.told(events.UserTaskWithdrawn)]
    assert withdrawn == ["Call", "Help"]
    assert "Note" not in case.visits()


def test_without_cancelling_it_ends_when_what_goes_on_has_ended(play):
    case = play("ad_hoc_remaining").start(done=False).choose("Call").choose("Visit").choose("Call")
    case.complete("Visit", done=True)
    assert case.open == ["Call", "Call", "Help"]
    with pytest.raises(Invalid, match="only waits"):
        case.choose("Call")

    first, second = [task for task in case.tasks() if task.element_id == "Call"]
    case.complete_id(first.task_id, done=False)
    case.complete_id(second.task_id)

    assert case.open == ["After"]


def test_by_hand_it_ends_only_when_its_condition_is_true(play):
    case = play("ad_hoc_condition").start(done=False)
    with pytest.raises(Invalid, match="not true"):
        case.complete("Help", other=1)

    case.complete("Help", done=True)

    assert case.open == ["After"]


def test_a_condition_that_cannot_be_asked_rejects_the_end_and_stops_the_activity(play):
    case = play("ad_hoc_condition").start().choose("Call")
    case.complete("Call")
    (incident,) = case.incidents()
    assert (incident.kind, incident.element_id) == ("condition", "Call")

    case.write(done=False).retry()
    assert case.open == ["Help"]
    with pytest.raises(Invalid, match="done"):
        case.complete("Help", done="perhaps")

    assert case.complete("Help", done=True).open == ["After"]


def test_named_elements_begin_on_entry_and_nobody_is_asked(play):
    case = play("ad_hoc_active_elements").start(what=["Visit", "Call"])
    assert case.open == ["Call", "Visit"]

    case.complete("Call").complete("Visit")
    assert case.open == ["File"]
    case.complete("File")

    assert case.open == ["After"]


def test_named_elements_begin_one_after_the_other_where_it_is_sequential(play):
    case = play("ad_hoc_active_sequential").start(what=["Visit", "Call"])

    case.complete("Visit")
    assert case.open == ["File"]
    case.complete("File")
    assert case.open == ["Call"]

    assert case.complete("Call").open == ["After"]


def test_nothing_named_is_nothing_to_do(play):
    case = play("ad_hoc_active_elements").start(what=[])

    assert case.open == ["After"]


@pytest.mark.parametrize("what", [["File"], "Call", [1], None])
def test_a_name_that_cannot_be_begun_is_an_incident(play, what):
    case = play("ad_hoc_active_elements").start(what=what)
    (incident,) = case.incidents()
    assert (incident.kind, incident.element_id) == ("expression", "Help")

    case.write(what=["Call"]).retry()

    assert case.open == ["Call"]


def test_people_are_asked_too_where_a_condition_may_keep_it_open(play):
    case = play("ad_hoc_active_condition").start(what=["Call"], done=False)
    assert case.open == ["Call", "Help"]

    case.complete("Call")
    assert case.open == ["Help"]
    case.choose("Call").complete("Call", done=True)

    assert case.open == ["After"]


def test_nobody_chooses_or_ends_what_runs_by_itself(play):
    case = play("ad_hoc_active_elements").start(what=["Call"])
    (ad_hoc,) = [e for e in case.history if getattr(e, "kind", "") == "adHocSubProcess"]

    with pytest.raises(Invalid, match="says what begins"):
        case.do(commands.ChooseActivity(activity_id=ad_hoc.activity_id, element_id="Visit"))
    with pytest.raises(Invalid, match="has to end first"):
        case.complete_id(ad_hoc.activity_id)


def test_catch_events_listen_as_long_as_it_is_open(play):
    case = play("ad_hoc_events").start()

    case.message("ring").message("ring").signal("fire").signal("fire")
    assert case.open == ["Answer", "Answer", "Help", "Rescue", "Rescue"]
    while case.open != ["Help"]:
        case.complete_id(next(t.task_id for t in case.tasks() if t.element_id != "Help"))
    case.complete("Help")

    assert case.open == ["After"]
    assert case.subscriptions() == []


def test_a_boundary_event_takes_everything_back(play):
    case = play("ad_hoc_events").start().choose("Call").message("ring").fire("Late")

    assert case.ended
    assert case.outcome == "F"
    assert case.subscriptions() == []


def test_several_instances_each_have_their_own_choice(play):
    case = play("ad_hoc_instances").start()
    first, second = case.tasks()

    case.choose("Call", counter=2).complete_id(first.task_id)

    assert case.open == ["Call", "Help"]
    assert case.complete("Call").complete("Help").open == ["After"]
    assert second.loop_counter == 2


BROKEN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">
<signal id="Fire" name="=alarm"/><process id="p" isExecutable="true"><startEvent id="S"><outgoing>f</outgoing>
</startEvent><sequenceFlow id="f" sourceRef="S" targetRef="Help"/><adHocSubProcess id="Help">
<incoming>f</incoming><userTask id="Call"/><subProcess id="Alarm" triggeredByEvent="true">
<startEvent id="HS" isInterrupting="false"><signalEventDefinition signalRef="Fire"/></startEvent>
</subProcess></adHocSubProcess></process></definitions>"""


def test_an_event_inside_that_cannot_be_armed_is_an_incident_that_can_be_retried(playing):
    case = playing(BROKEN).start()
    (incident,) = case.incidents()
    assert incident.element_id == "Help"
    assert case.open == []

    case.write(alarm="fire").retry()

    assert case.open == ["Help"]
    assert case.choose("Call").open == ["Call", "Help"]
