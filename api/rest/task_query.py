"""The filters of a work list, as they stand in an address."""

from dataclasses import dataclass, field, replace
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime

from engine import access
from engine.errors import Invalid
from engine.model import Actor, TaskState, group, person
from engine.sights import Sight
from engine.store import Sort, TaskQuery, Transaction
from engine.store.worklist import OPEN

Text = Annotated[str | None, Query(max_length=200)]
Texts = Annotated[list[str] | None, Query(max_length=20)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What was asked; what is None does not filter."""

    everyone: bool
    terms: TaskQuery
    principals: frozenset[str] = field(default_factory=frozenset)

    def query(self, tx: Transaction, actor: Actor) -> TaskQuery:
        """Return the query of this actor: what waits for him, unless `everyone` is asked for.

        Overseers may ask for everybody's tasks; for anybody else `everyone` changes nothing.
        """
        found = self._of(actor)
        if not found.text and not found.search:
            return found
        return replace(found, closed=Sight.of(tx, actor).closed())

    def _of(self, actor: Actor) -> TaskQuery:
        if self.everyone or self.terms.assignee is not None:
            return self._with(self.principals or None, self.terms.mine)
        if not self.terms.states <= OPEN:
            oversees = not access.SEES_ALL.isdisjoint(actor.roles)
            return self._with(self.principals or None, oversees or self.terms.mine)
        return self._with(self.principals or actor.principals | {person(actor.id)}, self.terms.mine)

    def _with(self, principals: frozenset[str] | None, mine: bool | None) -> TaskQuery:  # noqa: FBT001 - a filter of three states
        return replace(self.terms, principals=principals, mine=mine)


def filters(
    *,
    mine: bool | None = None,
    candidate_group: Annotated[
        Texts, Query(description="Groups; several are joined by or.")
    ] = None,
    candidate_post: Annotated[
        Texts, Query(description="Posts as `unit/post`, e.g. `HY01/cs_front`; joined by or.")
    ] = None,
    candidate_user: Texts = None,
    unassigned: bool | None = None,
    in_place: Annotated[
        bool | None,
        Query(description="True: only what one may do in others' places (代理); false: not that."),
    ] = None,
    assignee: Text = None,
    everyone: Annotated[
        bool, Query(description="Overseers: not only what waits for the caller.")
    ] = False,
    state: Annotated[list[TaskState] | None, Query(description="Open ones by default.")] = None,
    due_from: AwareDatetime | None = None,
    due_before: AwareDatetime | None = None,
    overdue: bool | None = None,
    without_due: bool | None = None,
    priority_from: Annotated[int | None, Query(ge=0, le=100)] = None,
    priority_to: Annotated[int | None, Query(ge=0, le=100)] = None,
    process_key: Text = None,
    element_id: Text = None,
    business_key: Text = None,
    project: Text = None,
    instance_id: UUID | None = None,
    variable: Annotated[
        Texts, Query(description="Declared search variables, `name=value`; all must hold.")
    ] = None,
    text: Annotated[
        Text, Query(description="Part of name, title, business key or a search variable.")
    ] = None,
    soon: Annotated[
        bool | None, Query(description="Four fifths of the time are over, but not all of it.")
    ] = None,
    returned: Annotated[
        bool | None, Query(description="Done again because the case was returned (退回).")
    ] = None,
    urged: bool | None = None,
    sort: Annotated[
        list[str] | None,
        Query(
            max_length=5,
            description=f"Keys in order: {', '.join(Sort)}; `-` before one turns it round.",
        ),
    ] = None,
) -> Filters:
    """Read the filters of a work list."""
    terms = TaskQuery(
        mine=mine,
        unassigned=unassigned,
        in_place=in_place,
        assignee=assignee,
        states=frozenset(state) if state else OPEN,
        due_from=due_from,
        due_before=due_before,
        overdue=overdue,
        without_due=without_due,
        priority_from=priority_from,
        priority_to=priority_to,
        key=process_key,
        element_id=element_id,
        business_key=business_key,
        project=project,
        instance_id=instance_id,
        search=dict(_named(each) for each in variable or ()),
        text=text,
        soon=soon,
        returned=returned,
        urged=urged,
        sort=tuple(sort or (Sort.DUE,)),
    )
    addresses = {
        *(group(each) for each in candidate_group or ()),
        *(f"post:{each}" for each in candidate_post or ()),
        *(person(each) for each in candidate_user or ()),
    }
    return Filters(everyone=everyone, terms=terms, principals=frozenset(addresses))


def _named(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Invalid(f"variable {text!r}: expected name=value")
    return name, value
