"""What can go wrong inside a process: the reason of an incident, never a Python accident."""

from collections.abc import Mapping
from typing import Any


class Failure(Exception):  # noqa: N818  (it is a cause of an incident, not an error of the program)
    """The token cannot go on; it waits in an incident until somebody mends and retries."""

    def __init__(self, kind: str, message: str) -> None:
        """Take the incident's kind (see IncidentRaised) and a sentence for the person who mends."""
        super().__init__(message)
        self.kind = kind
        self.message = message


class Uncaught(Failure):
    """A BPMN error that nothing in the case catches: whoever called the case may."""

    def __init__(self, code: str, variables: Mapping[str, Any], detail: str = "") -> None:
        """Take the error's code, what it carries, and what the person who mends should know."""
        super().__init__("error-uncaught", f"nothing catches the error {code!r}{detail}")
        self.code = code
        self.variables = variables
