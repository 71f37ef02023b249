"""The boxes of the work list, without a browser: what waits, what is read, drafts, one's people."""

import re

import pytest

from tests.api.serving import Client, running
from tests.approvals.office import approval
from tests.pages.test_pages import Reader


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("boxes"), shipped=False) as app:
        for key, people in (("one", ["dengbo"]), ("other", ["wangqiang", "limin"])):
            diagram = approval("", people=people, key=key, due="PT10H")
            deployed = Client(app, "caoying").deploy(**{f"{key}.bpmn": diagram})
            assert deployed.status_code == 201, deployed.text
        yield app


def begun(app, key="one", who="dengbo"):
    """Start a case as limin; return the id of the task that somebody else then has."""
    clerk = Client(app, "limin")
    case = clerk.post("/process-instances", {"process_key": key, "project": "HY01"}).json()["id"]
    clerk.post(f"/user-tasks/{clerk.task_of(case)['id']}/completion", {})
    return Client(app, who).task_of(case)


def tick(app, **by):
    body = {"duration": f"PT{by['seconds']}S"}
    assert Client(app, "fangyuan").post("/clock/advance", body).status_code == 200


def boxes(client):
    return {each["name"]: each["count"] for each in client.get("/boxes").json()["items"]}


def test_boxes_are_counted_for_rest_as_the_menu_shows_them(app):
    begun(app)
    worker = Client(app, "dengbo")

    found = boxes(worker)

    page = Reader(app, "dengbo").get("/tasks?box=pool").text
    assert found["pool"] >= 1
    assert f'data-count="pool">{found["pool"]}<' in page
    assert "team" not in found
    assert "agent" not in found


def test_a_list_is_narrowed_to_what_is_nearly_late_late_or_came_back(app):
    task = begun(app)
    worker = Reader(app, "dengbo")
    path = f"/tasks/{task['id']}"

    def shown(only):
        return path in worker.get(f"/tasks?box=pool&only={only}").text

    assert [shown("soon"), shown("late"), shown("returned")] == [False, False, False]
    tick(app, seconds=9 * 3600)
    assert [shown("soon"), shown("late")] == [True, False]
    tick(app, seconds=2 * 3600)
    assert [shown("soon"), shown("late")] == [False, True]
    assert worker.get("/tasks?box=done&only=late").status_code == 422


def test_a_head_sees_what_his_people_have_to_do_and_urges_them_once(app):
    task = begun(app)
    head = Reader(app, "wangqiang")

    head.get("/tasks?box=team")
    assert "邓波" in head.text()
    assert f'action="/tasks/{task["id"]}/operations/urge"' in head.page.text
    urged = head.post(f"/tasks/{task['id']}/operations/urge")
    again = head.post(f"/tasks/{task['id']}/operations/urge", csrf=head.hidden("csrf"))

    assert urged.status_code == 200
    assert again.status_code in {403, 409}
    assert "催×1" in Reader(app, "dengbo").get("/tasks?box=pool&only=urged").text
    items = Client(app, "wangqiang").get("/team-tasks", limit=200).json()["items"]
    assert task["id"] in [each["id"] for each in items]


def test_who_leads_nobody_has_no_team_and_may_urge_nobody(app):
    task = begun(app)
    stranger = Client(app, "gaoxiang")

    refused = stranger.post(f"/user-tasks/{task['id']}/urge", {})

    assert stranger.get("/team-tasks").json()["items"] == []
    assert refused.status_code == 404


def test_what_one_was_sent_is_read_on_opening_and_confirmed_with_a_signature(app):
    task = begun(app)
    body = {"people": ["liuyang"], "text": "请阅知", "confirm": "signature"}
    sent = Client(app, "dengbo").post(f"/user-tasks/{task['id']}/copies", body)
    assert sent.status_code == 201, sent.text
    reader = Reader(app, "liuyang")
    assert boxes(Client(app, "liuyang"))["copies"] == 1

    reader.get("/tasks?box=copies&only=unread")
    path = re.search(r'href="(/copies/[^"]+)"', reader.page.text)[1]
    reader.get(path)
    assert "请阅知" in reader.text()
    assert boxes(Client(app, "liuyang"))["copies"] == 0
    unsigned = reader.post(f"{path}/confirmation", once="a")
    reader.get(path)
    image = {"gj-signature": ("签名.png", b"\x89PNG", "image/png")}
    reader.post(f"{path}/confirmation", files=image, once="b")

    assert unsigned.status_code == 422
    assert "请手写签名" in unsigned.text
    assert "已于" in reader.text()
    assert Reader(app, "gaoxiang").get(path).status_code == 404


