"""Data as BPMN draws it (BPMN 2.0.2, 10.4): what an activity or event takes in and gives out.

Everything that holds data is a variable.  It is called by its name, with `_` for spaces and signs
(`purchase order` is `purchase_order`), and by its id where that leaves nothing or is taken: of two
data objects with one name, one around the other, the inner one goes by its id.
What is drawn without saying where a value goes (no source, or a modeller's placeholder for a
target) moves nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.diagram.settings import Mapped


@dataclass(frozen=True, slots=True, kw_only=True)
class DataEnd:
    """One end of a data association; `scope` is the process or sub-process that holds it.

    None: it is the activity's or event's own (an input, an output, a property, a loop's item).
    """

    id: str
    variable: str
    scope: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAssociation:
    """A value on its way: as it is, transformed, or assigned part by part, in that order."""

    id: str
    sources: tuple[DataEnd, ...]
    target: DataEnd
    transformation: str | None = None
    assignments: tuple[Mapped, ...] = ()  # each from FEEL to a path that begins with the target


@dataclass(frozen=True, slots=True, kw_only=True)
class DataUse:
    """What an activity or event does with data.

    `own` names its own variables.  It waits until in one set of `needs` every variable has a value,
    and gives out when in one set of `gives` every variable has one; no set = nothing is asked.
    Of several sets the first that is complete counts: `taken` and `given` hold, in the same order,
    the ids of what each set moves (BPMN 2.0.2, 10.4.2 and 13.3.2); nothing = all is moved.
    """

    own: tuple[str, ...] = ()
    inputs: tuple[DataAssociation, ...] = ()
    outputs: tuple[DataAssociation, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    gives: tuple[tuple[str, ...], ...] = ()
    taken: tuple[frozenset[str], ...] = ()
    given: tuple[frozenset[str], ...] = ()

    def filled(self, which: int) -> Iterator[DataAssociation]:
        """Yield the associations that fill the inputs of the input set of this number."""
        return (one for one in self.inputs if _moves(self.taken, which, {one.target.id}))

    def brought(self, which: int) -> Iterator[DataAssociation]:
        """Yield the associations that bring out the outputs of the output set of this number."""
        ends = ((one, {source.id for source in one.sources}) for one in self.outputs)
        return (one for one, sources in ends if _moves(self.given, which, sources))

    @property
    def handed(self) -> tuple[str, ...]:
        """The names of the inputs that associations fill."""
        targets = (one.target for one in self.inputs)
        return tuple(dict.fromkeys(end.variable for end in targets if end.scope is None))


def _moves(sets: tuple[frozenset[str], ...], which: int, ids: set[str]) -> bool:
    """Whether the chosen set holds them; what no set holds at all is always moved."""
    return not sets or not ids.isdisjoint(sets[which]) or ids.isdisjoint(frozenset().union(*sets))
