"""What a missed deadline does where it starts no process: the words of `gj:onBreach`."""

from typing import Final

REMIND, TRANSFER, PASS, REJECT, SUSPEND = "remind", "transfer", "pass", "reject", "suspend"
ACTIONS: Final = frozenset({REMIND, TRANSFER, PASS, REJECT, SUSPEND})
"""Remind the holder, give the task to his superior, suspend the case until somebody resumes it, and
at nodes of low risk (`gj:lowRisk`) decide it as the system. Any other word names the process that
is started."""


def is_process(on_breach: str) -> bool:
    """Whether a breach starts a process of this name."""
    return bool(on_breach) and on_breach not in ACTIONS
