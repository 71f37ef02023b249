"""The organisation and those who sign in."""

from datetime import date, timedelta

import pytest

from engine.errors import Conflict
from engine.model import Role
from engine.model.organisation import Assignment, Organisation, Person, Post, Unit
from engine.store import Account
from engine.store.tables.people import attempt

HOUR = timedelta(hours=1)


@pytest.fixture
def store(manual_store):
    return manual_store


def company(head="li"):
    return Organisation(
        units={
            "C": Unit(code="C", name="公司", type="company"),
            "HY01": Unit(code="HY01", name="花园", type="project", parent="C", calendar="cn"),
        },
        posts={"cs": Post(code="cs", name="客服", rank=3, is_key=True)},
        people={
            "li": Person(
                id="li",
                name="李",
                roles=frozenset({Role.STAFF, Role.DESIGNER}),
                groups=frozenset({"night", "day"}),
            ),
            "wang": Person(id="wang", name="王", active=False),
        },
        assignments=(
            Assignment(person=head, unit="HY01", post="cs", is_head=True, is_primary=True),
            Assignment(person="wang", unit="C", post="cs", valid_from=date(2026, 1, 1)),
        ),
    )


def account(store, person="li", login="li01"):
    with store.begin() as tx:
        made = Account(person=person, login=login, password_hash="$argon2$…", active=True)
        tx.people.add_account(made)
    return made


def later(store, by):
    with store.begin() as tx:
        tx.clock.advance(by)


def test_an_organisation_is_read_as_it_was_written(store):
    with store.begin() as tx:
        assert tx.people.organisation() == Organisation()
        tx.people.replace(company())

    with store.read() as tx:
        found = tx.people.organisation()
    assert (found.units, found.posts, found.people) == (
        company().units,
        company().posts,
        company().people,
    )
    assert (found.assignments, found.version) == (company().assignments, 1)


def test_an_organisation_is_read_once_and_again_after_it_changed(store):
    with store.begin() as tx:
        tx.people.replace(company())

    with store.read() as tx:
        first = tx.people.organisation()
    with store.read() as tx:
        same = tx.people.organisation()
    with store.begin() as tx:
        tx.people.replace(company(head="wang"))
        inside = tx.people.organisation()
    with store.read() as tx:
        changed = tx.people.organisation()

    assert same is first
    assert inside.assignments[0].person == changed.assignments[0].person == "wang"


def test_an_organisation_can_be_emptied(store):
    with store.begin() as tx:
        tx.people.replace(company())
        tx.people.replace(Organisation())

    with store.read() as tx:
        assert tx.people.organisation() == Organisation(version=2)


def test_an_organisation_that_was_not_committed_is_not_remembered(store):
    def replace_and_fail(tx):
        tx.people.replace(company())
        assert tx.people.organisation().people
        raise KeyError

    with pytest.raises(KeyError):
        store.run(replace_and_fail)

    with store.read() as tx:
        assert tx.people.organisation() == Organisation()


def test_an_account_is_found_by_person_and_by_login(store):
    made = account(store)
    account(store, person="wang", login="w")

    with store.read() as tx:
        assert tx.people.account("li") == made
        assert tx.people.account_by_login("li01") == made
        assert tx.people.account_by_login("nobody") is None
        assert [found.login for found in tx.people.accounts()] == ["li01", "w"]


def test_a_login_belongs_to_one_person(store):
    account(store)

    with pytest.raises(Conflict):
        account(store, person="wang", login="li01")


def test_a_session_lasts_until_it_expires_or_is_ended(store):
    account(store)
    one, two, three = bytes(32), bytes([1] * 32), bytes([2] * 32)
    with store.begin() as tx:
        made = tx.people.add_session(one, "li", csrf="c", lasts=HOUR, client="10.0.0.1")
        tx.people.add_session(two, "li", csrf="c", lasts=HOUR)
        tx.people.add_session(three, "li", csrf="c", lasts=HOUR)
        tx.people.end_session(two)
        tx.people.extend_session(three, 2 * HOUR)

    with store.read() as tx:
        assert tx.people.session(one) == made
        assert tx.people.session(two) is None
    later(store, HOUR)
    with store.begin() as tx:
        assert tx.people.session(one) is None
        assert tx.people.session(three) is not None
        assert tx.people.drop_expired_sessions() == 1
        tx.people.end_sessions_of("li")
        assert tx.people.session(three) is None


def test_an_account_that_is_locked_is_signed_out(store):
    made = account(store)
    with store.begin() as tx:
        tx.people.add_session(bytes(32), "li", csrf="c", lasts=HOUR)
        tx.people.add_account(
            Account(person="li", login=made.login, password_hash="x", active=False)
        )

    with store.read() as tx:
        assert tx.people.session(bytes(32)) is None


def test_an_api_token_works_until_it_expires_or_is_revoked(store):
    account(store)
    with store.begin() as tx:
        soon = tx.people.add_token(
            bytes(32), "li", name="报表", scopes=["read"], expires_at=tx.now + HOUR
        )
        ever = tx.people.add_token(bytes([1] * 32), "li", name="worker", scopes=[], expires_at=None)

    with store.read() as tx:
        assert tx.people.token(bytes(32)) == soon
        assert {found.id for found in tx.people.tokens("li")} == {soon.id, ever.id}
    later(store, HOUR)
    with store.begin() as tx:
        assert tx.people.token(bytes(32)) is None
        assert not tx.people.revoke_token(ever.id, "wang")
        assert tx.people.revoke_token(ever.id, "li")
        assert not tx.people.revoke_token(ever.id, "li")
        assert tx.people.token(bytes([1] * 32)) is None


def test_of_who_failed_to_sign_in_neither_name_nor_address_is_kept_and_nothing_for_long(store):
    with store.begin() as tx:
        tx.people.count_failure("account:13912345678", HOUR)
        tx.people.count_failure("address:10.9.8.7", HOUR)

    with store.begin() as tx:
        kept = tx._session.rows(attempt.select())
        early = tx.people.drop_failures(older=HOUR)
    later(store, HOUR)
    with store.begin() as tx:
        late = tx.people.drop_failures(older=HOUR)

    assert len({row["subject"] for row in kept}) == 2
    assert "13912345678" not in str(kept)
    assert "10.9.8.7" not in str(kept)
    assert (early, late) == (0, 2)


def test_failed_sign_ins_are_counted_within_a_window(store):
    def fail():
        with store.begin() as tx:
            return tx.people.count_failure("account:li", HOUR)

    assert [fail(), fail()] == [1, 2]
    later(store, HOUR)
    assert fail() == 1
    with store.begin() as tx:
        tx.people.forget_failures("account:li")
        assert tx.people.failures("account:li", HOUR) == 0
