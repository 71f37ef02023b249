"""The group robot of DingTalk by its documented payload, answered by a platform of our own."""

import base64
import hashlib
import hmac

import pytest

from engine import deliveries, webhooks
from engine.channels import Channels, Endpoint, RobotChannel, Undeliverable, Unreachable
from engine.channels.robot import signed
from engine.courier import Courier
from engine.errors import Invalid
from engine.store import DeliveryQuery
from tests.approvals.office import Office, approval
from tests.channels.conftest import delivery

PUBLIC = "https://guanjia.example.com"
SEND = "/robot/send"
SECRET = "SEC0123456789abcdef"  # of no robot


@pytest.fixture
def office(manual_store):
    return Office(manual_store)


def robot(platform, public=PUBLIC, answer=(200, {"errcode": 0, "errmsg": "ok"})):
    platform.answers = {SEND: [answer]}
    return RobotChannel(
        endpoint=Endpoint(private=True), public_url=public, clock=lambda: 1782867900.123
    )


def address(platform):
    return f"{platform.url}{SEND}?access_token=T1"


def test_a_group_gets_a_card_whose_time_is_signed_with_the_robots_secret(platform):
    told = delivery(address=address(platform), text="[看](http://x)")

    outcome = robot(platform).send(told, SECRET)

    ((_, query, body, _),) = platform.asked
    said = f"1782867900123\n{SECRET}".encode()
    sign = base64.b64encode(hmac.new(SECRET.encode(), said, hashlib.sha256).digest()).decode()
    assert query == {"access_token": "T1", "timestamp": "1782867900123", "sign": sign}
    assert body == {
        "msgtype": "actionCard",
        "actionCard": {
            "title": "新待办：受理",
            "text": "### 新待办：受理\n\n［看］(http://x)\n\n2026-07-01 09:05",
            "singleTitle": "查看",
            "singleURL": f"{PUBLIC}/tasks/1",
        },
    }
    assert outcome.result == "ok"


def test_a_group_gets_a_text_where_there_is_no_address_to_lead_to(platform):
    robot(platform, public="").send(delivery(address=address(platform)), SECRET)

    (body,) = platform.bodies(SEND)
    assert (body["msgtype"], body["markdown"]["title"]) == ("markdown", "新待办：受理")


def test_an_address_without_a_query_gets_one():
    assert signed("https://robot.example/send", SECRET, 1).startswith(
        "https://robot.example/send?timestamp=1&sign="
    )


@pytest.mark.parametrize(
    ("code", "error"),
    [(310000, Unreachable), (410100, Unreachable), (-1, Unreachable), (400101, Undeliverable)],
    ids=["sign not match", "too many", "busy", "no such robot"],
)
def test_a_robot_that_is_gone_is_given_up_and_everything_else_is_tried_again(platform, code, error):
    channel = robot(platform, answer=(200, {"errcode": code, "errmsg": "why"}))

    with pytest.raises(error, match=f"{code} why"):
        channel.send(delivery(address=address(platform)), SECRET)


def test_a_robot_tells_its_group_in_words_what_a_web_hook_tells_a_program(office, platform):
    office.do(
        webhooks.add,
        by="ada",
        name="工程群",
        url=address(platform),
        kinds=("task.created",),
        secret=SECRET,
        channel="dingtalk-robot",
    )
    office.send(approval())
    office.run_due()

    Courier(office.store, Channels(by_name={"dingtalk-robot": robot(platform)})).run_due()

    titles = [body["actionCard"]["title"] for body in platform.bodies(SEND)]
    assert titles == ["新待办：UT_Fill", "新待办：UT_Approve"]
    told = office.do(deliveries.page, DeliveryQuery(channel="dingtalk-robot"), by="ada").items
    assert {each.state for each in told} == {"delivered"}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"channel": "pigeon"}, "unknown channel"), ({"secret": None}, "drawn by the platform")],
)
def test_a_robot_without_its_secret_and_an_unknown_channel_are_refused(office, wrong, why):
    given = {"secret": SECRET, "channel": "dingtalk-robot", **wrong}

    with pytest.raises(Invalid, match=why):
        office.do(webhooks.add, by="ada", name="群", url="https://x.example", **given)


def test_a_robots_secret_is_not_drawn_here(office):
    given = {"secret": SECRET, "channel": "dingtalk-robot"}
    hook = office.do(webhooks.add, by="ada", name="群", url="https://x.example", **given)

    with pytest.raises(Invalid, match="add the robot"):
        office.do(webhooks.renew_secret, hook.id, by="ada")
