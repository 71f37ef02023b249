"""A real directory, asked as a company's is."""

import socket
from dataclasses import replace

import pytest

from engine.directory import connected, wire
from engine.errors import DirectoryUnavailable, NotSignedIn
from tests.ldap.conftest import BASE, FRONT_DESK, settings

SOMEBODY = ("zhaolei", "green hill 2")


def groups(dn):
    return f"cn={dn},{BASE}"


@pytest.fixture
def directory(ldap_settings):
    return connected(ldap_settings)


def test_who_shows_his_password_is_told_with_the_groups_that_mean_something(directory):
    found = directory.authenticate("ZhaoLei", "green hill 2")

    assert (found.login, found.name, found.email) == ("zhaolei", "赵磊", "zhaolei@hengyue.example")
    assert found.groups == (FRONT_DESK, "auditors")


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("zhaolei", "guess"),
        ("zhaolei", ""),
        ("nobody", "green hill 2"),
        ("*", "green hill 2"),
        ("*)(uid=*", "green hill 2"),
        ("zhaolei)(objectClass=*", "green hill 2"),
        ("zhaolei\0", "green hill 2"),
        ("zhaolei ", "green hill 2"),
        ("ｚｈａｏｌｅｉ", "green hill 2"),
        ("aaa-alias", "green hill 2"),
        ("double", "black stone 5"),
        ("sunli", "white snow 4"),
        ("", "green hill 2"),
    ],
    ids=[
        "wrong password",
        "empty password",
        "unknown",
        "everybody",
        "injection",
        "injection of a class",
        "with NUL",
        "with a space",
        "in wide letters",
        "a second name",
        "a name of two",
        "closed by Windows",
        "no name",
    ],
)
def test_nobody_else_is_let_in(directory, login, password):
    with pytest.raises(NotSignedIn):
        directory.authenticate(login, password)


def test_the_account_may_be_any_attribute(ldap_settings):
    by_mail = replace(ldap_settings, login_attribute="mail", account_attribute="employeeNumber")
    directory = connected(by_mail)

    assert directory.authenticate("limin@hengyue.example", "blue river 1").login == "1001"
    assert directory.proves("1001", "blue river 1")


@pytest.mark.parametrize(
    ("way", "found"),
    [
        ("member", {groups("Front-Desk-HY01,ou=groups"), groups("auditors,ou=groups")}),
        ("uniqueMember", {groups("choir,ou=groups")}),
        ("memberUid", {groups("wheel,ou=groups")}),
    ],
)
def test_groups_are_found_by_their_members(ldap_settings, way, found):
    directory = connected(replace(ldap_settings, groups_by=way))

    assert set(directory.show("zhaolei").groups) == found


def test_how_somebody_stands_is_shown_without_his_password(directory):
    found = directory.show("zhaolei")

    assert found.dn == f"uid=zhaolei,ou=people,{BASE}"
    assert len(found.groups) == 3
    assert found.identity.groups == (FRONT_DESK, "auditors")


def test_everybody_is_read_page_by_page(directory, monkeypatch):
    monkeypatch.setattr(wire, "_PAGE", 2)

    found = directory.everybody()

    logins = sorted(each.login for each in found)
    assert logins == ["double", "double", "limin", "sunli", "wangfang", "zhaolei"]
    assert [each.login for each in found if not each.active] == ["sunli"]


def test_starttls_and_another_server_where_the_first_is_away(slapd, caplog):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        away = f"ldaps://127.0.0.1:{probe.getsockname()[1]}"
    directory = connected(settings(away, slapd.plain, ca_file=str(slapd.pem)))

    assert directory.authenticate(*SOMEBODY).login == "zhaolei"
    assert caplog.messages == ["directory server 1 of 2 does not answer: ConnectionRefusedError"]


def test_a_server_whose_certificate_is_not_trusted_gets_no_password(slapd, caplog):
    with pytest.raises(DirectoryUnavailable):
        connected(settings(slapd.safe)).authenticate(*SOMEBODY)

    assert "self-signed certificate" in caplog.text
    assert "green hill" not in caplog.text


def test_on_this_machine_plain_ldap_may_be_asked_for(slapd):
    directory = connected(settings(slapd.plain, plain=True))

    assert directory.authenticate(*SOMEBODY).login == "zhaolei"


def test_a_server_that_goes_silent_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"ldap://127.0.0.1:{silent.getsockname()[1]}"
        directory = connected(settings(url, plain=True, timeout=0.3))

        with pytest.raises(DirectoryUnavailable, match="none of its servers"):
            directory.authenticate(*SOMEBODY)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"password": "an old one"}, "refuses the account that searches"),
        ({"base": "ou=nowhere,dc=hengyue,dc=example"}, "refuses a question: NO_SUCH_OBJECT"),
        ({"filter": "(&(objectClass=person)"}, "refuses a question: FILTER_ERROR"),
    ],
)
def test_settings_that_the_server_refuses_are_no_wrong_password(ldap_settings, change, reason):
    directory = connected(replace(ldap_settings, **change))

    with pytest.raises(DirectoryUnavailable, match=reason):
        directory.authenticate(*SOMEBODY)
