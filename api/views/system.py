"""How the system is set, for whoever runs it: secrets are told as set, and never shown."""

import os
import re
from collections.abc import Mapping
from typing import Final

PREFIX: Final = "GUANJIA_"
_SECRET: Final = re.compile(r"SECRET|PASSWORD|TOKEN|KEY$|_KEY_|WEBHOOK")
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/@]*@")
HIDDEN: Final = "••••"


def settings(environment: Mapping[str, str] = os.environ) -> list[tuple[str, str]]:
    """Return the settings of this process by name, as they may be shown."""
    return [(name, masked(name, environment[name])) for name in sorted(environment) if _is(name)]


def masked(name: str, value: str) -> str:
    """Return a setting as it may be shown: secrets, and who signs in to a database, are not."""
    if _SECRET.search(name) and not name.endswith("_FILE"):
        return HIDDEN
    return without_credentials(value)


def without_credentials(url: str) -> str:
    """Return an address without the name and password in it."""
    return _CREDENTIALS.sub(f"{HIDDEN}@", url)


def _is(name: str) -> bool:
    return name.startswith(PREFIX)
