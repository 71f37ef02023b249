"""What is asked of a directory and what is made of its answers, with no server at hand."""

import pytest

from engine.directory import Misasked, Unanswered
from engine.errors import DirectoryUnavailable, NotFound, NotSignedIn
from tests.ldap.conftest import BASE
from tests.ldap.fakes import Fake, entry

LIMIN = entry("limin", "blue river", mail=["limin@x"], employeeNumber=["1001"])


def test_the_next_server_is_asked_where_one_does_not_answer_and_asked_first_from_then_on(caplog):
    fake = Fake(first=Unanswered("ConnectionRefusedError"), second=[LIMIN])
    directory = fake.directory()

    found = directory.authenticate("limin", "blue river")
    directory.authenticate("limin", "blue river")

    assert found.login == "limin"
    assert [each[1] for each in fake.asked if each[0] == "connect"] == ["first", "second", "second"]
    assert caplog.messages == ["directory server 1 of 2 does not answer: ConnectionRefusedError"]
    assert fake.closed == 2


def test_where_no_server_answers_that_is_said(caplog):
    fake = Fake(first=Unanswered("TimeoutError"), second=Unanswered("SERVER_DOWN"))

    with pytest.raises(DirectoryUnavailable, match="none of its servers"):
        fake.directory().authenticate("limin", "blue river")

    assert len(caplog.messages) == 2


def test_an_empty_password_is_not_even_tried():
    fake = Fake(only=[LIMIN])

    for password in ("", "\0", "a\0"):
        with pytest.raises(NotSignedIn):
            fake.directory().authenticate("limin", password)

    assert fake.asked == []


def test_a_wrong_password_reads_like_an_unknown_name(caplog):
    directory = Fake(only=[LIMIN]).directory()

    refusals = []
    for login, password in (("limin", "secret guess"), ("nobody", "secret guess")):
        with pytest.raises(NotSignedIn) as caught:
            directory.authenticate(login, password)
        refusals.append(str(caught.value))

    assert len(set(refusals)) == 1
    assert caplog.messages == []


def test_a_server_that_refuses_the_account_that_searches_is_no_wrong_password(caplog):
    directory = Fake(only=[LIMIN]).directory(password="an old one")

    with pytest.raises(DirectoryUnavailable, match="refuses the account that searches"):
        directory.authenticate("limin", "blue river")

    assert "an old one" not in caplog.text


def test_a_question_that_is_refused_names_its_kind_alone(caplog):
    directory = Fake(only=Misasked("SIZELIMIT_EXCEEDED")).directory()

    with pytest.raises(DirectoryUnavailable, match="SIZELIMIT_EXCEEDED"):
        directory.everybody()


def test_two_entries_of_one_name_let_nobody_in(caplog):
    directory = Fake(only=[LIMIN, LIMIN]).directory()

    with pytest.raises(NotSignedIn):
        directory.authenticate("limin", "blue river")

    assert caplog.messages == ["2 entries of the directory have one name: none is let in"]


def test_another_way_to_write_a_name_is_no_other_name_to_guess_by():
    directory = Fake(only=[entry("李 敏", "blue river")]).directory()

    assert directory.authenticate("李 敏", "blue river").login == "李 敏"
    with pytest.raises(NotSignedIn):
        Fake(only=[LIMIN]).directory(filter="(limin=limin)").authenticate(" limin", "blue river")


@pytest.mark.parametrize("said", ["514", "66050", "broken"])
def test_an_account_that_windows_has_closed_is_refused(said):
    closed = entry("sunli", "white snow", userAccountControl=[said])

    with pytest.raises(NotSignedIn):
        Fake(only=[closed]).directory().authenticate("sunli", "white snow")


def test_an_account_that_windows_has_open_signs_in():
    opened = entry("sunli", "white snow", userAccountControl=["512"])

    assert Fake(only=[opened]).directory().authenticate("sunli", "white snow").active


def test_whom_the_directory_gives_no_name_for_an_account_does_not_sign_in():
    directory = Fake(only=[entry("limin", "blue river")]).directory(
        account_attribute="employeeNumber"
    )

    with pytest.raises(NotSignedIn):
        directory.authenticate("limin", "blue river")


def test_the_account_here_may_be_another_attribute_than_what_is_typed():
    fake = Fake(only=[LIMIN])
    directory = fake.directory(account_attribute="employeeNumber")

    assert directory.authenticate("limin", "blue river").login == "1001"
    assert not directory.proves("1001", "blue river")  # this fake finds by uid alone
    assert (
        "search",
        f"ou=people,{BASE}",
        "(&(objectClass=person)(employeeNumber=1001))",
    ) in fake.asked


def test_a_password_is_proved_by_the_account_here():
    directory = Fake(only=[LIMIN]).directory()

    assert directory.proves("limin", "blue river")
    assert not directory.proves("limin", "guess")


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        ("member", rf"(member=uid=limin,ou=people,{BASE})"),
        ("uniqueMember", rf"(uniqueMember=uid=limin,ou=people,{BASE})"),
        ("memberUid", "(memberUid=limin)"),
        ("nested", rf"(member:1.2.840.113556.1.4.1941:=uid=limin,ou=people,{BASE})"),
    ],
)
def test_groups_are_asked_for_as_the_settings_say(way, wanted):
    fake = Fake(only=[LIMIN])

    fake.directory(groups_by=way).authenticate("limin", "blue river")

    assert fake.asked[-1] == ("search", f"ou=groups,{BASE}", wanted)
    assert fake.asked[-2] == ("bind", f"cn=search,{BASE}")


def test_a_rule_names_a_group_by_its_whole_name_or_in_its_place_by_the_first_part():
    groups = [
        f"CN=Front-Desk-HY01,OU=Groups,{BASE}",
        f"cn=auditors,ou=groups,{BASE}",
        f"cn=night-watch,ou=elsewhere,{BASE}",
    ]
    here = entry("limin", "blue river", memberOf=groups)

    found = Fake(only=[here]).directory().authenticate("limin", "blue river").groups
    nowhere = Fake(only=[here]).directory(groups_base="").authenticate("limin", "blue river").groups

    assert found == (f"CN=front-desk-hy01, OU=groups, {BASE}", "auditors")
    assert nowhere == (f"CN=front-desk-hy01, OU=groups, {BASE}",)


def test_who_is_looked_for_and_not_there_is_said():
    with pytest.raises(NotFound, match="not exactly one entry"):
        Fake(only=[]).directory().show("nobody")
