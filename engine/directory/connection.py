"""What is asked of a directory, and the three ways in which it does not answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.directory import names


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a directory."""

    dn: str
    values: Mapping[str, Sequence[str]]
    """By name of the attribute in lower case: the case of these names means nothing."""

    def all(self, attribute: str) -> Sequence[str]:
        return self.values.get(attribute.lower(), ())

    def first(self, attribute: str) -> str:
        """Return the value of an attribute: of several that in the entry's own name, or the first.

        Empty where there is none.
        """
        found = self.all(attribute)
        own = names.own(self.dn).get(attribute.lower(), "")
        named = (each for each in found if names.folded(each) == own)
        return next(named, found[0] if found else "")


class Unanswered(Exception):  # noqa: N818 - named after what happened, as in engine.errors
    """The server cannot be reached or trusted, or is too slow; another may answer."""


class Declined(Exception):  # noqa: N818 - as above
    """The server does not let this name in with this password."""


class Misasked(Exception):  # noqa: N818 - as above
    """The server answered that it will not answer such a question; str(error) is its kind."""


class Connection(Protocol):
    """One connection to one server of the directory."""

    def bind(self, dn: str, password: str) -> None:
        """Be this entry from now on; raises Declined, Unanswered or Misasked."""
        ...

    def search(self, base: str, wanted: str, attributes: Sequence[str]) -> Sequence[Entry]:
        """Return all entries below `base` that the filter (RFC 4515) wants, page by page.

        Raises Unanswered or Misasked, also where the server would not tell all.
        """
        ...

    def close(self) -> None:
        """End the connection; no error is raised."""
        ...


Connect = Callable[[str], Connection]
"""Connects to the server at an address; raises Unanswered."""
