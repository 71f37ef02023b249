"""Looking for cases across the company, as people say what they look for.

A case is found by what its asker would read of it: a marked value that he gets starred leads
nowhere. With the right (role `discloser`) it does, and each case so found is on the operation log.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

import orjson

from engine import access
from engine.auditing.wording import BATCH, saying
from engine.errors import Invalid
from engine.model import Actor, ProcessInstance, Role
from engine.model.operations import OperationKind
from engine.model.organisation import Organisation
from engine.sights import Sight
from engine.store import CaseSearch, Page, Transaction
from engine.store.case_search import is_found
from engine.store.paging import cursor_of

_MOST: Final = 8  # words; each further one is another condition
_BATCHES: Final = 20  # of one answer; a page may then be short, and says where to go on


def page(
    tx: Transaction,
    search: CaseSearch,
    *,
    by: Actor,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ProcessInstance]:
    """Return the cases that are meant and that exist for this actor, the newest first.

    A page may end early, with where to go on, after some thousands of cases that are not meant.
    Raises Invalid for a word of one Chinese character or of two letters or digits, for more than
    eight words, and for a cursor that belongs to another search.
    """
    for word in (*search.words, *search.said, *([search.number] if search.number else [])):
        if not is_found(word):
            shortest = "two Chinese characters or three letters or digits"
            raise Invalid(f"{word!r} is too short to be searched for: {shortest} at least")
    if len(search.words) > _MOST or len(search.said) > _MOST:
        most = max(len(search.words), len(search.said))
        raise Invalid(f"{most} words are too many: at most {_MOST}")
    if search.said:
        search = replace(search, among=tx.history.mentioning(search.said, most=BATCH * _BATCHES))
    sight = Sight.of(tx, by)
    found: list[ProcessInstance] = []
    for _ in range(_BATCHES):
        batch = tx.case_search.page(
            search, by, limit=BATCH if search.said else limit, cursor=cursor
        )
        found += _meant(sight, search, batch.items)
        if len(found) > limit or (len(found) == limit and batch.next):
            last = found[limit - 1]
            going_on = cursor_of([last.started_at, last.id])
            return Page(items=tuple(found[:limit]), next=going_on)
        cursor = batch.next
        if cursor is None:
            break
    return Page(items=tuple(found), next=cursor)


def by_marked(tx: Transaction, search: CaseSearch, found: Page[ProcessInstance]) -> Sequence[UUID]:
    """Return the cases that were found by a marked value alone."""
    nobody = Sight(tx=tx, by=Actor(id="", name="", roles=access.SEES_ALL))
    return [case.id for case in found.items if not _reads(nobody, search, case)]


def note(tx: Transaction, ids: Sequence[UUID], *, by: Actor) -> None:
    """Put on the operation log which cases somebody found by marked values."""
    said = {"cases": [str(each) for each in ids]}
    tx.operations.add(OperationKind.SEARCHED, by=by, particulars=said)


def _meant(
    sight: Sight, search: CaseSearch, cases: Sequence[ProcessInstance]
) -> Sequence[ProcessInstance]:
    """Return the cases that are found by what their asker reads of them."""
    entitled = sight.by.has(Role.DISCLOSER)
    read = [case for case in cases if entitled or _reads(sight, search, case)]
    return saying(sight, read, search.said) if search.said else read


def _reads(sight: Sight, search: CaseSearch, case: ProcessInstance) -> bool:
    """Tell whether what is looked for stands in what somebody reads of a case."""
    shown = sight.search(case)
    if search.field is not None and shown.get(search.field) != case.search.get(search.field):
        return False
    known = (case.business_key or "", case.title, case.initiator_name, case.outcome)
    said = "\n".join((*known, orjson.dumps(shown).decode())).casefold()
    return shown == case.search or all(word.casefold() in said for word in search.words)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a line that somebody typed: what stands between spaces."""
    return tuple(text.split())


def people_of(organisation: Organisation, named: str) -> frozenset[str]:
    """Return the ids of the people meant by an id or a name; the words themselves for nobody known.

    Several people of one name are all meant.
    """
    wanted = named.strip()
    if not wanted:
        return frozenset()
    people = organisation.people.values()
    return frozenset(p.id for p in people if wanted in {p.id, p.name}) or frozenset({wanted})


def of_field(search: CaseSearch, pair: str) -> CaseSearch:
    """Return the search with `name=value` of a declared search variable; as it is for none.

    Raises Invalid where there is no equals sign.
    """
    if not pair.strip():
        return search
    name, sign, value = pair.partition("=")
    if not sign or not name.strip():
        raise Invalid(f"{pair!r}: expected name=value")
    return replace(search, field=name.strip(), value=value.strip())
