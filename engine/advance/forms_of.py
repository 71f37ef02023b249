"""The check of a submission on the server, and of the form's rules that need FEEL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import forms
from engine import feel, interpreter
from engine.errors import FormInvalid, Invalid
from engine.model import ProcessDefinition, Variables


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What may be taken over from a submission, and what was left out."""

    values: dict[str, Any]
    dropped: tuple[str, ...]


def check(
    document: Mapping[str, Any],
    submission: Variables,
    *,
    rights: forms.Rights,
    current: Variables,
    now: datetime,
) -> HandedIn:
    """Check a submission against its form and the form's `x-rules`.

    Rules are FEEL over the case's variables and what is handed in, and must be true. Raises
    FormInvalid with the facts `errors` and `errors_en`: texts by field, Chinese and English.
    """
    checked = forms.check(document, dict(submission), rights=rights, current=current)
    errors, errors_en = checked.errors, checked.errors_in("en")
    seen = {**current, **checked.values}
    broken = () if errors else (r for r in forms.rules(document) if not _holds(r, seen, now))
    for rule in broken:
        errors.setdefault(rule.path, []).append(rule.zh)
        errors_en.setdefault(rule.path, []).append(rule.en)
    if errors:
        raise FormInvalid(
            f"form {document.get('id')}: {', '.join(errors) or 'the whole'}",
            errors=errors,
            errors_en=errors_en,
        )
    return HandedIn(values=checked.values, dropped=checked.dropped)


def start(
    definition: ProcessDefinition,
    submission: Variables,
    now: datetime,
    element_id: str | None = None,
) -> Variables:
    """Check what is handed in with the start form; without a form everything is taken over.

    `element_id` names the start event; None = the none start event.
    """
    form_id = start_form_id(definition, element_id)
    document = definition.forms.get(form_id) if form_id else None
    if document is None:
        return submission
    return check(document, submission, rights={}, current={}, now=now).values


def start_form_id(definition: ProcessDefinition, element_id: str | None = None) -> str | None:
    """Return the id of the form at a start event; None = the none start event."""
    for start in interpreter.start_events(definition):
        if start.element_id == element_id or (element_id is None and start.kind == "none"):
            return start.form_id
    return None


def _holds(rule: forms.Rule, variables: Variables, now: datetime) -> bool:
    """Tell whether a rule is true; one that cannot be evaluated is a mistake of the form."""
    try:
        expression = feel.expression(rule.when.removeprefix("="))
        return (
            expression.value({n: feel.from_json(v) for n, v in variables.items()}, now=now) is True
        )
    except feel.FeelError as error:
        raise Invalid(f"rule {rule.id} of the form cannot be evaluated: {error}") from error
