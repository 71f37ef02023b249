"""docs/howto/deployment/Containerfile: what it copies, installs and starts is there.

No image is built here: that needs a builder and its base image. Its steps are read and compared.
"""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer
from packaging.specifiers import SpecifierSet

from engine import cli

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "howto" / "deployment" / "Containerfile").read_text(encoding="utf-8")
STEPS = [
    (line.split(" ", 1)[0], line.split(" ", 1)[1])
    for line in TEXT.splitlines()
    if line and not line.startswith("#")
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def of(instruction):
    return [rest for name, rest in STEPS if name == instruction]


def test_both_stages_have_a_python_that_the_project_runs_on():
    versions = [re.search(r"python:(\d+\.\d+)", base)[1] for base in of("FROM")]

    assert len(versions) == 2
    assert len(set(versions)) == 1  # an environment moves between equal versions only
    assert f"{versions[0]}.0" in SpecifierSet(PROJECT["requires-python"])


def test_what_is_installed_is_an_extra_of_the_project():
    extras = re.search(r"/src\[(\w+)\]", TEXT)[1]

    assert extras in PROJECT["optional-dependencies"]


def test_it_runs_as_somebody_without_rights_and_keeps_keys_outside():
    names = [name for name, _ in STEPS]

    assert "useradd --system" in of("RUN")[-1]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert of("USER") == ["guanjia"]
    assert of("VOLUME") == of("WORKDIR") == ["/var/lib/guanjia"]


def test_what_it_starts_is_a_command_with_these_options():
    assert of("ENTRYPOINT") == ['["/opt/guanjia/bin/guanjia"]']
    assert PROJECT["scripts"]["guanjia"] == "engine.cli:main"
    words = shlex.split(of("CMD")[0].strip("[]").replace(",", " "))
    command = typer.main.get_command(cli.app)

    parsed = command.commands[words[0]].make_context(words[0], words[1:])

    assert (parsed.params["host"], parsed.params["port"]) == ("0.0.0.0", int(of("EXPOSE")[0]))


@pytest.mark.parametrize("name", ["guanjia.key", "seal.key"])
def test_no_key_is_copied_into_the_image(name):
    assert not (ROOT / name).exists()
    assert name not in TEXT
