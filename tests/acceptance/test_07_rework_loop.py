"""A drawn rework loop through a parallel review, three rounds, in every order of the branches."""

from itertools import permutations

import pytest

from tests.usecases.diagrams import START, bpmn, flow, path, user

NOTE = b"""{"id": "note", "title": "Note", "schema": {"type": "object", "properties": {
  "b": {"type": "string", "title": "B"}, "c": {"type": "string", "title": "C"},
  "again": {"type": "boolean", "title": "Again"}}}}"""
PEOPLE = {"UT_A": "limin", "UT_B": "liuyang", "UT_C": "majun", "UT_D": "zhangwei"}


def loop():
    tasks = "".join(
        user(id_, groups="", form="note", settings={"gj:assign": f"user({who})"})
        for id_, who in PEOPLE.items()
    )
    gateways = (
        '<exclusiveGateway id="G_In"/><exclusiveGateway id="G_Out" default="F_G_Out_End_1"/>'
        '<parallelGateway id="G_Fork"/><parallelGateway id="G_Join"/><endEvent id="End_1"/>'
    )
    ways = path("StartEvent_1", "G_In", "UT_A", "G_Fork", "UT_B", "G_Join", "UT_D", "G_Out")
    ways += path("G_Fork", "UT_C", "G_Join") + flow("G_Out", "End_1")
    return bpmn("loop", START + tasks + gateways + ways + flow("G_Out", "G_In", "=again"))


def complete(company, element_id, **values):
    who = company[PEOPLE[element_id]]
    task = who.task_of(company.case)
    assert task["element_id"] == element_id
    answer = who.post(f"/user-tasks/{task['id']}/completion", {"variables": values})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("order", list(permutations(["UT_B", "UT_C"])))
def test_the_join_waits_for_both_each_round_and_d_sees_this_rounds_opinions(company, order):
    company.deploy(loop(), note=NOTE)
    started = company["limin"].post("/process-instances", {"process_key": "loop"})
    company.case = started.json()["id"]

    for turn in range(3):
        complete(company, "UT_A")
        for place, element_id in enumerate(order if turn != 1 else reversed(order)):
            assert company["zhangwei"].task_of(company.case) is None, place
            complete(company, element_id, **{element_id[-1].lower(): f"第{turn + 1}轮"})
        task = company["zhangwei"].task_of(company.case)["id"]
        shown = company["zhangwei"].get(f"/user-tasks/{task}/form").json()["data"]
        assert (shown["b"], shown["c"]) == (f"第{turn + 1}轮", f"第{turn + 1}轮")
        last = complete(company, "UT_D", again=turn < 2)

    assert last["state"] == "completed"
