"""Settings of the directory: what the environment says, and what is said of mistakes in it."""

import sys

import orjson
import pytest

from engine.directory import connected, of_environment
from engine.errors import Invalid
from engine.identities import DIRECTORY
from tests.ldap.conftest import settings


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "password").write_text("of ours \n")
    (tmp_path / "ca.pem").write_text("no certificate")
    rule = {"group": "cn=a,dc=x", "unit": "HY01", "post": "cs_front"}
    (tmp_path / "rules.json").write_bytes(orjson.dumps([rule]))
    return {
        "GUANJIA_LDAP_URLS": "ldaps://one.example, ldap://two.example:3890",
        "GUANJIA_LDAP_BASE": "ou=people,dc=x",
        "GUANJIA_LDAP_BIND_DN": "cn=search,dc=x",
        "GUANJIA_LDAP_PASSWORD_FILE": str(tmp_path / "password"),
        "GUANJIA_LDAP_RULES": str(tmp_path / "rules.json"),
        "GUANJIA_LDAP_CA_FILE": str(tmp_path / "ca.pem"),
    }


def test_the_settings_come_from_the_environment(environment):
    more = {
        "GUANJIA_LDAP_LOGIN_ATTRIBUTE": "sAMAccountName",
        "GUANJIA_LDAP_CREATE": "on",
        "GUANJIA_LDAP_TIMEOUT": "2.5",
        "GUANJIA_LDAP_GROUPS_BY": "member",
        "GUANJIA_LDAP_GROUPS_BASE": "ou=groups,dc=x",
    }

    found = of_environment({**environment, **more})

    assert found.urls == ("ldaps://one.example", "ldap://two.example:3890")
    assert found.password == "of ours "
    assert found.login_attribute == found.account_attribute == "sAMAccountName"
    assert (found.timeout, found.groups_by, found.plain) == (2.5, "member", False)
    assert found.mapping.create
    assert found.mapping.by is DIRECTORY
    assert found.mapping.rules[0].group == "cn=a,dc=x"
    assert "of ours" not in repr(found)
    assert of_environment({}) is None


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("BASE", "", "GUANJIA_LDAP_BASE is missing"),
        ("BIND_DN", "", "GUANJIA_LDAP_BIND_DN is missing"),
        ("PASSWORD_FILE", "/nowhere/at/all", "cannot be read"),
        ("CA_FILE", "/nowhere/at/all", "cannot be read"),
        ("URLS", "https://one.example", "is no ldaps://"),
        ("URLS", "ldaps://somebody:secret@one.example", "is no ldaps://"),
        ("URLS", "ldaps://", "is no ldaps://"),
        ("PLAIN", "on", "one.example is not this machine"),
        ("PLAIN", "perhaps", "expected on or off"),
        ("CREATE", "perhaps", "expected on or off"),
        ("TIMEOUT", "soon", "expected seconds"),
        ("TIMEOUT", "0", "expected seconds"),
        ("FILTER", "objectClass=person", "in parentheses"),
        ("GROUPS_BY", "heart", "expected memberOf"),
        ("GROUPS_BY", "member", "GUANJIA_LDAP_GROUPS_BASE is missing"),
        ("RULES", __file__, "GUANJIA_LDAP_RULES"),
    ],
)
def test_settings_that_are_not_right_are_told_at_the_start(environment, name, value, reason):
    with pytest.raises(Invalid, match=reason) as caught:
        of_environment({**environment, f"GUANJIA_LDAP_{name}": value})

    assert "secret" not in str(caught.value)


def test_a_file_without_certificates_is_told_at_the_start(environment):
    pytest.importorskip("ldap", reason="no python-ldap")

    with pytest.raises(Invalid, match="holds no certificates"):
        connected(of_environment(environment))


def test_without_python_ldap_the_start_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ldap", None)

    with pytest.raises(Invalid, match=r"pip install 'guanjia\[ldap\]'"):
        connected(settings("ldaps://one.example"))
