"""Events that wait for all of several definitions: what has come, and what is armed again.

BPMN 2.0.2, 10.5.5 and table 10.93 (parallel multiple).  What has come is kept beside what is still
awaited, with the same owner: it lives as long, and is saved as what is armed is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.interpreter import arming
from engine.interpreter.flows import Case, Watch

COME: Final = "come"
"""The kind of what is no more awaited, but remembered until the others have come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """That an event has happened: with what variables, and what it would wait for next."""

    variables: Mapping[str, Any]
    following: tuple[Watch | None, ...]

    def again(self, case: Case) -> None:
        """Arm once more what does not interrupt; nothing where a part cannot come again."""
        following = [watch for watch in self.following if watch is not None]
        if len(following) == len(self.following):
            for watch in following:
                arming.start(case, watch)


def gather(watch: Watch, variables: Mapping[str, Any], missed: int) -> Gathered | None:
    """Take what was awaited; None where the event waits for the rest of its definitions.

    The variables are those of all, in the order in which they came.
    """
    owner = watch.owner
    case: Case = owner.case
    element = case.program.process.elements[watch.element_id]
    following = arming.following(watch, missed)
    if not element.collects:
        return Gathered(variables=variables, following=(following,))
    remember(watch, variables, following)
    watches = (case.watches[ordinal] for ordinal in owner.watches)
    come = [one for one in watches if one.kind == COME and one.element_id == element.id]
    if len(come) < len(element.events):
        return None
    brought: dict[str, Any] = {}
    for one in come:
        case.forget(one)
        brought |= one.brought or {}
    return Gathered(variables=brought, following=tuple(one.then for one in come))


def remember(watch: Watch, variables: Mapping[str, Any], following: Watch | None) -> None:
    """Note that one of several definitions has come."""
    owner = watch.owner
    case: Case = owner.case
    come = Watch(
        id=case.next_ordinal(),
        kind=COME,
        element_id=watch.element_id,
        owner=owner,
        which=watch.which,
        brought=dict(variables),
        then=following,
    )
    case.watches[come.id] = come
    owner.watches.append(come.id)
