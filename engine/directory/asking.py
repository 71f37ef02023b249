"""Asks the directory: is this his password, who is he, who is there at all."""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final, TypeVar

from engine.directory import names
from engine.directory.connection import (
    Connect,
    Connection,
    Declined,
    Entry,
    Misasked,
    Unanswered,
)
from engine.directory.settings import Ldap
from engine.errors import DirectoryUnavailable, NotFound, NotSignedIn
from engine.identities import Identity

_log = logging.getLogger("guanjia.directory")
T = TypeVar("T")

_CONTROL: Final = "userAccountControl"
_DISABLED: Final = 0x2  # ACCOUNTDISABLE ([MS-ADTS], 2.2.16)
_MAIL: Final = "mail"
_UID: Final = "uid"
_NESTED: Final = "member:1.2.840.113556.1.4.1941:"
"""Active Directory's rule that goes through groups within groups ([MS-ADTS], 3.1.1.3.4.4.3)."""
_WRONG: Final = "account or password is not right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How somebody stands in the directory, for whoever sets this up."""

    dn: str
    identity: Identity
    groups: tuple[str, ...]
    """Names of all groups, also of those that mean nothing here."""


class Directory:
    """The company's directory; each question is a connection of its own.

    Its servers are asked in turn, beginning with the one that answered last.
    """

    def __init__(self, settings: Ldap, *, connect: Connect) -> None:
        self.settings = settings
        self._connect = connect
        self._first = 0

    def authenticate(self, login: str, password: str) -> Identity:
        """Return who has this name and this password.

        Raises NotSignedIn where nobody has or the account is disabled, DirectoryUnavailable.
        """
        return self._checked(self.settings.login_attribute, login, password)

    def proves(self, account: str, password: str) -> bool:
        """Tell whether this is the password of whom an account here stands for.

        Raises DirectoryUnavailable.
        """
        try:
            self._checked(self.settings.account_attribute, account, password)
        except NotSignedIn:
            return False
        return True

    def show(self, login: str) -> Standing:
        """Return how somebody stands; raises NotFound or DirectoryUnavailable."""

        def ask(line: Connection) -> Standing:
            try:
                entry = self._only(line, self.settings.login_attribute, login)
            except NotSignedIn as error:
                raise NotFound(f"not exactly one entry for {login!r}") from error
            groups = self._groups(line, entry)
            return Standing(dn=entry.dn, identity=self._identity(entry, groups), groups=groups)

        return self._talk(ask)

    def everybody(self) -> list[Identity]:
        """Return everybody with a name for an account; raises DirectoryUnavailable."""

        def ask(line: Connection) -> list[Identity]:
            found = line.search(self.settings.base, self.settings.filter, self._attributes())
            named = [each for each in found if each.first(self.settings.account_attribute)]
            return [self._identity(each, self._groups(line, each)) for each in named]

        return self._talk(ask)

    def _checked(self, attribute: str, value: str, password: str) -> Identity:
        if not password or "\0" in password:  # without one a bind proves nothing: RFC 4513, 5.1.2
            raise NotSignedIn(_WRONG)

        def ask(line: Connection) -> Identity:
            entry = self._only(line, attribute, value)
            identity = self._identity(entry, ())
            if not identity.active or not identity.login:
                raise NotSignedIn(_WRONG)
            try:
                line.bind(entry.dn, password)
            except Declined as error:
                raise NotSignedIn(_WRONG) from error
            line.bind(self.settings.bind_dn, self.settings.password)
            return self._identity(entry, self._groups(line, entry))

        return self._talk(ask)

    def _only(self, line: Connection, attribute: str, value: str) -> Entry:
        """Return the one entry of this name; raises NotSignedIn where there is none or are several.

        The directory finds more than was asked for, such as a name with another space in it; that
        must not be another name to guess passwords by.
        """
        asked = f"(&{self.settings.filter}({attribute}={names.escaped(value)}))"
        found = line.search(self.settings.base, asked, self._attributes())
        if len(found) > 1:
            _log.warning("%d entries of the directory have one name: none is let in", len(found))
        if len(found) != 1 or found[0].first(attribute).casefold() != value.casefold():
            raise NotSignedIn(_WRONG)
        return found[0]

    def _attributes(self) -> Sequence[str]:
        said = self.settings
        wanted = (said.login_attribute, said.account_attribute, said.name_attribute, _MAIL)
        more = [said.groups_by] if said.groups_by == "memberOf" else [_UID]
        return list(dict.fromkeys([*wanted, _CONTROL, *more]))

    def _identity(self, entry: Entry, groups: Iterable[str]) -> Identity:
        return Identity(
            login=entry.first(self.settings.account_attribute),
            name=entry.first(self.settings.name_attribute),
            email=entry.first(_MAIL),
            groups=self._meant(groups),
            active=_is_enabled(entry),
        )

    def _groups(self, line: Connection, entry: Entry) -> tuple[str, ...]:
        """Return the names of somebody's groups."""
        way = self.settings.groups_by
        if way == "memberOf":
            return tuple(entry.all(way))
        value = entry.first(_UID) if way == "memberUid" else entry.dn
        attribute = _NESTED if way == "nested" else way
        asked = f"({attribute}={names.escaped(value)})"
        return tuple(e.dn for e in line.search(self.settings.groups_base, asked, ["cn"]))

    def _meant(self, groups: Iterable[str]) -> tuple[str, ...]:
        """Return the groups as the rules call them: by whole name, or by the first part's value.

        The latter only of groups below `groups_base`: elsewhere anybody may have the right to make
        a group of the same name.
        """
        found = [names.parsed(each) for each in groups]
        base = names.parsed(self.settings.groups_base)
        near = [each for each in found if base and names.within(each, base)]
        short = {value for each in near for _, value in each[0]}
        called = dict.fromkeys(rule.group for rule in self.settings.mapping.rules)
        return tuple(
            each
            for each in called
            if (names.parsed(each) in found if "=" in each else names.folded(each) in short)
        )

    def _talk(self, ask: Callable[[Connection], T]) -> T:
        """Ask the first server that answers, as the account that searches."""
        urls = self.settings.urls
        for place in range(self._first, self._first + len(urls)):
            number = place % len(urls)
            try:
                with closing(self._connect(urls[number])) as line:
                    line.bind(self.settings.bind_dn, self.settings.password)
                    answer = ask(line)
            except Unanswered as error:
                _log.warning("%s does not answer: %s", _called(number, urls), error)
            except Declined as error:
                called = _called(number, urls)
                _log.error("%s refuses the account that searches: %s", called, error)
                raise DirectoryUnavailable("it refuses the account that searches") from error
            except Misasked as error:
                called = _called(number, urls)
                _log.error("%s refuses a question: %s", called, error)
                raise DirectoryUnavailable(f"it refuses a question: {error}") from error
            else:
                self._first = number
                return answer
        raise DirectoryUnavailable("none of its servers answers")


def _called(number: int, urls: Sequence[str]) -> str:
    """Name a server by its place in the setting: where it stands is nobody's business."""
    return f"directory server {number + 1} of {len(urls)}"


def _is_enabled(entry: Entry) -> bool:
    """Tell whether Active Directory lets somebody in; other servers say so at the bind alone."""
    said = entry.first(_CONTROL)
    if not said:
        return True
    return said.isdecimal() and not int(said) & _DISABLED
