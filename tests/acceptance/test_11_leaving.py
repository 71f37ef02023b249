"""离职转办: everything of somebody who leaves goes to the successor, nothing is lost, both sign."""

from tests.approvals.office import approval


def leave(company, person="wangfang", successor="limin"):
    answer = company["fangyuan"].post(
        "/handovers/leaving", {"person": person, "successor": successor, "reason": "离职"}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_open_work_goes_to_the_successor_with_a_list_that_both_sign(company):
    company.send("and", ["wangfang", "wangqiang"])
    group = company.task
    claimed = company.send("", ["wangfang"], by="liuyang")
    listed = company["fangyuan"].get("/handovers/preview", person="wangfang").json()

    made = leave(company)

    assert {each["kind"] for each in listed} >= {"task", "post", "role", "definition"}
    tasks = {each["ref"]: each for each in made["items"] if each["kind"] == "task"}
    assert set(tasks) == {group, claimed}
    assert {each["state"] for each in made["items"]} == {"done"}
    mine = company["limin"].get("/user-tasks").json()["items"]
    assert {group, claimed} <= {each["id"] for each in mine}
    signed = company["limin"].post(f"/handovers/{made['id']}/signature")
    company["fangyuan"].post(f"/handovers/{made['id']}/signature")
    assert signed.status_code == 200, signed.text
    shown = company["limin"].get(f"/handovers/{made['id']}").json()
    assert shown["signed_by_person"] is not None
    assert shown["signed_by_successor"] is not None
    assert company["fangyuan"].post(f"/handovers/{made['id']}/signature").status_code == 409


def test_rules_that_name_who_has_left_find_the_successor(company):
    leave(company)

    company.deploy(approval("and", people=["wangfang", "wangqiang"]))
    started = company["liuyang"].post(
        "/process-instances", {"process_key": "approval", "project": "HY01"}
    )
    company.case = started.json()["id"]
    fill = company["liuyang"].task_of(company.case)["id"]
    company["liuyang"].post(f"/user-tasks/{fill}/completion", {})

    company.task = company.open_task("limin")
    assert set(company.states("wangqiang")) == {"limin", "wangqiang"}


def test_what_the_successor_must_keep_out_of_is_on_the_list_and_not_lost(company):
    task = company.send("and", ["wangfang", "wangqiang"], exclude="user(limin)", by="liuyang")

    made = leave(company)

    (item,) = [each for each in made["items"] if each["kind"] == "task"]
    assert (item["ref"], item["state"]) == (task, "failed")
    assert "回避" in item["detail"]
    assert company["fangyuan"].get(f"/user-tasks/{task}").json()["state"] == "ready"


def test_only_administrators_let_somebody_leave(company):
    body = {"person": "wangfang", "successor": "limin"}

    assert company["zhangwei"].post("/handovers/leaving", body).status_code == 403
    assert company["zhangwei"].get("/handovers/preview", person="wangfang").status_code == 403


def test_who_ends_a_shift_hands_over_what_is_claimed_and_unfinished(company):
    task = company.send("", ["wangfang", "limin"], by="liuyang")
    company.ok("wangfang", "claim")

    made = company["wangfang"].post(
        "/handovers/shift", {"person": "wangfang", "successor": "majun"}
    )

    assert made.status_code == 200, made.text
    assert [each["state"] for each in made.json()["items"]] == ["done"]
    assert company["majun"].get(f"/user-tasks/{task}").json()["assignee"] == "majun"
    assert company["majun"].get("/handovers").json()[0]["kind"] == "shift"
