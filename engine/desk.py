"""Use cases on what one keeps on one's desk: filters, phrases for opinions (常用语), favourites."""

from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Final
from uuid import UUID

from engine.calendar import SHANGHAI
from engine.errors import Invalid
from engine.model import Actor, person
from engine.participation import refused
from engine.store import SavedFilter, Transaction

FILTERS: Final = 30  # of one person: more would be looked through longer than the list itself
PHRASES: Final = 30
FAVOURITES: Final = 50
LENGTH: Final = 200  # characters of a phrase, of a name, of a parameter
USUAL: Final = ("同意", "情况属实，同意", "请尽快处理", "已核实", "请补充材料")
"""What everybody is offered who has not kept phrases of his own."""
_PARAMETERS: Final = frozenset({"box", "only", "q"})


def save_filter(
    tx: Transaction, *, by: Actor, name: str, content: Mapping[str, str], shared: str | None = None
) -> SavedFilter:
    """Keep a filter of a list, for oneself or for all the people of one's unit `shared`.

    Raises Invalid for an empty or long name, unknown parameters, somebody else's unit, too many.
    """
    _check_filter(name, content)
    if shared is not None and shared not in units(tx, by=by):
        raise refused(Invalid, f"{by.name} does not belong to unit {shared!r}", "您不属于该部门")
    if sum(each.person == by.id for each in tx.desk.filters(by.id, ())) >= FILTERS:
        raise refused(Invalid, f"at most {FILTERS} filters", f"最多保存{FILTERS}个筛选")
    kept = SavedFilter(
        id=tx.desk.new_id(),
        person=by.id,
        person_name=by.name,
        unit=shared,
        name=name.strip(),
        content={key: value for key, value in content.items() if value},
        created_at=tx.now,
    )
    tx.desk.save(kept)
    return kept


def filters(tx: Transaction, *, by: Actor) -> Sequence[SavedFilter]:
    """Return one's own filters, and those shared with one's units and what they belong to."""
    return tx.desk.filters(by.id, _units(tx, by))


def drop_filter(tx: Transaction, filter_id: UUID, *, by: Actor) -> None:
    """Throw one's own filter away; NotFound for anybody else's."""
    tx.desk.drop(filter_id, by.id)


def phrases(tx: Transaction, *, by: Actor) -> Sequence[str]:
    """Return the phrases one writes often; the usual ones where one has kept none."""
    kept = tx.desk.phrases(by.id)
    return USUAL if kept is None else kept


def keep_phrases(tx: Transaction, texts: Sequence[str], *, by: Actor) -> Sequence[str]:
    """Put these in the place of one's phrases, each once, without empty ones.

    Raises Invalid for too many or too long ones.
    """
    tidy = tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if len(tidy) > PHRASES or any(len(text) > LENGTH for text in tidy):
        raise refused(
            Invalid,
            f"at most {PHRASES} phrases of {LENGTH} characters",
            f"最多{PHRASES}条常用语，每条不超过{LENGTH}字",
        )
    tx.desk.keep_phrases(by.id, tidy)
    return tidy


def favourites(tx: Transaction, *, by: Actor) -> Sequence[str]:
    """Return what one starts often (收藏), in one's order.

    A beginning goes by `process`, or by `process.element` where the process has several.
    """
    return tx.desk.favourites(by.id)


def keep_favourites(tx: Transaction, names: Sequence[str], *, by: Actor) -> Sequence[str]:
    """Put these in the place of what one starts often, each once.

    Raises NotFound for a process that is not there, Invalid for too many.
    """
    tidy = tuple(dict.fromkeys(names))
    if len(tidy) > FAVOURITES:
        raise refused(Invalid, f"at most {FAVOURITES} favourites", f"最多收藏{FAVOURITES}个流程")
    known = set(tx.desk.favourites(by.id))
    for name in tidy:
        if name not in known:
            tx.definitions.latest(name.partition(".")[0])
    tx.desk.keep_favourites(by.id, tidy)
    return tidy


def stirrings(tx: Transaction, actors: Collection[Actor]) -> Mapping[str, str]:
    """Return for each of these people a text that changes when a list of his does.

    What waits for somebody, what he stands in for, and what he has not read; one question for all.
    """
    reached = {each.id: _reached(each) for each in actors}
    found = tx.desk.stirrings({address for each in reached.values() for address in each})
    return {
        who: sha256(repr([found.get(each) for each in sorted(addresses)]).encode()).hexdigest()[:16]
        for who, addresses in reached.items()
    }


def units(tx: Transaction, *, by: Actor) -> Mapping[str, str]:
    """Return the names of the units with which one may share: one's own, by code."""
    known = tx.people.organisation()
    today = tx.now.astimezone(SHANGHAI).date()
    return {code: known.units[code].name for code in known.units_of(by.id, today)}


def _reached(actor: Actor) -> frozenset[str]:
    stood = (each.principals | {person(each.principal)} for each in actor.stands_in)
    return actor.principals.union({person(actor.id)}, *stood)


def _units(tx: Transaction, by: Actor) -> tuple[str, ...]:
    organisation, today = tx.people.organisation(), tx.now.astimezone(SHANGHAI).date()
    own = organisation.units_of(by.id, today)
    return tuple(dict.fromkeys(unit for each in own for unit in organisation.lineage(each)))


def _check_filter(name: str, content: Mapping[str, str]) -> None:
    if not 1 <= len(name.strip()) <= LENGTH:
        raise refused(Invalid, "a filter has a name", "请填写筛选名称")
    unknown = sorted(set(content) - _PARAMETERS)
    if unknown or any(len(value) > LENGTH for value in content.values()):
        raise refused(Invalid, f"no such parameters: {', '.join(unknown)}", "筛选条件不正确")
