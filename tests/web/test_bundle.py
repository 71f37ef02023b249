"""The designer's bundle: built once, again where its sources change, left out where it cannot be."""

import gzip
import runpy
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUDGET = 650_000
"""Bytes, compressed, of everything that the designer may ever load."""


@pytest.fixture
def web(tmp_path):
    """Return the builder over a copy of the sources, without packages and without a bundle."""
    kept = shutil.ignore_patterns("node_modules")
    shutil.copytree(ROOT / "web", tmp_path / "web", ignore=kept)
    return tmp_path / "web", runpy.run_path(str(tmp_path / "web" / "build.py"))


def test_the_stamp_follows_every_source(web):
    folder, builder = web
    before = builder["stamp"]()

    (folder / "src" / "ui.js").write_text("// other", encoding="utf-8")

    assert builder["stamp"]() != before
    assert builder["stamp"]() == builder["stamp"]()


def test_a_machine_without_node_gets_a_sentence_and_no_bundle(web, monkeypatch, capsys):
    _, builder = web
    monkeypatch.setenv("PATH", "/nowhere")

    done = builder["main"]()

    assert done == 1
    assert "there is no Node.js 20.19" in capsys.readouterr().err


def test_a_fresh_bundle_is_not_built_again(web, monkeypatch):
    folder, builder = web
    monkeypatch.setenv("PATH", "/nowhere")
    out = folder.parent / "api" / "static" / "build"
    out.mkdir(parents=True)

    (out / "stamp").write_text(builder["stamp"](), encoding="ascii")

    assert builder["main"]() == 0


def test_the_lock_file_names_no_registry():
    lock = (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")

    assert '"resolved"' not in lock


def test_the_whole_designer_is_within_its_budget():
    built = files("api").joinpath("static", "build", "assets")
    if not built.is_dir():
        pytest.skip("the designer's bundle was not built with this installation (make web)")

    sizes = {
        one.name: len(gzip.compress(one.read_bytes(), 9))
        for one in built.iterdir()
        if one.name.endswith((".js", ".css"))
    }

    assert sum(sizes.values()) <= BUDGET, sizes


def test_the_modules_of_the_designer_keep_to_their_own_tests():
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js on this machine")
    tests = sorted(str(file) for file in (ROOT / "web" / "test").glob("*.test.js"))

    done = subprocess.run([node, "--test", *tests], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
