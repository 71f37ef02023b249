"""Looking for cases across the company, as people say what they look for."""

from dataclasses import replace
from typing import Final

from engine.errors import Invalid
from engine.model import Actor, ProcessInstance
from engine.model.organisation import Organisation
from engine.store import CaseSearch, Page, Transaction
from engine.store.case_search import is_found

_MOST: Final = 8  # words; each further one is another condition


def page(
    tx: Transaction,
    search: CaseSearch,
    *,
    by: Actor,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ProcessInstance]:
    """Return the cases that are meant and that exist for this actor, the newest first.

    Raises Invalid for a word of one Chinese character or of two letters or digits, for more than
    eight words, and for a cursor that belongs to another search.
    """
    for word in (*search.words, *([search.number] if search.number else [])):
        if not is_found(word):
            shortest = "two Chinese characters or three letters or digits"
            raise Invalid(f"{word!r} is too short to be searched for: {shortest} at least")
    if len(search.words) > _MOST:
        raise Invalid(f"{len(search.words)} words are too many: at most {_MOST}")
    return tx.case_search.page(search, by, limit=limit, cursor=cursor)


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
