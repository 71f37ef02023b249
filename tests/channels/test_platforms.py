"""WeCom, DingTalk and Feishu by their documented payloads, answered by a platform of our own."""

import json

import pytest

from engine.channels import (
    DingtalkApp,
    DingtalkChannel,
    Endpoint,
    FeishuApp,
    FeishuChannel,
    Undeliverable,
    Unreachable,
    WecomApp,
    WecomChannel,
)
from tests.channels.conftest import delivery

PUBLIC = "https://guanjia.example.com"
OWN = Endpoint(private=True)

WECOM_TOKEN, WECOM_SEND = "/cgi-bin/gettoken", "/cgi-bin/message/send"
DING_TOKEN, DING_SEND = "/gettoken", "/topapi/message/corpconversation/asyncsend_v2"
WECOM_CHANGE = "/cgi-bin/message/update_template_card"
DING_CHANGE = "/topapi/message/corpconversation/status_bar/update"
FEISHU_TOKEN = "/open-apis/auth/v3/tenant_access_token/internal"
FEISHU_SEND = "/open-apis/im/v1/messages"


def wecom(platform, public=PUBLIC, clock=lambda: 0.0):
    platform.answers = {
        WECOM_TOKEN: [(200, {"errcode": 0, "access_token": "T1", "expires_in": 7200})],
        WECOM_SEND: [(200, {"errcode": 0, "msgid": "M1", "response_code": "R1"})],
        WECOM_CHANGE: [(200, {"errcode": 0, "errmsg": "ok"})],
    }
    app = WecomApp(corp_id="corp", secret="S3CRET", agent_id=1000002, base=platform.url)
    return WecomChannel(app, OWN, public, clock)


def dingtalk(platform, public=PUBLIC, clock=lambda: 0.0):
    platform.answers = {
        DING_TOKEN: [(200, {"errcode": 0, "access_token": "T1", "expires_in": 7200})],
        DING_SEND: [(200, {"errcode": 0, "errmsg": "ok", "task_id": 456})],
        DING_CHANGE: [(200, {"errcode": 0, "errmsg": "ok"})],
    }
    app = DingtalkApp(app_key="key", secret="S3CRET", agent_id=11, base=platform.url)
    return DingtalkChannel(app, OWN, public, clock)


def feishu(platform, public=PUBLIC, clock=lambda: 0.0):
    platform.answers = {
        FEISHU_TOKEN: [(200, {"code": 0, "tenant_access_token": "T1", "expire": 7200})],
        FEISHU_SEND: [(200, {"code": 0, "data": {"message_id": "om_1"}})],
        f"{FEISHU_SEND}/om_1": [(200, {"code": 0, "data": {}})],
    }
    app = FeishuApp(app_id="cli_1", secret="S3CRET", base=platform.url)
    return FeishuChannel(app, OWN, public, clock)


KINDS = [(wecom, WECOM_TOKEN, WECOM_SEND), (dingtalk, DING_TOKEN, DING_SEND)]
ALL = [*KINDS, (feishu, FEISHU_TOKEN, FEISHU_SEND)]


def test_a_member_of_wecom_gets_a_text_card_that_leads_to_the_task(platform):
    channel = wecom(platform)

    outcome = channel.send(delivery(), "")

    (_, asked, _, _), (_, query, body, _) = platform.asked
    assert asked == {"corpid": "corp", "corpsecret": "S3CRET"}
    assert query == {"access_token": "T1"}
    assert body == {
        "touser": "zhang",
        "agentid": 1000002,
        "msgtype": "template_card",
        "template_card": {
            "card_type": "button_interaction",
            "main_title": {"title": "新待办：受理", "desc": "2026-07-01 09:05"},
            "sub_title_text": "TS-HY01-20260701-001 请办理。",
            "card_action": {"type": 1, "url": f"{PUBLIC}/tasks/1"},
            "task_id": "00000000-0000-0000-0000-000000000007",
            "button_list": [{"type": 1, "text": "查看", "style": 1, "url": f"{PUBLIC}/tasks/1"}],
        },
        "enable_duplicate_check": 1,
        "duplicate_check_interval": 14400,
    }
    assert outcome.provider_id == "R1"


