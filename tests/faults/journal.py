"""What clients asked for and what they were answered: the outside view that a record must match."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Something a client asked for; `mark` is in what it sent, so that the record shows it."""

    mark: str
    kind: str
    """start, complete or message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an acknowledged operation was answered: the case, and its head then where it was told."""

    instance_id: str
    seq: int | None = None
    head: str | None = None


class Journal:
    """Written by the clients themselves: before they ask, and after they were answered."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asked: dict[str, Operation] = {}
        self._acknowledged: dict[str, Receipt] = {}
        self.surprises: list[str] = []
        """Answers that nobody should get: a server error, a refusal without a reason."""

    @property
    def asked(self) -> Mapping[str, Operation]:
        return dict(self._asked)

    @property
    def acknowledged(self) -> Mapping[str, Receipt]:
        return dict(self._acknowledged)

    def ask(self, operation: Operation) -> None:
        with self._changed:
            assert operation.mark not in self._asked, f"{operation.mark} was used before"
            self._asked[operation.mark] = operation

    def acknowledge(self, mark: str, receipt: Receipt) -> None:
        with self._changed:
            self._acknowledged[mark] = receipt
            self._changed.notify_all()

    def surprise(self, what: str) -> None:
        with self._changed:
            self.surprises.append(what)
            self._changed.notify_all()

    def wait_for(self, more: int, seconds: float) -> bool:
        """Wait until so many more operations have been acknowledged; False = not in time."""
        with self._changed:
            wanted = len(self._acknowledged) + more
            return self._changed.wait_for(
                lambda: len(self._acknowledged) >= wanted or bool(self.surprises), seconds
            )
