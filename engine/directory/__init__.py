"""The company's directory (LDAP, Active Directory): who is who there, by which groups.

`lines` makes the connection and its TLS, `wire` speaks LDAP by python-ldap, which is an extra;
all else is plain Python over the protocol `Connection`.
"""

from engine.directory.asking import Directory, Standing
from engine.directory.connection import Connection, Declined, Entry, Misasked, Unanswered
from engine.directory.settings import Ldap, of_environment
from engine.directory.wire import connected

__all__ = [
    "Connection",
    "Declined",
    "Directory",
    "Entry",
    "Ldap",
    "Misasked",
    "Standing",
    "Unanswered",
    "connected",
    "of_environment",
]
