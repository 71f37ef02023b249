"""When a field is shown, as CSS: no script needed, and the server checks the same condition.

`showIf` is a sub-schema over the whole submission. Where it asks about fields with a known set of
values (choices, switches, ratings), those values are tried against it, and what holds becomes a
`:has(…:checked)`. Anything else cannot be said in CSS: such a field is always shown, and the server
drops what was typed where the condition does not hold.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import jsonschema_rs

from forms.rights import right_of

Terms = list[str]
"""Alternatives; each is what must hold together, as selectors behind `form`."""

_LEAF: Final = frozenset({"properties", "required", "type"})


class _NotSayable(Exception):  # noqa: N818 - a fact about a condition, never seen outside
    """The condition asks for something that CSS cannot see."""


@dataclass(frozen=True, slots=True)
class _Form:
    document: Mapping[str, Any]
    values: Mapping[str, Any]
    rights: Mapping[str, str]


def css(document: Mapping[str, Any], values: Mapping[str, Any], rights: Mapping[str, str]) -> str:
    """Return the rules that show and hide the fields of a form while it is filled in."""
    form = _Form(document, values, rights)
    looks = document.get("ui", {}).get("fields", {})
    asked = {name: look for name, look in looks.items() if _is_open(form, name)}
    shown = (
        rule
        for name, look in asked.items()
        if "showIf" in look
        for rule in _rules(form, name, look["showIf"])
    )
    offered = (
        rule
        for name, look in asked.items()
        if "optionsBy" in look
        for rule in _choices(form, name, look["optionsBy"])
    )
    return "\n".join([*shown, *offered])


def _choices(form: _Form, name: str, follows: Mapping[str, Any]) -> Iterator[str]:
    """Yield what leaves the choices that belong to what is chosen in the field they follow."""
    first = follows["field"]
    for value in follows["values"]:
        if _is_open(form, first):
            chosen = _has([_checked(form, first, value)])
        elif form.values.get(first) == value:
            chosen = ""
        else:
            continue
        others = f'optgroup:not([data-of="{_quoted(value)}"])'
        yield f'form{chosen} [data-field="{name}"] {others} {{ display: none; }}'


def _rules(form: _Form, name: str, condition: Any) -> Iterator[str]:
    try:
        terms = _terms(form, condition, wanted=True)
    except _NotSayable:
        return
    field = f'[data-field="{name}"]'
    yield f"form {field} {{ display: none; }}"
    for term in terms:
        yield f"form{term} {field} {{ display: block; }}"


def _terms(form: _Form, condition: Any, *, wanted: bool) -> Terms:
    """Return when a condition holds (or, not wanted, does not)."""
    if not isinstance(condition, dict):
        return [""] if bool(condition) is wanted else []
    parts = [_terms(form, part, wanted=wanted) for part in condition.get("allOf", ())]
    if "anyOf" in condition:
        arms = [_terms(form, arm, wanted=wanted) for arm in condition["anyOf"]]
        parts.append(_any(arms) if wanted else _all(arms))
    if "not" in condition:
        parts.append(_terms(form, condition["not"], wanted=not wanted))
    if condition.keys() - _LEAF - {"allOf", "anyOf", "not"}:
        raise _NotSayable
    names = dict.fromkeys([*condition.get("properties", {}), *condition.get("required", ())])
    parts += [_leaf(form, condition, name, wanted=wanted) for name in names]
    return _all(parts) if wanted else _any(parts)


def _all(parts: list[Terms]) -> Terms:
    found = [""]
    for part in parts:
        found = [before + after for before in found for after in part]
    return found


def _any(parts: list[Terms]) -> Terms:
    return [term for part in parts for term in part]


def _leaf(form: _Form, condition: Mapping[str, Any], name: str, *, wanted: bool) -> Terms:
    """Say what a condition asks of one field."""
    needed = name in condition.get("required", ())
    valid = jsonschema_rs.Draft202012Validator(
        condition.get("properties", {}).get(name, True), offline=True
    ).is_valid
    if not _is_open(form, name):
        present = form.values.get(name)
        holds = not needed if present is None else valid(present)
        return [""] if holds is wanted else []
    inputs = {value: _checked(form, name, value) for value in _possible(form, name)}
    right = [sel for value, sel in inputs.items() if valid(_json(form, name, value))]
    wrong = [sel for value, sel in inputs.items() if not valid(_json(form, name, value))]
    if needed:
        return [_has(right)] if wanted else [_has_not(right)]
    return [_has_not(wrong)] if wanted else [_has(wrong)]


def _has(selectors: list[str]) -> str:
    return f":has({', '.join(selectors)})" if selectors else ":not(form)"


def _has_not(selectors: list[str]) -> str:
    return f":not(:has({', '.join(selectors)}))" if selectors else ""


def _possible(form: _Form, name: str) -> list[str]:
    """Return the values that a field's inputs can have; raises _NotSayable for free text."""
    schema = form.document["schema"]["properties"].get(name, {})
    if schema.get("type") == "boolean":
        return ["true", "false"]
    if "enum" in schema:
        return [str(value) for value in schema["enum"] if value is not None]
    if form.document["ui"]["fields"].get(name, {}).get("widget") == "rating":
        return [str(n) for n in range(1, int(schema.get("maximum", 5)) + 1)]
    raise _NotSayable


def _json(form: _Form, name: str, value: str) -> Any:
    """Return the JSON value that an input's text stands for."""
    kind = form.document["schema"]["properties"][name].get("type")
    if kind == "boolean":
        return value == "true"
    return int(value) if kind == "integer" else value


def _checked(form: _Form, name: str, value: str) -> str:
    quoted = _quoted(value)
    if form.document["schema"]["properties"][name].get("type") == "boolean":
        box = f'[name="{name}"][type="checkbox"]'
        return f"{box}:checked" if value == "true" else f"{box}:not(:checked)"
    return f'[name="{name}"] [value="{quoted}"]:checked, [name="{name}"][value="{quoted}"]:checked'


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _is_open(form: _Form, name: str) -> bool:
    return right_of(form.rights, name) in {"write", "required"}
