"""Everybody in the directory at once: who is new, changed and gone, on either database."""

from dataclasses import replace
from datetime import date

import pytest

from engine import accounts, demo, identities, organisations
from engine import settings as environment
from engine.directory.settings import meaning
from engine.errors import Conflict, Invalid, NotFound
from engine.identities import DIRECTORY, Identity
from engine.model import Role
from engine.organisations import Rule
from tests.api.serving import furnish
from tests.cli.test_cli import guanjia, home  # noqa: F401 - fixtures
from tests.ldap.conftest import BASE

ORGANISATION = demo.organisation()
RULES = (
    Rule(group="desk", unit="HY01", post="cs_front"),
    Rule(group="auditors", role=Role.AUDITOR),
    Rule(group="night", code="night"),
)
DESK = Identity(login="newcomer", name="新来", email="n@x", groups=("desk", "night"))


@pytest.fixture
def office(manual_store):
    manual_store.run(lambda tx: tx.people.replace(ORGANISATION))
    return manual_store


def compare(store, *people, rules=RULES, create=True):
    return store.run(lambda tx: identities.compare(tx, people, meaning(rules, create=create)))


def sync(store, *people, rules=RULES, create=True, closing=0):
    told = meaning(rules, create=create)
    return store.run(lambda tx: identities.sync(tx, people, told, closing=closing))


def person(store, name):
    return store.run(lambda tx: tx.people.organisation()).people.get(name)


def held(store, name):
    found = store.run(lambda tx: tx.people.organisation()).assignments
    return [(each.unit, each.post) for each in found if each.person == name]


def changes(store):
    return store.run(lambda tx: organisations.changes(tx, by=DIRECTORY)).items


def test_everybody_who_is_new_comes_in_with_his_posts_in_one_change(office):
    other = Identity(login="auditor2", name="审计", groups=("auditors",))

    found = sync(office, DESK, other)
    again = sync(office, DESK, other)

    assert [each.person.id for each in found.new] == ["newcomer", "auditor2"]
    assert (again.new, again.changed, again.same) == ((), (), 2)
    assert person(office, "newcomer").groups == {"night"}
    assert person(office, "auditor2").roles == {Role.AUDITOR}
    assert held(office, "newcomer") == [("HY01", "cs_front")]
    [change] = changes(office)
    assert (change.actor_name, change.reason) == ("目录服务", "groups of the directory")
    account = office.run(lambda tx: tx.people.account("newcomer"))
    assert not accounts.has_password(account)


def test_who_has_nothing_by_the_rules_or_may_not_be_taken_in_stays_out(office):
    printer = Identity(login="printer")

    assert compare(office, printer).new == ()
    assert compare(office, DESK, create=False).new == ()
    assert [each.person.id for each in compare(office, printer, rules=()).new] == ["printer"]


def test_what_groups_no_longer_give_is_taken_and_all_else_stays(office):
    sync(office, DESK)
    by_hand = replace(person(office, "newcomer"), email="other@x")
    office.run(lambda tx: organisations.put_person(tx, by_hand, by=DIRECTORY))

    found = sync(office, replace(DESK, groups=("auditors",)))

    assert [each.person.id for each in found.changed] == ["newcomer"]
    assert held(office, "newcomer") == []
    assert person(office, "newcomer").roles == {Role.AUDITOR}
    assert person(office, "newcomer").email == "other@x"


def test_a_post_that_stays_keeps_its_dates(office):
    sync(office, DESK)
    organisation = office.run(lambda tx: tx.people.organisation())
    [mine] = [each for each in organisation.assignments if each.person == "newcomer"]
    dated = replace(mine, valid_from=date(2026, 1, 1))
    office.run(lambda tx: organisations.put_assignments(tx, "newcomer", [dated], by=DIRECTORY))

    assert sync(office, DESK).same == 1


def test_who_is_gone_is_told_and_closed_only_where_that_is_wanted(office):
    sync(office, DESK)

    looked = compare(office)
    told = sync(office)
    still = person(office, "newcomer").active
    closed = sync(office, closing=1)
    after = sync(office, DESK)

    assert [each.person.id for each in looked.gone] == ["newcomer"]
    assert looked == told == closed
    assert still
    assert not person(office, "newcomer").active
    assert held(office, "newcomer") == [("HY01", "cs_front")]
    assert changes(office)[0].reason == "groups of the directory; not in the directory any more"
    assert [each.id for each in after.closed_here] == ["newcomer"]
    assert not person(office, "newcomer").active


def test_more_who_are_gone_than_may_be_closed_change_nothing(office):
    sync(office, DESK, replace(DESK, login="second"))

    with pytest.raises(Conflict, match="2 people are gone, at most 1"):
        sync(office, replace(DESK, login="third"), closing=1)

    assert person(office, "third") is None
    assert person(office, "newcomer").active


