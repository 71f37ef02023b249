"""Superiors level by level (主管逐级审批), up to a post, a rank, or a number of levels."""

from datetime import date

from engine.model.organisation import Organisation


def chain(organisation: Organisation, who: str, until: str, on: date) -> tuple[str, ...]:
    """Return the superiors of somebody from the inside out, all heads of each level.

    `until` is `until=POST`, `until=rank:N`, `until=level:N`, or empty: to the top. Levels without a
    head, or with the same one as below, are left out; who ends the chain belongs to it.
    """
    wanted = until.removeprefix("until=")
    found: list[str] = []
    for level, heads in enumerate(organisation.levels(who, on), 1):
        found.extend(each for each in heads if each not in found)
        if _ends(organisation, heads, level, wanted, on):
            break
    return tuple(found)


def _ends(
    organisation: Organisation, heads: tuple[str, ...], level: int, wanted: str, on: date
) -> bool:
    kind, colon, number = wanted.partition(":")
    if colon and number.isdecimal() and kind == "level":
        return level >= int(number)
    held = {each.post for who in heads for each in organisation.held_by(who, on)}
    if colon and number.isdecimal() and kind == "rank":
        ranks = (organisation.posts[post].rank for post in held if post in organisation.posts)
        return max(ranks, default=0) >= int(number)
    return wanted in held
