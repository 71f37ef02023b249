"""The check of a submission: every mistake at once, by field, and what may be taken over.

Conditions are asked about the whole form as the person sees it: what was handed in, and the present
values of the fields that this node only shows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, Literal

import jsonschema_rs

from forms.document import Document, Form, compiled
from forms.rights import Rights, editable, right_of
from forms.texts import texts

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing that is wrong in a submission."""

    path: str
    """`field`, or `rows.0.cost` inside a table; empty for the submission as a whole."""
    keyword: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What may be taken over from a submission, what was left out, and what is wrong with it."""

    values: dict[str, Any]
    """Values by field; None clears a field."""
    dropped: tuple[str, ...]
    """Fields that the node hides or only shows, or whose condition does not hold."""
    mistakes: tuple[Mistake, ...]

    @property
    def errors(self) -> dict[str, list[str]]:
        """The Chinese texts by path."""
        return self.errors_in("zh")

    def errors_in(self, language: Literal["zh", "en"]) -> dict[str, list[str]]:
        """Return the texts by path in a language."""
        found: dict[str, list[str]] = {}
        for mistake in self.mistakes:
            found.setdefault(mistake.path, []).append(getattr(mistake, language))
        return found


def check(
    document: Document,
    submission: Any,
    *,
    rights: Rights = NOTHING,
    current: Mapping[str, Any] = NOTHING,
) -> Checked:
    """Check what was handed in; never raises, whatever JSON it is.

    `current` holds the case's present values: conditions may depend on fields that are only shown.
    Raises FormDocumentError when the document itself is unusable.
    """
    form = compiled(document)
    if not isinstance(submission, dict):
        return _refused(form, "type.object")
    try:
        return _checked(form, submission, rights, current)
    except ValueError:  # the validator takes no lone surrogates and nothing nested 200 deep
        return _refused(form, "unreadable")


def conditional(document: Document) -> tuple[str, ...]:
    """Return the fields that are there under a condition (`showIf`), in the schema's order."""
    return tuple(compiled(document).conditions)


def shown(document: Document, values: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that are there while the form holds these values."""
    return _shown(compiled(document), values)


def _refused(form: Form, keyword: str) -> Checked:
    return Checked(values={}, dropped=(), mistakes=(_mistake(form, "", keyword),))


def _checked(
    form: Form, submission: Mapping[str, Any], rights: Rights, current: Mapping[str, Any]
) -> Checked:
    given = {name: submission[name] for name in form.fields if name in submission}
    open_ = {name: value for name, value in given.items() if editable(rights, name)}
    closed = {
        name: current[name]
        for name in form.fields
        if name in current and not editable(rights, name)
    }
    whole = closed | open_
    shown = _shown(form, whole)
    present = {name: whole[name] for name in shown if whole.get(name) is not None}
    found = [
        *_of_schema(form, present),
        *_of_widgets(form, present),
        *_of_options(form, {**_kept(current, given, shown), **present}),
        *_of_rights(form, rights, shown - present.keys()),
    ]
    unknown = [_mistake(form, name, "unknown") for name in submission if name not in form.fields]
    yours = [mistake for mistake in found if _is_open(mistake, rights, shown)]
    return Checked(
        values={name: value for name, value in open_.items() if name in shown},
        dropped=tuple(name for name in given if name not in open_ or name not in shown),
        mistakes=tuple(dict.fromkeys([*unknown, *yours])),
    )


def _mistake(form: Form, path: str, keyword: str, *, limit: object = "") -> Mistake:
    zh, en = texts(form.document, path, keyword, limit=limit)
    return Mistake(path=path, keyword=keyword, zh=zh, en=en)


def _shown(form: Form, whole: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields whose condition holds, asked again until nothing changes.

    One round per field settles every chain; conditions that contradict each other end there too.
    """
    shown = frozenset(form.fields)
    for _ in form.fields:
        seen = {name: value for name, value in whole.items() if name in shown and value is not None}
        now = frozenset(
            name
            for name in form.fields
            if name not in form.conditions or form.conditions[name].is_valid(seen)
        )
        if now == shown:
            break
        shown = now
    return shown


def _of_schema(form: Form, present: Mapping[str, Any]) -> Iterator[Mistake]:
    for error in form.validator.iter_errors(present):
        keyword, limit, last = _said(error)
        path = ".".join(map(str, [*error.instance_path, *last]))
        yield _mistake(form, path, keyword, limit=limit)


def _said(error: jsonschema_rs.ValidationError) -> tuple[str, object, list[str]]:
    """Return the keyword, its limit and what to add to the path."""
    name, facts = error.kind.name, error.kind.as_dict()
    if name == "required":
        return name, "", [facts["property"]]
    if name == "type":
        return f"type.{facts['types'][0]}", "", []
    if name == "additionalProperties":
        return name, ", ".join(facts["unexpected"]), []
    return name, next(iter(facts.values()), ""), []


def _of_widgets(form: Form, present: Mapping[str, Any]) -> Iterator[Mistake]:
    """Dates must exist: a pattern alone lets 30 February pass."""
    for name, value in present.items():
        widget = form.ui[name].get("widget")
        reading = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}.get(widget or "")
        if reading is None or not isinstance(value, str):
            continue
        try:
            reading(value)
        except ValueError:
            yield _mistake(form, name, str(widget))


def _kept(
    current: Mapping[str, Any], given: Mapping[str, Any], shown: frozenset[str]
) -> dict[str, Any]:
    """Return the present values that nothing is said about, and that therefore stay."""
    return {
        name: value
        for name, value in current.items()
        if name in shown and name not in given and value is not None
    }


def _of_options(form: Form, values: Mapping[str, Any]) -> Iterator[Mistake]:
    """A choice that follows another field (`optionsBy`) is one that the other's value offers."""
    for name, value in values.items():
        follows = form.ui[name].get("optionsBy")
        if follows is None or follows["field"] not in values:
            continue
        if value not in follows["values"].get(str(values[follows["field"]]), ()):
            yield _mistake(form, name, "optionsBy")


def _of_rights(form: Form, rights: Rights, absent: frozenset[str]) -> Iterator[Mistake]:
    for name in form.fields:
        if name in absent and right_of(rights, name) == "required":
            yield _mistake(form, name, "required")


def _is_open(mistake: Mistake, rights: Rights, shown: frozenset[str]) -> bool:
    """Leave out mistakes in fields that the person cannot mend here."""
    name = mistake.path.partition(".")[0]
    return not name or (name in shown and editable(rights, name))
