"""Many tasks at once, jumps, starting again, and operations that say why not."""

import re

import pytest

from tests.api.serving import Client, running
from tests.approvals.office import approval
from tests.pages.test_one_self import begun
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("many"), shipped=False) as app:
        diagram = approval("", people=["dengbo"], key="one", due="PT10H")
        assert Client(app, "caoying").deploy(**{"one.bpmn": diagram}).status_code == 201
        yield app


def test_tasks_are_taken_together_with_a_result_for_each(app):
    tasks = [begun(app)["id"] for _ in range(2)]
    stranger = "00000000-0000-7000-8000-000000000000"
    reader = Reader(app, "dengbo")
    reader.get("/tasks?box=pool")
    once = re.search(r'name="once" value="([^"]+)"', reader.page.text)[1]
    csrf = reader.hidden("csrf")
    chosen = {"task": [*tasks, stranger], "operation": "claim", "box": "pool", "once": once}

    ticks = re.findall(r'name="task" value="([^"]+)" form="bulk"', reader.page.text)
    first = reader.post("/tasks/bulk", csrf=csrf, **chosen).text
    again = reader.post("/tasks/bulk", csrf=csrf, **chosen).text

    assert set(tasks) <= set(ticks)
    assert "办理 2 项，未办理 1 项" in first
    assert "没有找到" in first
    assert "办理 2 项，未办理 1 项" in again


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"operation": "claim"}, "请选择1至100个任务"),
        ({"operation": "fly", "task": "00000000-0000-7000-8000-000000000000"}, "不支持批量操作"),
        ({"operation": "claim", "task": "1"}, "没有这样的任务"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(app, fields, said):
    reader = Reader(app, "dengbo")
    reader.get("/tasks?box=pool")

    reader.post("/tasks/bulk", box="pool", once="", **fields)

    assert reader.page.status_code == 422
    assert said in reader.text()


def test_who_is_in_charge_looks_at_a_jump_before_it_is_done(app):
    task = begun(app)
    admin = Reader(app, "fangyuan")
    page = f"/tasks/{task['id']}/jump"
    admin.get(f"/tasks/{task['id']}")
    assert f'href="{page}"' in admin.page.text

    admin.get(page)
    step = re.findall(r'<option value="([^"]+)">', admin.page.text)[0]
    admin.get(f"{page}?to={step}")
    shown = admin.text()
    unsaid = admin.post(page, to=step, reason="", once="j1")
    admin.get(f"{page}?to={step}")
    admin.post(page, to=step, reason="补走登记", once="j2")

    assert "跳转后" in shown
    assert unsaid.status_code == 422
    assert Client(app, "fangyuan").get(f"/user-tasks/{task['id']}").json()["state"] == "withdrawn"


def test_operations_that_cannot_be_done_say_why_not(app):
    task = begun(app)
    reader = Reader(app, "dengbo")

    reader.get(f"/tasks/{task['id']}")

    assert "暂不能用的操作" in reader.text()
    assert "跳转" in reader.text()


def test_a_copy_is_sent_a_task_urged_and_its_clock_stopped_from_the_page(app):
    task = begun(app)
    path = f"/tasks/{task['id']}/operations"
    worker, head = Reader(app, "dengbo"), Reader(app, "wangqiang")
    Client(app, "dengbo").post(f"/user-tasks/{task['id']}/claim")

    worker.get(f"/tasks/{task['id']}")
    worker.post(f"{path}/copy", **{"gj-people": "liuyang", "gj-text": "请阅", "gj-confirm": "read"})
    head.get("/tasks?box=team")
    head.post(f"{path}/urge")
    worker.get(f"/tasks/{task['id']}")
    worker.post(f"{path}/pause", **{"gj-pause": "parts", "gj-reason": "等轴承"})
    worker.get(f"/tasks/{task['id']}")
    paused = Client(app, "dengbo").get(f"/user-tasks/{task['id']}").json()["deadline"]
    worker.post(f"{path}/resume")

    copies = Client(app, "liuyang").get("/copies").json()["items"]
    assert copies[0]["text"] == "请阅"
    assert paused["state"] == "paused"


def test_a_cancelled_case_is_started_again_by_who_began_it(app):
    clerk = Reader(app, "limin")
    case = begun(app)["instance_id"]
    page = f"/cases/{case}"
    assert "重新发起" not in clerk.get(page).text
    clerk.post(f"{page}/operations/cancellation", **{"gj-reason": "填错了"})
    clerk.get(page)
    assert f'action="{page}/operations/restart"' in clerk.page.text

    clerk.post(f"{page}/operations/restart", **{"gj-reason": "重新提出"}, once="r")

    assert "下一轮" in clerk.text()
    assert f'action="{page}/operations/restart"' not in clerk.page.text


@pytest.fixture(scope="module")
def approvals(app):
    """Processes in which 邓波 decides: one is low-risk, the other is to be looked at."""
    for key, settings in (("low", {"lowRisk": "true"}), ("high", {})):
        diagram = approval("and", people=["dengbo"], key=key, **settings)
        assert Client(app, "caoying").deploy(**{f"{key}.bpmn": diagram}).status_code == 201
    return app


def waiting(app, key):
    """Bring a case to the approval of 邓波; return its task's id."""
    clerk = Client(app, "limin")
    body = {"process_key": key, "project": "HY01"}
    case = clerk.post("/process-instances", body).json()["id"]
    clerk.post(f"/user-tasks/{clerk.task_of(case)['id']}/completion", {})
    return Client(app, "dengbo").task_of(case)["id"]


def sent(reader, box, operation, chosen, **more):
    """Do the same with what is ticked in a list; return what is said of each, in order."""
    page = reader.get(f"/tasks?box={box}").text
    once = re.search(r'name="once" value="([^"]+)"', page)[1]
    ticks = re.findall(r'name="task" value="([^"]+)" form="bulk"', page)
    assert f'name="operation" value="{operation}"' in page
    assert set(chosen) <= set(ticks)
    fields = {"task": chosen, "operation": operation, "box": box, "once": once, **more}
    page = reader.post("/tasks/bulk", csrf=reader.hidden("csrf"), **fields).text
    rows = re.findall(r'<li class="row.*?</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_many_are_approved_and_what_needs_a_look_says_so(approvals):
    low = [waiting(approvals, "low") for _ in range(2)]
    high = waiting(approvals, "high")
    reader = Reader(approvals, "dengbo")

    rows = sent(reader, "todo", "approve", [low[0], high, low[1]], text="同意")

    assert "办理 2 项，未办理 1 项" in reader.page.text
    assert [row.split()[1] for row in rows] == ["已办理", "未办理", "已办理"]
    assert "须逐件审批，不能批量" in rows[1]
    states = [
        Client(approvals, "dengbo").get(f"/user-tasks/{each}").json()["state"] for each in low
    ]
    assert states == ["completed", "completed"]
    assert Client(approvals, "dengbo").get(f"/user-tasks/{high}").json()["state"] != "completed"


def test_many_are_handed_to_a_colleague_with_a_reason(approvals):
    tasks = [waiting(approvals, "high") for _ in range(2)]
    reader = Reader(approvals, "dengbo")

    rows = sent(reader, "todo", "transfer", tasks, to="majun", text="下午请假")
    again = sent(reader, "todo", "transfer", [waiting(approvals, "high")], to="nobody")

    assert [row.split()[1] for row in rows] == ["已办理", "已办理"]
    assert [row.split()[1] for row in again] == ["未办理"]
    listed = Reader(approvals, "majun").get("/tasks?box=todo").text
    assert all(f'data-row="{each}"' in listed for each in tasks)


def test_many_copies_are_read_and_confirmed_and_who_must_sign_is_told(app):
    sender, reader = Client(app, "dengbo"), Client(app, "sunhao")
    for confirm in ("", "read", "signature"):
        body = {"people": ["sunhao"], "text": f"请阅{confirm}", "confirm": confirm}
        given = sender.post(f"/user-tasks/{begun(app)['id']}/copies", body)
        assert given.status_code == 201, given.text
    found = {each["text"]: each["id"] for each in reader.get("/copies").json()["items"]}
    copies = [found[f"请阅{confirm}"] for confirm in ("", "read", "signature")]
    page = Reader(app, "sunhao")

    rows = sent(page, "copies", "read", copies)
    again = sent(page, "copies", "read", copies[:2])
    stranger = Reader(app, "dengbo")
    stranger.get("/tasks?box=copies")
    refused = stranger.post(
        "/tasks/bulk", task=copies[:1], operation="read", box="copies", once="s"
    )

    assert ["已办理" in row for row in rows] == [True, True, False]
    assert "请手写签名" in rows[2]
    assert ["已办理" in row for row in again] == [True, True]
    assert "未办理 1 项" in refused.text
    kept = {each["id"]: each for each in reader.get("/copies").json()["items"]}
    assert [kept[each]["read_at"] is not None for each in copies] == [True, True, False]
    assert [kept[each]["confirmed_at"] is not None for each in copies] == [False, True, False]
