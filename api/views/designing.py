"""What the designer may choose from: words of the engine's languages, in the reader's language."""

from collections.abc import Mapping
from typing import Any

import forms
from api.language import Language, texts
from engine.participation import REGISTRY, Mode
from engine.participation.cases import CANCEL, UNDO, VOID
from engine.telling.templates import BUILT_IN

PREFIX = "designer."
"""Of the texts that the designer's scripts say."""


def choices(language: Language) -> dict[str, Any]:
    """Return what a setting or a form may name."""
    return {
        "operations": [
            [each.name, each.zh if language == "zh" else each.en] for each in REGISTRY.values()
        ],
        "modes": list(Mode),
        "cancel": list(CANCEL),
        "undo": list(UNDO),
        "void": list(VOID),
        "widgets": sorted(forms.WIDGETS),
        "messages": [[kind, said] for kind, said in BUILT_IN.items()],
    }


def words(language: Language) -> Mapping[str, str]:
    """Return the texts of the designer without the prefix of their keys."""
    return {
        key.removeprefix(PREFIX): said
        for key, said in texts(language).items()
        if key.startswith(PREFIX)
    }
