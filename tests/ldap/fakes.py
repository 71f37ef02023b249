"""A directory without a server: what it would find is told beforehand."""

from dataclasses import dataclass

from engine.directory import Declined, Directory, Entry, Unanswered
from tests.ldap.conftest import BASE, settings

SEARCHER = (f"cn=search,{BASE}", "of the account that searches")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Entry):
    password: str


def entry(uid, password="", **values):
    """An entry that signs in with this password; none: nobody does."""
    said = {name.lower(): tuple(each) for name, each in values.items()}
    return Known(
        dn=f"uid={uid},ou=people,{BASE}",
        values={"uid": (uid,), "cn": (uid.title(),), **said},
        password=password,
    )


class Fake:
    """Servers by address, each an exception or what every search finds; keeps what was asked."""

    def __init__(self, **servers):
        self.servers = servers
        self.asked = []
        self.closed = 0

    def directory(self, **more):
        return Directory(settings(*self.servers, **more), connect=self.connect)

    def connect(self, url):
        self.asked.append(("connect", url))
        if isinstance(self.servers[url], Unanswered):
            raise self.servers[url]
        return _Connection(self, self.servers[url])


class _Connection:
    def __init__(self, fake, found):
        self.fake = fake
        self.found = found

    def bind(self, dn, password):
        self.fake.asked.append(("bind", dn))
        known = [] if isinstance(self.found, Exception) else self.found
        pairs = [SEARCHER, *((each.dn, each.password) for each in known if each.password)]
        if (dn, password) not in pairs:
            raise Declined("INVALID_CREDENTIALS")

    def search(self, base, wanted, attributes):
        self.fake.asked.append(("search", base, wanted))
        if isinstance(self.found, Exception):
            raise self.found
        return [
            each for each in self.found if f"={each.first('uid')})" in wanted or "=" not in wanted
        ]

    def close(self):
        self.fake.closed += 1