def test_the_message_centre_leads_to_the_task_and_knows_what_is_read(app):
    task = begun(app, "other", "wangqiang")
    tick(app, seconds=1)
    reader = Reader(app, "wangqiang")
    unread = boxes(Client(app, "wangqiang"))["notices"]
    assert unread >= 1

    reader.get("/notices?only=unread")
    first = re.search(r'href="(/notices/[^"]+)"', reader.page.text)[1]
    opened = reader.get(first)

    assert opened.url.path == f"/tasks/{task['id']}"
    assert boxes(Client(app, "wangqiang"))["notices"] == unread - 1
    reader.get("/notices")
    reader.post("/notices/read")
    assert "已全部标为已读" in reader.text()
    assert boxes(Client(app, "wangqiang"))["notices"] == 0
    assert Reader(app, "gaoxiang").get(first).status_code == 404


def test_a_filter_is_kept_for_oneself_or_ones_unit_and_thrown_away(app):
    reader, colleague = Reader(app, "limin"), Reader(app, "liuyang")
    reader.get("/tasks?only=late")
    kept = reader.post(
        "/filters",
        box="todo",
        only="late",
        q="电梯",
        name="超时的电梯",
        shared="HY01-CS",
        once="f1",
    )
    colleague.get("/tasks")

    assert kept.url.path == "/tasks"
    assert b"only=late" in kept.url.query
    assert "超时的电梯" in colleague.text()
    assert "李敏共享" in colleague.text()
    assert "超时的电梯" not in Reader(app, "wangqiang").get("/tasks").text
    [filter_id] = re.findall(r'action="/filters/([^"/]+)/deletion"', reader.page.text)
    assert colleague.post(f"/filters/{filter_id}/deletion").status_code == 404
    reader.get("/tasks")
    reader.post(f"/filters/{filter_id}/deletion")
    assert "筛选已删除" in reader.text()
    assert "超时的电梯" not in reader.text()


def test_cases_that_one_follows_and_drafts_have_boxes_of_their_own(app):
    task = begun(app)
    clerk, worker = Client(app, "limin"), Client(app, "dengbo")
    clerk.send("PUT", f"/process-instances/{task['instance_id']}/follow")
    worker.send("PUT", f"/user-tasks/{task['id']}/draft", {"values": {"a": 1}})
    worker.send("PUT", "/start-drafts/one", {"values": {}})

    followed = Reader(app, "limin").get("/tasks?box=followed").text
    drafts = Reader(app, "dengbo").get("/tasks?box=drafts").text

    assert f'href="/cases/{task["instance_id"]}"' in followed
    assert f'href="/tasks/{task["id"]}"' in drafts
    assert 'href="/start/one"' in drafts
    assert boxes(worker)["drafts"] >= 2


def test_opening_a_task_that_waits_for_one_is_noted_once(app):
    task = begun(app)
    reader = Reader(app, "dengbo")

    reader.get(f"/tasks/{task['id']}?box=pool")
    reader.get(f"/tasks/{task['id']}?box=nowhere&only=strange")

    rows = Client(app, "hanbing").get(
        f"/process-instances/{task['instance_id']}/history", limit=200
    )
    read = [each["actor"] for each in rows.json()["items"] if each["type"] == "UserTaskRead"]
    assert read == ["dengbo"]
    assert f'data-row="{task["id"]}"' in reader.get(f"/tasks/{task['id']}?box=pool").text


def test_what_came_back_is_found_among_what_came_back_alone(app):
    task, other = begun(app), begun(app)
    sent = Client(app, "dengbo").post(
        f"/user-tasks/{task['id']}/return", {"to": "UT_Fill", "reason": "房号不清"}
    )
    assert sent.is_success, sent.text
    clerk = Reader(app, "limin")

    page = clerk.get("/tasks?box=todo&only=returned").text

    back = Client(app, "limin").task_of(task["instance_id"])
    assert f'data-row="{back["id"]}"' in page
    assert "退回×1" in clerk.text()
    assert other["id"] not in page
    waiting = Client(app, "limin").post(
        "/process-instances", {"process_key": "one", "project": "HY01"}
    )
    fresh = Client(app, "limin").task_of(waiting.json()["id"])
    Client(app, "limin").post(f"/user-tasks/{fresh['id']}/claim")
    assert f'data-row="{fresh["id"]}"' in clerk.get("/tasks?box=todo").text
    assert f'data-row="{fresh["id"]}"' not in clerk.get("/tasks?box=todo&only=returned").text


def test_what_somebody_began_stands_in_a_box_of_his_own_with_how_it_goes(app):
    going = begun(app)["instance_id"]
    ended = begun(app)
    Client(app, "dengbo").post(f"/user-tasks/{ended['id']}/completion", {})
    mine, others = Reader(app, "limin"), Reader(app, "liuyang")

    page = mine.get("/tasks?box=started").text

    rows = dict(re.findall(r'data-row="([^"]+)">(.*?)</li>', page, re.DOTALL))
    assert f'href="/cases/{going}"' in rows[going]
    assert "进行中" in rows[going]
    assert "已完成" in rows[ended["instance_id"]]
    assert going not in others.get("/tasks?box=started").text


