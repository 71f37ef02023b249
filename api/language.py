"""Which language the caller reads, and the sentences of the screen in that language.

Texts live in `api/locales/*.json`, never in code: `zh.json` and `en.json`, and beside them those of
one part of the pages, as `admin.zh.json`; both languages have the same keys (a test says so).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import orjson
from starlette.requests import Request

Language = Literal["zh", "en"]
COOKIE: Final = "guanjia_language"


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Return every text of one language by its key."""
    found: dict[str, str] = {}
    for file in files("api").joinpath("locales").iterdir():
        if f".{file.name}".endswith(f".{language}.json"):
            found |= orjson.loads(file.read_bytes())
    return found


def text(language: Language, key: str, /, **facts: Any) -> str:
    """Return one text with its facts filled in; KeyError where the key does not exist."""
    return texts(language)[key].format_map(facts)


def wanted(request: Request, default: Language) -> Language:
    """Choose the language: what was chosen on the page, else Accept-Language (RFC 9110, 12.5.4)."""
    chosen = request.cookies.get(COOKIE)
    if chosen in {"zh", "en"}:
        return "en" if chosen == "en" else "zh"
    return preferred(request.headers.get("accept-language", ""), default)


def preferred(header: str, default: Language) -> Language:
    """Return the best of zh and en in an Accept-Language header, else the default."""
    ranked = sorted(_weights(header), reverse=True)
    return ranked[0][2] if ranked and ranked[0][0] > 0 else default


def _weights(header: str) -> list[tuple[float, int, Language]]:
    """Return (weight, earlier first, language) of each part that names a language we have."""
    found: list[tuple[float, int, Language]] = []
    for place, part in enumerate(header.split(",")):
        tag, _, rest = part.strip().partition(";")
        primary = tag.lower().partition("-")[0]
        if primary == "zh":
            found.append((_weight(rest), -place, "zh"))
        elif primary == "en":
            found.append((_weight(rest), -place, "en"))
    return found


def _weight(parameter: str) -> float:
    """Return the q value of a part; a malformed one counts as not acceptable."""
    if not parameter.strip():
        return 1.0
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
