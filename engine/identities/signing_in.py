"""Use case: somebody signs in for whom somebody else vouches."""

from typing import Final

from engine import accounts, organisations
from engine.errors import NotSignedIn
from engine.identities.settling import settle
from engine.identities.vouching import Identity, Mapping
from engine.model.operations import OperationKind
from engine.participation import refused
from engine.store import Account, Binding, Transaction

_FIRST: Final = "first sign-in at the identity provider"


def open_session(
    tx: Transaction, identity: Identity, mapping: Mapping, *, client: str
) -> accounts.Opened:
    """Sign a browser in for whom somebody vouches.

    The first sign-in at an identity provider finds the account by its name, and binds it to the
    issuer and its subject; from then on these say whose account it is, and the name says nothing.
    Raises NotSignedIn for somebody unknown, closed or blocked here, or whose name is another's by
    binding; Invalid where a rule names a unit or post that there is none of.
    """
    account = _admit(tx, identity, mapping)
    return accounts.open_session(tx, account, client=client, proved=identity.proved)


def refuse(tx: Transaction, identity: Identity | None, *, client: str) -> None:
    """Put on record that somebody who comes from an identity provider is not let in.

    `identity`: whom the provider vouches for; None where it vouches for nobody. The account is
    named where there is one, and nothing of what was sent. Whoever asks can make such an entry, so
    an address makes no more of them than it may try passwords within the same time.
    """
    if not accounts.count_stranger(tx, client):
        return
    known = None if identity is None else _account_of(tx, identity)
    tx.operations.add(
        OperationKind.SIGN_IN_FAILED,
        by=None,
        client=client,
        subject=known.login if known else "",
        particulars={"at": "identity-provider"},
    )


def _account_of(tx: Transaction, identity: Identity) -> Account | None:
    """Return the account that somebody would come in by, if any."""
    bound = _bound(tx, identity)
    return tx.people.account(bound.person) if bound else tx.people.account_by_login(identity.login)


def _bound(tx: Transaction, identity: Identity) -> Binding | None:
    """Return the binding of somebody who has a lasting name at his provider."""
    return tx.people.bound(identity.issuer, identity.subject) if identity.subject else None


def _admit(tx: Transaction, identity: Identity, mapping: Mapping) -> Account:
    bound = _bound(tx, identity)
    person_id = bound.person if bound else _named(tx, identity)
    account = tx.people.account(person_id)
    _check(tx, person_id, identity, account, mapping)
    organisation = tx.people.organisation()
    settled = settle(organisation, person_id, identity, mapping)
    if settled.differs(organisation):
        organisations.put_people(
            tx, [settled.person], {person_id: settled.held}, by=mapping.by, reason=mapping.why
        )
    if account is None:
        account = accounts.without_password(person_id, identity.login)
        tx.people.add_account(account)
    if identity.subject and bound is None:
        made = tx.people.bind(person_id, identity.issuer, identity.subject)
        organisations.note_bindings(tx, "added", [made], by=mapping.by, reason=_FIRST)
    return account


def _named(tx: Transaction, identity: Identity) -> str:
    """Return whose account has the name, or would have; raises NotSignedIn where it is bound."""
    known = tx.people.account_by_login(identity.login)
    person_id = known.person if known else identity.login
    if identity.subject and tx.people.binding(person_id) is not None:
        zh = "该账号已绑定另一个统一身份，请联系管理员解除绑定后再登录"
        en = "this account is bound to another identity until an administrator clears that"
        raise refused(NotSignedIn, en, zh)
    return person_id


def _check(
    tx: Transaction, person_id: str, identity: Identity, account: Account | None, mapping: Mapping
) -> None:
    """Raise NotSignedIn for whom there is no way in here, whoever vouches for him."""
    login, person = identity.login, tx.people.organisation().people.get(person_id)
    if person is None and not mapping.create:
        zh = "您的账号未加入本系统的组织，请联系管理员"
        raise refused(NotSignedIn, f"{login!r} is not known here", zh)
    if person is not None and not person.active:
        raise refused(NotSignedIn, f"{login!r} has left the company", "您已离职或被停用")
    if account is not None and not account.active:
        raise refused(NotSignedIn, "this account is blocked", "该账号已被停用")
    if account is not None and mapping.spares_passwords and accounts.has_password(account):
        raise refused(
            NotSignedIn, f"{login!r} has a password of his own here", "请使用本系统的账号和密码登录"
        )
