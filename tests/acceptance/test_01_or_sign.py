"""或签: A, B, C; B approves; A and C are told by whom; the token moves once."""

import threading

from tests.api.serving import Client

PEOPLE = ["wangfang", "wangqiang", "majun"]


def test_the_first_who_signs_closes_it_for_the_others(company):
    company.send("or", PEOPLE, decision="approval")

    company.ok("wangqiang", "approve", opinion="同意")

    seen = company.participants("wangfang")
    assert company.states("wangfang") == {
        "wangfang": "skipped",
        "wangqiang": "done",
        "majun": "skipped",
    }
    assert seen["wangfang"]["reason"] == seen["majun"]["reason"] == "或签已由王强处理"
    assert company.instance()["outcome"] == "End_Yes"
    late = company.post("majun", "approve")
    assert late.status_code == 409
    assert late.json()["facts"]["by"] == "王强"
    assert late.json()["facts"]["zh"] == "该任务已由王强处理，请刷新"


def test_two_who_sign_in_the_same_second_move_the_token_once(company):
    company.send("or", PEOPLE, decision="approval")
    clients = [Client(company.app, login) for login in PEOPLE[:2]]
    barrier, answers = threading.Barrier(2), []

    def sign(client):
        barrier.wait()
        answers.append(client.post(f"/user-tasks/{company.task}/approve", {}).status_code)

    threads = [threading.Thread(target=sign, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 409]
    assert len(company.history("UserTaskCompleted")) == 2
