"""What the page of a task shows of its people: who decides, what may be done, whom to choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.language import Language, text
from api.views.tasks import UserTaskDetailOut
from engine.calendar import SHANGHAI
from engine.store import Transaction

CHOICES: Final = 300  # people of a list that can still be looked through

_PEOPLE: Final = frozenset({"add-before", "add-after", "add-parallel", "consult", "copy"})
_PERSON: Final = frozenset({"transfer", "delegate", "assign"})
_OTHERS: Final = frozenset(
    {"remove-signer", "return", "withdraw", "urge", "pause", "resume", "choose", "jump"}
)
_TEXT: Final = frozenset({"consult", "copy", "urge"})
_ELSEWHERE: Final = frozenset({"complete", "claim", "release", "answer", "vote"})
"""Operations that stand elsewhere on the page where they can be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An operation with what its small form asks for."""

    name: str
    label: str
    person: bool
    people: bool
    participant: bool
    question: bool
    target: bool
    """Whether it asks to which earlier task."""
    page: str = ""
    """Address of a page of its own, where one small form is not enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An operation that cannot be done now, and why not."""

    label: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Somebody who can be chosen."""

    id: str
    label: str


def buttons(task: UserTaskDetailOut, language: Language) -> list[Button]:
    """Return the operations that have a small form of their own and are allowed now."""
    return [
        Button(
            name=each.name,
            label=each.zh if language == "zh" else each.en,
            person=each.name in _PERSON,
            people=each.name in _PEOPLE,
            participant=each.name == "remove-signer",
            question=each.name in _TEXT,
            target=each.name == "return",
            page=f"/tasks/{task.id}/jump" if each.name == "jump" else "",
        )
        for each in task.operations
        if each.allowed and each.name in _PEOPLE | _PERSON | _OTHERS
    ]


def refusals(task: UserTaskDetailOut, language: Language) -> list[Refused]:
    """Return what cannot be done now, each with why not."""
    return [
        Refused(label=each.zh if language == "zh" else each.en, why=each.why_not[language])
        for each in task.operations
        if not each.allowed and each.name not in _ELSEWHERE
    ]


def choices(tx: Transaction, task: UserTaskDetailOut) -> Sequence[Choice]:
    """Return the people around the case, by name: of its project, what is in it and above it."""
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    above = set(organisation.lineage(task.project))
    found = [
        Choice(id=each.id, label=f"{each.name} · {organisation.post_title(each.id, today)}")
        for each in organisation.people.values()
        if each.active
        and any(
            unit in above or task.project in tuple(organisation.lineage(unit))
            for unit in organisation.units_of(each.id, today)
        )
    ]
    return sorted(found, key=lambda each: each.label)[:CHOICES]


def tally(task: UserTaskDetailOut, language: Language) -> str:
    """Say how the votes stand; nothing where none are counted."""
    return text(language, "participants.tally", **task.tally) if task.tally else ""
