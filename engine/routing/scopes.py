"""Scopes and fallbacks: where candidates are sought first, and who takes what reaches nobody."""

from collections.abc import Mapping
from typing import Any, Final

from engine.model.organisation import SCOPE_ORDER, Organisation

INITIATORS_UNIT: Final = "initiator.unit"
FALLBACKS: Final = frozenset({"superior", "duty_manager", "process_admin"})
DUTY_MANAGER: Final = "duty_manager"
"""The post (值班经理) that the fallback of the same name means."""


def is_scope(setting: str) -> bool:
    """Tell whether `gj:scope` says one: case.project, company, initiator.unit, form.unit."""
    return (
        setting == INITIATORS_UNIT
        or _type_of(setting) is not None
        or (setting.startswith("form.") and setting != "form.")
    )


def first_unit(
    setting: str,
    organisation: Organisation,
    *,
    project: str | None,
    home: str | None,
    variables: Mapping[str, Any],
) -> str | None:
    """Return the unit in which candidates are sought first; None where nothing names one.

    `home` is the unit of whoever started the case. A unit that is unknown, or a kind of unit that
    the project does not lie in, gives the project.
    """
    if setting == INITIATORS_UNIT:
        return home if home in organisation.units else project
    if setting.startswith("form."):
        named = _value(setting.removeprefix("form."), variables)
        return named if named in organisation.units else project
    return organisation.ancestor(project, _type_of(setting) or "project") or project


def words(text: str) -> list[str]:
    """Return the words of a list joined by commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def _value(path: str, variables: Mapping[str, Any]) -> str | None:
    value: Any = variables
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else None


def _type_of(setting: str) -> str | None:
    name = setting.removeprefix("case.")
    return name if name in SCOPE_ORDER else None
