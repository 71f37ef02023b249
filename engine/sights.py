"""How a reader stands to the cases he looks at, and having a case disclosed: the rule with a store.

Who has the right (the role `discloser`) and says why reads one case in full for a quarter of an
hour. The line on the operation log is the permission itself: what is not on the log is not seen.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self
from uuid import UUID

from engine import access, masking
from engine.errors import Invalid
from engine.history import HistoryRow
from engine.masking import WHOLE, Reach, Veil
from engine.model import Actor, Delivery, ProcessInstance, Role, UserTask
from engine.model.operations import OperationKind
from engine.store import Transaction
from engine.store.closing import Closed
from engine.store.operations import OperationQuery

SPAN: Final = timedelta(minutes=15)
"""How long a case stays disclosed: time to read it, not to forget that one may."""
_MOST: Final = 1000  # cases disclosed to one person within the span


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one reader gets to see now of whatever cases exist for him."""

    tx: Transaction
    by: Actor
    disclosed: Mapping[UUID, datetime] = field(default_factory=dict)
    """Until when each case is that was disclosed to him."""

    @classmethod
    def of(cls, tx: Transaction, by: Actor) -> Self:
        """Return how this reader stands to cases now."""
        return cls(tx=tx, by=by, disclosed=_disclosed(tx, by))

    def reach(self, case: ProcessInstance) -> Reach:
        """Return how he stands to a case that exists for him.

        Who leads its unit and has no part in it oversees it: its words were not written to him.
        """
        if case.id in self.disclosed:
            return Reach.DISCLOSED
        overseer = not access.SEES_ALL.isdisjoint(self.by.roles)
        return Reach.OVERSIGHT if overseer or self._leads(case) else Reach.PART

    def search(self, one: ProcessInstance | UserTask) -> dict[str, Any]:
        """Return the declared search variables of a case, or of a task's: marked ones starred."""
        id_ = one.id if isinstance(one, ProcessInstance) else one.instance_id
        if not one.search or id_ in self.disclosed:
            return dict(one.search)
        return Veil(reach=Reach.PART, marked=self._marked(one.definition_id)).data(one.search)

    def veil(self, case: ProcessInstance, rows: Iterable[HistoryRow] | None = None) -> Veil:
        """Return what lies between him and the data of a case; `rows` where all are at hand."""
        reach, marks = self.reach(case), self._marked(case.definition_id)
        if reach is not Reach.OVERSIGHT or not marks:
            return Veil(reach=reach, marked=marks)
        every = self.tx.history.every(case.id) if rows is None else rows
        return Veil(
            reach=reach, marked=marks, known=masking.known((row.payload for row in every), marks)
        )

    def record(self, case: ProcessInstance) -> tuple[Veil, Sequence[HistoryRow]]:
        """Return what lies between him and a case, and its whole record as he gets it.

        Digests and hashes stay what they are, so such a row no longer fits its digest: only what
        is to be read is made so, never a proof.
        """
        rows = tuple(self.tx.history.every(case.id))
        veil = self.veil(case, rows)
        return veil, tuple(veiled(veil, row) for row in rows) if veil.hides else rows

    def veils(self, ids: Collection[UUID]) -> Mapping[UUID, Veil]:
        """Return what lies between him and the data of each of these cases."""
        return {id_: self.veil(case) for id_, case in self.tx.cases.some(ids).items()}

    def some(self, rows: Sequence[HistoryRow]) -> Sequence[HistoryRow]:
        """Return rows of several cases as he gets them; nothing of a case that is no more."""
        veils = self.veils({row.instance_id for row in rows})
        return tuple(
            veiled(veils[row.instance_id], row)
            if row.instance_id in veils
            else replace(row, payload=None)
            for row in rows
        )

    def deliveries(self, found: Sequence[Delivery]) -> tuple[Delivery, ...]:
        """Return deliveries with their words as he gets them."""
        veils = self.veils({each.instance_id for each in found if each.instance_id})
        return tuple(
            replace(each, title=veil.text(each.title), text=veil.text(each.text))
            for each in found
            for veil in [veils.get(each.instance_id, WHOLE) if each.instance_id else WHOLE]
        )

    def closed(self) -> Closed:
        """Return which search variables do not lead him to cases by a part of what they hold.

        Who takes part finds his cases by a whole number; who oversees would learn whose it is.
        """
        found = self.tx.definitions.page(limit=_MOST).items
        marks = frozenset(name for each in found for name in masking.marked(each))
        if access.SEES_ALL.isdisjoint(self.by.roles):
            return Closed(whole=marks)
        return Closed(never=marks)

    def _leads(self, case: ProcessInstance) -> bool:
        if case.project not in self.by.leads or case.initiator == self.by.id:
            return False
        return not self.tx.cases.took_part(case.id, self.by)

    def _marked(self, definition_id: str) -> Mapping[str, str]:
        return masking.marked(self.tx.definitions.get(definition_id))


def veiled(veil: Veil, row: HistoryRow) -> HistoryRow:
    """Return a row of the record as it is read through a veil."""
    if row.payload is None:
        return row
    return replace(row, payload=veil.payload(row.payload))


def outside(tx: Transaction, case: ProcessInstance) -> Veil:
    """Return what lies between the data of a case and whoever is not of the house."""
    nobody = Actor(id="", name="", roles=access.SEES_ALL)
    return Sight(tx=tx, by=nobody).veil(case)


def disclose(tx: Transaction, instance_id: UUID, *, by: Actor, reason: str) -> datetime:
    """Let somebody read a case in full for a while, and put it on the operation log.

    Returns until when. Needs the role `discloser`; NotFound where the case does not exist for him.
    """
    case = tx.cases.get(instance_id, by)
    access.check_has_role(by, Role.DISCLOSER)
    if not reason.strip():
        raise Invalid("say why", zh="请说明查看原因")
    tx.operations.add(
        OperationKind.DISCLOSED,
        by=by,
        subject=str(case.id),
        particulars={"number": case.business_key or "", "reason": reason.strip()},
    )
    return tx.now + SPAN


def _disclosed(tx: Transaction, by: Actor) -> Mapping[UUID, datetime]:
    if not by.has(Role.DISCLOSER):
        return {}
    query = OperationQuery(
        people=frozenset({by.id}),
        kinds={OperationKind.DISCLOSED},
        since=tx.now - SPAN + timedelta(microseconds=1),
    )
    found = tx.operations.page(query, limit=_MOST).items
    return {UUID(each.subject): each.at + SPAN for each in reversed(found) if each.actor == by.id}
