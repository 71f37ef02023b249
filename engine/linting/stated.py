"""Rule: the file keeps to what BPMN 2.0.2 states in prose, constraint by constraint."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from engine.linting.activities_stated import ACTIVITIES
from engine.linting.constraint import Constraint, check
from engine.linting.data_stated import DATA
from engine.linting.drawing_stated import DRAWING
from engine.linting.events_stated import EVENTS
from engine.linting.facts import Facts
from engine.linting.gateways_stated import GATEWAYS
from engine.linting.references_stated import REFERENCES
from engine.model import Finding

CONSTRAINTS: Final = (*REFERENCES, *ACTIVITIES, *EVENTS, *GATEWAYS, *DATA, *DRAWING)


def stated(facts: Facts) -> Iterator[Finding]:
    """Report every constraint that an element breaks, in the order of the file."""
    return check(_BY_TAG, facts)


def _by_tag() -> Mapping[str, tuple[Constraint, ...]]:
    found: dict[str, list[Constraint]] = defaultdict(list)
    for constraint in CONSTRAINTS:
        for tag in constraint.tags:
            found[tag].append(constraint)
    return MappingProxyType({tag: tuple(listed) for tag, listed in found.items()})


_BY_TAG: Final = _by_tag()