def test_a_member_of_wecom_gets_a_text_card_of_what_is_no_task(platform):
    channel = wecom(platform)
    platform.answers[WECOM_SEND] = [(200, {"errcode": 0, "msgid": "M1"})]

    outcome = channel.send(delivery(kind="case.completed"), "")

    (body,) = platform.bodies(WECOM_SEND)
    assert body["msgtype"] == "textcard"
    assert body["textcard"] == {
        "title": "新待办：受理",
        "description": '<div class="gray">2026-07-01 09:05</div>TS-HY01-20260701-001 请办理。',
        "url": f"{PUBLIC}/tasks/1",
        "btntxt": "查看",
    }
    assert outcome.provider_id == "M1"


def test_a_member_of_wecom_gets_a_text_where_there_is_no_address_to_lead_to(platform):
    channel = wecom(platform, public="")

    channel.send(delivery(), "")

    (body,) = platform.bodies(WECOM_SEND)
    assert body["msgtype"] == "text"
    assert (
        body["text"]["content"] == "新待办：受理\nTS-HY01-20260701-001 请办理。\n2026-07-01 09:05"
    )


def test_a_card_of_wecom_keeps_to_its_limits_and_shows_no_foreign_markup(platform):
    channel = wecom(platform)

    for kind in ("case.completed", "task.created"):
        channel.send(
            delivery(kind=kind, title="长" * 100, text="<a href='x'>点我</a>" + "长" * 600), ""
        )

    text, button = platform.bodies(WECOM_SEND)
    card, asked = text["textcard"], button["template_card"]
    for title, said in (
        (card["title"], card["description"]),
        (asked["main_title"]["title"], asked["sub_title_text"]),
    ):
        assert len(title.encode()) <= 128
        assert title.endswith("…")
        assert len(said.encode()) <= 512
        assert "<a" not in said


@pytest.mark.parametrize("left_out", ["invaliduser", "unlicenseduser"])
def test_a_member_whom_wecom_leaves_out_was_not_told(platform, left_out):
    channel = wecom(platform)
    platform.answers[WECOM_SEND] = [(200, {"errcode": 0, left_out: "zhang"})]

    with pytest.raises(Undeliverable, match="zhang"):
        channel.send(delivery(), "")


def test_a_member_of_dingtalk_gets_a_card_that_leads_to_the_task(platform):
    channel = dingtalk(platform)

    outcome = channel.send(delivery(text="[点我](http://x) 3#楼"), "")

    (_, asked, _, _), (_, query, body, _) = platform.asked
    assert asked == {"appkey": "key", "appsecret": "S3CRET"}
    assert query == {"access_token": "T1"}
    assert body == {
        "agent_id": 11,
        "userid_list": "zhang",
        "msg": {
            "msgtype": "oa",
            "oa": {
                "message_url": f"{PUBLIC}/tasks/1",
                "pc_message_url": f"{PUBLIC}/tasks/1",
                "head": {"bgcolor": "FF1677FF", "text": "查看"},
                "status_bar": {"status_value": "待办理", "status_bg": "0xFFFF9D46"},
                "body": {
                    "title": "新待办：受理",
                    "content": "［点我］(http://x) 3#楼\n2026-07-01 09:05",
                },
            },
        },
    }
    assert outcome.provider_id == "456"


def test_a_member_of_dingtalk_gets_a_card_of_what_is_no_task(platform):
    channel = dingtalk(platform)

    channel.send(delivery(kind="case.completed", text="[点我](http://x) 3#楼"), "")

    (body,) = platform.bodies(DING_SEND)
    assert body["msg"] == {
        "msgtype": "action_card",
        "action_card": {
            "title": "新待办：受理",
            "markdown": "### 新待办：受理\n\n［点我］(http://x) 3#楼\n\n2026-07-01 09:05",
            "single_title": "查看",
            "single_url": f"{PUBLIC}/tasks/1",
        },
    }


