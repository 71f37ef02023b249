"""Where the company's directory is, and how it is asked.

`GUANJIA_LDAP_URLS`      its servers, in turn: ldaps://… or ldap://… (StartTLS); none: no directory
`GUANJIA_LDAP_BASE`      below which entry people are
`GUANJIA_LDAP_BIND_DN`   the account that searches, and
`GUANJIA_LDAP_PASSWORD_FILE` the file with its password
`GUANJIA_LDAP_CA_FILE`   certificates (PEM) that are trusted; default: those of the machine
`GUANJIA_LDAP_FILTER`    who counts as a person; default (objectClass=person)
`GUANJIA_LDAP_LOGIN_ATTRIBUTE`   what people type; default uid
`GUANJIA_LDAP_ACCOUNT_ATTRIBUTE` what is the account's name here; default what they type
`GUANJIA_LDAP_NAME_ATTRIBUTE`    what they are called; default cn
`GUANJIA_LDAP_GROUPS_BY` memberOf (default), member, uniqueMember, memberUid, nested
`GUANJIA_LDAP_GROUPS_BASE` below which entry groups are
`GUANJIA_LDAP_RULES`     JSON file: what groups mean here (docs/howto/sign-in.md)
`GUANJIA_LDAP_CREATE`    on: whom the directory vouches for is taken in; default off
`GUANJIA_LDAP_TIMEOUT`   seconds for each answer of a server; default 5
`GUANJIA_LDAP_PLAIN`     on: ldap:// without TLS, to this very machine alone; default off
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from engine import identities
from engine.errors import Invalid
from engine.organisations import Rule

GROUPS_BY: Final = ("memberOf", "member", "uniqueMember", "memberUid", "nested")
_NEEDED: Final = ("BASE", "BIND_DN", "PASSWORD_FILE")
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST: Final = 60.0  # seconds: a browser does not wait longer


def meaning(rules: tuple[Rule, ...] = (), *, create: bool = False) -> identities.Mapping:
    """Return what is made of people of a directory: who has a password here keeps to it."""
    return identities.Mapping(
        rules=rules,
        create=create,
        by=identities.DIRECTORY,
        why="groups of the directory",
        spares_passwords=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ldap:
    """A directory, and how this installation asks it."""

    urls: tuple[str, ...]
    base: str
    bind_dn: str
    password: str = field(repr=False)
    ca_file: str = ""
    filter: str = "(objectClass=person)"
    login_attribute: str = "uid"
    account_attribute: str = "uid"
    name_attribute: str = "cn"
    groups_by: str = GROUPS_BY[0]
    groups_base: str = ""
    mapping: identities.Mapping = field(default_factory=meaning)
    timeout: float = 5.0
    """Seconds."""
    plain: bool = False


def of_environment(environment: Mapping[str, str] = os.environ) -> Ldap | None:
    """Read the settings; None without servers, Invalid where something is missing or wrong."""
    said = _Said(environment)
    urls = tuple(said.get("URLS").replace(",", " ").split())
    if not urls:
        return None
    for name in _NEEDED:
        if not said.get(name):
            raise Invalid(f"GUANJIA_LDAP_{name} is missing: {urls[0]} needs it")
    plain, ca_file, rules = said.switch("PLAIN"), said.get("CA_FILE"), said.get("RULES")
    for url in urls:
        _check_url(url, plain)
    _read(ca_file)
    login = said.get("LOGIN_ATTRIBUTE", "uid")
    listed = identities.read_rules(_read(rules), name="GUANJIA_LDAP_RULES") if rules else ()
    return Ldap(
        urls=urls,
        base=said.get("BASE"),
        bind_dn=said.get("BIND_DN"),
        password=_read(said.get("PASSWORD_FILE")).decode().rstrip("\r\n"),
        ca_file=ca_file,
        filter=said.filter(),
        login_attribute=login,
        account_attribute=said.get("ACCOUNT_ATTRIBUTE", login),
        name_attribute=said.get("NAME_ATTRIBUTE", "cn"),
        groups_by=said.groups_by(),
        groups_base=said.get("GROUPS_BASE"),
        mapping=meaning(listed, create=said.switch("CREATE")),
        timeout=said.seconds("TIMEOUT"),
        plain=plain,
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """The variables by what they are called after the common beginning."""

    environment: Mapping[str, str]

    def get(self, name: str, default: str = "") -> str:
        return self.environment.get(f"GUANJIA_LDAP_{name}", "") or default

    def switch(self, name: str) -> bool:
        word = self.get(name, "off").lower()
        if word not in {"on", "off"}:
            raise Invalid(f"GUANJIA_LDAP_{name} is {word!r}: expected on or off")
        return word == "on"

    def seconds(self, name: str) -> float:
        text = self.get(name, "5")
        try:
            found = float(text)
        except ValueError:
            found = 0.0
        if not 0 < found <= _LONGEST:
            raise Invalid(f"GUANJIA_LDAP_{name} is {text!r}: expected seconds, at most {_LONGEST}")
        return found

    def filter(self) -> str:
        text = self.get("FILTER", "(objectClass=person)")
        if not (text.startswith("(") and text.endswith(")")):
            raise Invalid(f"GUANJIA_LDAP_FILTER is {text!r}: expected a filter in parentheses")
        return text

    def groups_by(self) -> str:
        way = self.get("GROUPS_BY", GROUPS_BY[0])
        if way not in GROUPS_BY:
            raise Invalid(f"GUANJIA_LDAP_GROUPS_BY is {way!r}: expected {', '.join(GROUPS_BY)}")
        if way != GROUPS_BY[0] and not self.get("GROUPS_BASE"):
            raise Invalid(f"GUANJIA_LDAP_GROUPS_BASE is missing: groups by {way} need it")
        return way


def _check_url(url: str, plain: bool) -> None:  # noqa: FBT001  (a setting, not a way to behave)
    parts = urlsplit(url)
    if parts.scheme not in {"ldap", "ldaps"} or not parts.hostname or parts.username:
        raise Invalid(f"GUANJIA_LDAP_URLS: {parts.hostname or url!r} is no ldaps:// or ldap://")
    if plain and parts.hostname not in _HERE:
        raise Invalid(f"GUANJIA_LDAP_PLAIN is on: {parts.hostname} is not this machine")


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes() if path else b""
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}") from error
