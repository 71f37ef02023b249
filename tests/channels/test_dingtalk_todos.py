"""DingTalk's to-dos by their documented payloads, answered by a platform of our own."""

import pytest

from engine.channels import DingtalkApp, DingtalkChannel, Endpoint, Undeliverable, Unreachable
from tests.channels.conftest import delivery

PUBLIC = "https://guanjia.example.com"
TOKEN, MEMBER = "/gettoken", "/topapi/v2/user/get"
SEND = "/topapi/message/corpconversation/asyncsend_v2"
NEW_TOKEN = "/v1.0/oauth2/accessToken"
MAKE = "/v1.0/todo/users/union%2F1/tasks"
END = f"{MAKE}/T9"
SOURCE = f"{MAKE}/sources/00000000-0000-0000-0000-000000000007"
STALE = (400, {"code": "InvalidAuthentication", "message": "不合法的access_token"})
THERE = (400, {"code": "todo.taskCreate.paramError", "message": "task exist"})
FULL = (400, {"code": "todo.taskCreate.flowControlError", "message": "flowControl"})
NOBODY = (400, {"code": "todo.taskCreate.paramError", "message": "executors is oversize"})


def dingtalk(platform, *, todos=True, public=PUBLIC, clock=lambda: 0.0):
    platform.answers = {
        TOKEN: [(200, {"errcode": 0, "access_token": "OLD", "expires_in": 7200})],
        MEMBER: [(200, {"errcode": 0, "result": {"unionid": "union/1"}})],
        SEND: [(200, {"errcode": 0, "errmsg": "ok", "task_id": 456})],
        NEW_TOKEN: [(200, {"accessToken": "NEW", "expireIn": 7200})],
        MAKE: [(200, {"id": "T9", "done": False})],
        SOURCE: [(200, {"id": "T9", "done": False})],
        END: [(200, {"result": True})],
    }
    app = DingtalkApp(
        app_key="key",
        secret="S3CRET",
        agent_id=11,
        base=platform.url,
        todos=todos,
        todo_base=platform.url,
    )
    return DingtalkChannel(app, Endpoint(private=True), public, clock)


def over(**more):
    """Return the change of what became a to-do, once somebody has done the task."""
    done = {"path": "/tasks/1", "card": "todo:union/1:T9", "done": "已由李四处理", **more}
    return delivery(data=done)


@pytest.mark.parametrize("kind", ["task.created", "task.assigned", "task.returned"])
def test_a_task_that_comes_to_somebody_is_a_to_do_of_his(platform, kind):
    channel = dingtalk(platform)
    data = {"path": "/tasks/1", "due_at": "2026-07-01T10:00:00+00:00"}

    outcome = channel.send(delivery(kind=kind, data=data), "")

    assert platform.paths() == [TOKEN, MEMBER, NEW_TOKEN, MAKE]
    assert platform.bodies(MEMBER) == [{"userid": "zhang"}]
    assert platform.bodies(NEW_TOKEN) == [{"appKey": "key", "appSecret": "S3CRET"}]
    _, query, body, headers = platform.asked[-1]
    assert query == {"operatorId": "union/1"}
    assert headers["x-acs-dingtalk-access-token"] == "NEW"
    assert body == {
        "sourceId": "00000000-0000-0000-0000-000000000007",
        "subject": "新待办：受理 TS-HY01-20260701-001 请办理。",
        "creatorId": "union/1",
        "executorIds": ["union/1"],
        "detailUrl": {"appUrl": f"{PUBLIC}/tasks/1", "pcUrl": f"{PUBLIC}/tasks/1"},
        "isOnlyShowExecutor": True,
        "dueTime": 1782900000000,
    }
    assert outcome.provider_id == "todo:union/1:T9"


def test_a_member_is_asked_for_once_and_a_task_without_a_deadline_has_none_there(platform):
    channel = dingtalk(platform)

    for _ in range(2):
        channel.send(delivery(), "")

    assert platform.paths() == [TOKEN, MEMBER, NEW_TOKEN, MAKE, MAKE]
    assert all("dueTime" not in body for body in platform.bodies(MAKE))


