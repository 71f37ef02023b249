"""A process asks how many other cases are like this one; the engine itself answers."""

import pytest

from engine import case_counts, instances
from engine.store import JobQuery
from tests.usecases.diagrams import END, START, bpmn, path, user

COUNTS = bpmn(
    "counts",
    START
    + user("UT_Register")
    + """<serviceTask id="ST_Count"><extensionElements><zeebe:taskDefinition type="case-count"/>
      <zeebe:ioMapping><zeebe:input source="=question" target="wanted"/>
      <zeebe:output source="=count" target="same_n"/><zeebe:output source="=cases" target="same"/>
      </zeebe:ioMapping></extensionElements></serviceTask>"""
    + user("UT_After")
    + END
    + path("StartEvent_1", "UT_Register", "ST_Count", "UT_After", "End_1"),
    settings={"gj:search": "room, category, level", "gj:number": "TS"},
)
SAME = {"process": "counts", "days": 30, "same": {"room": "8", "category": "漏水"}}


def register(world, question=SAME, *, project="HY01", **values):
    """Bring a case to where it has been answered, or stands still."""
    case = world.start("counts", project=project, variables={"question": question})
    world.complete("UT_Register", case=case, **{"room": "8", "category": "漏水", **values})
    world.run_due()
    return case


def counted(world, case):
    found = world.variables(case)
    return found["same_n"], found["same"]


@pytest.fixture
def counting(world):
    world.deploy(COUNTS)
    return world


def test_the_cases_with_the_same_values_are_counted_without_the_case_itself(counting):
    first = register(counting)
    register(counting, room="9")

    third = register(counting)

    assert counted(counting, first) == (0, [])
    assert counted(counting, third) == (1, [first.business_key])
    assert counting.replays(third)


def test_only_cases_of_the_last_days_count(counting):
    register(counting)
    counting.advance(days=31)

    assert counted(counting, register(counting))[0] == 0
    assert counted(counting, register(counting, {**SAME, "days": None}))[0] == 2


def test_another_project_counts_only_where_the_question_says_so(counting):
    register(counting, project="HY02")

    assert counted(counting, register(counting))[0] == 0
    assert counted(counting, register(counting, {**SAME, "anywhere": True}))[0] == 2


def test_what_has_ended_counts_unless_open_ones_are_asked_for(counting):
    ended = register(counting)
    counting.complete("UT_After", case=ended)

    assert counted(counting, register(counting))[0] == 1
    assert counted(counting, register(counting, {**SAME, "open": True}))[0] == 1


def test_a_field_without_a_value_is_not_asked_for(counting):
    register(counting, room="9")

    question = {"process": "counts", "same": {"room": None, "category": "漏水"}}
    assert counted(counting, register(counting, question))[0] == 1
    assert counted(counting, register(counting, {"process": "counts"}))[0] == 2


def test_only_cases_count_whose_numbers_are_as_high(counting):
    at = {"process": "counts", "least": {"level": 2, "room": None}}
    register(counting, level=1)
    register(counting, level="high")
    high = register(counting, level=3)

    found = register(counting, at)

    assert counted(counting, found) == (1, [high.business_key])


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (None, "`wanted` is a context"),
        ({"process": "counts", "kind": 1}, "`wanted` is a context"),
        ({"days": 3}, "`wanted.process`"),
        ({"process": "counts", "days": 0}, "`wanted.days` is 0"),
        ({"process": "counts", "days": True}, "`wanted.days` is True"),
        ({"process": "counts", "days": "3"}, "`wanted.days` is '3'"),
        ({"process": "counts", "same": [1]}, "`wanted.same`"),
        ({"process": "counts", "least": [1]}, "`wanted.least`"),
        ({"process": "counts", "least": {"room": "high"}}, "`wanted.least`"),
    ],
)
def test_a_question_that_cannot_be_understood_is_an_incident(counting, question, said):
    case = register(counting, question)

    (incident,) = counting.incidents(case)
    assert incident.element_id == "ST_Count"
    assert said in incident.message
    assert counting.replays(case)


def test_a_job_that_is_not_open_is_left_alone(counting):
    case = register(counting)
    with counting.store.read() as tx:
        (job,) = tx.jobs.page(JobQuery(kind="service", instance_id=case.id)).items

    assert counting.store.run(lambda tx: case_counts.answer(tx, job.id)) is None


def test_a_suspended_case_is_not_answered_and_goes_on_once_it_is_resumed(counting):
    case = counting.start("counts", project="HY01", variables={"question": SAME})
    counting.complete("UT_Register", case=case, room="8")
    counting.do(instances.suspend, case.id, by="ada", reason="x")

    counting.run_due()
    waits = counting.get(case).state
    counting.do(instances.resume, case.id, by="ada", reason="x")
    counting.advance(minutes=5)

    assert waits == "suspended"
    assert counting.open(case) == ["UT_After"]
