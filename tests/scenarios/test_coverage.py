"""What the stories came by is counted, and added up over processes of pytest."""

import copy
from types import SimpleNamespace
from uuid import UUID

import pytest

from engine.model.events import (
    DecisionEvaluated,
    ElementCompleted,
    SequenceFlowTaken,
    UserTaskCreated,
)
from engine.scenarios import collecting, reporting
from engine.scenarios.coverage import measure
from engine.scenarios.playing import Play
from engine.scenarios.reading import read
from engine.scenarios.stage import Stage
from engine.scenarios.telling import tell
from engine.scenarios.trodden import Trodden
from processes import resources

ID = UUID(int=1)


class Played:
    """A play of one case of a process, with these events."""

    def __init__(self, key, *events):
        self.key = key
        self.told = events
        self.branches = [("escalation_decide", "other=shown")]
        self.ruled = [{"matched": [{"table": "escalation_target_table", "rule": 3}]}]

    def cases(self, key=None):
        return [SimpleNamespace(key=self.key)]

    def events(self, kinds, which):
        return self.told


def graded(rule):
    matched = {"table": "escalation_target_table", "rule": rule}
    return DecisionEvaluated(
        activity_id=ID,
        element_id="BR_Target",
        decision_id="escalation_target",
        trace=({"decision": "escalation_target", "matched": [matched]},),
        result=None,
    )


@pytest.fixture
def trodden():
    seen = Trodden()
    seen.add(
        Played(
            "escalation",
            ElementCompleted(activity_id=ID, element_id="StartEvent_1", kind="startEvent"),
            SequenceFlowTaken(flow_id="Flow_StartEvent_1_BR_Target"),
            graded(2),
            graded(2),
        )
    )
    return seen


def test_rules_of_the_tables_that_a_process_asks_are_counted(trodden):
    (covered,) = measure(resources("escalation"), trodden)

    rules = next(share for share in covered.shares if share.what == "rules")
    assert (rules.what, rules.covered) == ("rules", 2)
    assert "escalation_target_table#1" in rules.missing
    assert "escalation_target_table#2" not in rules.missing


def test_nothing_to_come_by_is_covered(trodden):
    (covered,) = measure(resources("escalation"), trodden)

    assert covered.percent(("flies",)) == 100


def test_a_worker_sends_what_it_came_by_to_its_controller(trodden):
    controller = SimpleNamespace(stash=pytest.Stash(), getoption=lambda _: None)
    controller.stash[collecting._RUN] = collecting.Run(None, None, None, copy.deepcopy(trodden))
    worker = SimpleNamespace(stash=pytest.Stash(), workeroutput={})
    worker.stash[collecting._RUN] = collecting.Run(
        None, None, None, trodden, {"processes/escalation"}
    )

    collecting.pytest_sessionfinish(SimpleNamespace(config=worker))
    collecting.pytest_testnodedown(
        SimpleNamespace(workeroutput=worker.workeroutput, config=controller)
    )
    collecting.pytest_testnodedown(SimpleNamespace(config=controller))  # one that died says nothing

    run = controller.stash[collecting._RUN]
    assert run.folders == {"processes/escalation"}
    assert run.trodden.rules["escalation_target_table"]["2"] == 4


def test_a_run_that_never_began_leaves_nothing_to_remove():
    collecting.pytest_unconfigure(SimpleNamespace(stash=pytest.Stash()))


def test_parts_that_a_diagram_does_not_have_are_not_listed(trodden):
    told = reporting.text(measure({"a.bpmn": EMPTY}, trodden))

    assert "boundary" not in told


EMPTY = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<process id="a" isExecutable="true"><startEvent id="s"/></process></definitions>"""


def test_two_stories_of_a_suite_share_what_is_put_in_force(suite_file, tmp_path):
    suite = read(suite_file("- {start: limin, with: {rows: [1, $now]}}"))
    stage = Stage(tmp_path)

    for _ in range(2):
        store = stage.open(suite)
        tell(Play(store, suite), suite.scenarios[0])
        store.close()

    assert len(list(tmp_path.glob("template-*.db"))) == 1


LANES = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="t">
<process id="a" isExecutable="true"><laneSet id="ls"><lane id="Outer"><extensionElements><zeebe:properties>
<zeebe:property name="gj:assign" value="initiator"/></zeebe:properties></extensionElements><childLaneSet id="cs"><lane id="Inner">
<flowNodeRef>u</flowNodeRef></lane></childLaneSet></lane><lane id="Other"><flowNodeRef>v</flowNodeRef></lane></laneSet>
<startEvent id="s"/><userTask id="u"/><userTask id="v"/></process></definitions>"""


def test_a_task_whose_rule_found_nobody_has_not_tried_it():
    vacant = UserTaskCreated(
        task_id=ID, element_id="u", name="u", routing={"people": ["x"], "fallback": "process_admin"}
    )
    seen = Trodden()
    seen.add(Played("a", vacant))

    (covered,) = measure({"a.bpmn": LANES}, seen)

    rules = next(share for share in covered.shares if share.what == "assignments")
    assert rules.missing == ("u",)