def over(**more):
    """Return the change of a card whose task somebody has done."""
    done = {"path": "/tasks/1", "done": "已由李四处理", **more}
    return delivery(data=done)


def test_the_button_of_a_card_of_wecom_says_what_became_of_the_task(platform):
    channel = wecom(platform)

    outcome = channel.send(over(card="R1"), "")

    assert platform.bodies(WECOM_CHANGE) == [
        {
            "userids": ["zhang"],
            "agentid": 1000002,
            "response_code": "R1",
            "button": {"replace_name": "已由李四处理"},
        }
    ]
    assert platform.bodies(WECOM_SEND) == []
    assert (outcome.result, outcome.provider_id) == ("changed", "R1")


def test_the_bar_of_a_notification_of_dingtalk_says_what_became_of_the_task(platform):
    channel = dingtalk(platform)

    channel.send(over(card="456"), "")

    assert platform.bodies(DING_CHANGE) == [
        {
            "agent_id": 11,
            "task_id": 456,
            "status_value": "已由李四处理",
            "status_bg": "0xFF78C06E",
        }
    ]


def test_a_card_of_feishu_says_what_became_of_the_task_and_has_no_button(platform):
    channel = feishu(platform)

    channel.send(over(card="om_1"), "")

    (body,) = platform.bodies(f"{FEISHU_SEND}/om_1")
    card = json.loads(body["content"])
    assert card["header"]["template"] == "grey"
    assert card["config"]["update_multi"] is True
    assert card["elements"][-1] == {
        "tag": "div",
        "text": {"tag": "plain_text", "content": "已由李四处理"},
    }
    assert "action" not in {each["tag"] for each in card["elements"]}


@pytest.mark.parametrize("made", [wecom, dingtalk, feishu])
def test_what_had_no_button_stays_as_it_was(platform, made):
    channel = made(platform, public="")

    outcome = channel.send(over(card="1"), "")

    assert (outcome.result, platform.asked) == ("left as it was", [])


def test_a_card_that_can_be_changed_no_more_is_a_dead_letter_in_the_end(platform):
    channel = wecom(platform)
    platform.answers[WECOM_CHANGE] = [(200, {"errcode": 41000, "errmsg": "code used"})]

    with pytest.raises(Unreachable, match="code used"):
        channel.send(over(card="R1"), "")


def test_a_member_of_dingtalk_gets_the_text_alone_where_there_is_no_address_to_lead_to(platform):
    channel = dingtalk(platform, public="")

    channel.send(delivery(), "")

    (body,) = platform.bodies(DING_SEND)
    assert body["msg"]["msgtype"] == "markdown"
    assert body["msg"]["markdown"]["title"] == "新待办：受理"


def test_a_member_of_feishu_gets_an_interactive_card_once_by_its_uuid(platform):
    channel = feishu(platform)

    outcome = channel.send(delivery(kind="task.overdue"), "")

    (_, _, asked, _), (_, query, body, headers) = platform.asked
    card = json.loads(body["content"])
    assert asked == {"app_id": "cli_1", "app_secret": "S3CRET"}
    assert query == {"receive_id_type": "user_id"}
    assert headers["Authorization"] == "Bearer T1"
    assert body["uuid"] == "00000000-0000-0000-0000-000000000007"
    assert (body["receive_id"], body["msg_type"]) == ("zhang", "interactive")
    assert card["header"] == {
        "title": {"tag": "plain_text", "content": "新待办：受理"},
        "template": "red",
    }
    assert card["elements"][-1]["actions"][0]["url"] == f"{PUBLIC}/tasks/1"
    assert outcome.provider_id == "om_1"


@pytest.mark.parametrize(
    ("address", "kind"),
    [("ou_1", "open_id"), ("on_1", "union_id"), ("a@example.com", "email"), ("zhang", "user_id")],
)
def test_feishu_knows_people_by_several_kinds_of_ids(platform, address, kind):
    channel = feishu(platform, public="")
    platform.answers[FEISHU_SEND] = [(200, {"code": 0})]

    outcome = channel.send(delivery(address=address), "")

    assert platform.asked[-1][1] == {"receive_id_type": kind}
    assert outcome.provider_id == ""


