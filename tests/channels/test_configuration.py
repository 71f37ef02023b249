"""Which channels there are is said by the environment, and what cannot be meant by its name."""

import pytest

from engine.channels import of_environment
from engine.channels.cards import card, cut
from engine.errors import Invalid
from tests.channels.conftest import delivery

MAIL = {"GUANJIA_SMTP_URL": "smtps://mail.example.com", "GUANJIA_SMTP_FROM": "g@example.com"}
WECOM = {
    "GUANJIA_WECOM_CORP_ID": "c",
    "GUANJIA_WECOM_SECRET": "S3CRET",
    "GUANJIA_WECOM_AGENT_ID": "1",
}
DINGTALK = {
    "GUANJIA_DINGTALK_APP_KEY": "k",
    "GUANJIA_DINGTALK_SECRET": "S3CRET",
    "GUANJIA_DINGTALK_AGENT_ID": "1",
}
FEISHU = {"GUANJIA_FEISHU_APP_ID": "a", "GUANJIA_FEISHU_SECRET": "S3CRET"}


def test_every_channel_that_has_its_settings_is_there():
    found = of_environment({**MAIL, **WECOM, **DINGTALK, **FEISHU, "GUANJIA_SMS_URL": "http://sms"})

    hooks, platforms = {"webhook", "dingtalk-robot"}, {"wecom", "dingtalk", "feishu"}
    assert set(found.by_name) == {*hooks, *platforms, "sms", "email"}
    assert "S3CRET" not in repr(found)


@pytest.mark.parametrize(("said", "on"), [({}, False), ({"GUANJIA_DINGTALK_TODO": "on"}, True)])
def test_tasks_are_to_dos_of_dingtalk_where_that_is_said(said, on):
    public = {"GUANJIA_PUBLIC_URL": "https://guanjia.example.com"}

    channel = of_environment({**DINGTALK, **public, **said}).by_name["dingtalk"]

    assert channel.app.todos is on
    assert channel.app.todo_base == "https://api.dingtalk.com"


def test_nobody_is_told_outside_where_nothing_is_set():
    assert set(of_environment({}).by_name) == {"webhook", "dingtalk-robot"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtps://mail.example.com", ("implicit", 465)),
        ("smtp://mail.example.com", ("starttls", 587)),
        ("smtp://mail.example.com:2525", ("starttls", 2525)),
        ("smtp+plain://mail.example.com", ("none", 25)),
    ],
)
def test_the_scheme_says_how_mail_is_encrypted(url, expected):
    server = of_environment({**MAIL, "GUANJIA_SMTP_URL": url}).by_name["email"].server

    assert (server.tls, server.port) == expected


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"GUANJIA_SMTP_URL": "smtps://mail.example.com"}, "GUANJIA_SMTP_FROM is missing"),
        ({**MAIL, "GUANJIA_SMTP_FROM": "nobody"}, "GUANJIA_SMTP_FROM"),
        ({**MAIL, "GUANJIA_SMTP_URL": "mail.example.com"}, "GUANJIA_SMTP_URL"),
        ({**MAIL, "GUANJIA_SMTP_URL": "smtps://:465"}, "GUANJIA_SMTP_URL"),
        ({**MAIL, "GUANJIA_SMTP_URL": "smtps://mail:port"}, "GUANJIA_SMTP_URL"),
        ({**MAIL, "GUANJIA_SMTP_URL": "smtps://u:S3CRET@mail"}, "GUANJIA_SMTP_URL"),
        ({**WECOM, "GUANJIA_WECOM_AGENT_ID": "one"}, "GUANJIA_WECOM_AGENT_ID"),
        ({**WECOM, "GUANJIA_WECOM_SECRET": ""}, "GUANJIA_WECOM_SECRET is missing"),
        ({**FEISHU, "GUANJIA_FEISHU_URL": "open.feishu.cn"}, "GUANJIA_FEISHU_URL"),
        ({**DINGTALK, "GUANJIA_DINGTALK_TODO": "yes"}, "GUANJIA_DINGTALK_TODO"),
        ({**DINGTALK, "GUANJIA_DINGTALK_TODO": "on"}, "GUANJIA_PUBLIC_URL is missing"),
        ({"GUANJIA_PUBLIC_URL": "guanjia.example.com"}, "GUANJIA_PUBLIC_URL"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named_and_no_secret_is_shown(settings, name):
    with pytest.raises(Invalid, match=name) as found:
        of_environment(settings)

    assert "S3CRET" not in str(found.value)


def test_a_message_leads_to_its_page_under_the_public_address():
    assert card(delivery(), "https://g.example.com/").url == "https://g.example.com/tasks/1"
    assert card(delivery(data={}), "https://g.example.com").url == ""
    assert card(delivery(title=" "), "").title == "管家"


def test_what_is_too_long_ends_in_dots_at_a_whole_character():
    assert cut("长长", 6) == "长长"
    assert cut("长长长", 7) == "长…"