def test_a_head_finds_the_cases_of_his_units_in_a_box_of_its_own(app):
    going = begun(app)["instance_id"]
    ended = begun(app)
    Client(app, "dengbo").post(f"/user-tasks/{ended['id']}/completion", {})
    head = Reader(app, "zhangwei")

    everything = head.get("/tasks?box=unit-cases").text
    running = head.get("/tasks?box=unit-cases&only=running").text

    rows = dict(re.findall(r'data-row="([^"]+)">(.*?)</li>', everything, re.DOTALL))
    assert f'href="/cases/{going}"' in rows[going]
    assert "李敏" in rows[going]
    assert "已完成" in rows[ended["instance_id"]]
    assert (going in running, ended["instance_id"] in running) == (True, False)
    assert re.search(r'box=unit-cases"[^>]*>部门案件<', head.get("/tasks").text)
    assert head.get(f"/cases/{going}").status_code == 200


def test_cases_of_other_units_are_in_no_box_of_a_head_and_who_heads_none_has_no_such_box(app):
    case = begun(app)["instance_id"]
    other, clerk = Reader(app, "yangfan"), Reader(app, "liuyang")

    assert case not in other.get("/tasks?box=unit-cases").text
    assert "unit-cases" in boxes(Client(app, "yangfan"))
    assert "unit-cases" not in boxes(Client(app, "liuyang"))
    assert "部门案件" not in clerk.get("/tasks").text
    assert case not in clerk.get("/tasks?box=unit-cases").text
    assert "本部门没有案件" in clerk.text()


def test_the_cases_of_ones_units_are_searched_by_their_words(app):
    diagram = approval("", people=["dengbo"], key="named").replace(
        b"<zeebe:properties>",
        b'<zeebe:properties><zeebe:property name="gj:title" value="=room"/>',
        1,
    )
    assert Client(app, "caoying").deploy(**{"named.bpmn": diagram}).status_code == 201
    body = {"process_key": "named", "project": "HY01", "variables": {"room": "梅园七号"}}
    case = Client(app, "limin").post("/process-instances", body).json()["id"]
    head = Reader(app, "zhangwei")

    assert case in head.get("/tasks?box=unit-cases&q=梅园七").text
    assert case not in head.get("/tasks?box=unit-cases&q=梅园八").text


def test_an_agent_finds_what_he_may_do_for_another_in_a_box_of_its_own(app):
    diagram = approval("", people=["wulei"], key="stood")
    assert Client(app, "caoying").deploy(**{"stood.bpmn": diagram}).status_code == 201
    task = begun(app, "stood", "wulei")
    reader = Reader(app, "liuyang")
    assert "box=agent" not in reader.get("/tasks").text
    now = Client(app, "fangyuan").get("/clock").json()["now"]
    begins, ends = now, f"{int(now[:4]) + 1}{now[4:]}"
    body = {"agent": "liuyang", "begins": begins, "ends": ends, "existing": True}
    assert Client(app, "wulei").post("/substitutions", body).is_success

    page = reader.get("/tasks?box=agent").text
    counted = boxes(Client(app, "liuyang"))["agent"]

    assert "代理待办" in reader.text()
    assert f'data-row="{task["id"]}"' in page
    assert re.search(rf'box=agent"[^>]*>代理待办<span[^>]*>{counted}<', page)
    assert task["id"] not in reader.get("/tasks?box=todo").text
    assert task["id"] not in Reader(app, "gaoxiang").get("/tasks?box=agent").text


@pytest.mark.parametrize(
    ("box", "words", "others"),
    [
        ("todo", "13812340077", "13812340078"),
        ("todo", "12-3-1502", "12-3-1503"),
        ("started", "13812340077", "13812340078"),
        ("started", "12-3-1502", "12-3-1503"),
    ],
)
def test_the_work_list_is_searched_by_telephone_and_room(found_by, box, words, others):
    reader, rows = found_by

    page = reader.get(f"/tasks?box={box}&q={words}").text
    nothing = reader.get(f"/tasks?box={box}&q={others}").text

    assert f'data-row="{rows[box]}"' in page
    assert rows[box] not in nothing
    assert "没有符合条件" in reader.text()


@pytest.fixture(scope="module")
def found_by(app):
    """Somebody's list with a case that has a telephone and a room, and one that has others."""
    diagram = approval("", people=["dengbo"], key="room").replace(
        b"<zeebe:properties>",
        b'<zeebe:properties><zeebe:property name="gj:search" value="phone, room"/>',
        1,
    )
    deployed = Client(app, "caoying").deploy(**{"room.bpmn": diagram})
    assert deployed.status_code == 201, deployed.text
    clerk = Client(app, "limin")
    rows = {}
    for phone, room in (("13900000001", "1-1-101"), ("13812340077", "12-3-1502")):
        variables = {"phone": phone, "room": room}
        body = {"process_key": "room", "project": "HY01", "variables": variables}
        case = clerk.post("/process-instances", body).json()["id"]
        rows = {"started": case, "todo": clerk.task_of(case)["id"]}
        assert clerk.post(f"/user-tasks/{rows['todo']}/claim").status_code == 200
    return Reader(app, "limin"), rows