@pytest.mark.parametrize(
    ("kind", "todos", "public"),
    [
        ("task.overdue", True, PUBLIC),
        ("task.urged", True, PUBLIC),
        ("case.completed", True, PUBLIC),
        ("task.created", False, PUBLIC),
        ("task.created", True, ""),
    ],
)
def test_everything_else_is_a_notification_as_before(platform, kind, todos, public):
    channel = dingtalk(platform, todos=todos, public=public)

    outcome = channel.send(delivery(kind=kind), "")

    assert platform.paths() == [TOKEN, SEND]
    assert outcome.provider_id == "456"


@pytest.mark.parametrize("todos", [True, False])
def test_a_to_do_is_done_there_once_nobody_waits_for_it_even_when_no_new_ones_are_made(
    platform, todos
):
    channel = dingtalk(platform, todos=todos)

    outcome = channel.send(over(), "")

    assert (platform.paths(), platform.methods) == ([NEW_TOKEN, END], ["POST", "PUT"])
    _, query, body, _ = platform.asked[-1]
    assert query == {"operatorId": "union/1"}
    assert body == {"subject": "【已由李四处理】新待办：受理", "done": True}
    assert (outcome.result, outcome.provider_id) == ("changed", "todo:union/1:T9")


def test_a_card_that_was_sent_before_goes_on_as_a_card(platform):
    channel = dingtalk(platform)
    change = "/topapi/message/corpconversation/status_bar/update"
    platform.answers[change] = [(200, {"errcode": 0})]

    channel.send(over(card="456"), "")

    assert platform.paths() == [TOKEN, change]


def test_a_to_do_that_its_owner_has_deleted_is_no_trouble(platform):
    channel = dingtalk(platform)
    gone = {"code": "todo.taskUpdate.paramError", "message": "task not exist"}
    platform.answers[END] = [(400, gone)]

    assert channel.send(over(), "").result == "deleted there"


def test_a_to_do_whose_answer_was_lost_is_found_again_and_not_made_twice(platform):
    channel = dingtalk(platform)
    platform.answers[MAKE] = [THERE]

    outcome = channel.send(delivery(), "")

    assert platform.paths()[-2:] == [MAKE, SOURCE]
    assert outcome.provider_id == "todo:union/1:T9"


def test_a_token_that_is_refused_is_fetched_anew_and_the_to_do_made(platform):
    channel = dingtalk(platform)
    platform.answers[MAKE] = [STALE, (200, {"id": "T9"})]

    channel.send(delivery(), "")

    assert platform.paths()[-4:] == [NEW_TOKEN, MAKE, NEW_TOKEN, MAKE]


@pytest.mark.parametrize(
    ("path", "answer", "error"),
    [
        (MAKE, FULL, Unreachable),
        (MAKE, STALE, Unreachable),
        (MAKE, NOBODY, Undeliverable),
        (MAKE, (200, {"id": None}), Unreachable),
        (MAKE, (200, {}), Unreachable),
        (MAKE, (503, b"<html>"), Unreachable),
        (MEMBER, (200, {"errcode": 60121, "errmsg": "找不到该用户"}), Undeliverable),
        (MEMBER, (200, {"errcode": 0, "result": {}}), Undeliverable),
        (MEMBER, (200, {"errcode": 0}), Undeliverable),
        (MEMBER, (200, {"errcode": 90018, "errmsg": "too often"}), Unreachable),
        (NEW_TOKEN, (400, {"code": "invalidClientIdOrSecret", "message": "no"}), Unreachable),
    ],
)
def test_what_is_wrong_for_good_ends_the_delivery_and_other_troubles_do_not(
    platform, path, answer, error
):
    channel = dingtalk(platform)
    platform.answers[path] = [answer]

    with pytest.raises(error) as found:
        channel.send(delivery(), "")

    assert "S3CRET" not in str(found.value)


def test_a_token_that_does_not_say_how_long_it_lasts_is_used_once(platform):
    channel = dingtalk(platform)
    platform.answers[NEW_TOKEN] = [(200, {"accessToken": "NEW"})]

    for _ in range(2):
        channel.send(delivery(), "")

    assert platform.paths().count(NEW_TOKEN) == 2


def test_a_subject_keeps_to_one_line_and_to_the_platforms_length(platform):
    channel = dingtalk(platform)

    channel.send(delivery(text="一\n二" + "长" * 2000), "")

    (body,) = platform.bodies(MAKE)
    assert "\n" not in body["subject"]
    assert len(body["subject"].encode()) <= 1024
