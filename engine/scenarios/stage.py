"""Where a story is played: a database of its own, with a company, processes and a clock."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine import demo, deployments
from engine.model import Actor, Role
from engine.scenarios.reading import Suite
from engine.store import Store

KEY: Final = b"scenarios are no record to keep."
DIRECTOR: Final = Actor(
    id="scenario", name="场景", roles=frozenset({Role.ADMINISTRATOR, Role.DESIGNER})
)
"""Who prepares the stage and looks at everything; nobody in a story."""

_DEPLOYED: Final = (".bpmn", ".dmn", ".form.json")


def resources(folder: Path) -> Mapping[str, bytes]:
    """Return what is deployed from a process's folder and from its folder of forms.

    Forms may lie beside the diagram, or in `forms/<folder>` beside the folder's parent.
    """
    folders = (folder, folder.parent.parent / "forms" / folder.name)
    found = (file for one in folders if one.is_dir() for file in sorted(one.iterdir()))
    return {file.name: file.read_bytes() for file in found if file.name.endswith(_DEPLOYED)}


def releases(suite: Suite) -> list[Mapping[str, bytes]]:
    """Return the releases to be put in force for a suite, those it needs first."""
    own = suite.path.parent
    return [resources(own.parent / need) for need in suite.needs] + [resources(own)]


def prepare(store: Store, suite: Suite) -> None:
    """Put the demo company and the processes into an empty store, and set its clock."""
    store.run(lambda tx: tx.people.replace(demo.organisation()))
    store.run(lambda tx: tx.headcounts.replace(demo.headcounts(suite.clock.year)))
    for release in releases(suite):
        store.run(lambda tx, release=release: deployments.deploy(tx, release, by=DIRECTOR))  # type: ignore[misc]  # a default binds the loop's value
    store.run(lambda tx: tx.clock.set(suite.clock))


class Stage:
    """Prepared databases, made once per suite in `folder` and copied for each scenario."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._templates: dict[Path, Path] = {}
        self._played = 0

    def open(self, suite: Suite) -> Store:
        """Return a store for one scenario; the caller closes it.

        Raises LintFailed where the processes cannot be put in force.
        """
        return self._store(self.copy(suite))

    def copy(self, suite: Suite) -> Path:
        """Return the SQLite file of a database for one scenario; raises LintFailed as `open`."""
        template = self._templates.get(suite.path)
        if template is None:
            template = self._folder / f"template-{len(self._templates)}.db"
            store = self._store(template)
            store.migrate()
            prepare(store, suite)
            store.close()
            self._templates[suite.path] = template
        self._played += 1
        own = self._folder / f"scenario-{self._played}.db"
        shutil.copyfile(template, own)
        return own

    def _store(self, path: Path) -> Store:
        return Store(f"sqlite:///{path}", key=KEY, clock="manual")
