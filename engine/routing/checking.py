"""Whether the routing settings of a node can be read, asked before a diagram is put in force."""

from collections.abc import Iterator, Mapping

from engine import feel
from engine.errors import Invalid
from engine.participation import Mode
from engine.routing.language import parse
from engine.routing.scopes import FALLBACKS, is_scope, words

MODES = frozenset({"", *Mode})
"""Who decides; what becomes of the people found is the matter of `engine.participation`."""

_RULES = ("gj:assign", "gj:exclude", "gj:cc", "gj:ccVacant")


def check(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is wrong with the routing settings of a node; expressions are checked by FEEL."""
    wrong = [each for name in _RULES for each in _mistakes(settings, name)]
    if settings.get("gj:mode", "") not in MODES:
        wrong.append(f"gj:mode {settings['gj:mode']!r} is not one of {sorted(MODES - {''})}")
    scope = settings.get("gj:scope", "case.project")
    if not is_scope(scope):
        known = "case.project, case.region, company, initiator.unit or form.…"
        wrong.append(f"gj:scope {scope!r} is not {known}")
    for word in words(settings.get("gj:fallback", "")):
        if word not in FALLBACKS:
            wrong.extend(_mistakes({"gj:fallback": word}, "gj:fallback"))
    return tuple(wrong)


def _mistakes(settings: Mapping[str, str], name: str) -> Iterator[str]:
    text = settings.get(name, "").strip()
    try:
        if text.startswith("="):
            feel.expression(text[1:])
        elif text:
            parse(text)
    except (Invalid, feel.FeelError) as wrong:
        yield f"{name}: {wrong}"
