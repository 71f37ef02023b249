"""What can go wrong inside a process: the reason of an incident, never a Python accident."""


class Failure(Exception):  # noqa: N818  (it is a cause of an incident, not an error of the program)
    """The token cannot go on; it waits in an incident until somebody mends and retries."""

    def __init__(self, kind: str, message: str) -> None:
        """Take the incident's kind (see IncidentRaised) and a sentence for the person who mends."""
        super().__init__(message)
        self.kind = kind
        self.message = message
