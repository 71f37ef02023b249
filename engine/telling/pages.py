"""The public page that a message to somebody outside leads to: nothing on it is for staff alone."""

from typing import Final
from urllib.parse import quote

REPORTED: Final = "Msg_ComplaintReceived"
"""The message that begins a process with what an owner reports; such a process has the page."""


def status_page(project: str | None, number: str | None) -> str:
    """Return where an owner looks up his case, from the root; empty where he cannot.

    The address names project and number, nobody: the page asks for the telephone.
    """
    if not project or not number:
        return ""
    return f"/report/{quote(project, safe='')}/status?number={quote(number, safe='')}"
