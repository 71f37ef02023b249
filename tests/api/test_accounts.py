"""Accounts as use cases: who may sign in, for how long, and what a token may be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine import accounts, demo
from engine.errors import Invalid, NotFound, NotSignedIn
from engine.store import Account
from tests.api.serving import PASSWORD, password_hash


@pytest.fixture
def company(manual_store):
    """The demo organisation, and one account with a known password."""
    manual_store.run(lambda tx: tx.people.replace(demo.organisation()))
    manual_store.run(
        lambda tx: tx.people.add_account(
            Account(person="limin", login="limin", password_hash=password_hash(), active=True)
        )
    )
    return manual_store


def _opened(store, login="limin"):
    found = store.run(lambda tx: accounts.account(tx, login, client="10.0.0.1"))
    return store.run(lambda tx: accounts.open_session(tx, found, client="10.0.0.1"))


def test_a_password_that_was_set_is_the_one_that_matches(company):
    company.run(
        lambda tx: accounts.set_password(tx, "wangfang", login="wang.fang", password="a long one")
    )

    found = company.run(lambda tx: accounts.account(tx, "wang.fang", client=""))

    assert found.person == "wangfang"
    assert accounts.matches(found, "a long one")
    assert not accounts.matches(found, "another one")
    assert not accounts.matches(None, "a long one")
    assert not accounts.matches(replace(found, active=False), "a long one")


def test_a_new_password_ends_the_sessions_that_were_open(company):
    opened = _opened(company)

    company.run(lambda tx: accounts.set_password(tx, "limin", login="limin", password=PASSWORD))

    assert company.run(lambda tx: accounts.session(tx, opened.token, client="")) is None


@pytest.mark.parametrize(
    ("person", "password", "error"),
    [("nobody", "a long one", NotFound), ("limin", "short", Invalid)],
)
def test_a_password_is_refused_for_nobody_and_when_it_is_short(company, person, password, error):
    with pytest.raises(error):
        company.run(lambda tx: accounts.set_password(tx, person, login="x", password=password))


def test_a_session_ends_when_its_time_is_over(company):
    opened = _opened(company)

    company.run(lambda tx: tx.clock.advance(accounts.SESSION_LIFE + timedelta(seconds=1)))

    assert company.run(lambda tx: accounts.session(tx, opened.token, client="")) is None


def test_whoever_leaves_the_company_is_signed_out_and_cannot_sign_in(company):
    opened = _opened(company)
    _, secret = company.run(
        lambda tx: accounts.create_token(
            tx, by=opened.actor, name="x", scopes=["read"], expires_at=None
        )
    )
    whole = demo.organisation()
    gone = {**whole.people, "limin": replace(whole.people["limin"], active=False)}

    company.run(lambda tx: tx.people.replace(replace(whole, people=gone)))

    assert company.run(lambda tx: accounts.session(tx, opened.token, client="")) is None
    assert company.run(lambda tx: accounts.token(tx, secret, client="")) is None
    with pytest.raises(NotSignedIn):
        _opened(company)


def test_a_token_lasts_as_long_as_it_was_made_for(company):
    actor = _opened(company).actor
    until = company.run(lambda tx: tx.now) + timedelta(days=1)
    kept, secret = company.run(
        lambda tx: accounts.create_token(
            tx, by=actor, name="gateway", scopes=["write", "read"], expires_at=until
        )
    )

    known = company.run(lambda tx: accounts.token(tx, secret, client="10.0.0.9"))
    company.run(lambda tx: tx.clock.advance(timedelta(days=2)))

    assert known.actor.client == "gateway 10.0.0.9"
    assert known.scopes == {"write", "read"}
    assert kept.token_hash == accounts.digest(secret)
    assert company.run(lambda tx: accounts.token(tx, secret, client="")) is None
    assert company.run(lambda tx: accounts.session(tx, "nonsense", client="")) is None


def test_the_last_use_of_a_token_is_kept_once_in_five_minutes(company):
    actor = _opened(company).actor
    kept, secret = company.run(
        lambda tx: accounts.create_token(tx, by=actor, name="x", scopes=["read"], expires_at=None)
    )

    def used(after):
        company.run(lambda tx: tx.clock.advance(after))
        known = company.run(lambda tx: accounts.token(tx, secret, client=""))
        company.run(lambda tx: accounts.mark_used(tx, kept.id))
        (token,) = company.run(lambda tx: accounts.tokens(tx, by=actor))
        return known.unmarked, token.last_used_at

    begin = company.run(lambda tx: tx.now)

    assert kept.last_used_at is None
    assert used(timedelta(0)) == (kept.id, begin)
    assert used(timedelta(minutes=4)) == (None, begin)
    assert used(timedelta(minutes=1)) == (kept.id, begin + accounts.USE_KEPT)


@pytest.mark.parametrize("scopes", [["fly"], []])
def test_a_token_for_nothing_that_exists_is_not_made(company, scopes):
    actor = _opened(company).actor

    with pytest.raises(Invalid, match="unknown scopes"):
        company.run(
            lambda tx: accounts.create_token(tx, by=actor, name="x", scopes=scopes, expires_at=None)
        )


def test_failures_are_forgotten_when_their_time_is_over(company):
    for _ in range(5):
        company.run(lambda tx: accounts.refuse(tx, "limin", client="10.0.0.1"))

    company.run(lambda tx: tx.clock.advance(accounts.WINDOW + timedelta(seconds=1)))

    assert company.run(lambda tx: accounts.account(tx, "LIMIN", client="10.0.0.1")) is None
    assert company.run(lambda tx: accounts.account(tx, "limin", client="10.0.0.1"))


def test_the_demo_company_is_made_once_and_everybody_can_sign_in(store, monkeypatch):
    monkeypatch.setattr(accounts, "_hasher", _Quick)

    logins = store.run(demo.create)
    again = store.run(demo.create)

    assert again == ()
    assert len(logins) == len(demo.organisation().people) == len({each.password for each in logins})
    assert {each.login: each.what for each in logins}["limin"] == "恒悦花园·客服前台"
    assert {each.login: each.what for each in logins}["zhouguoqiang"] == "恒悦物业·总经理"
    assert {each.login: each.what for each in logins}["hanbing"] == "审计"
    assert {each.login: each.what for each in logins}["qinlan"] == "审计、敏感信息查阅"
    assert len(store.run(lambda tx: tx.people.accounts())) == len(logins)


class _Quick:
    """Hashes at once: how long it takes is not what this is about."""

    def hash(self, password):
        return f"quick {password}"