@pytest.mark.parametrize(("made", "token", "send"), ALL)
def test_a_token_is_used_until_shortly_before_it_runs_out(platform, made, token, send):
    now = [0.0]
    channel = made(platform, clock=lambda: now[0])

    for at in (0.0, 6000.0, 6901.0):
        now[0] = at
        channel.send(delivery(), "")

    assert platform.paths().count(token) == 2
    assert platform.paths().count(send) == 3


@pytest.mark.parametrize(
    ("made", "token", "send", "stale"),
    [
        (*KINDS[0], (200, {"errcode": 40014})),
        (*KINDS[0], (200, {"errcode": 42001})),
        (*KINDS[1], (200, {"errcode": 42001})),
        (*ALL[2], (400, {"code": 99991663, "msg": "Invalid access token"})),
    ],
)
def test_a_token_that_is_refused_is_fetched_anew_and_the_message_sent(
    platform, made, token, send, stale
):
    channel = made(platform)
    well = platform.answers[send][0]
    platform.answers[send] = [stale, well]

    channel.send(delivery(), "")

    assert platform.paths() == [token, send, token, send]


@pytest.mark.parametrize(
    ("made", "send", "answer", "error"),
    [
        (wecom, WECOM_SEND, (200, {"errcode": 45009, "errmsg": "api freq out of limit"}), Unreachable),
        (wecom, WECOM_SEND, (200, {"errcode": -1, "errmsg": "busy"}), Unreachable),
        (wecom, WECOM_SEND, (200, {"errcode": 81013, "errmsg": "all invalid"}), Undeliverable),
        (wecom, WECOM_SEND, (200, {"errcode": 40014}), Unreachable),
        (dingtalk, DING_SEND, (200, {"errcode": 90018, "errmsg": "too often"}), Unreachable),
        (dingtalk, DING_SEND, (200, {"errcode": 33012, "errmsg": "no userid"}), Undeliverable),
        (feishu, FEISHU_SEND, (400, {"code": 99991400, "msg": "frequency limit"}), Unreachable),
        (feishu, FEISHU_SEND, (400, {"code": 230001, "msg": "invalid receive_id"}), Undeliverable),
        (feishu, FEISHU_SEND, (429, {}), Unreachable),
        (feishu, FEISHU_SEND, (502, b"<html>"), Unreachable),
        (feishu, FEISHU_SEND, (404, b"<html>"), Undeliverable),
        (feishu, FEISHU_SEND, (200, b"[]"), Unreachable),
    ],
)  # fmt: skip
def test_a_recipient_who_is_none_ends_the_message_and_other_troubles_do_not(
    platform, made, send, answer, error
):
    channel = made(platform)
    platform.answers[send] = [answer]

    with pytest.raises(error):
        channel.send(delivery(), "")


@pytest.mark.parametrize(("made", "token", "send"), ALL)
@pytest.mark.parametrize("answer", [{"errcode": 40013, "code": 10003, "errmsg": "no"}, {}])
def test_without_a_token_nothing_is_sent_and_the_secret_is_not_told(
    platform, made, token, send, answer
):
    channel = made(platform)
    platform.answers[token] = [(200, answer)]

    with pytest.raises(Unreachable, match="no access token") as found:
        channel.send(delivery(), "")

    assert "S3CRET" not in str(found.value)
    assert "S3CRET" not in repr(channel.app)
    assert send not in platform.paths()


def test_a_token_that_does_not_say_how_long_it_lasts_is_used_once(platform):
    channel = wecom(platform)
    platform.answers[WECOM_TOKEN] = [(200, {"errcode": 0, "access_token": "T1"})]

    for _ in range(2):
        channel.send(delivery(), "")

    assert platform.paths().count(WECOM_TOKEN) == 2
