"""What the environment says about the HTTP face itself.

`GUANJIA_WORKER`  on (default): due work is done in the server's process; off: by `guanjia worker`
`GUANJIA_DEMO`    on (default): an empty database gets the demo company; off: it stays empty
`GUANJIA_SHIPPED` on (default): the shipped processes are put in force; off: only what is deployed
`GUANJIA_HTTPS`   off (default); on: cookies and headers for a server that is reached by https only
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from api import oidc
from api.guard import Limits
from api.oidc import Oidc
from engine import directory
from engine.directory import Ldap
from engine.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the server serves."""

    worker: bool = True
    demo: bool = True
    shipped: bool = True
    """Put the shipped processes in force at the start."""
    https: bool = False
    oidc: Oidc | None = None
    """Where people may sign in instead of here."""
    ldap: Ldap | None = None
    """The directory that is asked for the passwords that are not here."""
    limits: Limits = field(default_factory=Limits)


def of_environment(environment: Mapping[str, str] = os.environ) -> Options:
    """Read the options; raises Invalid, naming the variable, for anything but on and off."""
    return Options(
        worker=_switch(environment, "GUANJIA_WORKER", "on"),
        demo=_switch(environment, "GUANJIA_DEMO", "on"),
        shipped=_switch(environment, "GUANJIA_SHIPPED", "on"),
        https=_switch(environment, "GUANJIA_HTTPS", "off"),
        oidc=oidc.of_environment(environment),
        ldap=directory.of_environment(environment),
    )


def _switch(environment: Mapping[str, str], name: str, default: str) -> bool:
    word = environment.get(name, default).lower()
    if word not in {"on", "off"}:
        raise Invalid(f"{name} is {word!r}: expected on or off")
    return word == "on"
