"""What speaks of a person: found by the names of variables and by what stood in them. Pure.

Where a process names its personal variables, a row of the record is personal that has one of them,
or in whose texts one of their values stands; free words of people (comments, opinions, files) are
always.  Where it names none, everything is but what only says which element was passed when.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

SILENT: Final = frozenset(
    {
        "ElementActivated",
        "ElementCompleted",
        "ElementTerminated",
        "SequenceFlowTaken",
        "InstanceCompleted",
        "TimerArmed",
        "TimerDisarmed",
        "TimerFired",
        "TimerMoved",
        "JobCancelled",
        "MessageUnsubscribed",
        "SignalSubscribed",
        "SignalUnsubscribed",
        "UserTaskClaimed",
        "UserTaskReleased",
        "UserTaskRead",
        "CopyRead",
        "DraftSaved",
        "DeadlineWarned",
        "DeadlineBreached",
        "ChildCancelled",
        "ActivityChosen",
        "IncidentResolved",
        "PersonalDataErased",
        "LegalHoldSet",
        "LegalHoldLifted",
    }
)
"""Events that hold ids, times and names of elements and staff only; and why something is kept."""

FREE: Final = frozenset(
    {
        "CommentAdded",
        "AttachmentAdded",
        "ConsultationAsked",
        "ConsultationAnswered",
        "NoticeGiven",
    }
)
"""Events that are somebody's free words, or were told to somebody."""

_SHORTEST: Final = 5  # characters: shorter ones are words of lists, such as "yes" and "pass"
_SHORTEST_CHINESE: Final = 2  # a name
_SHORTEST_NUMBER: Final = 100_000  # a number of six digits is a number of somebody


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for in the data of a case."""

    names: frozenset[str]
    """Of variables; empty = all."""
    values: frozenset[str] = frozenset()
    """What stood in them, as text."""

    @property
    def everything(self) -> bool:
        """Whether all data of the case counts as personal."""
        return not self.names

    def of_event(self, type_: str, payload: Any) -> bool:
        """Tell whether a row of the record, its payload read as JSON, is personal."""
        if type_ in SILENT:
            return False
        return self.everything or type_ in FREE or self.in_value(payload)

    def speaks(self, value: Any) -> bool:
        """Tell whether a text or a JSON value speaks of the person by name or value."""
        return bool(value) and (self.everything or self.in_value(value))

    def in_value(self, value: Any) -> bool:
        """Tell whether one of the names, or what stood in it, is in a JSON value."""
        if isinstance(value, Mapping):
            return any(
                self._named(name, held) or self.in_value(held) for name, held in value.items()
            )
        if isinstance(value, list):
            return any(map(self.in_value, value))
        text = _text(value)
        return text is not None and any(known in text for known in self.values)

    def without(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Return variables with the personal ones empty; others that speak of them too."""
        return {
            name: None if self._named(name, held) or self.in_value(held) else held
            for name, held in variables.items()
            if not self.everything
        }

    def left(self, search: Mapping[str, Any]) -> dict[str, Any]:
        """Return the search variables that tell nothing of anybody."""
        return {name: held for name, held in self.without(search).items() if held is not None}

    def _named(self, name: str, held: Any) -> bool:
        return _first(name) in self.names and held not in (None, [None, None])


def sought(names: frozenset[str], documents: Iterable[Any]) -> Sought:
    """Gather what the personal variables held in all these JSON values."""
    values = {text for document in documents for text in _values(document, names)}
    return Sought(names=names, values=frozenset(values))


def _values(document: Any, names: frozenset[str]) -> Iterator[str]:
    if isinstance(document, Mapping):
        for name, held in document.items():
            if _first(name) in names:
                yield from _leaves(held)
            yield from _values(held, names)
    elif isinstance(document, list):
        for each in document:
            yield from _values(each, names)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
        return
    text = _text(value)
    if text is not None and _tells(text):
        yield text


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number and abs(value) >= _SHORTEST_NUMBER else None


def _tells(text: str) -> bool:
    """Whether a text says who is meant: a name, an address, a number; not a word of a list."""
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
    return len(text.strip()) >= (_SHORTEST_CHINESE if is_chinese else _SHORTEST)


def _first(name: str) -> str:
    """Return the variable that a path such as `candidate.phone` or `items[1].name` begins with."""
    return name.partition(".")[0].partition("[")[0]
