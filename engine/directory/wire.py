"""LDAP by python-ldap, which is an extra: `pip install guanjia[ldap]`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, Final

from engine.directory import lines
from engine.directory.asking import Directory
from engine.directory.connection import Connection, Declined, Entry, Misasked, Unanswered
from engine.directory.settings import Ldap
from engine.errors import Invalid

_PAGE: Final = 500  # entries; Active Directory gives no more than 1000 at once
_AWAY: Final = (
    "SERVER_DOWN",
    "CONNECT_ERROR",
    "TIMEOUT",
    "UNAVAILABLE",
    "BUSY",
    "TIMELIMIT_EXCEEDED",
)
_DECLINED: Final = (
    "INVALID_CREDENTIALS",
    "INAPPROPRIATE_AUTH",  # the entry has no password
    "UNWILLING_TO_PERFORM",  # it is closed (389, FreeIPA)
    "CONSTRAINT_VIOLATION",  # it is locked (389)
    "INSUFFICIENT_ACCESS",
    "NO_SUCH_OBJECT",
    "INVALID_DN_SYNTAX",
)


def connected(settings: Ldap) -> Directory:
    """Return the directory that the settings name; nothing is asked of it yet.

    Raises Invalid where python-ldap is not installed, or a file of certificates holds none.
    """
    try:
        library = import_module("ldap")
        controls = import_module("ldap.controls.libldap")
    except ModuleNotFoundError as error:
        raise Invalid("GUANJIA_LDAP_URLS is set: pip install 'guanjia[ldap]' first") from error
    try:
        trust = None if settings.plain else lines.trusting(settings.ca_file)
    except OSError as error:
        raise Invalid(f"{settings.ca_file} holds no certificates") from error

    def connect(url: str) -> Connection:
        line = lines.opened(url, trust, patience=settings.timeout)
        return _Wire(library, controls.SimplePagedResultsControl, line.detach(), settings.timeout)

    return Directory(settings, connect=connect)


class _Wire:
    """A connection of python-ldap over a line that is open; see Connection."""

    def __init__(self, library: Any, paging: Any, line: int, patience: float) -> None:
        self._library = library
        self._paging = paging
        self._away = tuple(getattr(library, name) for name in _AWAY)
        self._declined = tuple(getattr(library, name) for name in _DECLINED)
        self._handle = library.initialize("ldap://directory", fileno=line)
        self._handle.timeout = patience
        self._handle.set_option(library.OPT_PROTOCOL_VERSION, library.VERSION3)
        self._handle.set_option(library.OPT_REFERRALS, 0)  # whoever is named there is not trusted

    def bind(self, dn: str, password: str) -> None:
        with self._speaking():
            try:
                self._handle.simple_bind_s(dn, password)
            except self._declined as error:
                raise Declined(type(error).__name__) from None

    def search(self, base: str, wanted: str, attributes: Sequence[str]) -> Sequence[Entry]:
        with self._speaking():
            return list(self._found(base, wanted, attributes))

    def close(self) -> None:
        with suppress(self._library.LDAPError):
            self._handle.unbind_s()

    def _found(self, base: str, wanted: str, attributes: Sequence[str]) -> Iterator[Entry]:
        page = self._paging(criticality=False, size=_PAGE, cookie="")
        below = self._library.SCOPE_SUBTREE
        more = True
        while more:
            asked = self._handle.search_ext(
                base, below, wanted, list(attributes), serverctrls=[page]
            )
            _, found, _, controls = self._handle.result3(asked)
            yield from (_entry(dn, values) for dn, values in found if dn)  # others are referrals
            cookies = (e.cookie for e in controls if e.controlType == page.controlType)
            page.cookie = next(cookies, b"")
            more = bool(page.cookie)

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """Say what failed by its kind alone: what a server says besides may name people."""
        try:
            yield
        except self._away as error:
            raise Unanswered(type(error).__name__) from None
        except self._library.LDAPError as error:
            raise Misasked(type(error).__name__) from None


def _entry(dn: str, values: dict[str, list[bytes]]) -> Entry:
    texts = {
        name.lower(): tuple(each.decode(errors="replace") for each in listed)
        for name, listed in values.items()
    }
    return Entry(dn=dn, values=texts)
