"""What forms about the company have in common: its units, posts and people, a number, a reason."""

from collections.abc import Iterator, Sequence
from datetime import date

from api.language import texts
from api.pages.admin.blocks import Field
from api.pages.admin.frame import words
from api.pages.visits import Posted, Visit
from engine.errors import Invalid
from engine.model.organisation import Organisation
from engine.participation import refused

Options = Sequence[tuple[str, str]]


def units(found: Organisation, first: str) -> Options:
    """Return the choices of a unit; the first one is none."""
    return [("", first), *((each.code, each.name) for each in found.units.values())]


def posts(found: Organisation, first: str) -> Options:
    """Return the choices of a post, the highest first; the first one is none."""
    ranked = sorted(found.posts.values(), key=lambda each: (-each.rank, each.code))
    return [("", first), *((each.code, each.name) for each in ranked)]


def people(found: Organisation, first: str, today: date) -> Options:
    """Return the choices of somebody who has not left, with his post; the first one is none."""
    present = [each for each in found.people.values() if each.active]
    named = sorted((each.name, found.post_title(each.id, today), each.id) for each in present)
    return [("", first), *((id_, f"{name} · {post}".strip(" ·")) for name, post, id_ in named)]


def person_name(found: Organisation, person: str) -> str:
    """Return what somebody is called; his id where he is unknown."""
    return found.people[person].name if person in found.people else person


def post_name(found: Organisation, post: str) -> str:
    """Return what a post is called; its code where the catalogue has it not."""
    return _named(found, post, post)


def counted_post(visit: Visit, found: Organisation, post: str) -> str:
    """Return what a post with a headcount is called, as company or shipped processes call it.

    Recruitment counts places by codes of its own table, which the catalogue need not have.
    """
    language = visit.reader.language
    shipped = texts(language).get(f"post.{post}", post)
    return shipped if language == "en" and shipped != post else _named(found, post, shipped)


def _named(found: Organisation, post: str, otherwise: str) -> str:
    return found.posts[post].name if post in found.posts else otherwise


def selects(
    visit: Visit, posted: Posted, choices: Sequence[tuple[str, Options]], *, must: bool
) -> Iterator[Field]:
    """Yield a list to choose from for each name, with its column's heading as the label."""
    for name, options in choices:
        yield Field(
            name=name,
            label=words(visit)(f"admin.column.{name}"),
            kind="select",
            options=options,
            value=posted.text(name),
            must=must,
        )


def reason(visit: Visit, posted: Posted) -> Field:
    """Return the field that asks why, which has to be said."""
    say = words(visit)
    help_ = say("admin.reason.help")
    value = posted.text("reason")
    return Field(name="reason", label=say("admin.reason"), value=value, must=True, help=help_)


def why(posted: Posted) -> str:
    """Return the reason that was given; raises Invalid for none."""
    said = posted.text("reason").strip()
    if not said:
        raise refused(Invalid, "a reason is needed", "请填写原因")
    return said


def whole(text: str, label: str) -> int:
    """Return a number that was filled in; raises Invalid where it is not a whole one, 0 or more."""
    if not text.isdecimal() or len(text) > 9:  # noqa: PLR2004  # what databases hold as an integer
        raise refused(Invalid, f"{text!r} is no whole number", f"{label}应为不小于0的整数")
    return int(text)