def test_who_is_disabled_there_is_gone_and_says_so(office):
    sync(office, DESK)

    [gone] = compare(office, replace(DESK, active=False)).gone

    assert gone.disabled


def test_who_has_a_password_here_is_left_alone(office):
    name = next(iter(ORGANISATION.people))
    office.run(lambda tx: accounts.set_password(tx, name, login=name, password="ten letters"))

    found = sync(office, Identity(login=name, groups=("desk", "auditors")))
    without = sync(office)

    assert found.own == (name,)
    assert found.changed == without.gone == ()
    assert Role.AUDITOR not in person(office, name).roles


def test_who_was_here_before_gets_an_account_and_is_missed_from_then_on(office):
    name = next(iter(ORGANISATION.people))

    found = sync(office, Identity(login=name))
    gone = compare(office).gone

    assert [each.person for each in found.accounts] == [name]
    assert [each.person.id for each in gone] == [name]


def test_one_name_of_two_entries_changes_nothing_and_nobody_is_gone_for_it(office):
    sync(office, DESK)

    found = sync(office, DESK, replace(DESK, login="Newcomer", groups=()), closing=1)

    assert found.twice == ("Newcomer", "newcomer")
    assert (found.changed, found.gone) == ((), ())


def test_a_rule_that_names_no_post_changes_nothing(office):
    rules = (Rule(group="desk", unit="HY99", post="cs_front"),)

    with pytest.raises(Invalid, match="HY99"):
        sync(office, DESK, rules=rules)

    assert person(office, "newcomer") is None


def test_somebody_may_lose_his_password_here_and_keeps_his_account(office):
    name = next(iter(ORGANISATION.people))
    office.run(lambda tx: accounts.set_password(tx, name, login=name, password="ten letters"))

    office.run(lambda tx: accounts.drop_password(tx, name))

    account = office.run(lambda tx: tx.people.account(name))
    assert account.active
    assert not accounts.has_password(account)
    assert not accounts.matches(account, "!")
    assert not accounts.matches(account, "ten letters")
    with pytest.raises(NotFound):
        office.run(lambda tx: accounts.drop_password(tx, "nobody"))


def test_the_command_line_tells_what_would_be_and_does_it(guanjia, home, slapd, monkeypatch):  # noqa: F811
    furnish(environment.of_environment())
    (home / "password").write_text("of the account that searches\n")
    group = f"cn=front-desk-hy01,ou=groups,{BASE}"
    (home / "rules.json").write_text(
        f'[{{"group": "{group}", "unit": "HY01", "post": "cs_front"}}]'
    )
    said = {
        "URLS": slapd.safe,
        "BASE": f"ou=people,{BASE}",
        "BIND_DN": f"cn=search,{BASE}",
        "PASSWORD_FILE": "password",
        "CA_FILE": slapd.pem,
        "RULES": "rules.json",
        "CREATE": "on",
        "TIMEOUT": "20",
    }
    for name, value in said.items():
        monkeypatch.setenv(f"GUANJIA_LDAP_{name}", str(value))

    guanjia("password", "limin", "--none")
    guanjia("password", "wangfang", "--none")
    store = environment.open_store(environment.of_environment())
    left = replace(ORGANISATION.people["limin"], active=False)
    store.run(lambda tx: organisations.put_person(tx, left, by=DIRECTORY))
    store.close()

    _, shown, _ = guanjia("directory", "show", "zhaolei")
    _, looked, _ = guanjia("directory", "sync", "--dry-run")
    _, done, _ = guanjia("directory", "sync")
    guanjia("password", "sunli", "--none")
    _, _, refused = guanjia("directory", "sync", "--close", "0")
    code, closed, _ = guanjia("directory", "sync", "--close", "1")
    _, after, _ = guanjia("directory", "sync", "--dry-run")

    assert f"group {group.replace('front-desk-hy01', 'Front-Desk-HY01')}" in shown
    assert f"rule  {group}" in shown
    assert "new      zhaolei 赵磊: HY01/cs_front" in looked
    assert "twice    double: several entries" in looked
    assert "changed  wangfang 王芳: HY01/cs_front" in looked
    assert "closed   limin 李敏: in the directory, and closed here" in looked
    assert looked.endswith(
        "1 new, 1 changed, 0 gone, 0 as they were, 0 with a password of their own\nnothing was changed\n"
    )
    assert looked.removesuffix("nothing was changed\n") == done
    assert refused == ""
    assert code == 0
    assert "gone     sunli 孙丽: disabled there; to be handed over: 1 post, 1 role" in closed
    assert "0 gone, 2 as they were" in after


def test_the_command_line_says_where_there_is_no_directory(guanjia, home, monkeypatch):  # noqa: F811
    monkeypatch.delenv("GUANJIA_LDAP_URLS", raising=False)

    code, _, wrong = guanjia("directory", "sync")

    assert code == 1
    assert "there is no directory" in wrong
