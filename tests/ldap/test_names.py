"""Names of entries and values in filters, as RFC 4514 and RFC 4515 have them."""

import pytest

from engine.directory import Entry
from engine.directory.names import escaped, parsed, within


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CN=Auditors,OU=Groups,DC=x", "cn=auditors, ou=groups,dc = x"),
        (r"cn=a\,b,dc=x", r"cn=a\2Cb,dc=x"),
        (r"cn=\E5\AE\A2\E6\9C\8D,dc=x", "cn=客服,dc=x"),
        ("cn=a+uid=b,dc=x", "uid=b+cn=a,dc=x"),
        (r"cn=a\+b,dc=x", r"cn=a\2bb,dc=x"),
        (r"cn=two  words\ ,dc=x", "cn=two words,dc=x"),
        (r"cn=tail\,", r"cn=tail\2c"),
    ],
)
def test_two_ways_to_write_a_name_are_one_name(one, other):
    assert parsed(one) == parsed(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("cn=a,dc=x", "cn=a"), (r"cn=a\,dc=x", "cn=a,dc=x"), ("cn=a,dc=x", "ou=a,dc=x")],
)
def test_other_names_are_other_names(one, other):
    assert parsed(one) != parsed(other)


def test_what_stands_below_an_entry_is_not_what_its_name_ends_like():
    base = parsed("ou=groups,dc=x")

    assert within(parsed("cn=a,ou=b,ou=groups,dc=x"), base)
    assert not within(base, base)
    assert not within(parsed(r"cn=a\,ou=groups,dc=x"), base)


def test_nothing_that_somebody_types_is_more_than_a_value_in_a_filter():
    assert escaped("*)(uid=*\\\0") == r"\2a\29\28uid=\2a\5c\00"
    assert escaped("李敏") == "李敏"


def test_of_several_values_the_one_in_the_entrys_own_name_counts():
    found = Entry(dn="uid=ZhaoLei,dc=x", values={"uid": ("alias", "zhaolei"), "mail": ("a", "b")})

    assert found.first("UID") == "zhaolei"
    assert found.first("mail") == "a"
    assert found.first("cn") == ""
    assert Entry(dn="", values={"uid": ("a",)}).first("uid") == "a"
