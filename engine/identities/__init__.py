"""Use cases on people for whom somebody else vouches: an OpenID provider, or a directory (LDAP).

What their groups mean is said by rules; posts, roles and groups that a rule may give are given and
taken from outside, all others stay as they are. Every change is on record.
"""

from engine.identities.binding import unbind, unbind_all
from engine.identities.rules import read_rules
from engine.identities.settling import Settled, settle
from engine.identities.signing_in import open_session, refuse
from engine.identities.syncing import Comparison, Gone, compare, sync
from engine.identities.vouching import DIRECTORY, PROVIDER, Identity, Mapping

__all__ = [
    "DIRECTORY",
    "PROVIDER",
    "Comparison",
    "Gone",
    "Identity",
    "Mapping",
    "Settled",
    "compare",
    "open_session",
    "read_rules",
    "refuse",
    "settle",
    "sync",
    "unbind",
    "unbind_all",
]
